import type { Body } from "./bodies.ts";
import type { OpenAPIDocument } from "./document.ts";
import { get, getArray, getObject, getString, getStrings, isObject, put, type JsonObject } from "./json.ts";
import { layoutOf, type Argument, type Layout } from "./layout.ts";
import type { ToolNames } from "./names.ts";
import type { Operation } from "./operations.ts";
import { responsesOf, successSchema, type DescribedResponse } from "./responses.ts";
import type { SchemaWriter } from "./schemas.ts";
import type { Tool, ToolOcp, ToolParameter } from "./tool.ts";
import { createChecker, type Checker } from "./validate.ts";

/** What a tool is made from. */
export interface ToolSource {
  readonly document: OpenAPIDocument;
  readonly operation: Operation;
  readonly names: ToolNames;
  readonly writer: SchemaWriter;
}

/** One operation as a tool; everything but its names is looked at when it is first read. */
export class OperationTool implements Tool {
  readonly name: string;
  readonly alias: string;
  readonly model_name: string;
  readonly method: string;
  readonly path: string;
  readonly source: ToolSource;
  #layouts: Map<string, Layout> | undefined;
  #checkers: Map<string, Checker> | undefined;
  #parameters: Readonly<Record<string, ToolParameter>> | undefined;
  #responses: readonly DescribedResponse[] | undefined;
  #responseSchema: JsonObject | null | undefined;

  constructor(source: ToolSource) {
    const { names, operation } = source;
    this.source = source;
    this.name = names.name;
    this.alias = names.alias;
    this.model_name = names.modelName;
    this.method = operation.method;
    this.path = operation.path;
  }

  get operation_id(): string {
    return this.source.operation.operationId as string;
  }

  get summary(): string {
    return text(this.source.operation.node, "summary") || text(this.source.operation.pathItem, "summary");
  }

  get description(): string {
    return this.summary || this.details || `${this.method} ${this.path}`;
  }

  /** What the document says beyond the summary. */
  get details(): string {
    return text(this.source.operation.node, "description");
  }

  get tags(): readonly string[] {
    return getStrings(this.source.operation.node, "tags");
  }

  get deprecated(): boolean {
    return get(this.source.operation.node, "deprecated") === true;
  }

  get parameters(): Readonly<Record<string, ToolParameter>> {
    return (this.#parameters ??= this.#writeParameters());
  }

  get input_schema(): JsonObject {
    return this.layout().inputSchema;
  }

  get response_schema(): JsonObject | null {
    if (this.#responseSchema === undefined) {
      const schema = successSchema(this.responses);
      this.#responseSchema = schema ? this.source.writer.write(schema, "response") : null;
    }
    return this.#responseSchema;
  }

  get responseSchema(): JsonObject | null {
    return this.response_schema;
  }

  get responses(): readonly DescribedResponse[] {
    return (this.#responses ??= responsesOf(this.source.document, this.source.operation));
  }

  get ocp(): ToolOcp {
    const context = getObject(this.source.operation.node, "x-ocp-context");
    return {
      requires: getStrings(context, "requires"),
      provides: getStrings(context, "provides"),
      preserves: getStrings(context, "preserves"),
      enhances_with: getStrings(context, "enhances_with"),
      updates_context: getStrings(context, "updates_context"),
      requires_context: get(context, "requires_context") === true,
    };
  }

  /** The arguments for a body of this media type, or of the one that suits arguments best. */
  layout(mediaType?: string): Layout {
    const { document, operation, writer } = this.source;
    this.#layouts ??= new Map();
    let layout = this.#layouts.get(mediaType ?? "");
    if (!layout) this.#layouts.set(mediaType ?? "", (layout = layoutOf(document, operation, { writer, mediaType })));
    return layout;
  }

  /** Checks arguments against the schema of them all. */
  checker(mediaType?: string): Checker {
    this.#checkers ??= new Map();
    let checker = this.#checkers.get(mediaType ?? "");
    if (!checker) this.#checkers.set(mediaType ?? "", (checker = createChecker(this.layout(mediaType).inputSchema)));
    return checker;
  }

  get body(): Body | undefined {
    return this.layout().body;
  }

  toJSON(): JsonObject {
    const { operationId, node } = this.source.operation;
    return {
      name: this.name,
      alias: this.alias,
      description: this.description,
      method: this.method,
      path: this.path,
      parameters: this.parameters,
      response_schema: this.response_schema,
      ...(operationId !== undefined && { operation_id: operationId }),
      ...(this.tags.length > 0 && { tags: this.tags }),
      ...(getArray(node, "security").length > 0 && { security: get(node, "security") }),
      ...(getArray(node, "servers").length > 0 && { servers: get(node, "servers") }),
      ...(this.deprecated && { deprecated: true }),
    };
  }

  #writeParameters(): Record<string, ToolParameter> {
    const { arguments: list, refsOf } = this.layout();
    const out: JsonObject = {};
    for (const [name, argument] of list)
      put(out, name, this.#writeParameter(argument, refsOf.get(name) ?? new Set<string>()));
    return out as Record<string, ToolParameter>;
  }

  #writeParameter(argument: Argument, refs: ReadonlySet<string>): ToolParameter {
    const schema = this.source.writer.close(argument.schema, "request", refs);
    const kept = Object.fromEntries(LISTED.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));
    return {
      type: mainType(schema),
      required: argument.required,
      location: argument.place,
      description: getString(schema, "description") ?? "",
      ...kept,
      schema,
    };
  }
}

/** The keywords that OCP's tool format repeats beside the schema. */
const LISTED = [
  "default",
  "enum",
  "format",
  "items",
  "properties",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
];

/** The one word that OCP's tool format has for a type. */
function mainType(schema: JsonObject): string {
  const { type } = schema;
  if (typeof type === "string") return type;
  if (Array.isArray(type)) return String(type.find((one) => one !== "null") ?? "null");
  if (isObject(schema["properties"])) return "object";
  if (schema["items"] !== undefined) return "array";
  for (const key of ["anyOf", "oneOf", "allOf"])
    for (const part of getArray(schema, key)) if (isObject(part) && part["type"] !== "null") return mainType(part);
  return schema["enum"] === undefined && schema["pattern"] === undefined ? "object" : "string";
}

function text(node: JsonObject, key: string): string {
  return (getString(node, key) ?? "").trim();
}
