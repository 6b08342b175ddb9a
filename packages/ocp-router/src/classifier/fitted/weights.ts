import { COUNT_NAMES, HASHED_PLACES } from "./features.ts";

/** What a head of a model gives the chance of: that the paid model is right, that the local one is, or that to pay is. */
export type HeadName = "strong" | "weak" | "paid";

/** One logistic regression: weights of the hashed places, of the counts, and the constant. */
export interface Head {
  readonly name: HeadName;
  readonly hashed: Float64Array;
  readonly counts: readonly number[];
  readonly bias: number;
}

/** A fitted model, ready to score. */
export interface Weights {
  readonly heads: readonly Head[];
  /** The mean of each count, and what a difference from it is multiplied by. */
  readonly means: readonly number[];
  readonly scales: readonly number[];
  readonly threshold: number;
}

const FORMAT = "ocp-router-weights";
const VERSION = 1;
const NOT_ONE = "This is no weights file of ocp-router. Make one: ocp-router fit data.jsonl --out weights.json";
const FOREIGN = "These weights were fitted by another version of ocp-router. Fit them again: ocp-router fit data.jsonl";
const STEPS = 127;

/** The JSON of a weights file: hashed weights as one signed byte each, in base64. */
export function writeWeights({ heads, means, scales, threshold }: Weights): Record<string, unknown> {
  return {
    format: FORMAT,
    version: VERSION,
    threshold,
    places: HASHED_PLACES,
    counts: COUNT_NAMES,
    means: means.map(brief),
    scales: scales.map(brief),
    heads: heads.map(({ name, hashed, counts, bias }) => {
      const unit = hashed.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / STEPS || 1;
      const bytes = Int8Array.from(hashed, (weight) => Math.round(weight / unit));
      return {
        name,
        unit,
        bias: brief(bias),
        counts: counts.map(brief),
        hashed: Buffer.from(bytes.buffer).toString("base64"),
      };
    }),
  };
}

const brief = (value: number): number => Number(value.toPrecision(7));

/** Reads the JSON of a weights file. Throws an error that says what to do when it is none, or not for this version. */
export function parseWeights(json: unknown): Weights {
  const file = record(json);
  if (file["format"] !== FORMAT) throw new Error(NOT_ONE);
  const named = Array.isArray(file["counts"]) && file["counts"].join() === COUNT_NAMES.join();
  if (file["version"] !== VERSION || file["places"] !== HASHED_PLACES || !named) throw new Error(FOREIGN);
  const threshold = number(file["threshold"]);
  if (threshold < 0 || threshold > 1) throw new Error(NOT_ONE);
  const heads = Array.isArray(file["heads"]) ? file["heads"].map(parseHead) : [];
  const names = heads.map(({ name }) => name).join();
  if (names !== "paid" && names !== "strong,weak") throw new Error(NOT_ONE);
  return { heads, threshold, means: numbers(file["means"]), scales: numbers(file["scales"]) };
}

function parseHead(json: unknown): Head {
  const head = record(json);
  const { name } = head;
  if (name !== "strong" && name !== "weak" && name !== "paid") throw new Error(NOT_ONE);
  if (typeof head["hashed"] !== "string") throw new Error(NOT_ONE);
  const bytes = new Int8Array(Buffer.from(head["hashed"], "base64"));
  if (bytes.length !== HASHED_PLACES) throw new Error(NOT_ONE);
  const unit = number(head["unit"]);
  return {
    name,
    hashed: Float64Array.from(bytes, (step) => step * unit),
    counts: numbers(head["counts"]),
    bias: number(head["bias"]),
  };
}

function record(json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error(NOT_ONE);
  return json as Record<string, unknown>;
}

function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Error(NOT_ONE);
  return value;
}

function numbers(value: unknown): number[] {
  if (!Array.isArray(value) || value.length !== COUNT_NAMES.length) throw new Error(NOT_ONE);
  return value.map(number);
}
