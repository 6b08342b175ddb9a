import { upgrade } from "@scalar/openapi-upgrader";
import { OpenAPIBackend, type Document } from "openapi-backend";
import { parse as parseQuery } from "qs";
import type { OpenAPIDocument, RequestPreview, Tool } from "../../src/openapi/index.ts";

type Json = Record<string, unknown>;

/** Says what another library, which shares no code with ours, finds wrong with a request. */
export type Judge = (tool: Tool, request: RequestPreview) => Promise<string[]>;

/**
 * A judge by openapi-backend. It reads JSON only, knows no 2.0 and no 3.2, and follows `$ref` inside examples; so a
 * copy of the document is upgraded, stripped of examples, and says JSON for forms, which are decoded for it by `qs`
 * and `FormData`. Numbers in queries and forms are text; it is told to read them as numbers.
 */
export async function createJudge({ raw, dialect }: OpenAPIDocument): Promise<Judge> {
  const copy = withoutExamples(structuredClone(raw)) as Json;
  if (dialect === "2.0") inlineParameters(copy, copy["parameters"] as Json | undefined);
  const definition = (
    dialect === "2.0" ? upgrade(copy, "3.0") : { ...copy, ...(dialect === "3.2" && { openapi: "3.1.1" }) }
  ) as Json;
  formsAsJson(definition);
  for (const [path, item] of Object.entries((definition["paths"] ??= {}) as Json))
    for (const [method, operation] of Object.entries(item as Json))
      // It finds operations by their ids.
      if (METHODS.has(method)) (operation as Json)["operationId"] = `${method.toUpperCase()} ${path}`;
  const api = new OpenAPIBackend({
    definition: definition as unknown as Document,
    quick: true,
    strict: false,
    coerceTypes: true,
    ajvOpts: { coerceTypes: "array", strict: false, logger: false, validateFormats: false, validateSchema: false },
  });
  await api.init();
  const base = new URL("https://api.example/base");
  return async (tool, { method, url, headers, body }) => {
    const operation = api.router.getOperation(`${tool.method} ${tool.path}`);
    if (!operation) return ["The other library does not know this operation."];
    const at = new URL(url);
    const decoded = await decodeBody(headers, body);
    const result = api.validateRequest(
      {
        method: method.toLowerCase(),
        path: at.pathname.slice(base.pathname.length),
        query: at.search.slice(1),
        headers: { ...Object.fromEntries(headers), ...(body !== null && { "content-type": "application/json" }) },
        ...(decoded !== undefined && { body: decoded }),
      },
      operation,
    );
    return (result.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    );
  };
}

async function decodeBody(headers: Headers, body: RequestPreview["body"]): Promise<unknown> {
  if (body === null) return undefined;
  const type = headers.get("content-type") ?? "";
  const response = new Response(body, { headers: { "content-type": type } });
  if (type.startsWith("application/x-www-form-urlencoded"))
    return parseQuery(await response.text(), { depth: 20, arrayLimit: 1000, parameterLimit: 10_000 });
  if (!type.startsWith("multipart/form-data")) return response.text();
  // oxlint-disable-next-line typescript/no-deprecated -- of a test's own small bodies, and by another's hand than ours
  const form = await response.formData();
  const fields: Json = {};
  for (const name of new Set(form.keys())) {
    const values: string[] = [];
    for (const value of form.getAll(name)) values.push(typeof value === "string" ? value : await value.text());
    const read = values.map((value) => (value.startsWith("{") ? (JSON.parse(value) as unknown) : value));
    fields[name] = read.length === 1 ? read[0] : read;
  }
  return fields;
}

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

function withoutExamples(node: unknown, isMap = false): unknown {
  if (Array.isArray(node)) return node.map((item) => withoutExamples(item));
  if (typeof node !== "object" || node === null) return node;
  const { required, properties } = node as { required?: unknown; properties?: Json };
  // Nor does it know that what is read-only is not required of a request.
  if (!isMap && Array.isArray(required) && properties)
    Object.assign(node, {
      required: required.filter((name: string) => (properties[name] as Json | undefined)?.["readOnly"] !== true),
    });
  const kept = Object.entries(node).filter(
    ([key, value]) =>
      isMap ||
      (!["example", "examples"].includes(key) &&
        (key !== "nullable" || "type" in node) &&
        // A fault of OpenAI's document: 3.1 has numbers here.
        !(key.startsWith("exclusive") && typeof value === "boolean")),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      withoutExamples(value, !isMap && ["properties", "schemas", "parameters"].includes(key) && !Array.isArray(value)),
    ]),
  );
}

/** The upgrade loses bodies that are shared parameters. */
function inlineParameters(node: unknown, shared: Json | undefined): void {
  if (typeof node !== "object" || node === null) return;
  const { parameters } = node as { parameters?: unknown };
  if (Array.isArray(parameters))
    for (const [index, item] of parameters.entries()) {
      const { $ref } = item as { $ref?: string };
      if ($ref?.startsWith("#/parameters/")) parameters[index] = shared?.[$ref.slice("#/parameters/".length)];
    }
  for (const value of Object.values(node)) inlineParameters(value, shared);
}

function formsAsJson(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  const content = (node as { content?: unknown }).content;
  if (typeof content === "object" && content !== null && !("application/json" in content)) {
    const first = Object.entries(content).find(([type]) =>
      /^(?:multipart\/|application\/x-www-form|[^;]*[+]json|\*\/\*)/.test(type),
    );
    if (first) Object.assign(content, { "application/json": first[1] });
  }
  for (const value of Object.values(node)) formsAsJson(value);
}
