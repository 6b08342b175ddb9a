// #region main
import { createHash } from "node:crypto";
import { canonicalRootUri, OcpError, TOOLS, toolSchemas, workspaceId } from "ocp-core";

// Every client and server derives the same id for the same folder.
const sha256 = (data: Uint8Array): Uint8Array => createHash("sha256").update(data).digest();
console.log(workspaceId(canonicalRootUri("/home/ada/work/../repo/"), sha256));

// Each tool has its input and output as zod schemas, and as JSON Schema.
const { k } = TOOLS["context.search"].input.parse({ workspace_id: "ws_1", query: "where are tokens verified?" });
const { inputSchema } = toolSchemas("context.search");
console.log(k, inputSchema["required"]);

// Failures have a code to decide by and a message that says what to do next.
try {
  canonicalRootUri("repo");
} catch (error) {
  if (OcpError.is(error, "INVALID_PARAMS")) console.log(error.toWire());
}
// #endregion main
