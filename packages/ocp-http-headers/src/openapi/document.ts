import { ToolError } from "./errors.ts";
import { get, getObject, getString, getStrings, isObject, type JsonObject } from "./json.ts";
import { References, type Resource } from "./references.ts";

/** The dialects of OpenAPI. */
export type Dialect = "2.0" | "3.0" | "3.1" | "3.2";

/** What `info` says of the Open Context Protocol (`x-ocp-…`). */
export interface DocumentOcp {
  readonly enabled: boolean;
  readonly contextAware: boolean;
  readonly agentTypes: readonly string[];
  readonly version: string | null;
}

/** A document that was read, with the files it refers to. Nothing of it is resolved yet. */
export interface OpenAPIDocument {
  readonly title: string;
  /** The version of the API that is described. */
  readonly version: string;
  readonly dialect: Dialect;
  /** Where it was read from, without credentials; null for an object. */
  readonly source: string | null;
  readonly ocp: DocumentOcp;
  /** The document as it was written, overlays applied. */
  readonly raw: JsonObject;
  /** What turned out to be wrong with it, as far as it was looked at. */
  readonly problems: readonly string[];
  readonly references: References;
}

const OBJECT_URI = "memory:/document";

/** A document from what was parsed. Throws `DOCUMENT_INVALID` when it is none of OpenAPI 2.0 to 3.2. */
export function createDocument(
  parsed: unknown,
  { source = null, others = [] }: { source?: string | null; others?: Iterable<Resource> } = {},
): OpenAPIDocument {
  const name = source ?? "the document";
  if (!isObject(parsed)) throw new ToolError("DOCUMENT_INVALID", `${name} is no object, so no OpenAPI document.`);
  const dialect = dialectOf(parsed, name);
  const info = getObject(parsed, "info");
  const self = getString(parsed, "$self");
  const base = source ?? OBJECT_URI;
  const uri = self === undefined ? base : (URL.parse(self, base)?.href ?? base);
  const references = new References({ uri, root: parsed }, others);
  return {
    title: wordOf(get(info, "title")),
    version: wordOf(get(info, "version")),
    dialect,
    source,
    ocp: {
      enabled: get(info, "x-ocp-enabled") === true,
      contextAware: get(info, "x-ocp-context-aware") === true,
      agentTypes: getStrings(info, "x-ocp-agent-types"),
      version: wordOf(get(info, "x-ocp-version")) || null,
    },
    raw: parsed,
    references,
    get problems() {
      return [...references.problems];
    },
  };
}

/** A version such as 1.0 is a number in YAML when nobody quotes it. */
function wordOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Unquoted in YAML, a version is a number: `swagger: 2.0`, `openapi: 3.1`. */
function dialectOf(parsed: JsonObject, name: string): Dialect {
  const openapi = get(parsed, "openapi");
  const swagger = get(parsed, "swagger");
  const written = typeof openapi === "string" || typeof openapi === "number" ? openapi : swagger;
  const text = typeof written === "number" ? written.toFixed(1) : typeof written === "string" ? written.trim() : "";
  const dialect = (["2.0", "3.0", "3.1", "3.2"] as const).find(
    (known) => text === known || text.startsWith(`${known}.`) || text.startsWith(`${known}-`),
  );
  if (dialect && (dialect === "2.0") === (openapi === undefined)) return dialect;
  throw new ToolError(
    "DOCUMENT_INVALID",
    text === ""
      ? `${name} has neither an \`openapi\` nor a \`swagger\` field, so it is no OpenAPI document.`
      : `${name} says it is version ${JSON.stringify(text.slice(0, 20))}; OpenAPI 2.0, 3.0, 3.1 and 3.2 can be read.`,
  );
}
