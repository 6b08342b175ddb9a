import type { OcpServer } from "ocp-server";
import { HITS, type Index } from "./method.ts";
import type { Piece } from "./pieces.ts";

/** A tree indexed by OCP, asked through its public tools. */
export interface OcpIndex extends Index {
  /** Everything that was indexed, in order of path and line. */
  chunks(): Promise<Piece[]>;
  /** The hits of a query, best first. */
  ranked(query: string): Promise<Piece[]>;
  /** The context packed for an intent. */
  pack(intent: string, budgetTokens: number): Promise<string>;
}

/** Indexes a tree. Throws an `Error` when the server could not read all of it. */
export async function buildOcp(server: OcpServer, root: string): Promise<OcpIndex> {
  const { workspace_id } = await server.call("workspace.register", { root_uri: root });
  const { errors } = await server.call("workspace.index", { workspace_id });
  if (errors.length > 0) throw new Error(`${root} was not indexed whole: ${JSON.stringify(errors)}`);

  async function ranked(query: string): Promise<Piece[]> {
    const { chunks } = await server.call("context.search", { workspace_id, query, k: HITS });
    return chunks.map(toPiece);
  }

  return {
    ranked,
    async chunks() {
      const pieces: Piece[] = [];
      let cursor: string | undefined;
      do {
        const page = await server.call("workspace.list_chunks", { workspace_id, limit: 100, cursor });
        pieces.push(...page.chunks.map(toPiece));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return pieces;
    },
    search: async (query) => (await ranked(query)).map(({ path }) => path),
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

interface Found {
  readonly chunk_id: string;
  readonly content: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

function toPiece({ chunk_id, content, metadata }: Found): Piece {
  return { id: chunk_id, path: String(metadata["path"]), text: content };
}
