import { createSearch } from "../../openapi/search.ts";
import type { Tool } from "../../openapi/tool.ts";
import { toAnthropicTools, toMcpTools, toOpenAIChatTools, toOpenAITools } from "../../openapi/tool-formats.ts";
import { toolsFromOpenAPI } from "../../openapi/tools.ts";
import { DOCUMENT_OPTIONS, FILTER_OPTIONS, filterOptions, readDocument } from "../api-options.ts";
import { textOption, UsageError, wordAt, type Command } from "../command.ts";
import { safeLine } from "../text.ts";

const FORMATS: Readonly<Record<string, (tools: readonly Tool[]) => unknown>> = {
  ocp: (tools) => tools.map((tool) => tool.toJSON()),
  openai: toOpenAITools,
  "openai-chat": toOpenAIChatTools,
  anthropic: toAnthropicTools,
  mcp: (tools) => ({ tools: toMcpTools(tools) }),
};

export const command: Command = {
  usage: ["<spec>", '<spec> --search "create issue"', "<spec> --format anthropic"],
  about: "Lists the operations of an OpenAPI document (a file or a URL) as tools.",
  options: {
    search: { type: "string", short: "s", value: "<words>", help: "Only what matches, best first" },
    limit: { type: "string", value: "<n>", help: "Most tools to list [all; 10 with --search]" },
    format: { type: "string", value: "<name>", help: `Print JSON: ${Object.keys(FORMATS).join(", ")}` },
    json: { type: "boolean", help: "The same as --format ocp" },
    ...FILTER_OPTIONS,
    ...DOCUMENT_OPTIONS,
  },
  async run({ terminal }, values, words) {
    const document = await readDocument(wordAt(words, 0, "which document: a path or a URL"), values);
    const all = toolsFromOpenAPI(document, filterOptions(values));
    const query = textOption(values, "search");
    const limit = limitOf(textOption(values, "limit"), query === undefined ? all.length : 10);
    const tools =
      query === undefined ? all.slice(0, limit) : createSearch(all)(query, { limit }).map(({ tool }) => tool);
    const format = textOption(values, "format") ?? (values["json"] === true ? "ocp" : undefined);
    if (format !== undefined) {
      const write = FORMATS[format];
      if (!write) throw new UsageError(`--format is one of ${Object.keys(FORMATS).join(", ")}.`);
      terminal.out(`${JSON.stringify(write(tools), null, 2)}\n`);
    } else {
      for (const tool of tools)
        terminal.out(`${safeLine(`${tool.name}  ${tool.method} ${tool.path}  ${tool.description}`, 200)}\n`);
      terminal.err(
        `${tools.length} of ${all.length} tools of ${safeLine(document.title, 100)} (OpenAPI ${document.dialect})\n`,
      );
    }
    for (const problem of document.problems) terminal.err(`Note: ${safeLine(problem, 300)}\n`);
    return 0;
  },
};

function limitOf(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,6}$/.test(text)) throw new UsageError("--limit takes a whole number.");
  return Number(text);
}
