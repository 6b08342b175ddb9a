import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundledCorpus, presetOverlays } from "../bundled.ts";
import { variable } from "../config.ts";
import type { Corpus } from "../corpus/model.ts";
import { openCorpus, type CorpusOptions } from "../corpus/open.ts";
import { CommandError, textOption, type Context, type OptionSpec, type OptionValues } from "./command.ts";

/** The options of every command that reads a corpus. */
export const CORPUS_OPTIONS = {
  corpus: {
    type: "string",
    value: "<dir>",
    help: "Folder of the corpus. Default: OMP_CORPUS, else this project's own",
  },
  overlay: {
    type: "string",
    value: "<file>",
    help: "What the corpus does not state itself: a file, or the name of one that comes with this package (okham)",
  },
  "allow-drift": { type: "boolean", help: "Serve files that differ from the lock, with a warning" },
  "withhold-drift": { type: "boolean", help: "Withhold the versions whose files differ from the lock" },
  "no-blocks": { type: "boolean", help: "Offer no code blocks of EXAMPLES documents as examples" },
} as const satisfies Record<string, OptionSpec>;

/** What the options and the environment say about the corpus. A folder given as a word wins. */
export function corpusOptions({ input }: Context, values: OptionValues, folder?: string): CorpusOptions {
  const root = folder ?? textOption(values, "corpus") ?? variable(input.env, "OMP_CORPUS");
  const overlay = textOption(values, "overlay") ?? variable(input.env, "OMP_OVERLAY");
  return {
    root: root === undefined ? bundledCorpus : resolve(input.cwd, root),
    overlay: overlay === undefined ? undefined : findOverlay(input.cwd, overlay),
    onDrift: values["allow-drift"] === true ? "allow" : values["withhold-drift"] === true ? "withhold" : "refuse",
    blocks: values["no-blocks"] !== true,
  };
}

/** Reads the corpus that the options name. Throws a `CorpusError`. */
export function openFrom(context: Context, values: OptionValues, folder?: string): Corpus {
  return openCorpus(corpusOptions(context, values, folder));
}

/** A file where the command runs, or one of those that come with this package: `okham`, `okham.json`. */
function findOverlay(cwd: string, name: string): string {
  const file = resolve(cwd, name);
  if (existsSync(file)) return file;
  const preset = /^[\w-]+(?:\.json)?$/.test(name) ? join(presetOverlays, name.replace(/(?:\.json)?$/, ".json")) : "";
  if (preset !== "" && existsSync(preset)) return preset;
  throw new CommandError(
    `There is no overlay '${name}': neither a file of that name, nor one that comes with omp-server.`,
  );
}
