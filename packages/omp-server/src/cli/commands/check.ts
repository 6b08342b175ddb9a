import { countsOf } from "../../corpus/counts.ts";
import { CorpusError, type Corpus, type Problem } from "../../corpus/model.ts";
import { openCorpus, type CorpusOptions } from "../../corpus/open.ts";
import type { Command, Terminal } from "../command.ts";
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
    const corpus = open(options, values["json"] === true ? undefined : terminal);
    const problems = corpus.checks();
    const counts = countsOf(corpus);
    if (values["json"] === true) {
      terminal.out(
        `${JSON.stringify({ corpus: { digest: corpus.digest, layout: corpus.layout, ...counts }, problems }, undefined, 2)}\n`,
      );
    } else {
      list(problems, terminal);
      terminal.out(
        `${Object.entries(counts)
          // The verdict counts these with what else was found.
          .filter(([name]) => name !== "withheld")
          .map(([name, count]) => `${count} ${count === 1 ? name.replace(/s$/, "") : name}`)
          .join(", ")}; ${verdict(problems)}\n`,
      );
    }
    const isClean = problems.every(({ severity }) => severity === "note");
    return values["strict"] === true && !isClean ? 1 : 0;
  },
};

/** Opens a corpus; where nothing of it can be served, says all that was found first. */
function open(options: CorpusOptions, terminal: Terminal | undefined): Corpus {
  try {
    // Drift is a finding here, not an end.
    return openCorpus({ ...options, onDrift: options.onDrift === "allow" ? "allow" : "withhold" });
  } catch (error) {
    if (terminal && error instanceof CorpusError) list(error.problems, terminal);
    throw error;
  }
}

function list(problems: readonly Problem[], terminal: Terminal): void {
  const graveness = { error: "withheld", warning: "warning", note: "note" } as const;
  for (const { severity, path, reason } of problems)
    terminal.out(`${graveness[severity].padEnd(8)}  ${path}  ${reason}\n`);
  if (problems.length > 0) terminal.out("\n");
}

function verdict(problems: readonly Problem[]): string {
  const withheld = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.filter(({ severity }) => severity === "warning").length;
  if (withheld === 0 && warnings === 0) return "nothing is withheld.";
  return `${withheld} withheld, ${warnings} ${warnings === 1 ? "warning" : "warnings"}.`;
}
