import type { ToolName } from "ocp-core";
import { contextOperations } from "./context.ts";
import { eventOperations } from "./events.ts";
import type { Operation } from "./operation.ts";
import { promptOperations } from "./prompt.ts";
import { sessionOperations } from "./session.ts";
import { stateOperations } from "./state.ts";
import { workspaceOperations } from "./workspace.ts";

/** What each tool of the contract does. */
export const OPERATIONS: { readonly [N in ToolName]: Operation<N> } = {
  ...workspaceOperations,
  ...contextOperations,
  ...stateOperations,
  ...sessionOperations,
  ...eventOperations,
  ...promptOperations,
};
