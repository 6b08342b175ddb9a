import { createHash } from "node:crypto";
import type { Chunk } from "ocp-core";
import { toFileUri } from "ocp-core";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { toSearchable } from "../../src/indexing/reanalyse.ts";
import { analyse } from "../../src/retrieval/analyse.ts";
import {
  createBlockWriter,
  createPostingsWriter,
  fromTermBytes,
  toTermBytes,
  type Block,
} from "../../src/retrieval/lexical/block.ts";
import { createSegmentBuilder } from "../../src/retrieval/lexical/segment.ts";
import type { Candidate, IndexStore, NewChunk, TextStore, VectorStore } from "../../src/storage/store.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import { temporaryFolder } from "../support.ts";

export const WORKSPACE = "ws_00000000000000aa";

/** A piece of a test corpus. */
export interface Piece {
  readonly path: string;
  readonly content: string;
  readonly symbol?: string | null;
  /** 1 when not given; null for a source without lines. */
  readonly start?: number | null;
  /** Where the range is to end, when not where the lines of the content do. */
  readonly end?: number;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function rangeOf({ content, start = 1, end }: Piece): Chunk["source"]["range"] {
  if (start === null) return null;
  const lines = content.endsWith("\n") ? content.split("\n").length - 1 : content.split("\n").length;
  return {
    start_line: start,
    end_line: end ?? start + Math.max(1, lines) - 1,
    start_byte: start * 1000,
    end_byte: start * 1000 + content.length,
  };
}

/** A real store in a temporary file with these pieces indexed and embedded. */
export async function openCorpus(pieces: readonly Piece[], embedder: Embedder) {
  const folder = await temporaryFolder();
  const store = await openSqliteStore({ path: `${folder.path}/ocp.db` });
  await store.workspaces.register({ workspace_id: WORKSPACE, root_uri: "file:///repo", defaultName: "root" });
  for (const [path, own] of Map.groupBy(pieces, (piece) => piece.path)) {
    const chunks = own.map((piece, place): NewChunk => {
      const { content, symbol = null } = piece;
      const described = {
        content,
        content_hash: sha256(content),
        language: "typescript",
        kind: "function",
        symbol,
        metadata: {},
      };
      return {
        place: String(place),
        range: rangeOf(piece),
        ...described,
      };
    });
    const vectors = await embedder.embed(
      chunks.map(({ content }) => content),
      "passage",
    );
    await store.index.write(
      WORKSPACE,
      [
        {
          kind: "replace",
          path,
          uri: toFileUri(`/repo/${path}`),
          language: "typescript",
          stamp: { size: 1, mtimeMs: 1, ctimeMs: 1 },
          hash: sha256(path),
          chunking: 1,
          chunks,
        },
      ],
      {
        reason: "explicit",
        text: createSegmentBuilder().build(chunks.map((chunk) => toSearchable(path, chunk))),
      },
    );
    await store.vectors.put({
      embedder: embedder.id,
      vectors: chunks.map(({ content_hash }, place) => ({ content_hash, vector: vectors[place]! })),
    });
  }
  return {
    index: store.index,
    text: store.text,
    vectors: store.vectors,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Vectors of a workspace that has none. */
export const NO_VECTORS = {
  search: async () => [],
  similarities: async (rows) => rows.map(() => undefined),
} as Partial<VectorStore> as VectorStore;

/** The far side of packing: an index that finds any chunk holding a word of the query, earlier pieces being the better. */
export function createMemoryIndex(pieces: readonly Piece[]): { index: IndexStore; text: TextStore } {
  const chunks = pieces.map((piece, place): Chunk => ({
    chunk_id: `chunk${place}`,
    workspace_id: WORKSPACE,
    source: { uri: `file:///repo/${place}`, range: rangeOf(piece) },
    content: piece.content,
    content_hash: sha256(piece.content),
    language: "text",
    kind: "block",
    symbol: piece.symbol ?? null,
    version: 1,
    indexed_at: "2026-01-01T00:00:00.000Z",
    metadata: { path: piece.path },
  }));
  const tokens = chunks.map(({ content }) => new Set(analyse(content)));
  const found = (place: number): Candidate => {
    const { symbol, source, metadata } = chunks[place]!;
    return {
      row: place + 1,
      path: String(metadata["path"]),
      symbol,
      start_line: source.range?.start_line ?? null,
      file_bytes: 1000,
    };
  };
  const index: Partial<IndexStore> = {
    searchSymbols: async () => [],
    candidatesByRow: async (_selection, rows) => new Map(rows.map((row) => [row, found(row - 1)])),
    rowsOfFiles: async () => undefined,
    languages: async () => new Map([["text", chunks.length]]),
    chunksByRow: async (rows) => new Map(rows.map((row) => [row, chunks[row - 1]!])),
    contentHashesByRow: async (rows) => new Map(rows.map((row) => [row, chunks[row - 1]!.content_hash])),
  };
  // Evidence that falls from piece to piece, of every term in turn.
  const blocks: Block[] = [];
  const writer = createBlockWriter((block) => blocks.push(block));
  for (const term of [...new Set(tokens.flatMap((each) => [...each].map(toTermBytes)))].sort()) {
    const list = createPostingsWriter();
    tokens.forEach((each, place) => each.has(fromTermBytes(term)) && list.add(place, Math.max(1, 15 - place)));
    writer.add({ term, count: list.count, data: list.finish() });
  }
  writer.flush();
  const text: Partial<TextStore> = {
    segments: async () => [{ segment: 1, rows: Int32Array.from(chunks, (_, place) => place + 1) }],
    blocksFor: async (_segment, terms) =>
      terms.map((term) => blocks.findLast(({ firstTerm }) => firstTerm <= term)?.data),
    async *blocksFrom() {
      for (const { data } of blocks) yield data;
    },
  };
  return { index: index as IndexStore, text: text as TextStore };
}
