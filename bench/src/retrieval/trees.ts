import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createOcpServer, type OcpServer } from "ocp-server";
import { copyTree, findCheckout } from "./checkout.ts";
import type { Query } from "./queries.ts";

/** A repository's files, whole or without the documentation that its queries were taken from. */
export interface Tree {
  readonly repo: string;
  /** Where indexes may be put. */
  readonly folder: string;
  readonly root: string;
  readonly queries: readonly Query[];
  /** Whether the tree is as it was checked out; otherwise its documentation is blanked. */
  readonly whole: boolean;
}

/**
 * Makes a tree of each repository in turn, and one without documentation where queries ask for that. `keep` names a
 * folder for them that stays, with the database, so that what was put there need not be made again.
 */
export async function eachTree(
  queries: readonly Query[],
  checkouts: string,
  visit: (tree: Tree, server: OcpServer, dbPath: string) => Promise<void>,
  keep?: string,
): Promise<void> {
  const repositories = [...Map.groupBy(queries, ({ repo }) => repo)];
  // All of them before the first is indexed: a wrong one should not show after minutes.
  const folders = await Promise.all(repositories.map(([, asked]) => findCheckout(resolve(checkouts), asked)));
  const scratch = keep ?? (await mkdtemp(join(tmpdir(), "ocp-bench-")));
  await mkdir(scratch, { recursive: true });
  const dbPath = join(scratch, "ocp.db");
  try {
    await using server = createOcpServer({ dbPath, watch: false });
    for (const [place, [repo, asked]] of repositories.entries()) {
      console.error(`${repo}: ${asked.length} queries`);
      const stripped = asked.filter(({ strip }) => strip.length > 0);
      for (const whole of [true, false]) {
        if (!whole && stripped.length === 0) continue;
        const folder = join(scratch, `${repo.replace("/", "+")}-${whole ? "whole" : "stripped"}`);
        const root = join(folder, "tree");
        await rm(folder, { recursive: true, force: true });
        await copyTree(folders[place]!, root, whole ? [] : stripped.flatMap(({ strip }) => strip));
        await visit({ repo, folder, root, queries: whole ? asked : stripped, whole }, server, dbPath);
        await rm(folder, { recursive: true });
      }
    }
  } finally {
    if (keep === undefined) await rm(scratch, { recursive: true });
  }
}
