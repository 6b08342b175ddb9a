import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { OcpServer } from "ocp-server";
import type { Answer } from "./host.ts";
import { METHODS, OCP } from "./methods.ts";
import { buildOcp } from "./ocp.ts";
import type { Query } from "./queries.ts";
import { gainByFile, showsAnswer } from "./score.ts";
import { start, type Started } from "./started.ts";
import { createTally, HEADLINE, note, type ByKind, type Tally } from "./tally.ts";
import type { Tree } from "./trees.ts";

const BUDGET = 4000;

/** What a run measures, method by method in the order of the table. */
export interface Results {
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Why a method is not in the table. */
  readonly missing: ReadonlyMap<string, string>;
  /** 1 for each pack of OCP's that shows an answer, 0 for each other. */
  readonly packs: ByKind;
  /** Queries whose answer is in no file that was indexed. */
  unindexed: number;
}

/** Methods that are ready to build, each in a process of its own. */
export interface Measurement extends AsyncDisposable {
  readonly results: Results;
  /** Builds every index over one tree and asks each query of all of them in turn, so that a busy moment hits all alike. */
  measure(server: OcpServer, run: Tree): Promise<void>;
}

/** Starts the methods whose names hold one of `only`, all if it is empty. */
export async function openMeasurement(only: readonly string[], mayFetch: boolean): Promise<Measurement> {
  const wanted = Object.keys(METHODS).filter(
    (name) => name === OCP || only.length === 0 || only.some((part) => name.includes(part)),
  );
  const missing = new Map<string, string>();
  const started: Started[] = [];
  for (const name of wanted) {
    const method = start(name);
    try {
      await must(method.ask({ do: "prepare", mayFetch }));
      started.push(method);
    } catch (error) {
      missing.set(name, (error as Error).message);
      method.end();
    }
  }
  const tallies = new Map(started.map(({ name }) => [name, createTally()]));
  const results: Results = { tallies, missing, packs: new Map(), unindexed: 0 };
  return {
    results,
    measure: (server, run) => measure(started, server, run, results),
    [Symbol.asyncDispose]() {
      for (const method of started) method.end();
      return Promise.resolve();
    },
  };
}

async function measure(started: readonly Started[], server: OcpServer, run: Tree, results: Results): Promise<void> {
  const { folder, root, queries, whole } = run;
  const own = await buildOcp(server, root);
  const paths = [...new Set((await own.chunks()).map(({ path }) => path))];
  if (whole) results.unindexed += queries.filter((query) => !isAmong(paths, query)).length;
  for (const [place, method] of started.entries()) {
    const scratch = join(folder, String(place));
    await mkdir(scratch);
    const { ms } = await must(method.ask({ do: "build", tree: { root, paths }, scratch }));
    if (whole) results.tallies.get(method.name)!.indexMs += ms;
    // The first search of all prepares what the others find ready.
    await method.ask({ do: "search", query: queries[0]!.query });
  }
  for (const [turn, { kind: written, query, relevant }] of queries.entries()) {
    const kind = whole ? written : "k1s";
    const first = turn % started.length;
    for (const method of [...started.slice(first), ...started.slice(0, first)]) {
      const tally = results.tallies.get(method.name)!;
      const { hits, ms, error } = await method.ask({ do: "search", query });
      note(tally.gains, kind, gainByFile(hits, relevant));
      if (whole) tally.times.push(ms);
      if (error !== undefined) tally.failed++;
    }
    if (HEADLINE.includes(kind))
      note(results.packs, kind, showsAnswer(await own.pack(query, BUDGET), relevant) ? 1 : 0);
  }
  for (const method of started) {
    const { peak } = await must(method.ask({ do: "close" }));
    results.tallies.get(method.name)!.peak = peak;
  }
}

async function must(answer: Promise<Answer>): Promise<Answer> {
  const { error } = await answer;
  if (error !== undefined) throw new Error(error);
  return answer;
}

const isAmong = (paths: readonly string[], { relevant }: Query): boolean =>
  relevant.some(({ path }) => paths.includes(path));
