import { OcpError, isFileRoot, type Document } from "ocp-core";
import { documentPath, isDocument } from "../access/roots.ts";
import type { FileUpdate, Store, WorkspaceRecord, WriteCounts } from "../storage/store.ts";
import { createBatcher } from "./batcher.ts";
import { compactText } from "./compact.ts";
import { languageOf } from "./languages.ts";
import { hashOf, prepareFile } from "./prepare.ts";
import { ensureAnalysis } from "./reanalyse.ts";

/** The largest document, in bytes of UTF-8. */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;

export interface PutJob {
  readonly workspace: WorkspaceRecord;
  readonly documents: readonly Document[];
  readonly signal?: AbortSignal | undefined;
}

/** Adds, replaces and removes documents that a client hands over. All of them are checked before any is written. */
export async function indexDocuments({ store }: { readonly store: Store }, job: PutJob): Promise<WriteCounts> {
  const { workspace, documents, signal } = job;
  const updates = await Promise.all(documents.map((document) => toUpdate(workspace, document)));
  await ensureAnalysis(store, workspace.workspace_id);
  const batch = createBatcher({ store }, { workspaceId: workspace.workspace_id, reason: "explicit" });
  for (const update of updates) {
    signal?.throwIfAborted();
    await batch.add(update);
  }
  await batch.flush();
  await compactText(store, workspace.workspace_id, { signal });
  if (!workspace.indexed)
    await store.workspaces.reportProgress(workspace.workspace_id, {
      filesDone: updates.length,
      filesTotal: updates.length,
      finished: true,
      whole: !isFileRoot(workspace.root_uri),
    });
  return batch.counts;
}

async function toUpdate(workspace: WorkspaceRecord, document: Document): Promise<FileUpdate> {
  const { uri, content, title, metadata } = document;
  const path = documentPath(workspace.root_uri, uri);
  if (isFileRoot(workspace.root_uri) && !isDocument(path)) {
    throw new OcpError(
      "INVALID_PARAMS",
      `documents: '${uri.slice(0, 200)}' would be a file of this folder, which workspace.index reads. Use a uri of another scheme, such as note://${uri.slice(0, 40)}.`,
    );
  }
  if (path === "" || path.split("/").includes("..") || /[\0\r\n]/.test(path)) {
    throw new OcpError("INVALID_PARAMS", `documents: '${uri.slice(0, 200)}' does not name a document below the root.`);
  }
  if (content === null) return { kind: "remove", path };
  const bytes = Buffer.from(content);
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new OcpError(
      "LIMIT_EXCEEDED",
      `documents: '${uri.slice(0, 200)}' has ${bytes.length} bytes; at most ${MAX_DOCUMENT_BYTES} can be put. Split it.`,
    );
  }
  const absolute = isDocument(path) ? path : `${workspace.root_uri.replace(/\/$/, "")}/${path}`;
  const language = document.language ?? languageOf(path, content)?.name ?? "markdown";
  const described = { ...metadata, ...(title === undefined ? {} : { title }) };
  const { update } = await prepareFile({
    path,
    uri: absolute,
    bytes,
    language,
    metadata: described,
    stamp: { size: bytes.length, mtimeMs: 0, ctimeMs: 0 },
  });
  // What is said about a document belongs to its content: a new title alone is a change.
  return { ...update, hash: hashOf(Buffer.from(JSON.stringify([update.hash, language, described]))) };
}
