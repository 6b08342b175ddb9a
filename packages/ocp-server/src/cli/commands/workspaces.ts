import { DB_OPTION, JSON_OPTION, type Command } from "../command.ts";
import { formatAge, formatCount, formatTable, safeJson } from "../format.ts";
import { withEngine } from "../session.ts";
import { allWorkspaces, indexCommand, rootPath } from "../workspace.ts";

/** `ocp-server workspaces`: what is indexed. */
export const command: Command = {
  usage: [""],
  about: "Lists the workspaces of the database with their size and how fresh they are.",
  options: { json: JSON_OPTION, db: DB_OPTION },
  async run(context, values) {
    const { terminal, input } = context;
    return withEngine(context, values, async (session) => {
      const workspaces = await allWorkspaces(session);
      if (values["json"]) {
        terminal.out(`${safeJson({ workspaces, next_cursor: null })}\n`);
        return 0;
      }
      if (workspaces.length === 0) {
        terminal.err(`No workspace yet. Type: ${indexCommand(context, input.cwd)}\n`);
        return 0;
      }
      const rows = workspaces.map((workspace) => [
        workspace.name,
        workspace.workspace_id,
        formatCount(workspace.files),
        formatCount(workspace.chunks),
        formatCount(workspace.stale),
        workspace.status === "indexing" ? `indexing ${Math.floor(workspace.progress * 100)}%` : workspace.status,
        workspace.indexed_at === null ? "never" : formatAge(Date.now() - Date.parse(workspace.indexed_at)),
        rootPath(workspace) ?? workspace.root_uri,
      ]);
      const heading = ["NAME", "ID", "FILES", "CHUNKS", "STALE", "STATUS", "INDEXED", "ROOT"];
      const [top, ...rest] = formatTable(heading, rows, [2, 3, 4]).split("\n");
      terminal.out(`${terminal.paint.strong(top!)}\n${rest.join("\n")}\n`);
      return 0;
    });
  },
};
