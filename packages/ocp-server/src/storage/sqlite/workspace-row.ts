import { OcpError } from "ocp-core";
import type { Connection } from "./connection.ts";

/** The number of a workspace. Throws `WORKSPACE_NOT_FOUND` when it was removed meanwhile. */
export function requireWorkspace({ prepare }: Connection, workspaceId: string): number {
  const id = prepare("SELECT id FROM workspace WHERE workspace_id = ?").pluck().get(workspaceId) as number | undefined;
  if (id === undefined) throw new OcpError("WORKSPACE_NOT_FOUND", `Workspace '${workspaceId}' was removed meanwhile.`);
  return id;
}
