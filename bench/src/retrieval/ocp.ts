import type { OcpServer } from "ocp-server";
import { HITS, type Index } from "./method.ts";

/** A tree indexed by OCP, asked through its public tools. */
export interface OcpIndex extends Index {
  /** What it indexed, in order. */
  paths(): Promise<string[]>;
  /** The context packed for an intent. */
  pack(intent: string, budgetTokens: number): Promise<string>;
}

export async function buildOcp(server: OcpServer, root: string): Promise<OcpIndex> {
  const { workspace_id } = await server.call("workspace.register", { root_uri: root });
  const { errors } = await server.call("workspace.index", { workspace_id });
  if (errors.length > 0) throw new Error(`${root} was not indexed whole: ${JSON.stringify(errors)}`);
  return {
    async paths() {
      const paths = new Set<string>();
      let cursor: string | undefined;
      do {
        const page = await server.call("workspace.list_chunks", { workspace_id, limit: 100, cursor });
        for (const { metadata } of page.chunks) paths.add(String(metadata["path"]));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return [...paths];
    },
    async search(query) {
      const { chunks } = await server.call("context.search", { workspace_id, query, k: HITS });
      return chunks.map(({ metadata }) => String(metadata["path"]));
    },
    async pack(intent, budgetTokens) {
      const { context } = await server.call("context.pack", {
        workspace_id,
        intent,
        budget_tokens: budgetTokens,
      });
      return context;
    },
    close: () => undefined,
  };
}
