// How well the router's classifiers tell hard prompts from easy ones, beside the rules they grew from, a rival's weights and
// the length of the prompt; what a fitted classifier adds on outcomes of two models; and how fast they decide.
import { createClassifier, fitClassifier, TaskClassifier, type FitReport } from "ocp-router";
import { printTable, quantile, round } from "./report.ts";
import { accuracy, auroc, rightOf, scorePrompts, type Method } from "./router/figures.ts";
import { litellmScore } from "./router/litellm-weights.ts";
import { blindPrompts, ownPrompts, parseLines, sharedText, type LabelledPrompt } from "./router/prompts.ts";
import { referenceScore } from "./router/reference-rules.ts";

/** One division into folds is noise: outcomes are divided so often, each time anew. */
const DIVISIONS = 5;

const rules = new TaskClassifier();
const METHODS: readonly Method[] = [
  { name: "rules (default)", threshold: 0.5, score: (prompt) => rules.classify(prompt).complexity_score },
  { name: "the reference's rules", threshold: 0.5, score: referenceScore },
  { name: "LiteLLM's weights, words of ours", threshold: 0.35, score: litellmScore },
  { name: "length of the prompt", threshold: 80, score: (prompt) => prompt.length },
];
const CATEGORIES =
  "plain-local long-trivial loaded-words-trivial plain-paid short-hard hard-no-keywords negation-mixed other-language".split(
    " ",
  );

const own = ownPrompts();
const dev = sharedText("coding-prompts.dev.jsonl");
const sets: readonly (readonly [name: string, prompts: readonly LabelledPrompt[]])[] = [
  ["ours, in view", own.filter(({ half }) => half === "tune")],
  ["ours, not in view", own.filter(({ half }) => half === "blind")],
  ["ours, written blind by somebody else", blindPrompts()],
  ...(dev === undefined ? [] : [["coding-prompts.dev", parseLines<LabelledPrompt>(dev)] as const]),
];
if (dev === undefined) console.error("No shared data here (OCP_DATA): only our own prompts are measured.");

printTable(
  "Labelled prompts: which tier is right",
  sets.flatMap(([set, prompts]) =>
    METHODS.map((method) => {
      const rows = scorePrompts(prompts, method);
      return {
        prompts: `${set} (${prompts.length})`,
        method: method.name,
        accuracy: round(accuracy(rows), 3),
        AUROC: round(auroc(rows), 3),
        "not English": rightOf(rows, ({ lang }) => lang !== "en"),
      };
    }),
  ),
);

printTable(
  "Right by category, rules",
  sets.map(([set, prompts]) => {
    const rows = scorePrompts(prompts, METHODS[0]!);
    const cells = CATEGORIES.map((category) => [category, rightOf(rows, (row) => row.category === category)]);
    return { prompts: set, ...(Object.fromEntries(cells) as Record<string, string>) };
  }),
);

const labelled = own.map((row) => JSON.stringify(row)).join("\n");
const routing = sharedText("routing.dev.jsonl");
printTable("Fitted, on prompts that the scores had not seen", [
  ...fitRows("labels: ours", labelled),
  ...(routing === undefined ? [] : fitRows("outcomes: routing.dev", routing)),
]);

if (routing !== undefined) printTable(`routing.dev, five folds by ${DIVISIONS} divisions`, divisionRows(routing));
printTable("Decisions", speedRows());

function fitRows(data: string, text: string): Record<string, string>[] {
  const start = process.cpuUsage();
  const { report, weights } = fitClassifier(text);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const size = Buffer.byteLength(JSON.stringify(weights)) / 1024;
  const row = (method: string, quality: FitReport["fitted"]) => ({
    data: `${data} (${report.rows})`,
    method,
    AUROC: ranged(quality.auroc, 3),
    APGR: ranged(quality.apgr, 3),
    CPT50: ranged(quality.cpt50, 0),
    CPT80: ranged(quality.cpt80, 0),
  });
  return [
    {
      ...row("fitted, five folds", report.fitted),
      "fit, s of processor": round(seconds, 1),
      "file, KB": round(size, 0),
    },
    ...(report.unseen === undefined ? [] : [row("fitted, kind of prompt left out", report.unseen)]),
    row("rules", report.rules),
  ];
}

function divisionRows(text: string): Record<string, string>[] {
  const qualities = Array.from({ length: DIVISIONS }, (_, at) => fitClassifier(text, { seed: at + 1 }).report.fitted);
  return (["auroc", "apgr", "cpt50", "cpt80"] as const).map((name) => {
    const values = qualities.map((quality) => quality[name].value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    return { figure: name, mean: round(mean, 3), "standard deviation": round(spread, 3) };
  });
}

function ranged({ value, interval: [low, high] }: FitReport["fitted"]["apgr"], digits: number): string {
  return `${round(value, digits)} [${round(low, digits)} ${round(high, digits)}]`;
}

function speedRows(): Record<string, string>[] {
  const fitted = createClassifier({ fitted: fitClassifier(labelled).weights });
  const prompts = own.map(({ prompt }) => prompt);
  return (
    [
      ["rules", rules],
      ["fitted", fitted],
    ] as const
  ).map(([name, classifier]) => {
    const times: number[] = [];
    for (let turn = 0; turn < 6; turn++) {
      for (const prompt of prompts) {
        const start = performance.now();
        classifier.classify(prompt);
        // The first rounds warm the machine up.
        if (turn >= 3) times.push(performance.now() - start);
      }
    }
    const letters = performance.now();
    classifier.classify("a".repeat(100_000));
    const sum = times.reduce((all, time) => all + time, 0);
    return {
      classifier: name,
      "decisions/s": round((1000 * times.length) / sum),
      "p50, ms": round(quantile(times, 0.5), 3),
      "p99, ms": round(quantile(times, 0.99), 3),
      "100 KB of one letter, ms": round(performance.now() - letters, 1),
    };
  });
}
