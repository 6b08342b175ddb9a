import { nearest } from "./nearest.ts";

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export const TOKENIZERS = ["cl100k_base", "o200k_base"] as const;

/** One environment variable, as `--help` and the documentation show it. */
export interface Variable {
  readonly name: string;
  readonly default: string;
  readonly allowed: string;
  readonly about: string;
}

/** Every variable that a stdio server reads. */
export const VARIABLES = [
  {
    name: "OCP_DB_PATH",
    default: "ocp.db",
    allowed: "a file path",
    about: "SQLite database; one file may serve many processes",
  },
  {
    name: "OCP_API_KEYS",
    default: "unset (open)",
    allowed: "comma-separated keys",
    about: "Keys that may do everything",
  },
  {
    name: "OCP_API_KEY_WORKSPACES",
    default: "unset",
    allowed: "key:ws_…,ws_…;key2:ws_…",
    about: "Keys that reach only these workspaces",
  },
  {
    name: "OCP_API_KEY",
    default: "unset",
    allowed: "one of those keys",
    about: "The key that the starting process presents (stdio)",
  },
  {
    name: "OCP_ALLOWED_ROOTS",
    default: "unset (any)",
    allowed: "comma-separated absolute paths or URIs",
    about: "Bounds what may be registered",
  },
  {
    name: "OCP_EMBEDDER",
    default: "hash",
    allowed: "hash, transformers (or fastembed), openai, ollama",
    about: "Where vectors come from; hash is built in and offline",
  },
  {
    name: "OCP_EMBED_MODEL",
    default: "the embedder's own",
    allowed: "a model's name",
    about: "Model of the transformers, openai or ollama embedder",
  },
  {
    name: "OCP_EMBED_MODEL_PATH",
    default: "unset (download)",
    allowed: "a folder",
    about: "Models on disk for the transformers embedder, never downloaded then",
  },
  {
    name: "OCP_EMBED_DIM",
    default: "512 (hash)",
    allowed: "16 to 4096",
    about: "Dimensions of the hash embedder, or to ask openai or ollama for",
  },
  {
    name: "OCP_OLLAMA_URL",
    default: "http://127.0.0.1:11434",
    allowed: "an http or https URL",
    about: "Where Ollama answers",
  },
  { name: "OPENAI_API_KEY", default: "unset", allowed: "a key", about: "Key of the openai embedder" },
  {
    name: "OPENAI_BASE_URL",
    default: "https://api.openai.com/v1",
    allowed: "an http or https URL",
    about: "Another server that speaks OpenAI's embeddings API",
  },
  { name: "OCP_WATCH", default: "1", allowed: "1 or 0", about: "Follow file changes and re-index them" },
  {
    name: "OCP_MAX_FILE_BYTES",
    default: "1000000",
    allowed: "1000 to 100000000",
    about: "Larger files are not indexed",
  },
  {
    name: "OCP_TOKENIZER",
    default: "cl100k_base",
    allowed: TOKENIZERS.join(" or "),
    about: "Counts the tokens of packed context",
  },
  {
    name: "OCP_LOCAL_MODEL",
    default: "unset (none)",
    allowed: "a model's name",
    about: "Local model that rewrites prompts, through ocp-router",
  },
  {
    name: "OCP_TOOLS",
    default: "all",
    allowed: "comma-separated groups or tool names",
    about: "Tools to list, such as context,state.get",
  },
  {
    name: "OCP_TOOL_NAMES",
    default: "dotted",
    allowed: "dotted or underscore",
    about: "context.search or context_search",
  },
  { name: "OCP_LOG", default: "warn", allowed: LOG_LEVELS.join(", "), about: "What goes to stderr" },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]["name"];

/** Read elsewhere: by the HTTP server, the router or the conformance kit; or refused below. */
const OTHER_NAMES =
  "OCP_HOST OCP_PORT OCP_DATABASE_URL OCP_PAID_BACKEND OCP_PAID_MODEL OCP_ROUTE_THRESHOLD OCP_LEVEL OCP_SERVER_CMD".split(
    " ",
  );

/** A sentence for each name that is nearly that of a variable. */
export function misspelledVariables(names: readonly string[]): string[] {
  const known = new Set([...VARIABLES.map(({ name }) => name), ...OTHER_NAMES]);
  return names.flatMap((name) => {
    if (!/^OCP_\w{1,60}$/i.test(name) || known.has(name.toUpperCase())) return [];
    // Every name starts alike, so only what follows counts.
    const meant = nearest(
      name.slice(4),
      [...known].map((candidate) => candidate.slice(4)),
    );
    return meant === undefined
      ? []
      : [`${name} is not a variable of this server and is ignored. Did you mean OCP_${meant}?`];
  });
}
