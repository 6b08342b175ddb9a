import type { Abortable, EventPage, EventSelection, Store } from "../storage/store.ts";

export interface WaitOptions extends Abortable {
  readonly cursor: string;
  readonly limit: number;
  /** How long to wait for the first event when there is none, in milliseconds. */
  readonly waitMs: number;
}

/** Reads events, or waits for the next one to be committed by whichever process. */
export async function readOrWait(store: Store, selection: EventSelection, options: WaitOptions): Promise<EventPage> {
  const { limit, waitMs, signal } = options;
  let page = await store.events.read(selection, { cursor: options.cursor, limit });
  if (page.events.length > 0 || page.truncated || waitMs === 0 || signal?.aborted) return page;

  const deadline = performance.now() + waitMs;
  let committed = false;
  let wake = () => {};
  const stop = store.onCommit(() => {
    committed = true;
    wake();
  });
  try {
    // Listening began after the first read, so what came in between is read now.
    page = await store.events.read(selection, { cursor: page.cursor, limit });
    while (page.events.length === 0 && !signal?.aborted && performance.now() < deadline) {
      if (!committed) await sleep(deadline - performance.now(), (resolve) => (wake = resolve), signal);
      committed = false;
      page = await store.events.read(selection, { cursor: page.cursor, limit });
    }
    return page;
  } finally {
    stop();
  }
}

function sleep(ms: number, expose: (wake: () => void) => void, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.max(0, ms));
    signal?.addEventListener("abort", finish);
    expose(finish);
  });
}
