import { createCaller } from "../../openapi/caller.ts";
import { isObject } from "../../openapi/json.ts";
import { unknownTool } from "../../openapi/find-tool.ts";
import { parseText } from "../../openapi/parse.ts";
import { CALL_OPTIONS, callerOptions, DOCUMENT_OPTIONS, readDocument } from "../api-options.ts";
import { parseArguments } from "../arguments.ts";
import { textOption, textsOption, UsageError, wordAt, type Command, type Context } from "../command.ts";

export const command: Command = {
  usage: ["<spec> <tool> --arg name=value …", "<spec> <tool> --json '{\"name\": …}'", "<spec> <tool> --dry-run"],
  about:
    "Calls one operation and prints the answer. Credentials come from the environment: OCP_TOKEN (or --token-env), OCP_API_KEY, OCP_USERNAME and OCP_PASSWORD.",
  options: {
    arg: { type: "string", multiple: true, short: "a", value: "<name=value>", help: "One argument; may be repeated" },
    json: { type: "string", value: "<object>", help: "All arguments as JSON; - reads them from standard input" },
    "dry-run": { type: "boolean", help: "Print the request instead of sending it" },
    include: { type: "boolean", short: "i", help: "Print status and headers too" },
    ...CALL_OPTIONS,
    ...DOCUMENT_OPTIONS,
  },
  async run(context, values, words) {
    const { terminal } = context;
    const document = await readDocument(wordAt(words, 0, "which document: a path or a URL"), values);
    const caller = createCaller(document, callerOptions(values, context.env));
    const name = wordAt(words, 1, "which tool; `tools` lists them");
    const tool = caller.find(name);
    if (!tool)
      throw unknownTool(
        name,
        caller.search(name, { limit: 3 }).map((hit) => hit.tool),
      );
    const args = {
      ...(await jsonArguments(context, textOption(values, "json"))),
      ...parseArguments(tool, textsOption(values, "arg")),
    };
    if (values["dry-run"] === true) {
      const { method, url, headers, body } = caller.build(tool.name, args);
      const head = [...headers].map(([field, value]) => `${field}: ${value}\n`).join("");
      terminal.out(`${method} ${url}\n${head}${body === null ? "" : `\n${await new Response(body).text()}\n`}`);
      return 0;
    }
    const answer = await caller.call(tool.name, args);
    if (values["include"] === true) {
      terminal.out(`${answer.status} ${answer.url}\n`);
      for (const [field, value] of answer.headers) terminal.out(`${field}: ${value}\n`);
      terminal.out("\n");
    }
    await print(context, answer.data);
    if (!answer.ok) terminal.err(`The API answered ${answer.status}.\n`);
    return answer.ok ? 0 : 1;
  },
};

async function jsonArguments({ terminal }: Context, text: string | undefined): Promise<Record<string, unknown>> {
  if (text === undefined) return {};
  const parsed = parseText(text === "-" ? await terminal.readInput() : text, "--json");
  if (!isObject(parsed)) throw new UsageError("--json takes one object with all arguments.");
  return parsed;
}

async function print({ terminal }: Context, data: unknown): Promise<void> {
  if (data === null) return;
  if (isObject(data) && Symbol.asyncIterator in data) {
    for await (const item of data as unknown as AsyncIterable<unknown>) terminal.out(`${JSON.stringify(item)}\n`);
    return;
  }
  if (data instanceof Uint8Array) terminal.out(`${Buffer.from(data).toString("base64")}\n`);
  else terminal.out(typeof data === "string" ? `${data}\n` : `${JSON.stringify(data, null, 2)}\n`);
}
