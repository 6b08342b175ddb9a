import { createCaller } from "../../openapi/caller.ts";
import { VERSION } from "../../version.ts";
import { CALL_OPTIONS, callerOptions, DOCUMENT_OPTIONS, FILTER_OPTIONS, readDocument } from "../api-options.ts";
import { textOption, UsageError, wordAt, type Command } from "../command.ts";

export const command: Command = {
  usage: ["<spec>", "<spec> --tag issues --list all", "<spec> --list search"],
  about:
    "Serves the operations of an OpenAPI document as MCP tools on standard input and output. Credentials come from the environment: OCP_TOKEN (or --token-env), OCP_API_KEY, OCP_USERNAME and OCP_PASSWORD.",
  options: {
    list: {
      type: "string",
      value: "<all|search>",
      help: "All tools, or three that find and call them [all up to 100]",
    },
    ...FILTER_OPTIONS,
    ...CALL_OPTIONS,
    ...DOCUMENT_OPTIONS,
  },
  async run({ env, terminal }, values, words) {
    const list = textOption(values, "list");
    if (list !== undefined && list !== "all" && list !== "search") throw new UsageError("--list is all or search.");
    const document = await readDocument(wordAt(words, 0, "which document: a path or a URL"), values);
    const caller = createCaller(document, callerOptions(values, env));
    const { serveOpenAPI } = await import("../../mcp/index.ts");
    terminal.err(`Serving ${caller.tools.length} operations of ${document.title} over MCP on stdin and stdout.\n`);
    await serveOpenAPI(caller, VERSION, { list });
    return 0;
  },
};
