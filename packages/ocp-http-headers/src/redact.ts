import type { AgentContextData } from "ocp-core";
import { isRecord, toJson, type Json } from "./context/json.ts";

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

/** Forms of credentials that are known by their looks. Each is linear: no part can match what the next one does. */
const TOKENS = new RegExp(
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/,
    /\bgh[oprsu]_[A-Za-z0-9]{16,}/,
    /\bgithub_pat_\w{20,}/,
    /\bglpat-[\w-]{16,}/,
    /\bxox[a-z]-[\w-]{10,}/,
    /\bsk-[\w-]{16,}/,
    /\b[prs]k_(?:live|test)_\w{8,}/,
    /\bA[KS]IA[A-Z0-9]{16}\b/,
    /\bAIza[\w-]{30,}/,
    /\bnpm_[A-Za-z0-9]{30,}/,
    /\bhf_[A-Za-z0-9]{30,}/,
    /\bSG\.[\w-]{16,}\.[\w-]{16,}/,
    /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** No credential that is known here is shorter. */
const SHORTEST = 8;

/** `scheme credentials`, `://user:password@`, and `name=value` or `name: value` with a telling name. */
const BEARER = /\b(bearer +)[\w.~+/=-]{8,}/gi;
/** These words also stand in prose; credentials are told by what words do not have after their first letter. */
const BASIC = /\b((?:[Bb]asic|[Tt]oken) +)(?=[\w.~+/=-]{1,4096}[\dA-Z=])[\w.~+/=-]{8,}/g;
const USER_INFO = /(:\/\/)[^\s/?#@:]{0,256}:[^\s/?#@]{1,256}@/g;
const ASSIGNMENT =
  /((?:passw(?:or)?d|passphrase|secret|api[_-]?key|access[_-]?key|private[_-]?key|token|authorization)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)(?!\[redacted\])[^\s"',;&]{4,}/gi;

const SECRET_WORDS = new Set([
  "password",
  "passwd",
  "pwd",
  "passphrase",
  "secret",
  "authorization",
  "cookie",
  "credential",
  "credentials",
  "apikey",
]);
const KEY_KINDS = new Set(["api", "access", "private", "secret", "signing", "encryption", "auth"]);

/** The text with credentials that it shows replaced by `[redacted]`. Twice is the same as once. */
export function redactText(text: string): string {
  if (text.length < SHORTEST) return text;
  return text
    .replaceAll(TOKENS, REDACTED)
    .replaceAll(USER_INFO, `$1${REDACTED}@`)
    .replaceAll(BEARER, `$1${REDACTED}`)
    .replaceAll(BASIC, `$1${REDACTED}`)
    .replaceAll(ASSIGNMENT, `$1${REDACTED}`);
}

/** Whether a name says that its value is a secret: `password`, `access_token`, `apiKey`, `Set-Cookie`. */
export function isSecretKey(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (words.some((word) => SECRET_WORDS.has(word))) return true;
  const last = words.at(-1);
  if (last === "token") return true;
  return last === "key" && KEY_KINDS.has(words.at(-2) ?? "");
}

/** A copy of a value as JSON, its texts redacted and the values of secret names replaced. */
export function redactValue(value: unknown): Json {
  return clean(toJson(value));
}

/** A context with nothing secret in what is free text; its own fields keep their form. */
export function redactData(data: AgentContextData): AgentContextData {
  const { context_id, created_at, last_updated, ...free } = data;
  const { start_time, interaction_count, agent_type } = data.session;
  const safe = clean(free as unknown as Json) as unknown as typeof free;
  return {
    ...data,
    ...safe,
    context_id,
    session: { ...safe.session, start_time, interaction_count, agent_type: redactText(agent_type) },
    history: data.history.map((item, index) => ({ ...item, ...safe.history[index], timestamp: item.timestamp })),
    created_at,
    last_updated,
  };
}

function clean(value: Json): Json {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, hides(key, member) ? REDACTED : clean(member)]),
  );
}

/** Numbers and flags under a telling name (`max_token: 5`) are no secrets; texts and what holds texts may be. */
function hides(key: string, value: unknown): boolean {
  return isSecretKey(key) && value !== null && typeof value !== "number" && typeof value !== "boolean" && value !== "";
}
