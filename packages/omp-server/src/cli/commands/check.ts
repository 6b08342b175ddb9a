import { countsOf } from "../../corpus/counts.ts";
import type { Problem } from "../../corpus/model.ts";
import { openCorpus } from "../../corpus/open.ts";
import type { Command } from "../command.ts";
import { CORPUS_OPTIONS, corpusOptions } from "../corpus.ts";

/** `omp-server check`: what of a corpus would not be served, and why. */
export const command: Command = {
  usage: ["[dir]"],
  about: "Reads a corpus, validates everything in it, and says what would be withheld and why.",
  options: {
    ...CORPUS_OPTIONS,
    strict: { type: "boolean", help: "Fail also when anything is withheld or doubtful" },
    json: { type: "boolean", help: "Print the findings as JSON" },
  },
  async run(context, values, [folder]) {
    const { terminal } = context;
    const options = corpusOptions(context, values, folder);
    // Drift is a finding here, not an end.
    const corpus = openCorpus({ ...options, onDrift: options.onDrift === "allow" ? "allow" : "withhold" });
    const problems = corpus.checks();
    const graveness = { error: "withheld", warning: "warning", note: "note" } as const;
    const counts = countsOf(corpus);
    if (values["json"] === true) {
      terminal.out(
        `${JSON.stringify({ corpus: { digest: corpus.digest, layout: corpus.layout, ...counts }, problems }, undefined, 2)}\n`,
      );
    } else {
      for (const { severity, path, reason } of problems)
        terminal.out(`${graveness[severity].padEnd(8)}  ${path}  ${reason}\n`);
      if (problems.length > 0) terminal.out("\n");
      terminal.out(
        `${Object.entries(counts)
          .map(([name, count]) => `${count} ${name}`)
          .join(", ")}; ${verdict(problems)}\n`,
      );
    }
    const isClean = problems.every(({ severity }) => severity === "note");
    return values["strict"] === true && !isClean ? 1 : 0;
  },
};

function verdict(problems: readonly Problem[]): string {
  const withheld = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.filter(({ severity }) => severity === "warning").length;
  if (withheld === 0 && warnings === 0) return "nothing is withheld.";
  return `${withheld} withheld, ${warnings} ${warnings === 1 ? "warning" : "warnings"}.`;
}
