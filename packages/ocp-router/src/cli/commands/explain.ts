import { readFileSync } from "node:fs";
import type { ClassifyResult, SignalPart } from "../../classifier/classifier.ts";
import { createClassifier } from "../../classifier/create.ts";
import { parseConfig, type Config } from "../../config.ts";
import { CommandError, JSON_OPTION, textOption, UsageError, type Command } from "../command.ts";
import { formatBar, formatTable, safeJson } from "../format.ts";
import type { Terminal } from "../terminal.ts";

/** `ocp-router explain`: which way a prompt would go, and why. */
export const command: Command = {
  usage: ['"<prompt>"', "< prompt.txt"],
  about: "Scores a prompt as the router would, and shows what each signal adds. Nothing leaves the machine.",
  options: {
    model: {
      type: "string",
      value: "<file>",
      help: "Weights that `fit` wrote. Default: OCP_ROUTE_MODEL, else the rules",
    },
    json: JSON_OPTION,
  },
  async run({ input, terminal }, values, words) {
    const prompt = words.length > 0 || terminal.interactive ? words.join(" ") : await terminal.readInput();
    if (prompt.trim() === "") throw new UsageError("Which prompt? Put it in quotation marks, or pipe it in.");
    const result = classifierOf(parseConfig(input), textOption(values, "model")).classify(prompt, { explain: true });
    terminal.out(values["json"] ? `${safeJson(result)}\n` : formatResult(result, terminal));
    return 0;
  },
};

function classifierOf({ threshold, routeModel }: Config, wanted: string | undefined) {
  const path = wanted ?? routeModel;
  if (path === undefined) return createClassifier({ threshold });
  let fitted: unknown;
  try {
    fitted = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new CommandError(`${path} holds no weights. Make some: ocp-router fit data.jsonl --out ${path}`, {
      cause: error,
    });
  }
  return createClassifier({ threshold, fitted });
}

const WIDTH = 40;

function formatResult(result: ClassifyResult, { paint }: Terminal): string {
  const { complexity_score: score, route_to: tier, threshold, task_type: task, parts = [] } = result;
  const verdict = tier === "paid" ? paint.doubtful("paid model") : paint.good("local model");
  const head = `${paint.strong(score.toFixed(2))}  ${formatBar(score, WIDTH)}  ${verdict}`;
  const about = paint.faint(`      paid from ${threshold} on; task: ${task}`);
  if (parts.length === 0) return `${head}\n${about}\n\nNothing in it speaks for the paid model.\n`;
  const rows = parts.map(({ weight, signal, layer }) => [signed(weight), signal, layer]);
  return `${head}\n${about}\n\n${formatTable(["adds", "signal", "layer"], rows, [0])}\n${clampNote(parts, score)}`;
}

/** `+0.25`, `-0.10`. */
const signed = (hundredths: number): string =>
  `${hundredths < 0 ? "-" : "+"}${(Math.abs(hundredths) / 100).toFixed(2)}`;

function clampNote(parts: readonly SignalPart[], score: number): string {
  if (parts.some(({ layer }) => layer.startsWith("fitted")))
    return "\nThe largest of many; each moves the chance, none is the score itself.\n";
  const sum = parts.reduce((all, { weight }) => all + weight, 0) / 100;
  return Math.abs(sum - score) < 0.001 ? "" : `\nTogether ${sum.toFixed(2)}, kept between 0 and 1.\n`;
}
