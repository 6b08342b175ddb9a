import { readFile, writeFile } from "node:fs/promises";
import type { McpAddress } from "../../mcp/index.ts";
import { getArray, getObject, getString, getStrings, isObject, type JsonObject } from "../../openapi/json.ts";
import { parseText } from "../../openapi/parse.ts";
import { toMcpTools } from "../../openapi/tool-formats.ts";
import { toolsFromOpenAPI } from "../../openapi/tools.ts";
import { VERSION } from "../../version.ts";
import { DOCUMENT_OPTIONS, FILTER_OPTIONS, filterOptions, readDocument } from "../api-options.ts";
import { textOption, UsageError, wordAt, type Command, type OptionValues } from "../command.ts";
import { toListing, toOpenAPI, type ToolListing } from "../convert/to-openapi.ts";

export const command: Command = {
  usage: [
    "mcp-server.json --output openapi.json",
    "openapi.json --output mcp-server.json",
    "https://example.com/mcp",
    "-- npx -y some-mcp-server",
  ],
  about:
    "Turns an MCP server into an OpenAPI 3.1 document, and an OpenAPI document into a list of MCP tools. The server is a file with its tools, a host's configuration that says how to start it, a URL, or a command after --.",
  options: {
    output: { type: "string", short: "o", value: "<file>", help: "Write there [standard output]" },
    server: { type: "string", value: "<name>", help: "Which server of a configuration that names several" },
    url: { type: "string", value: "<url>", help: "Where the converted API will be served" },
    ...FILTER_OPTIONS,
    ...DOCUMENT_OPTIONS,
  },
  async run({ terminal }, values, words) {
    const source = wordAt(words, 0, "what to convert: a file, a URL, or a command after --");
    const result = await convert(source, words, values);
    const text = `${JSON.stringify(result, null, 2)}\n`;
    const output = textOption(values, "output");
    if (output === undefined) terminal.out(text);
    else await writeFile(output, text);
    return 0;
  },
};

async function convert(source: string, words: readonly string[], values: OptionValues): Promise<unknown> {
  const url = textOption(values, "url");
  if (words.length > 1) return toOpenAPI(await ask({ command: source, args: words.slice(1) }), url);
  if (/^https?:/.test(source) && !/\.(?:json|ya?ml)(?:$|\?)/.test(source))
    return toOpenAPI(await ask({ url: source }), url);
  const parsed = /^https?:/.test(source) ? undefined : parseText(await readFile(source, "utf8"), source);
  if (
    parsed === undefined ||
    getString(parsed, "openapi") !== undefined ||
    getString(parsed, "swagger") !== undefined
  ) {
    const document = await readDocument(source, values);
    const listing = toListing(document.raw);
    if (listing && listing.tools.length > 0)
      return { name: listing.name, version: listing.version, tools: listing.tools };
    const tools = toMcpTools(toolsFromOpenAPI(document, filterOptions(values)));
    return { name: document.title, version: document.version, tools };
  }
  return toOpenAPI(await listingOf(parsed, values), url);
}

/** What a file says: a list of tools, or how to start a server that has some. */
async function listingOf(parsed: unknown, values: OptionValues): Promise<ToolListing> {
  const listed = Array.isArray(parsed) ? parsed : getArray(getObject(parsed, "result") ?? parsed, "tools");
  if (listed.length > 0) {
    const name = getString(parsed, "name") ?? getString(getObject(parsed, "serverInfo"), "name") ?? "MCP server";
    return { name, version: getString(parsed, "version") ?? "0.0.0", tools: listed };
  }
  const servers = getObject(parsed, "mcpServers") ?? getObject(parsed, "mcp.servers") ?? getObject(parsed, "servers");
  const wanted = textOption(values, "server");
  const names = Object.keys(servers ?? {});
  if (wanted === undefined && names.length > 1) throw new UsageError(`Say which with --server: ${names.join(", ")}.`);
  const entry = servers ? servers[wanted ?? names[0] ?? ""] : parsed;
  const address = addressOf(entry);
  if (!address) throw new UsageError("That file holds neither a list of tools nor a server that can be started.");
  return ask(address);
}

function addressOf(entry: unknown): McpAddress | undefined {
  const url = getString(entry, "url");
  if (url !== undefined) return { url, headers: strings(getObject(entry, "headers")) };
  const program = getString(entry, "command");
  if (program === undefined) return undefined;
  return { command: program, args: getStrings(entry, "args"), env: strings(getObject(entry, "env")) };
}

function strings(object: JsonObject | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}

async function ask(address: McpAddress): Promise<ToolListing> {
  const { listMcpTools } = await import("../../mcp/index.ts");
  const listing = await listMcpTools(address, VERSION);
  if (!listing.tools.every(isObject)) throw new UsageError("The server's list of tools is none.");
  return listing;
}
