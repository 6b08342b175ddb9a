import { expect, it } from "vitest";
import * as core from "../src/index.ts";

it("exports these names and no others", () => {
  expect(Object.keys(core).sort()).toEqual([
    "AgentContextData",
    "AgentInteraction",
    "AgentSession",
    "BAGGAGE_CONTEXT_ID",
    "CONTEXT_HEADERS",
    "CONTEXT_HEADER_LENGTHS",
    "CONTEXT_LIMITS",
    "Checkpoint",
    "Chunk",
    "ChunkFilters",
    "ContextHeaders",
    "ContextId",
    "Document",
    "ERRORS",
    "EVENT_LOGGER",
    "EVENT_META_KEY",
    "EVENT_PAYLOADS",
    "EVENT_TYPES",
    "EXTENSION_ID",
    "EventEnvelope",
    "EventType",
    "HEADER_PROFILE_VERSION",
    "Handoff",
    "IndexFault",
    "LEVELS",
    "LeftOut",
    "MAX_STATE_VALUE_BYTES",
    "OcpError",
    "PROTOCOL_VERSION",
    "Scope",
    "Session",
    "Source",
    "SourceRange",
    "StateEntry",
    "TOOLS",
    "TOOL_NAMES",
    "Workspace",
    "WorkspaceStatus",
    "canonicalRootUri",
    "chunkId",
    "contentHash",
    "findTool",
    "fromFileUri",
    "isAbsolutePath",
    "isFileRoot",
    "publishedSchemas",
    "toFileUri",
    "toolSchemas",
    "underscoreName",
    "workspaceId",
  ]);
});

it("says which protocol it describes", () => {
  expect([core.PROTOCOL_VERSION, core.EXTENSION_ID, core.EVENT_META_KEY, core.EVENT_LOGGER]).toEqual([
    "ocp/0.1",
    "io.github.rajesh1213/ocp",
    "io.github.rajesh1213/ocp.event",
    "ocp.events",
  ]);
  expect(core.LEVELS).toEqual(["core", "core+coordination", "full"]);
  expect(core.MAX_STATE_VALUE_BYTES).toBe(1024 * 1024);
});
