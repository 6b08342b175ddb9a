import { OcpError, type ModelBackend, type ParsedToolInput, type ToolName, type ToolOutput } from "ocp-core";
import type { Caller } from "../access/keys.ts";
import type { Embedder } from "../embedding/embedder.ts";
import type { Indexer } from "../indexing/indexer.ts";
import type { RunProgress } from "../indexing/run.ts";
import type { Logger } from "../log.ts";
import type { TokenCounter } from "../retrieval/tokens.ts";
import type { Store, WorkspaceRecord } from "../storage/store.ts";

/** What the operations work with. */
export interface Services {
  readonly store: Store;
  readonly indexer: Indexer;
  readonly embedder: Embedder;
  readonly tokenCounter: () => Promise<TokenCounter>;
  /** The local model that rewrites prompts, if there is one; loaded when first asked for. */
  readonly model: () => Promise<ModelBackend | undefined>;
  readonly allowedRoots: readonly string[] | undefined;
  readonly log: Logger;
}

/** One call of an operation. */
export interface Call {
  readonly caller: Caller;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then while a long operation is under way. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** What a tool does, free of MCP. Throws `OcpError`. */
export type Operation<N extends ToolName> = (
  services: Services,
  input: ParsedToolInput<N>,
  call: Call,
) => Promise<ToolOutput<N>>;

/** The operations whose names start with a group, such as `state.`. */
export type Operations<Group extends string> = {
  readonly [N in ToolName as N extends `${Group}.${string}` ? N : never]: Operation<N>;
};

/** Refuses a workspace that the caller may not reach, whether or not it exists. Throws `PERMISSION_DENIED`. */
export function checkCaller(caller: Caller, workspaceId: string): void {
  if (caller.workspaces === undefined || caller.workspaces.has(workspaceId)) return;
  throw new OcpError(
    "PERMISSION_DENIED",
    "This key does not reach that workspace. workspace.list shows those that it reaches.",
  );
}

/** The workspace, if it exists and the caller may reach it. Throws `WORKSPACE_NOT_FOUND` or `PERMISSION_DENIED`. */
export async function requireWorkspace(store: Store, caller: Caller, workspaceId: string): Promise<WorkspaceRecord> {
  checkCaller(caller, workspaceId);
  const workspace = await store.workspaces.get(workspaceId);
  if (workspace) return workspace;
  const only = caller.workspaces && [...caller.workspaces];
  const { items } = await store.workspaces.list({ limit: 5, only });
  const known = items.map((item) => item.workspace_id);
  const hint = known.length > 0 ? `Known: ${known.join(", ")}.` : "None is registered yet.";
  throw new OcpError(
    "WORKSPACE_NOT_FOUND",
    `No workspace '${workspaceId.slice(0, 80)}'. ${hint} Call workspace.register with its root_uri first.`,
    {
      details: { known },
    },
  );
}
