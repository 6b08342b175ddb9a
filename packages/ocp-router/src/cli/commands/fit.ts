import { readFileSync, writeFileSync } from "node:fs";
import { fitClassifier, type FitReport } from "../../fit/fit.ts";
import type { Figure, Quality } from "../../fit/measure.ts";
import { readTrace } from "../../trace/open.ts";
import {
  CommandError,
  countOption,
  JSON_OPTION,
  textOption,
  UsageError,
  type Command,
  type OptionValues,
} from "../command.ts";
import { formatCount, formatTable, plural, safeJson } from "../format.ts";
import type { Terminal } from "../terminal.ts";

/** `ocp-router fit`: a classifier of one's own. */
export const command: Command = {
  usage: ["<data.jsonl>", "<trace.db>"],
  about:
    "Fits a small model to your prompts, chooses its threshold, and says how good it is on prompts that it had not seen. Lines hold a prompt with a label (local or paid), or with weak_correct and strong_correct; traces with feedback work as they are.",
  options: {
    out: { type: "string", value: "<file>", help: "Where the weights go. Default: ocp-router-weights.json" },
    "paid-share": { type: "string", value: "<percent>", help: "The share of prompts that may go to the paid model" },
    cost: { type: "string", value: "<dollars>", help: "What a thousand prompts may cost, in place of a share" },
    "paid-cost": {
      type: "string",
      value: "<dollars>",
      help: "What an answer of the paid model costs. Default: the mean of the trace",
    },
    seed: { type: "string", value: "<n>", help: "For the folds and intervals. Default: 1" },
    json: JSON_OPTION,
  },
  async run({ terminal }, values, words) {
    const [path, ...rest] = words;
    if (path === undefined || rest.length > 0) throw new UsageError("Name one file: ocp-router fit data.jsonl");
    const percent = amountOption(values, "paid-share");
    if (percent !== undefined && percent > 100) throw new UsageError("--paid-share takes a percentage from 0 to 100.");
    const { weights, report } = fitClassifier(await readData(path), {
      paidShare: percent === undefined ? undefined : percent / 100,
      costPerThousand: amountOption(values, "cost"),
      paidCost: amountOption(values, "paid-cost"),
      seed: countOption(values, "seed", { min: 0, max: 999_999_999 }),
    });
    const out = textOption(values, "out") ?? "ocp-router-weights.json";
    writeOut(out, `${JSON.stringify(weights)}\n`);
    terminal.out(values["json"] ? `${safeJson({ ...report, out })}\n` : formatReport(report, out, terminal));
    return 0;
  },
};

async function readData(path: string): Promise<string> {
  try {
    if (!/\.(?:db|sqlite3?)$/i.test(path)) return readFileSync(path, "utf8");
    const lines: string[] = [];
    for await (const record of readTrace(path)) lines.push(JSON.stringify(record));
    return lines.join("\n");
  } catch (error) {
    throw new CommandError(`${path} cannot be read. Name a file of JSON lines, or a trace.`, { cause: error });
  }
}

function writeOut(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CommandError(`${path} cannot be written. Name another place: --out <file>`, { cause: error });
  }
}

function amountOption(values: OptionValues, name: string): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  throw new UsageError(`--${name} takes a number such as 30 or 0.5, not '${text}'.`);
}

function formatReport(report: FitReport, out: string, { paint }: Terminal): string {
  const { rows, skipped, kind, calibration, fitted, rules, unseen, groups } = report;
  const { paidShare, right, rightLocal, rightPaid, threshold } = calibration;
  const told = kind === "labels" ? "labelled prompts" : "prompts with both models' outcomes";
  const compared = [
    qualityRow("fitted", fitted),
    qualityRow("rules", rules),
    ...(unseen === undefined ? [] : [qualityRow("fitted, kind unseen", unseen)]),
  ];
  const perGroup = groups.map(({ group, rows: count, auroc, apgr, right: share }) => [
    group,
    formatCount(count),
    ...[auroc, apgr, share].map(three),
  ]);
  return [
    paint.strong(`${formatCount(rows)} ${told}`) + (skipped > 0 ? `, ${plural(skipped, "line")} without use` : ""),
    "",
    formatTable(["on unseen prompts", "AUROC", "APGR", "CPT50", "CPT80"], compared),
    "",
    ...(perGroup.length === 0
      ? []
      : [formatTable(["a kind left out", "prompts", "AUROC", "APGR", "right"], perGroup, [1, 2, 3, 4]), ""]),
    `Threshold ${threshold}: ${percent(paidShare)} go to the paid model, ${percent(right)} are answered right`,
    `(all local ${percent(rightLocal)}, all paid ${percent(rightPaid)}).`,
    ...(fitted.auroc.value > rules.auroc.value
      ? []
      : [paint.doubtful("The rules do better on these prompts: go on without these weights, or with more data.")]),
    "",
    `Weights are in ${out}. Use them: OCP_ROUTE_MODEL=${out}`,
    "",
  ].join("\n");
}

function qualityRow(name: string, { auroc, apgr, cpt50, cpt80 }: Quality): string[] {
  return [name, ranged(auroc, three), ranged(apgr, three), ranged(cpt50, whole), ranged(cpt80, whole)];
}

function ranged({ value, interval: [low, high] }: Figure, format: (value: number) => string): string {
  return `${format(value)} [${format(low)} ${format(high)}]`;
}

const three = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : "-");
const whole = (value: number): string => (Number.isFinite(value) ? value.toFixed(0) : "-");
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
