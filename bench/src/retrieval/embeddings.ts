import { openWorkbench, type Embedder, type Workbench } from "ocp-server/workbench";
import type { OcpServer } from "ocp-server";
import { indexTree } from "./ocp.ts";
import type { Place } from "./queries.ts";
import { gainByFile, showsAnswer } from "./score.ts";
import type { Judged } from "./score-table.ts";
import { HEADLINE } from "./tally.ts";
import type { Tree } from "./trees.ts";
import type { Asked } from "./weighed.ts";

/** The weights that are tried, the first without vectors. */
export const WEIGHTS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
const BUDGET = 4000;

/** Hits of each query that are looked at for what a score says. */
const JUDGED = 10;

/** What was measured of an embedder. */
export interface Embedded {
  readonly asked: Asked[];
  /** The first hits of M3's kinds under the weight that ocp-server gives the embedder. */
  readonly judged: Judged[];
  /** Texts that got a vector in this run, and how long that took in ms. */
  made: number;
  ms: number;
}

export interface Embeddings {
  of(embedder: Embedder): Embedded;
  /** Embeds a tree, as far as it is not yet, and asks its queries under each weight. */
  measure(tree: Tree, server: OcpServer, dbPath: string): Promise<void>;
}

export function openEmbeddings(embedders: readonly Embedder[]): Embeddings {
  const all = new Map(
    embedders.map((embedder): [Embedder, Embedded] => [embedder, { asked: [], judged: [], made: 0, ms: 0 }]),
  );
  return {
    of: (embedder) => all.get(embedder)!,
    async measure(tree, server, dbPath) {
      const workspace = await indexTree(server, tree.root);
      await using workbench = await openWorkbench(dbPath);
      for (const [embedder, embedded] of all) {
        const from = performance.now();
        embedded.made += await workbench.embed(workspace, embedder, ({ done, total }) => {
          if (done % (20 * embedder.batch) === 0) console.error(`  ${embedder.id}: ${done} of ${total} texts`);
        });
        embedded.ms += performance.now() - from;
        await ask(workbench, { workspace, tree, embedder }, embedded);
      }
    },
  };
}

async function ask(
  workbench: Workbench,
  { workspace, tree, embedder }: { workspace: string; tree: Tree; embedder: Embedder },
  { asked, judged }: Embedded,
): Promise<void> {
  const weights = [...new Set([...WEIGHTS, embedder.weight])];
  for (const { kind: written, query, relevant } of tree.queries) {
    const kind = tree.whole ? written : "k1s";
    for (const weight of weights) {
      const weighed = { ...embedder, weight };
      const hits = await workbench.search(workspace, query, weighed);
      const gain = gainByFile(
        hits.map(({ path }) => path),
        relevant,
      );
      if (weight === embedder.weight && HEADLINE.includes(kind)) judged.push(...judge(hits, relevant));
      const context = HEADLINE.includes(kind)
        ? await workbench.pack(workspace, query, { embedder: weighed, budgetTokens: BUDGET })
        : undefined;
      const shown = context === undefined ? undefined : showsAnswer(context, relevant) ? 1 : 0;
      asked.push({ repo: tree.repo, kind, weight, gain, shown });
    }
  }
}

const judge = (hits: readonly { path: string; score: number }[], relevant: readonly Place[]): Judged[] =>
  hits.slice(0, JUDGED).map(({ path, score }) => ({ score, answers: relevant.some((answer) => answer.path === path) }));
