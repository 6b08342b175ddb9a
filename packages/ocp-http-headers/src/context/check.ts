import { parseTime } from "./time.ts";
import { isRecord } from "./json.ts";
import { contextIdOf } from "./data.ts";

type Kind = readonly [expected: string, holds: (value: unknown) => boolean];

const TEXT: Kind = ["a string or null", (value) => value === null || typeof value === "string"];
const TIME: Kind = ["a date-time", (value) => parseTime(value) !== undefined];
const OBJECT: Kind = ["an object", isRecord];
const LIST: Kind = ["a list", Array.isArray];

const FIELDS: Readonly<Record<string, Kind>> = {
  context_id: ["1 to 64 visible ASCII characters", (value) => contextIdOf(value) !== undefined],
  agent_type: ["a string", (value) => typeof value === "string"],
  user: TEXT,
  workspace: ["a string, an object or null", (value) => TEXT[1](value) || isRecord(value)],
  current_file: TEXT,
  session: OBJECT,
  history: ["a list of objects with an action", (value) => Array.isArray(value) && value.every(isInteraction)],
  current_goal: TEXT,
  agent_goal: TEXT,
  context_summary: TEXT,
  error_context: TEXT,
  recent_changes: [
    "a list of strings",
    (value) => LIST[1](value) && (value as unknown[]).every((item) => typeof item === "string"),
  ],
  api_specs: [
    "an object of strings",
    (value) => isRecord(value) && Object.values(value).every((item) => typeof item === "string"),
  ],
  created_at: TIME,
  last_updated: TIME,
};

/** What is wrong with the known fields that an object has, one sentence each. Absent and unknown fields are no fault. */
export function faultsOf(value: Record<string, unknown>): string[] {
  return Object.entries(FIELDS)
    .filter(([name, [, holds]]) => Object.hasOwn(value, name) && !holds(value[name]))
    .map(([name, [expected]]) => `\`${name}\` must be ${expected}`);
}

function isInteraction(value: unknown): boolean {
  return isRecord(value) && typeof value["action"] === "string";
}
