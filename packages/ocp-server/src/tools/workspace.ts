import { basename } from "node:path";
import { OcpError, fromFileUri, isFileRoot, workspaceId as toWorkspaceId } from "ocp-core";
import { checkAllowedRoot, checkIsFolder, resolvePaths, resolveRoot } from "../access/roots.ts";
import { indexDocuments } from "../indexing/documents.ts";
import { sha256 } from "../sha256.ts";
import { checkCaller, requireWorkspace, type Operations } from "./operation.ts";
import { checkMetadata } from "./state.ts";

function defaultName(rootUri: string): string {
  return (isFileRoot(rootUri) ? basename(fromFileUri(rootUri)) : rootUri) || rootUri;
}

const PAGE = 100;

export const workspaceOperations: Operations<"workspace"> = {
  async "workspace.register"({ store, allowedRoots }, { root_uri, name, metadata }, { caller }) {
    const rootUri = await resolveRoot(root_uri);
    const workspaceId = toWorkspaceId(rootUri, sha256);
    checkCaller(caller, workspaceId);
    await checkAllowedRoot(rootUri, allowedRoots);
    await checkIsFolder(rootUri, root_uri);
    checkMetadata(metadata);
    const { created, workspace } = await store.workspaces.register({
      workspace_id: workspaceId,
      root_uri: rootUri,
      defaultName: defaultName(rootUri),
      name,
      metadata,
    });
    return { workspace_id: workspaceId, created, root_uri: rootUri, name: workspace.name };
  },

  async "workspace.index"(
    { store, indexer, log, allowedRoots },
    { workspace_id, paths, wait },
    { caller, signal, onProgress },
  ) {
    const workspace = await requireWorkspace(store, caller, workspace_id);
    await checkAllowedRoot(workspace.root_uri, allowedRoots);
    const under = paths && (await resolvePaths(workspace.root_uri, paths));
    const run = indexer.index(workspace, { under, onProgress, signal: wait ? signal : undefined });
    if (wait) return run;
    run.catch((error: unknown) => log.error(`indexing ${workspace_id} in the background: ${String(error)}`));
    return { indexed: 0, skipped: 0, removed: 0, files: 0, errors: [], duration_ms: 0, async: true };
  },

  async "workspace.invalidate"({ store }, { workspace_id, paths }, { caller }) {
    const workspace = await requireWorkspace(store, caller, workspace_id);
    const resolved = await resolvePaths(workspace.root_uri, paths);
    return { invalidated: await store.index.invalidate(workspace_id, resolved, "explicit") };
  },

  async "workspace.list_chunks"({ store, indexer }, { workspace_id, filters, cursor, limit }, { caller }) {
    const workspace = await requireWorkspace(store, caller, workspace_id);
    indexer.follow(workspace);
    const page = await store.index.list({ workspaceId: workspace_id, filters }, { cursor, limit });
    return { chunks: page.items, next_cursor: page.next ?? null };
  },

  async "workspace.list"({ store }, { cursor }, { caller }) {
    const page = await store.workspaces.list({
      cursor,
      limit: PAGE,
      only: caller.workspaces && [...caller.workspaces],
    });
    return { workspaces: page.items, next_cursor: page.next ?? null };
  },

  async "workspace.put"(services, { workspace_id, documents }, { caller, signal }) {
    const workspace = await requireWorkspace(services.store, caller, workspace_id);
    for (const { metadata } of documents) checkMetadata(metadata);
    const counts = await indexDocuments(services, { workspace, documents, signal });
    services.indexer.embed(workspace_id);
    return counts;
  },

  async "workspace.unregister"({ store, indexer }, { workspace_id }, { caller }) {
    checkCaller(caller, workspace_id);
    if (caller.workspaces !== undefined) {
      throw new OcpError(
        "PERMISSION_DENIED",
        "A key that reaches only some workspaces cannot remove one. Ask the server's owner.",
      );
    }
    await indexer.forget(workspace_id);
    const removed = await store.workspaces.remove(workspace_id);
    if (removed) indexer.deleteLeftovers();
    return { removed };
  },
};
