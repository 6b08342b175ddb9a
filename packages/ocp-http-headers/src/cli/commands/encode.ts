import { AgentContext } from "../../context.ts";
import { toHeaders } from "../../headers/encode.ts";
import { isObject } from "../../openapi/json.ts";
import { parseText } from "../../openapi/parse.ts";
import { textOption, UsageError, type Command } from "../command.ts";

export const command: Command = {
  usage: ["--agent-type ide_coding_assistant --goal fix_the_build", "--context context.json", "--context - --curl"],
  about: "Prints the header fields of a context.",
  options: {
    context: { type: "string", value: "<file>", help: "The context as JSON; - reads it from standard input" },
    "agent-type": { type: "string", value: "<name>", help: "What kind of agent it is" },
    user: { type: "string", value: "<name>", help: "For whom it works" },
    workspace: { type: "string", value: "<name>", help: "On what it works" },
    goal: { type: "string", value: "<text>", help: "What it is after" },
    curl: { type: "boolean", help: "As arguments for curl" },
  },
  async run({ terminal }, values) {
    const source = textOption(values, "context");
    const given = source === undefined ? {} : await read(source, () => terminal.readInput());
    const said = {
      agent_type: textOption(values, "agent-type"),
      user: textOption(values, "user"),
      workspace: textOption(values, "workspace"),
      current_goal: textOption(values, "goal"),
    };
    const own = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
    const headers = toHeaders(new AgentContext({ ...given, ...own }));
    for (const [name, value] of Object.entries(headers))
      terminal.out(
        values["curl"] === true ? `-H '${name}: ${value.replaceAll("'", "'\\''")}' ` : `${name}: ${value}\n`,
      );
    if (values["curl"] === true) terminal.out("\n");
    return 0;
  },
};

async function read(source: string, readInput: () => Promise<string>): Promise<Record<string, unknown>> {
  const { readFile } = await import("node:fs/promises");
  const text = source === "-" ? await readInput() : await readFile(source, "utf8");
  const parsed = parseText(text, source === "-" ? "standard input" : source);
  if (!isObject(parsed)) throw new UsageError("A context is one JSON object.");
  return parsed;
}
