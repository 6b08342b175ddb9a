import { join } from "node:path";
import { createOcpServer, type OcpServer } from "ocp-server";
import { HITS, type Index, type Method } from "./method.ts";
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

/** A chunk as `workspace.list_chunks` answers with it. */
export type Chunk = Awaited<ReturnType<typeof listChunks>>[number];

/** Indexes a tree and returns its workspace. Throws an `Error` when the server could not read all of it. */
export async function indexTree(server: OcpServer, root: string): Promise<string> {
  const { workspace_id } = await server.call("workspace.register", { root_uri: root });
  const { errors } = await server.call("workspace.index", { workspace_id });
  if (errors.length > 0) throw new Error(`${root} was not indexed whole: ${JSON.stringify(errors)}`);
  return workspace_id;
}

/** Everything that was indexed, in order of path and line. */
export async function listChunks(server: OcpServer, workspace_id: string) {
  const chunks = [];
  for await (const page of pagesOf(server, workspace_id)) chunks.push(...page);
  return chunks;
}

/** The same one after the other, so that it need not fit into memory. */
export async function* eachChunk(server: OcpServer, workspace_id: string): AsyncGenerator<Piece> {
  for await (const page of pagesOf(server, workspace_id)) yield* page.map(toPiece);
}

async function* pagesOf(server: OcpServer, workspace_id: string) {
  for (let cursor: string | undefined, more = true; more;) {
    const page = await server.call("workspace.list_chunks", { workspace_id, limit: 100, cursor });
    yield page.chunks;
    cursor = page.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
}

/** Indexes a tree, as `indexTree` does, to be asked. */
export async function buildOcp(server: OcpServer, root: string): Promise<OcpIndex> {
  const workspace_id = await indexTree(server, root);

  async function ranked(query: string): Promise<Piece[]> {
    const { chunks } = await server.call("context.search", { workspace_id, query, k: HITS });
    return chunks.map(toPiece);
  }

  return {
    ranked,
    chunks: async () => (await listChunks(server, workspace_id)).map(toPiece),
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

/** OCP as it comes. */
export const ocp: Method = {
  async build({ root }, scratch) {
    const server = createOcpServer({ dbPath: join(scratch, "ocp.db"), watch: false });
    const { search } = await buildOcp(server, root);
    return { search, close: () => server[Symbol.asyncDispose]() };
  },
};

interface Found {
  readonly chunk_id: string;
  readonly content: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

function toPiece({ chunk_id, content, metadata }: Found): Piece {
  return { id: chunk_id, path: String(metadata["path"]), text: content };
}
