import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledCorpus } from "../../bundled.ts";
import { CorpusError } from "../../corpus/model.ts";
import { openCorpus } from "../../corpus/open.ts";
import { commitDates } from "../../commit-dates.ts";
import { findChanges, formatLock, LOCK_FILE, readLock, type Lock } from "../../lock.ts";
import { CommandError, UsageError, type Command } from "../command.ts";
import { CORPUS_OPTIONS, corpusOptions } from "../corpus.ts";

/** `omp-server lock`: the checksums and times of everything that is published. */
export const command: Command = {
  usage: ["[dir]"],
  about: `Writes ${LOCK_FILE} into a corpus: each file's checksum, size and time, so that a server refuses files that changed later.`,
  options: {
    ...CORPUS_OPTIONS,
    force: {
      type: "boolean",
      help: "Write it even where files that were locked have changed, or over a lock that cannot be read",
    },
  },
  async run(context, values, [folder]) {
    const options = corpusOptions(context, values, folder);
    // What comes with this package is not the operator's to publish.
    if (options.root === bundledCorpus) throw new UsageError("Name the corpus to lock: omp-server lock ./standards");
    const isForced = values["force"] === true;
    const corpus = openCorpus({ ...options, ignoreLock: true });
    const before = lockBefore(corpus.root, isForced);
    const changed = before ? findChanges(before, corpus.files) : [];
    const [first] = changed;
    if (first !== undefined && !isForced) {
      const more = changed.length > 1 ? ` and ${changed.length - 1} more` : "";
      throw new CommandError(
        `${first}${more} changed after being published. Publish a new version instead; --force locks what is there now.`,
      );
    }
    const dates = await commitDates(corpus.root);
    for (const [path, locked] of before ?? [])
      if (corpus.files.get(path)?.sha256 === locked.sha256) dates.set(path, locked.lastUpdated);
    writeFileSync(join(corpus.root, LOCK_FILE), formatLock(corpus.files.values(), dates));
    const from = dates.size > 0 ? "" : " No commit dates were found, so times come from headers and files.";
    context.terminal.out(`${LOCK_FILE}: ${corpus.files.size} files.${from}\n`);
    return 0;
  },
};

/** The lock that is there; one that cannot be used is none where it is to be written over. */
function lockBefore(root: string, isForced: boolean): Lock | undefined {
  try {
    return readLock(root);
  } catch (error) {
    if (isForced && error instanceof CorpusError) return undefined;
    throw error;
  }
}
