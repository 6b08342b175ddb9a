import { z } from "zod";
import { Cursor, Id, JsonObject, Timestamp } from "./common.ts";

/** What is known of a workspace's index. `indexing` is reported only while a live process is at it. */
export const WorkspaceStatus = z.enum(["empty", "indexing", "ready", "partial"]);
export type WorkspaceStatus = z.infer<typeof WorkspaceStatus>;

/** A top-level container of indexed content (OCP-0001 §3.1). */
export const Workspace = z.object({
  workspace_id: Id,
  root_uri: z.string(),
  name: z.string(),
  files: z.int().min(0),
  chunks: z.int().min(0),
  stale: z.int().min(0).describe("Chunks whose source changed since they were indexed"),
  status: WorkspaceStatus,
  progress: z.number().min(0).max(1).describe("Of the running or latest index run"),
  indexed_at: Timestamp.nullable(),
  metadata: JsonObject,
});
export type Workspace = z.infer<typeof Workspace>;

const Paths = z.array(z.string().min(1)).min(1).max(10_000);

export const WorkspaceRegisterInput = z.strictObject({
  root_uri: z
    .string()
    .min(1)
    .max(4096)
    .describe("file:///absolute/path, /absolute/path, or scheme://name for documents you put"),
  name: z.string().min(1).max(256).optional(),
  metadata: JsonObject.optional(),
});
export const WorkspaceRegisterOutput = z.object({
  workspace_id: Id,
  created: z.boolean(),
  root_uri: z.string(),
  name: z.string(),
});

export const WorkspaceIndexInput = z.strictObject({
  workspace_id: Id,
  paths: Paths.optional().describe("Files or folders: relative, absolute or file: URIs. Default: the whole root"),
  wait: z.boolean().default(true).describe("false returns at once; follow index.progress events or workspace.list"),
});

/** Why a file was left out, without its content. */
export const IndexFault = z.object({ path: z.string(), reason: z.string() });
export type IndexFault = z.infer<typeof IndexFault>;

export const WorkspaceIndexOutput = z.object({
  indexed: z.int().min(0).describe("Chunks written by this call"),
  skipped: z.int().min(0).describe("Chunks left as they were"),
  removed: z.int().min(0).describe("Chunks whose source is gone"),
  files: z.int().min(0).describe("Files looked at"),
  errors: z.array(IndexFault).describe("Files that could not be read; at most 100"),
  duration_ms: z.number().min(0),
  async: z.literal(true).optional().describe("Present when wait was false: the run goes on in the background"),
});
export type WorkspaceIndexOutput = z.infer<typeof WorkspaceIndexOutput>;

export const WorkspaceInvalidateInput = z.strictObject({ workspace_id: Id, paths: Paths });
export const WorkspaceInvalidateOutput = z.object({
  invalidated: z.int().min(0).describe("Chunks newly marked stale"),
});

export const WorkspaceListInput = z.strictObject({ cursor: Cursor.optional() });
export const WorkspaceListOutput = z.object({
  workspaces: z.array(Workspace),
  next_cursor: z.string().nullable(),
});

/** A document handed over by a client rather than read from a file system. */
export const Document = z.strictObject({
  uri: z.string().min(1).max(2048).describe("Absolute URI, or a path relative to the workspace root"),
  content: z.string().nullable().describe("The text; null removes the document"),
  title: z.string().max(1024).optional(),
  language: z.string().max(64).optional().describe("Default: by the ending of the uri, else markdown or text"),
  metadata: JsonObject.optional(),
});
export type Document = z.infer<typeof Document>;

export const WorkspacePutInput = z.strictObject({ workspace_id: Id, documents: z.array(Document).min(1).max(1000) });
export const WorkspacePutOutput = z.object({
  indexed: z.int().min(0),
  skipped: z.int().min(0),
  removed: z.int().min(0),
});

export const WorkspaceUnregisterInput = z.strictObject({ workspace_id: Id });
export const WorkspaceUnregisterOutput = z.object({ removed: z.boolean() });
