import type { z } from "zod";
import * as chunk from "./chunk.ts";
import * as event from "./event.ts";
import * as session from "./session.ts";
import * as state from "./state.ts";
import * as trace from "./trace.ts";
import * as workspace from "./workspace.ts";
import type { Level } from "./protocol.ts";

/** MCP's behaviour hints; a closed world is implied, since no tool reaches beyond the server's own data. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: false;
}

/** One tool of the protocol: the single source from which server, client, spec and checks derive. */
export interface ToolContract<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly title: string;
  readonly description: string;
  /** The lowest level that requires it; none does for one that is optional. */
  readonly level: Level | "optional";
  readonly input: I;
  readonly output: O;
  readonly annotations: ToolHints;
}

const reads: ToolHints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
const adds: ToolHints = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false };
const settles: ToolHints = { ...adds, idempotentHint: true };
const replaces: ToolHints = { ...adds, destructiveHint: true };
const removes: ToolHints = { ...replaces, idempotentHint: true };

const tool = <I extends z.ZodType, O extends z.ZodType>(contract: ToolContract<I, O>): ToolContract<I, O> => contract;

/** Every tool by its name on the wire (OCP-0001 §4), in the order in which servers list them. */
export const TOOLS = {
  "workspace.register": tool({
    title: "Register a workspace",
    description:
      "Make a folder (or a named document collection) searchable. Idempotent: the same root always gives the same workspace_id, however it is written. Call workspace.index next.",
    level: "core",
    input: workspace.WorkspaceRegisterInput,
    output: workspace.WorkspaceRegisterOutput,
    annotations: settles,
  }),
  "workspace.index": tool({
    title: "Index a workspace",
    description:
      "Read what is new or changed under the workspace's root and make it searchable. Incremental: unchanged files are skipped without being read, deleted ones go. Needed once after workspace.register; afterwards a running server follows changes by itself.",
    level: "core",
    input: workspace.WorkspaceIndexInput,
    output: workspace.WorkspaceIndexOutput,
    annotations: settles,
  }),
  "workspace.invalidate": tool({
    title: "Mark files as changed",
    description:
      "Mark the chunks of files or folders stale, so that no search returns them until they are indexed again. Deletes nothing.",
    level: "core",
    input: workspace.WorkspaceInvalidateInput,
    output: workspace.WorkspaceInvalidateOutput,
    annotations: settles,
  }),
  "workspace.list_chunks": tool({
    title: "List chunks",
    description:
      "Page through the chunks of a workspace in order of path and line, with filters. To find something, use context.search.",
    level: "core",
    input: chunk.WorkspaceListChunksInput,
    output: chunk.WorkspaceListChunksOutput,
    annotations: reads,
  }),
  "workspace.list": tool({
    title: "List workspaces",
    description:
      "Every workspace of this server with its root, size, and how fresh its index is. Start here to find a workspace_id.",
    level: "core",
    input: workspace.WorkspaceListInput,
    output: workspace.WorkspaceListOutput,
    annotations: reads,
  }),
  "workspace.put": tool({
    title: "Put documents",
    description:
      "Add, replace or (content: null) remove documents that are not files, such as tickets, pages or notes. They are searched like files.",
    level: "core",
    input: workspace.WorkspacePutInput,
    output: workspace.WorkspacePutOutput,
    annotations: { ...settles, destructiveHint: true },
  }),
  "workspace.unregister": tool({
    title: "Forget a workspace",
    description:
      "Remove a workspace with its index, shared state, sessions and events from the server. Files on disk are not touched.",
    level: "core",
    input: workspace.WorkspaceUnregisterInput,
    output: workspace.WorkspaceUnregisterOutput,
    annotations: removes,
  }),
  "context.search": tool({
    title: "Search code and documents",
    description:
      "Find the pieces of a workspace that answer a question or define a symbol, best first, with file and lines. Works for natural language, identifiers and error texts. At most 20 hits. Prefer it to reading files one by one.",
    level: "core",
    input: chunk.ContextSearchInput,
    output: chunk.ContextSearchOutput,
    annotations: reads,
  }),
  "context.get_chunk": tool({
    title: "Get a chunk",
    description: "One chunk by its id. STALE means that the source changed: search again, or pass allow_stale.",
    level: "core",
    input: chunk.ContextGetChunkInput,
    output: chunk.ContextGetChunkOutput,
    annotations: reads,
  }),
  "context.pack": tool({
    title: "Pack context for a prompt",
    description:
      "Gather the most useful pieces of a workspace for an intent into one string that never exceeds budget_tokens, each headed [path:start-end]. Use it to brief yourself or another agent in one call.",
    level: "core",
    input: chunk.ContextPackInput,
    output: chunk.ContextPackOutput,
    annotations: reads,
  }),
  "state.set": tool({
    title: "Set shared state",
    description:
      "Write a value that other agents can read: decisions, plans, findings. scope global = everyone in the workspace, session = one session, agent = one agent everywhere. With if_version the write fails with CONFLICT when somebody wrote in between; read again and retry.",
    level: "core",
    input: state.StateSetInput,
    output: state.StateSetOutput,
    annotations: replaces,
  }),
  "state.get": tool({
    title: "Get shared state",
    description:
      "Read one entry; null when there is none. Without scope: agent, then session, then global, by the ids given.",
    level: "core",
    input: state.StateGetInput,
    output: state.StateGetOutput,
    annotations: reads,
  }),
  "state.list": tool({
    title: "List shared state",
    description:
      "Entries by prefix, in order of scope (agent, session, global) and key, from every scope whose ids are given.",
    level: "core",
    input: state.StateListInput,
    output: state.StateListOutput,
    annotations: reads,
  }),
  "state.delete": tool({
    title: "Delete shared state",
    description: "Remove an entry; deleted: false when there was none.",
    level: "core",
    input: state.StateDeleteInput,
    output: state.StateDeleteOutput,
    annotations: removes,
  }),
  "session.open": tool({
    title: "Open a session",
    description:
      "Start, or join by its id, a piece of work that several agents share. Opening an open session again is no error.",
    level: "core+coordination",
    input: session.SessionOpenInput,
    output: session.SessionOpenOutput,
    annotations: settles,
  }),
  "session.close": tool({
    title: "Close a session",
    description: "End a session and drop its state; its checkpoints stay. closed: false when it was not open.",
    level: "core+coordination",
    input: session.SessionCloseInput,
    output: session.SessionCloseOutput,
    annotations: removes,
  }),
  "session.handoff": tool({
    title: "Hand over to another agent",
    description:
      "Leave a message for another agent of the session. It finds the latest under the key _inbox of its agent-scoped state, and each one under handoff.<handoff_id>.",
    level: "core+coordination",
    input: session.SessionHandoffInput,
    output: session.SessionHandoffOutput,
    annotations: adds,
  }),
  "session.checkpoint": tool({
    title: "Save a checkpoint",
    description: "Keep the session's state as it is now. Later writes do not change it, and it outlives the session.",
    level: "core+coordination",
    input: session.SessionCheckpointInput,
    output: session.SessionCheckpointOutput,
    annotations: adds,
  }),
  "session.restore": tool({
    title: "Restore a checkpoint",
    description: "Open a new session that holds the state of a checkpoint. The session it came from is not touched.",
    level: "core+coordination",
    input: session.SessionRestoreInput,
    output: session.SessionRestoreOutput,
    annotations: adds,
  }),
  "session.list": tool({
    title: "List sessions",
    description:
      "The sessions of a workspace with their checkpoints, newest first; closed ones as long as they have checkpoints.",
    level: "core+coordination",
    input: session.SessionListInput,
    output: session.SessionListOutput,
    annotations: reads,
  }),
  "events.subscribe": tool({
    title: "Subscribe to events",
    description:
      "Follow what changes in a workspace: files, state, sessions, from whichever process. Fetch with events.poll; since replays what happened after an event_id or time.",
    level: "full",
    input: event.EventsSubscribeInput,
    output: event.EventsSubscribeOutput,
    annotations: adds,
  }),
  "events.poll": tool({
    title: "Poll events",
    description:
      "Events of a subscription (or of a whole workspace) in order. Pass the cursor of the answer before; wait_ms waits for the next one. Needs subscription_id or workspace_id.",
    level: "full",
    input: event.EventsPollInput,
    output: event.EventsPollOutput,
    annotations: reads,
  }),
  "events.unsubscribe": tool({
    title: "Unsubscribe",
    description: "End a subscription; unsubscribed: false when it was already gone.",
    level: "full",
    input: event.EventsUnsubscribeInput,
    output: event.EventsUnsubscribeOutput,
    annotations: removes,
  }),
  "prompt.prepare": tool({
    title: "Prepare a prompt",
    description:
      "Put what a workspace and a session know about a prompt in front of it, within budget_tokens; a local model, where the server has one, rewrites the whole to fewer tokens. Send optimized_prompt to the model that is meant, then report with prompt.record_result.",
    level: "optional",
    input: trace.PromptPrepareInput,
    output: trace.PromptPrepareOutput,
    annotations: adds,
  }),
  "prompt.record_result": tool({
    title: "Record what came of a prompt",
    description: "Keep the outcome of a prepared prompt beside it. A second call replaces the first.",
    level: "optional",
    input: trace.PromptRecordResultInput,
    output: trace.PromptRecordResultOutput,
    annotations: settles,
  }),
} as const;

export type ToolName = keyof typeof TOOLS;

/** What a caller passes to a tool: fields with defaults may be left out. */
export type ToolInput<N extends ToolName> = z.input<(typeof TOOLS)[N]["input"]>;

/** What a tool works on: its input, defaults filled in. */
export type ParsedToolInput<N extends ToolName> = z.output<(typeof TOOLS)[N]["input"]>;

/** What a tool answers. */
export type ToolOutput<N extends ToolName> = z.output<(typeof TOOLS)[N]["output"]>;

export const TOOL_NAMES = Object.keys(TOOLS) as ToolName[];

/** The spelling for hosts that allow no dots in tool names: `workspace_register`. */
export function underscoreName(name: ToolName): string {
  return name.replace(".", "_");
}

const byEitherName = new Map<string, ToolName>(
  TOOL_NAMES.flatMap((name) => [
    [name, name],
    [underscoreName(name), name],
  ]),
);

/** The tool that a name means, in either spelling, or undefined. */
export function findTool(name: string): ToolName | undefined {
  return byEitherName.get(name);
}
