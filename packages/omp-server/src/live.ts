import { setImmediate as nextTurn } from "node:timers/promises";
import { watch } from "node:fs";
import { createAnswers, type Answers, type AnswersOptions } from "./answers.ts";
import type { Corpus } from "./corpus/model.ts";
import { openCorpus, type CorpusOptions } from "./corpus/open.ts";
import type { Logger } from "./log.ts";
import { resourceChanges, type ResourceChanges } from "./resource-changes.ts";
import { searchIndex } from "./search/open.ts";

/** How long a corpus must be left alone before it is read again, in milliseconds. */
const QUIET_MS = 200;

/** What is served now. Whoever answers a request takes it once, so that no answer mixes two corpora. */
export interface Live {
  readonly answers: Answers;
  /** Does the work that the first requests would otherwise wait for, in small steps. */
  warm(): Promise<void>;
  /** Follows changes of the folder until the signal ends; each change is served whole or not at all. */
  follow(signal: AbortSignal): void;
  /** Called with what became different, once it is served. */
  onChange(listener: (changes: ResourceChanges) => void): void;
}

export interface LiveOptions extends AnswersOptions {
  readonly corpus: CorpusOptions;
  readonly log: Logger;
}

/** Opens a corpus for serving. Throws a `CorpusError`. */
export function openLive({ corpus: options, log, ...answersOptions }: LiveOptions): Live {
  let answers = createAnswers(openCorpus(options), answersOptions);
  const listeners: ((changes: ResourceChanges) => void)[] = [];

  async function reload(): Promise<void> {
    try {
      const next = openCorpus(options);
      if (
        next.digest === answers.corpus.digest &&
        JSON.stringify(next.problems) === JSON.stringify(answers.corpus.problems)
      )
        return;
      await warmUp(next);
      const changes = resourceChanges(answers.corpus, next);
      answers = createAnswers(next, answersOptions);
      log.info(`the corpus changed; now serving ${next.contracts.size} contracts, digest ${next.digest.slice(0, 12)}`);
      for (const listener of listeners) listener(changes);
    } catch (error) {
      log.error(`the corpus changed, but cannot be served; the one before stays: ${(error as Error).message}`);
    }
  }

  return {
    get answers() {
      return answers;
    },
    warm: () => warmUp(answers.corpus),
    onChange(listener) {
      listeners.push(listener);
    },
    follow(signal) {
      let timer: NodeJS.Timeout | undefined;
      let isReading = false;
      const read = async (): Promise<void> => {
        if (isReading) return schedule();
        isReading = true;
        await reload();
        isReading = false;
      };
      const schedule = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => void read(), QUIET_MS).unref();
      };
      const watcher = watch(answers.corpus.root, { recursive: true, persistent: false, signal }, schedule);
      watcher.on("error", (error) => {
        if (!signal.aborted) log.warn(`changes of the corpus are no longer followed: ${error.message}`);
      });
    },
  };
}

/** Validates and indexes a corpus in steps between which requests are answered. */
async function warmUp(corpus: Corpus): Promise<void> {
  for (const { versions } of corpus.contracts.values()) {
    for (const version of versions) {
      await nextTurn();
      version.schema();
      await nextTurn();
      version.examples();
      for (const document of version.documents.values()) {
        await nextTurn();
        document.outline();
      }
    }
  }
  await nextTurn();
  searchIndex(corpus);
}
