import { ModelError } from "../errors.ts";

/** Ends a request whose server says nothing for too long, or whose caller gave up. */
export interface Silence extends Disposable {
  /** Aborted by the caller, or by silence; its reason says which. */
  readonly signal: AbortSignal;
  /** Something was heard: the clock starts again. */
  heard(): void;
  /** What a server says. The clock stands still while the caller does something with it, however long that takes. */
  listen<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void>;
}

/** Watches one request. `who` is named in the error. */
export function watchSilence(who: string, ms: number, caller: AbortSignal | undefined): Silence {
  const own = new AbortController();
  const give = (): void =>
    own.abort(
      new ModelError(
        "timeout",
        `${who} said nothing for ${ms / 1000} seconds. A model that is still loading may need a longer timeout.`,
      ),
    );
  let timer = setTimeout(give, ms);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(give, ms);
  };
  return {
    signal: caller ? AbortSignal.any([caller, own.signal]) : own.signal,
    heard,
    async *listen(source) {
      for await (const piece of source) {
        clearTimeout(timer);
        yield piece;
        heard();
      }
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
