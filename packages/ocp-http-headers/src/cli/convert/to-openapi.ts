import { get, getArray, getObject, getString, isObject, put, type JsonObject } from "../../openapi/json.ts";
import { UsageError } from "../command.ts";

/** An MCP server's tools, as a file or a live server lists them. */
export interface ToolListing {
  readonly name: string;
  readonly version: string;
  readonly tools: readonly unknown[];
}

/** An OpenAPI 3.1 document in which each tool is `POST /tools/{name}`; `toListing` gives the tools back unchanged. */
export function toOpenAPI({ name, version, tools }: ToolListing, serverUrl: string | undefined): JsonObject {
  const paths: JsonObject = {};
  for (const tool of tools) {
    const toolName = getString(tool, "name");
    if (toolName === undefined || toolName === "") throw new UsageError("A tool in that listing has no name.");
    const path = `/tools/${encodeURIComponent(toolName)}`;
    if (get(paths, path) !== undefined) throw new UsageError(`Two tools in that listing are called '${toolName}'.`);
    put(paths, path, { post: operationOf(tool as JsonObject, toolName) });
  }
  return {
    openapi: "3.1.1",
    info: { title: name, version },
    ...(serverUrl !== undefined && { servers: [{ url: serverUrl }] }),
    paths,
  };
}

function operationOf(tool: JsonObject, name: string): JsonObject {
  const { name: _name, title, description, inputSchema, outputSchema, ...rest } = tool;
  const input = isObject(inputSchema) ? inputSchema : { type: "object" };
  const content =
    outputSchema === undefined
      ? {}
      : { content: { "application/json": { schema: rooted(outputSchema, `${place(name)}/responses/200/content`) } } };
  return {
    operationId: name,
    ...(typeof title === "string" && { summary: title }),
    ...(typeof description === "string" && { description }),
    requestBody: {
      required: getArray(input, "required").length > 0,
      content: { "application/json": { schema: rooted(input, `${place(name)}/requestBody/content`) } },
    },
    responses: { "200": { description: "What the tool answered", ...content } },
    "x-mcp-tool": rest,
  };
}

function place(name: string): string {
  return `#/paths/${`/tools/${encodeURIComponent(name)}`.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("%", "%25")}/post`;
}

/** In an OpenAPI document, `#` is the document and not the schema. */
function rooted(schema: unknown, at: string): unknown {
  return mapReferences(schema, (ref) => (ref.startsWith("#") ? `${at}/application~1json/schema${ref.slice(1)}` : ref));
}

const DATA = new Set(["const", "default", "enum", "examples", "example"]);

/** A copy of a schema with its references rewritten, but for what only looks like one. */
function mapReferences(node: unknown, change: (ref: string) => string, isMap = false): unknown {
  if (Array.isArray(node)) return node.map((item) => mapReferences(item, change));
  if (!isObject(node)) return node;
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    const isName =
      !isMap && ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"].includes(key);
    if (!isMap && key === "$ref" && typeof value === "string") put(copy, key, change(value));
    else put(copy, key, !isMap && DATA.has(key) ? value : mapReferences(value, change, isName));
  }
  return copy;
}

/** The tools of a document that `toOpenAPI` made, as they were; undefined when it was made otherwise. */
export function toListing(document: JsonObject): ToolListing | undefined {
  const tools: JsonObject[] = [];
  for (const item of Object.values(getObject(document, "paths") ?? {})) {
    const operation = getObject(item, "post");
    const rest = getObject(operation, "x-mcp-tool");
    if (!operation || !rest) return undefined;
    const name = getString(operation, "operationId") ?? "";
    const title = getString(operation, "summary");
    const description = getString(operation, "description");
    const input = schemaOf(getObject(operation, "requestBody"), name);
    const output = schemaOf(getObject(getObject(operation, "responses"), "200"), name);
    tools.push({
      name,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      inputSchema: input,
      ...(output !== undefined && { outputSchema: output }),
      ...rest,
    });
  }
  const info = getObject(document, "info");
  return { name: getString(info, "title") ?? "", version: getString(info, "version") ?? "", tools };
}

function schemaOf(owner: JsonObject | undefined, name: string): unknown {
  const schema = get(getObject(getObject(owner, "content"), "application/json"), "schema");
  const places = ["requestBody", "responses/200"].map(
    (part) => `${place(name)}/${part}/content/application~1json/schema`,
  );
  return mapReferences(schema, (ref) => {
    const own = places.find((prefix) => ref.startsWith(prefix));
    return own === undefined ? ref : `#${ref.slice(own.length)}`;
  });
}
