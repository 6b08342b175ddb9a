import { setImmediate as turn } from "node:timers/promises";
import { ANALYSIS } from "../retrieval/analyse.ts";
import { nameParts } from "../retrieval/names.ts";
import { createSegmentBuilder, type Searchable } from "../retrieval/lexical/segment.ts";
import type { ChunkContent, Store } from "../storage/store.ts";
import { compactText } from "./compact.ts";

const CHUNKS_AT_ONCE = 1_000;

/** What a chunk is found by. */
export function toSearchable(
  path: string,
  { content, symbol, metadata }: Omit<ChunkContent, "row" | "path">,
): Searchable {
  const { symbols, signature, title } = metadata;
  // A document's title names it as a symbol names a definition.
  const names = [...(Array.isArray(symbols) ? symbols : []), title].filter((name) => typeof name === "string");
  return {
    path,
    symbol,
    content,
    symbols: names,
    // A heading declares its section.
    signature: typeof signature === "string" ? signature : (nameParts(symbol ?? "").at(-1) ?? null),
  };
}

/**
 * Makes a workspace's text index again when another analysis made it, as after an upgrade, from the chunks that are
 * there. A workspace without chunks has nothing to be made again.
 */
export async function ensureAnalysis(store: Store, workspaceId: string): Promise<void> {
  const { index, text } = store;
  if ((await text.analysisOf(workspaceId)) === ANALYSIS) return;
  await text.restart(workspaceId);
  const builder = createSegmentBuilder();
  for (let after = 0; ;) {
    const chunks = await index.contents(workspaceId, after, CHUNKS_AT_ONCE);
    if (chunks.length === 0) break;
    const segment = builder.build(chunks.map((chunk) => toSearchable(chunk.path, chunk)));
    await text.add(
      workspaceId,
      segment,
      Int32Array.from(chunks, ({ row }) => row),
    );
    after = chunks.at(-1)!.row;
    await turn();
  }
  await text.setAnalysis(workspaceId, ANALYSIS);
  await compactText(store, workspaceId, { fully: true });
}
