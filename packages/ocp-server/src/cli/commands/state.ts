import type { StateEntry, ToolInput } from "ocp-core";
import { nearest } from "../../nearest.ts";
import {
  countOption,
  DB_OPTION,
  IN_OPTION,
  JSON_OPTION,
  textOption,
  UsageError,
  type Command,
  type Context,
  type OptionValues,
} from "../command.ts";
import { formatTable, safeJson, safeText, truncate } from "../format.ts";
import { withEngine } from "../session.ts";
import { findWorkspace, type Session } from "../workspace.ts";

const ACTIONS = ["get", "set", "list", "delete"] as const;
type Action = (typeof ACTIONS)[number];

/** `ocp-server state`: the values that agents share. */
export const command: Command = {
  usage: ["get <key>", "set <key> <value | ->", "list [prefix]", "delete <key>"],
  about:
    "Reads and writes shared state. A value that parses as JSON is stored as JSON, any other as text; '-' reads it from standard input. Without --scope, writes go to the agent with --agent, to the session with --session, else to global state; reads look in that order wherever the ids are given.",
  options: {
    in: IN_OPTION,
    scope: { type: "string", value: "<scope>", help: "agent, session or global" },
    session: { type: "string", value: "<id>", help: "Session id" },
    agent: { type: "string", value: "<id>", help: "Agent id" },
    ttl: { type: "string", value: "<seconds>", help: "set: forget the value after this long" },
    "if-version": {
      type: "string",
      value: "<n>",
      help: "set, delete: only when this is its version; 0 = only when absent",
    },
    json: JSON_OPTION,
    db: DB_OPTION,
  },
  async run(context, values, [word, ...words]) {
    const action = parseAction(word);
    checkWords(context, action, words);
    const ttl = countOption(values, "ttl", { min: 1, max: 315_360_000 });
    const ifVersion = countOption(values, "if-version", { min: 0, max: 999_999_999_999 });
    if (ttl !== undefined && action !== "set") throw new UsageError("--ttl belongs to 'state set'.");
    if (ifVersion !== undefined && action !== "set" && action !== "delete") {
      throw new UsageError("--if-version belongs to 'state set' and 'state delete'.");
    }
    const [key = "", text = ""] = words;
    const value = action === "set" ? parseValue(text === "-" ? await context.terminal.readInput() : text) : undefined;
    return withEngine(context, values, async (session) => {
      const { ids, scope, readScope } = await findTarget(context, session, values);
      const { engine, caller } = session;
      const condition = ifVersion === undefined ? {} : { if_version: ifVersion };
      if (action === "set") {
        const lifetime = ttl === undefined ? {} : { ttl_seconds: ttl };
        const result = await engine.call("state.set", { key, value, scope, ...ids, ...condition, ...lifetime }, caller);
        return print(context, values, { result, text: `version ${result.version}` });
      }
      if (action === "get") {
        const result = await engine.call("state.get", { key, ...readScope, ...ids }, caller);
        if (result.entry === null && !values["json"]) {
          context.terminal.err("There is no such entry.\n");
          return 1;
        }
        return print(context, values, { result, text: result.entry ? showValue(result.entry.value) : "" });
      }
      if (action === "delete") {
        const result = await engine.call("state.delete", { key, scope, ...ids, ...condition }, caller);
        return print(context, values, { result, text: result.deleted ? "deleted" : "There was no such entry." });
      }
      const entries = await listAll(session, { ...readScope, ...ids, ...(key === "" ? {} : { prefix: key }) });
      if (entries.length === 0 && !values["json"]) context.terminal.err("No entries.\n");
      return print(context, values, { result: { entries, next_cursor: null }, text: formatEntries(context, entries) });
    });
  },
};

function parseAction(word: string | undefined): Action {
  const found = ACTIONS.find((action) => action === word);
  if (found) return found;
  const meant = word === undefined ? undefined : nearest(word, ACTIONS);
  const hint = meant === undefined ? `Choose one of ${ACTIONS.join(", ")}.` : `Did you mean '${meant}'?`;
  throw new UsageError(
    word === undefined ? `What about the state? ${hint}` : `'state ${word}' does not exist. ${hint}`,
  );
}

function checkWords({ program }: Context, action: Action, words: readonly string[]): void {
  const wanted = { get: [1, 1], set: [2, 2], list: [0, 1], delete: [1, 1] }[action];
  if (words.length >= wanted[0]! && words.length <= wanted[1]!) return;
  const form = command.usage.find((usage) => usage.startsWith(action));
  throw new UsageError(
    `Write: ${program} state ${form}${words.length > wanted[1]! ? " (quote a value that has spaces)" : ""}`,
  );
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

interface Ids {
  readonly workspace_id?: string;
  readonly session_id?: string;
  readonly agent_id?: string;
}

interface Target {
  readonly ids: Ids;
  /** Where writes go. */
  readonly scope: string;
  /** Where reads look; without it the server looks through every scope whose ids are given. */
  readonly readScope: { scope?: string };
}

async function findTarget(context: Context, session: Session, values: OptionValues): Promise<Target> {
  const agent = textOption(values, "agent");
  const sessionId = textOption(values, "session");
  const named = textOption(values, "scope");
  const folder = textOption(values, "in");
  const scope = named ?? (agent !== undefined ? "agent" : sessionId !== undefined ? "session" : "global");
  // Agent state belongs to no workspace, so none need be there.
  const anywhere = scope === "agent" && folder === undefined && (named !== undefined || sessionId === undefined);
  const workspace = anywhere ? undefined : await findWorkspace(context, session, folder);
  return {
    ids: {
      ...(workspace ? { workspace_id: workspace.workspace_id } : {}),
      ...(sessionId === undefined ? {} : { session_id: sessionId }),
      ...(agent === undefined ? {} : { agent_id: agent }),
    },
    scope,
    readScope: named === undefined ? {} : { scope: named },
  };
}

async function listAll({ engine, caller }: Session, input: ToolInput<"state.list">): Promise<StateEntry[]> {
  const entries: StateEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.call(
      "state.list",
      { ...input, limit: 500, ...(cursor === undefined ? {} : { cursor }) },
      caller,
    );
    entries.push(...page.entries);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return entries;
}

function showValue(value: unknown): string {
  return typeof value === "string" ? safeText(value) : safeJson(value);
}

function formatEntries({ terminal }: Context, entries: readonly StateEntry[]): string {
  if (entries.length === 0) return "";
  const rows = entries.map(({ key, version, updated_at, value }) => {
    return [key, String(version), updated_at, truncate(JSON.stringify(value), Math.max(terminal.columns - 60, 40))];
  });
  return formatTable(["KEY", "VERSION", "UPDATED", "VALUE"], rows, [1]);
}

function print({ terminal }: Context, values: OptionValues, answer: { result: unknown; text: string }): number {
  const text = values["json"] ? safeJson(answer.result) : answer.text;
  if (text !== "") terminal.out(`${text}\n`);
  return 0;
}
