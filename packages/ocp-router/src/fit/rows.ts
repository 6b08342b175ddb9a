/** A prompt to learn from. */
export interface TrainingRow {
  readonly prompt: string;
  /** What kind of prompt it is, when the data says so: its category, or its source up to the first `/`. */
  readonly group: string | undefined;
  /** How good the local and the paid model's answers were, 0 to 1; of a label, `paid` means that the local one fails. */
  readonly weak: number;
  readonly strong: number;
}

/** What a file holds. */
export interface TrainingData {
  readonly rows: readonly TrainingRow[];
  /** Labels say which tier to use; outcomes say which model was right. */
  readonly kind: "labels" | "outcomes";
  /** Lines that say nothing about how hard a prompt is, or hold no prompt. */
  readonly skipped: number;
  /** The mean cost of an answer of the paid model in dollars, when traces tell it. */
  readonly paidCost: number | undefined;
}

interface Line {
  readonly at: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Reads JSON lines: labelled prompts, outcomes of both models, or a trace with its feedback. Throws when a line is no JSON. */
export function parseRows(text: string): TrainingData {
  const lines = parseLines(text);
  const feedback = new Map<unknown, unknown>();
  for (const { value } of lines) if (value["type"] === "feedback") feedback.set(value["trace_id"], value["label"]);
  const labelled: TrainingRow[] = [];
  const outcomes: TrainingRow[] = [];
  const costs: number[] = [];
  for (const { value } of lines) {
    if (value["type"] === "feedback") continue;
    if (value["answered_by"] === "paid" && typeof value["cost_usd"] === "number") costs.push(value["cost_usd"]);
    const prompt = value["prompt"];
    if (typeof prompt !== "string" || prompt.trim() === "") continue;
    const group = groupOf(value);
    const [weak, strong] = [grade(value["weak_correct"]), grade(value["strong_correct"])];
    if (weak !== undefined && strong !== undefined) outcomes.push({ prompt, group, weak, strong });
    const label = value["type"] === "call" ? labelOfCall(value, feedback.get(value["trace_id"])) : value["label"];
    if (label === "paid" || label === "local")
      labelled.push({ prompt, group, weak: label === "paid" ? 0 : 1, strong: 1 });
  }
  const kind = outcomes.length >= labelled.length ? "outcomes" : "labels";
  const rows = kind === "outcomes" ? outcomes : labelled;
  const told = lines.length - feedback.size - rows.length;
  const paidCost = costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  return { rows, kind, skipped: Math.max(0, told), paidCost };
}

function parseLines(text: string): Line[] {
  const lines: Line[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      throw new Error(
        `Line ${at + 1} is no JSON. Each line holds one object: {"prompt": …, "label": "local" or "paid"}.`,
        {
          cause: error,
        },
      );
    }
    if (typeof value === "object" && value !== null) lines.push({ at, value: value as Line["value"] });
  }
  return lines;
}

/** A person's word first; then what happened: an answer that was sent on to the paid model was too hard for the local one. */
function labelOfCall(call: Line["value"], feedback: unknown): unknown {
  if (feedback !== undefined) return feedback;
  if (call["escalated"] === true) return "paid";
  const passed = call["reason"] === "cascade" && call["outcome"] === "ok" && call["answered_by"] === "local";
  return passed ? "local" : undefined;
}

function groupOf(value: Line["value"]): string | undefined {
  const named = value["category"] ?? value["source"] ?? value["task_type"];
  return typeof named === "string" && named !== "" ? named.split("/")[0] : undefined;
}

function grade(value: unknown): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" && value >= 0 && value <= 1 ? value : undefined;
}
