import { parseConfig } from "../../config.ts";
import { textOption, type Command } from "../command.ts";
import { openLocalModel } from "../local-model.ts";
import { printWarnings } from "../session.ts";

/** `ocp-server serve`, and the program without a command: the MCP server on stdin and stdout. */
export const command: Command = {
  usage: [""],
  about: "Speaks MCP on stdin and stdout. Hosts start it; a person rarely does.",
  options: {
    db: {
      type: "string",
      value: "<path>",
      help: "Database file. Default: OCP_DB_PATH, else ocp.db in the current folder",
    },
  },
  async run(context, values) {
    const config = parseConfig(context.input, { db: textOption(values, "db") });
    printWarnings(context, config);
    if (context.terminal.interactive) {
      context.terminal.err(
        `Waiting for an MCP client on stdin; Ctrl-C ends. What else there is: ${context.program} --help\n`,
      );
    }
    const { serveStdio } = await import("../../mcp/stdio.ts");
    await serveStdio(config, () => openLocalModel(config));
    return 0;
  },
};
