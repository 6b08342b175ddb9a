import { isFileRoot, OcpError, type Chunk } from "ocp-core";
import { findChangedFiles } from "../indexing/freshness.ts";
import { ensureAnalysis } from "../indexing/reanalyse.ts";
import { ANALYSIS } from "../retrieval/analyse.ts";
import { packContext } from "../retrieval/pack/pack.ts";
import { search } from "../retrieval/search.ts";
import type { WorkspaceRecord } from "../storage/store.ts";
import { checkCaller, requireWorkspace, type Operations, type Services } from "./operation.ts";
import { ownersOf } from "./state.ts";

const MAX_HITS = 20;
/** A tree that changes faster than it can be read is answered as it was a moment ago. */
const MAX_READS = 4;
/** State entries that a pack looks at. */
const MAX_ENTRIES = 200;

/** Marks those of these files, or of all, that changed on disk since they were indexed; true when there were any. */
async function markChanged(
  { store, log }: Services,
  workspace: WorkspaceRecord,
  chunks: readonly Chunk[] | "everything",
): Promise<boolean> {
  const paths = chunks === "everything" ? chunks : [...new Set(chunks.map((chunk) => String(chunk.metadata["path"])))];
  const changed = await findChangedFiles(store.index, workspace, paths);
  if (changed.length === 0) return false;
  log.debug(`${changed.length} files changed since they were indexed`);
  // Meanwhile the index may have caught up with some of them.
  await store.index.invalidateFound(workspace.workspace_id, changed);
  return true;
}

/** After an upgrade that reads words otherwise, the words of what is indexed are made again before they are looked up. */
async function bringUpToDate({ store, indexer }: Services, workspace: WorkspaceRecord): Promise<void> {
  if ((await store.text.analysisOf(workspace.workspace_id)) === ANALYSIS) return;
  if (!isFileRoot(workspace.root_uri)) await ensureAnalysis(store, workspace.workspace_id);
  // A run over nothing does no more than that, in its thread and in turn with others.
  else if (workspace.indexed) await indexer.index(workspace, { under: [] });
}

/** Repeats a read until nothing in its answer changed on disk; where one file changed, others are likely to have. */
async function readCurrent<T>(
  services: Services,
  workspace: WorkspaceRecord,
  read: () => Promise<{ answer: T; chunks: readonly Chunk[] }>,
): Promise<T> {
  await bringUpToDate(services, workspace);
  for (let attempt = 1; ; attempt++) {
    const { answer, chunks } = await read();
    if (!(await markChanged(services, workspace, chunks)) || attempt === MAX_READS) return answer;
    await markChanged(services, workspace, "everything");
  }
}

export const contextOperations: Operations<"context"> = {
  async "context.search"(services, { workspace_id, query, k, filters, explain }, { caller, signal }) {
    const { store, embedder, indexer } = services;
    const workspace = await requireWorkspace(store, caller, workspace_id);
    indexer.follow(workspace);
    const request = { workspaceId: workspace_id, query, k: Math.min(k, MAX_HITS), filters, signal };
    return readCurrent(services, workspace, async () => {
      const { chunks, scores, parts } = await search({ ...store, embedder }, request);
      return { answer: { chunks, scores, ...(explain ? { parts } : {}) }, chunks };
    });
  },

  async "context.get_chunk"(services, { chunk_id, allow_stale }, { caller }) {
    const { store, indexer } = services;
    let chunk = await store.index.chunk(chunk_id);
    if (!chunk) {
      throw new OcpError(
        "CHUNK_NOT_FOUND",
        `No chunk '${chunk_id.slice(0, 80)}'. It may have been replaced when its file changed: search again.`,
      );
    }
    const workspace = await requireWorkspace(store, caller, chunk.workspace_id);
    indexer.follow(workspace);
    if (chunk.metadata["stale"] !== true && (await markChanged(services, workspace, [chunk]))) {
      chunk = { ...chunk, metadata: { ...chunk.metadata, stale: true } };
    }
    if (chunk.metadata["stale"] === true && !allow_stale) {
      throw new OcpError(
        "STALE",
        `The source of this chunk (${String(chunk.metadata["path"])}) changed since it was indexed. Search again, index again, or pass allow_stale: true.`,
      );
    }
    return { chunk };
  },

  async "context.pack"(services, input, { caller, signal }) {
    const { store, embedder, indexer, tokenCounter } = services;
    const workspace = await requireWorkspace(store, caller, input.workspace_id);
    indexer.follow(workspace);
    const owners = input.include_state ? ownersOf(input, caller) : [];
    for (const owner of owners) if (owner.workspace_id) checkCaller(caller, owner.workspace_id);
    const state = owners.length > 0 ? (await store.state.list(owners, { limit: MAX_ENTRIES })).items : [];
    const request = {
      workspaceId: input.workspace_id,
      intent: input.intent,
      budgetTokens: input.budget_tokens,
      filters: input.filters,
      state,
      signal,
    };
    const ports = { ...store, embedder, tokens: await tokenCounter() };
    return readCurrent(services, workspace, () => packContext(ports, request));
  },
};
