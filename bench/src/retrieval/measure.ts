import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { OcpServer } from "ocp-server";
import { fts5 } from "./fts5.ts";
import { fusedWithFts5, fuseWithOcp, hashed } from "./hashed.ts";
import { lineCount } from "./line-count.ts";
import type { Index } from "./method.ts";
import { miniSearch } from "./mini-search.ts";
import { buildOcp, type OcpIndex } from "./ocp.ts";
import type { Query } from "./queries.ts";
import { gainByFile, showsAnswer } from "./score.ts";
import { createTally, HEADLINE, note, type ByKind, type Tally } from "./tally.ts";
import type { Tree } from "./trees.ts";

const BUDGET = 4000;
export const OCP = "ocp-server";
const FUSED_WITH_OCP = "ocp-server and these hashes, fused by reciprocal rank";
const PEERS = [fts5, miniSearch, lineCount, hashed, fusedWithFts5];

/** What a run measures, method by method in the order of the table. */
export interface Results {
  readonly tallies: ReadonlyMap<string, Tally>;
  /** 1 for each pack that shows an answer, 0 for each other. */
  readonly packs: ByKind;
  /** Queries whose answer is in no file that was indexed. */
  unindexed: number;
}

export function createResults(): Results {
  const names = [OCP, ...PEERS.map(({ name }) => name), FUSED_WITH_OCP];
  return { tallies: new Map(names.map((name) => [name, createTally()])), packs: new Map(), unindexed: 0 };
}

interface Built {
  readonly name: string;
  readonly index: Index;
  readonly ms: number;
}

/** Builds every index over one tree and asks each query of all of them in turn, so that a busy moment hits all alike. */
export async function measure(server: OcpServer, run: Tree, results: Results): Promise<void> {
  const { queries, whole } = run;
  const [ocp, ocpMs] = await timed(() => buildOcp(server, run.root));
  const paths = [...new Set((await ocp.chunks()).map(({ path }) => path))];
  if (whole) results.unindexed += queries.filter((query) => !isAmong(paths, query)).length;
  const built = [{ name: OCP, index: ocp, ms: ocpMs }, ...(await buildPeers(run, paths)), await buildFused(ocp, ocpMs)];
  for (const { name, index, ms } of built) {
    if (whole) results.tallies.get(name)!.indexMs += ms;
    // The first search of all prepares what the others find ready.
    await index.search(queries[0]!.query);
  }
  for (const [turn, { kind: written, query, relevant }] of queries.entries()) {
    const kind = whole ? written : "k1s";
    const first = turn % built.length;
    for (const { name, index } of [...built.slice(first), ...built.slice(0, first)]) {
      const [hits, ms] = await timed(() => index.search(query));
      const { gains, times } = results.tallies.get(name)!;
      note(gains, kind, gainByFile(hits, relevant));
      if (whole) times.push(ms);
    }
    if (HEADLINE.includes(kind))
      note(results.packs, kind, showsAnswer(await ocp.pack(query, BUDGET), relevant) ? 1 : 0);
  }
  for (const { index } of built) index.close();
}

async function buildPeers({ folder, root }: Tree, paths: readonly string[]): Promise<Built[]> {
  const built: Built[] = [];
  for (const [place, { name, build }] of PEERS.entries()) {
    const own = join(folder, String(place));
    await mkdir(own);
    const [index, ms] = await timed(() => build({ root, paths }, own));
    built.push({ name, index, ms });
  }
  return built;
}

async function buildFused(ocp: OcpIndex, ocpMs: number): Promise<Built> {
  const [index, ms] = await timed(() => fuseWithOcp(ocp));
  return { name: FUSED_WITH_OCP, index, ms: ocpMs + ms };
}

async function timed<T>(work: () => T | Promise<T>): Promise<[result: T, ms: number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

const isAmong = (paths: readonly string[], { relevant }: Query): boolean =>
  relevant.some(({ path }) => paths.includes(path));
