import { HASHED_PLACES } from "./hashed.ts";
import { placesOf } from "./model.ts";
import { COUNT_NAMES } from "./reading.ts";
import { TOPICS, type Topics } from "./topics.ts";

/** What a head of a model gives the chance of: that the paid model is right, that the local one is, or that to pay is. */
export type HeadName = "strong" | "weak" | "paid";

/** One logistic regression: weights by place, and the constant. */
export interface Head {
  readonly name: HeadName;
  readonly weights: Float64Array;
  readonly bias: number;
}

/** How a prompt becomes numbers. */
export interface Encoding {
  /** The mean of each count, and what a difference from it is multiplied by. */
  readonly means: readonly number[];
  readonly scales: readonly number[];
  /** With topics, prompts are weighed by what they are about; without, by their words. */
  readonly topics: Topics | undefined;
}

/** A fitted model, ready to score. */
export interface Weights extends Encoding {
  readonly heads: readonly Head[];
  readonly threshold: number;
}

const FORMAT = "ocp-router-weights";
const VERSION = 2;
const NOT_ONE = "This is no weights file of ocp-router. Make one: ocp-router fit data.jsonl --out weights.json";
const FOREIGN = "These weights were fitted by another version of ocp-router. Fit them again: ocp-router fit data.jsonl";
const STEPS = 127;

/** The JSON of a weights file: hashed weights and topics as one signed byte each, in base64. */
export function writeWeights({ heads, means, scales, topics, threshold }: Weights): Record<string, unknown> {
  return {
    format: FORMAT,
    version: VERSION,
    threshold,
    counts: COUNT_NAMES,
    means: means.map(brief),
    scales: scales.map(brief),
    ...(topics ? { topics: writeTopics(topics) } : {}),
    heads: heads.map(({ name, weights, bias }) => {
      const hashed = weights.subarray(0, hashedPlaces(topics));
      const unit = hashed.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / STEPS || 1;
      return {
        name,
        bias: brief(bias),
        unit,
        hashed: toBase64(Int8Array.from(hashed, (weight) => Math.round(weight / unit))),
        rest: Array.from(weights.subarray(hashed.length), brief),
      };
    }),
  };
}

function writeTopics(topics: Topics): { words: string; rows: string } {
  const rows = Int8Array.from([...topics.values()].flatMap((row) => [...row]));
  return { words: toBase64(Uint32Array.from(topics.keys())), rows: toBase64(rows) };
}

const hashedPlaces = (topics: Topics | undefined): number => (topics ? 0 : HASHED_PLACES);

const toBase64 = (values: Int8Array | Uint32Array): string => Buffer.from(values.buffer).toString("base64");

const brief = (value: number): number => Number(value.toPrecision(7));

/** Reads the JSON of a weights file. Throws an error that says what to do when it is none, or not for this version. */
export function parseWeights(json: unknown): Weights {
  const file = record(json);
  if (file["format"] !== FORMAT) throw new Error(NOT_ONE);
  const named = Array.isArray(file["counts"]) && file["counts"].join() === COUNT_NAMES.join();
  if (file["version"] !== VERSION || !named) throw new Error(FOREIGN);
  const threshold = number(file["threshold"]);
  if (threshold < 0 || threshold > 1) throw new Error(NOT_ONE);
  const topics = file["topics"] === undefined ? undefined : parseTopics(file["topics"]);
  const size = COUNT_NAMES.length;
  const encoding = { means: numbers(file["means"], size), scales: numbers(file["scales"], size), topics };
  const heads = Array.isArray(file["heads"]) ? file["heads"].map((head) => parseHead(head, encoding)) : [];
  const names = heads.map(({ name }) => name).join();
  if (names !== "paid" && names !== "strong,weak") throw new Error(NOT_ONE);
  return { ...encoding, heads, threshold };
}

function parseTopics(json: unknown): Topics {
  const { words, rows } = record(json);
  const [ids, values] = [bytes(words), bytes(rows)];
  const count = ids.byteLength / 4;
  if (!Number.isInteger(count) || values.byteLength !== count * TOPICS) throw new Error(NOT_ONE);
  const at = (index: number): Int8Array => new Int8Array(values.slice(index * TOPICS, (index + 1) * TOPICS));
  return new Map(Array.from(new Uint32Array(ids), (id, index) => [id, at(index)]));
}

function parseHead(json: unknown, encoding: Encoding): Head {
  const head = record(json);
  const { name } = head;
  if (name !== "strong" && name !== "weak" && name !== "paid") throw new Error(NOT_ONE);
  const hashed = new Int8Array(bytes(head["hashed"]));
  if (hashed.length !== hashedPlaces(encoding.topics)) throw new Error(NOT_ONE);
  const unit = number(head["unit"]);
  const rest = numbers(head["rest"], placesOf(encoding) - hashed.length);
  const weights = Float64Array.from([...hashed].map((step) => step * unit).concat(rest));
  return { name, weights, bias: number(head["bias"]) };
}

/** The bytes of a text in base64, in a buffer of their own. */
function bytes(value: unknown): ArrayBuffer {
  if (typeof value !== "string") throw new Error(NOT_ONE);
  return Uint8Array.from(Buffer.from(value, "base64")).buffer;
}

function record(json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error(NOT_ONE);
  return json as Record<string, unknown>;
}

function number(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Error(NOT_ONE);
  return value;
}

function numbers(value: unknown, size: number): number[] {
  if (!Array.isArray(value) || value.length !== size) throw new Error(NOT_ONE);
  return value.map(number);
}
