/** Every environment variable that this package reads, for the checks, for help and for the documentation. */
export const VARIABLES = [
  {
    name: "OCP_LOCAL_BACKEND",
    about: "Who serves the local model: ollama, or openai for any server that speaks its API",
    default: "ollama",
  },
  { name: "OCP_LOCAL_MODEL", about: "The local model", default: "llama3.2" },
  { name: "OCP_OLLAMA_URL", about: "Where Ollama listens", default: "http://localhost:11434" },
  {
    name: "OCP_LOCAL_URL",
    about: "Where another local server listens, up to /v1",
    default: "http://localhost:8080/v1",
  },
  { name: "OCP_LOCAL_API_KEY", about: "Its key, if it wants one", default: "none" },
  {
    name: "OCP_LOCAL_TIMEOUT",
    about: "The longest silence of the local model, in seconds, loading included",
    default: "60",
  },
  { name: "OCP_LOCAL_CONTEXT", about: "The largest window to ask Ollama for, in tokens", default: "32768" },
  { name: "OCP_PAID_BACKEND", about: "anthropic or openai", default: "anthropic" },
  { name: "OCP_PAID_MODEL", about: "The paid model", default: "claude-sonnet-4-6, or gpt-4o-mini for openai" },
  { name: "OCP_PAID_MAX_TOKENS", about: "The most tokens of a paid answer", default: "what the request asks for" },
  { name: "OCP_PAID_TIMEOUT", about: "The longest silence of the paid model, in seconds", default: "600" },
  { name: "ANTHROPIC_API_KEY", about: "The key for Anthropic", default: "none" },
  { name: "ANTHROPIC_BASE_URL", about: "Another address of its API", default: "https://api.anthropic.com" },
  { name: "OPENAI_API_KEY", about: "The key for OpenAI", default: "none" },
  { name: "OPENAI_BASE_URL", about: "Another address of its API, up to /v1", default: "https://api.openai.com/v1" },
  {
    name: "OCP_ROUTE_THRESHOLD",
    about: "The score from which on requests go to the paid model, 0 to 1",
    default: "0.5",
  },
  { name: "OCP_ROUTE_MODEL", about: "A classifier that `ocp-router fit` wrote", default: "the one built in" },
  {
    name: "OCP_ROUTE_FALLBACK",
    about: "Who may take over from the other: both, to_local, to_paid or none",
    default: "both",
  },
  {
    name: "OCP_PRIVATE_PATTERNS",
    about: "Regular expressions, one a line, of what must not leave the machine",
    default: "none",
  },
  { name: "OCP_PRIVATE_PATHS", about: "Globs, separated by commas, of files that must not", default: "none" },
  { name: "OCP_BUDGET_DAY_USD", about: "The most to spend in a day (UTC), in dollars", default: "no limit" },
  { name: "OCP_BUDGET_SESSION_USD", about: "The most to spend in a session, in dollars", default: "no limit" },
  {
    name: "OCP_PRICES",
    about: 'Prices in dollars for a million tokens, as JSON: {"model": {"input": 2, "output": 10}}',
    default: "those built in",
  },
  {
    name: "OCP_TRACE",
    about: "A file for the record of decisions: JSON lines, or SQLite when it ends in .db",
    default: "none; `serve` has one",
  },
  { name: "OCP_TRACE_CONTENT", about: "1 to keep prompts in the record", default: "0" },
  { name: "OCP_ROUTER_HOST", about: "Where `serve` listens", default: "127.0.0.1" },
  { name: "OCP_ROUTER_PORT", about: "and on which port", default: "4141" },
  { name: "OCP_ROUTER_KEY", about: "A key that callers of `serve` must present", default: "none" },
] as const;

export type VariableName = (typeof VARIABLES)[number]["name"];
