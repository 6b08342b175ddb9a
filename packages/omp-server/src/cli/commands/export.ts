import { resolve } from "node:path";
import { writeExport } from "../../export.ts";
import { clockOf, variable } from "../../config.ts";
import { textOption, UsageError, type Command } from "../command.ts";
import { CORPUS_OPTIONS, openFrom } from "../corpus.ts";

export const command: Command = {
  usage: ["[dir]"],
  about:
    "Writes a static mirror of a corpus for any web server or CDN: the answer of every tool, every file, llms.txt, a server card, and a list of checksums. The same address answers with the same bytes as the live server.",
  options: {
    ...CORPUS_OPTIONS,
    out: { type: "string", value: "<dir>", help: "Where to write; a folder that is new, empty, or an export before" },
    endpoint: {
      type: "string",
      value: "<url>",
      help: "The MCP endpoint that the server card names, when there is one",
    },
  },
  async run(context, values, [folder]) {
    const out = textOption(values, "out");
    if (out === undefined) throw new UsageError("Say where to write: omp-server export --out site/");
    const started = performance.now();
    const corpus = openFrom(context, values, folder);
    // The same corpus makes the same mirror, so the clock of this machine stays out of it.
    const isFixed = variable(context.input.env, "SOURCE_DATE_EPOCH") !== undefined;
    const { files, bytes, removed } = writeExport(corpus, {
      out: resolve(context.input.cwd, out),
      time: isFixed ? clockOf(context.input.env)() : new Date(corpus.lastUpdated),
      endpoint: textOption(values, "endpoint"),
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    context.terminal.out(
      `${out}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${removed} old ones removed, in ${seconds} s\n`,
    );
    return 0;
  },
};
