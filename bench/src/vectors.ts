// How fast and how truly the nearest vectors are found, by number of vectors: every float compared, every byte compared,
// and signs first with the best compared by bytes, which is what ocp-server does.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createSlab } from "ocp-server/slab";
import { packVector, similarity } from "ocp-server/vectors";
import { median, printTable, quantile, round } from "./report.ts";
import { createModelLikeVectors } from "./vectors/model-like.ts";

const DIMENSIONS = 384;
const NEAREST = 10;
const QUERIES = 30;
const sizes = process.argv.slice(2).map(Number);
const counts = sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000];

interface Found {
  readonly row: number;
  readonly score: number;
}

const rowsOf: Record<string, string>[] = [];
for (const count of counts) {
  console.error(`${count} vectors`);
  const make = createModelLikeVectors(DIMENSIONS);
  const floats = new Float32Array(count * DIMENSIONS);
  const packed: Uint8Array[] = [];
  const slab = createSlab(DIMENSIONS);
  for (let row = 0; row < count; row++) {
    const vector = make();
    floats.set(vector, row * DIMENSIONS);
    packed.push(packVector(vector));
    slab.set(row, packed[row]!);
  }
  const queries = Array.from({ length: QUERIES }, make);
  const methods: Record<string, (query: Float32Array) => Found[] | Promise<Found[]>> = {
    "floats, all": (query) => nearest(count, (row) => dot(floats, row * DIMENSIONS, query)),
    "bytes, all": (query) => nearest(count, (row) => similarity(packed[row]!, query)),
    "signs, then bytes": (query) => slab.nearest(query, NEAREST),
  };
  const truths: Record<string, Set<number>[]> = {};
  for (const [name, search] of Object.entries(methods)) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    // Warm, and with its signs taken.
    for (const query of queries.slice(0, 3)) await search(query);
    const times: number[] = [];
    const found: Set<number>[] = [];
    delay.enable();
    for (const query of queries) {
      const started = performance.now();
      found.push(new Set((await search(query)).map(({ row }) => row)));
      times.push(performance.now() - started);
      await new Promise((resolve) => setImmediate(resolve));
    }
    delay.disable();
    truths[name] = found;
    rowsOf.push({
      vectors: count.toLocaleString("en"),
      compared: name,
      "p50 ms": round(median(times), 1),
      "p99 ms": round(quantile(times, 0.99), 1),
      "thread held, ms": round(delay.max / 1e6, 0),
      "recall@10 of floats": round(recall(found, truths["floats, all"]!), 3),
      "of bytes": truths["bytes, all"] === undefined ? "" : round(recall(found, truths["bytes, all"]), 3),
    });
  }
}

printTable(`Nearest vectors, ${DIMENSIONS} dimensions`, rowsOf);
console.log(`
- The vectors are made to be like those of sentence models: all lean to one side, topics differ in size, directions in weight.
- floats: what the model made, 4 bytes a dimension. bytes: as the database keeps them, 1 byte a dimension and a scale.
- thread held: the longest time that others waited for their turn.`);

function dot(values: Float32Array, start: number, query: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < DIMENSIONS; index++) sum += values[start + index]! * query[index]!;
  return sum;
}

function nearest(count: number, score: (row: number) => number): Found[] {
  const best: Found[] = [];
  for (let row = 0; row < count; row++) {
    const found = { row, score: score(row) };
    if (best.length === NEAREST && found.score <= best.at(-1)!.score) continue;
    best.push(found);
    best.sort((a, b) => b.score - a.score);
    if (best.length > NEAREST) best.pop();
  }
  return best;
}

function recall(found: readonly Set<number>[], truth: readonly Set<number>[]): number {
  const hits = truth.reduce((sum, rows, place) => sum + [...rows].filter((row) => found[place]!.has(row)).length, 0);
  return hits / truth.reduce((sum, rows) => sum + rows.size, 0);
}
