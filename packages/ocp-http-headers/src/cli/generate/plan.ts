import { serverOf } from "../../openapi/servers.ts";
import type { OpenAPIDocument } from "../../openapi/document.ts";
import type { JsonObject } from "../../openapi/json.ts";
import { camelCase } from "../../openapi/names.ts";
import type { OperationTool } from "../../openapi/operation-tool.ts";
import type { JsonSchema } from "../../openapi/schemas.ts";
import { operationTools, type ToolsOptions } from "../../openapi/tools.ts";

/** One argument of a generated method. */
export interface PlannedArgument {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly description: string;
}

/** One operation as generated clients carry it: what the methods' runtimes read. */
export interface PlannedOperation {
  /** Words of the method's name in camelCase; unique in the client. */
  readonly method: string;
  readonly summary: string;
  readonly arguments: readonly PlannedArgument[];
  readonly response: JsonObject | null;
  readonly defs: JsonObject;
  readonly wire: {
    readonly name: string;
    readonly method: string;
    readonly path: string;
    /** Argument, name on the wire, place, style, explode. */
    readonly parameters: readonly (readonly [string, string, string, string, boolean])[];
    /** The body's kind and media type, and its properties by argument; null is the argument `body` as a whole. */
    readonly body: readonly [string, string, readonly (readonly [string, string, string])[] | null, boolean] | null;
  };
}

export interface Plan {
  readonly title: string;
  readonly version: string;
  readonly server: string;
  readonly operations: readonly PlannedOperation[];
}

/** All that a generated client needs to know of a document. */
export function planClient(document: OpenAPIDocument, options: ToolsOptions): Plan {
  const taken = new Set<string>(["constructor", "then"]);
  const operations = operationTools(document, options).map((tool) => planOperation(tool, methodName(tool, taken)));
  return { title: document.title, version: document.version, server: serverUrl(document), operations };
}

function serverUrl(document: OpenAPIDocument): string {
  try {
    return serverOf(document, null).href.replace(/\/$/, "");
  } catch {
    return "";
  }
}

function methodName(tool: OperationTool, taken: Set<string>): string {
  for (const candidate of [tool.alias, camelCase(`${tool.alias} ${tool.method} ${tool.path}`)])
    if (!taken.has(candidate)) {
      taken.add(candidate);
      return candidate;
    }
  let count = 2;
  while (taken.has(`${tool.alias}${count}`)) count++;
  taken.add(`${tool.alias}${count}`);
  return `${tool.alias}${count}`;
}

function planOperation(tool: OperationTool, method: string): PlannedOperation {
  const { arguments: list, body, inputSchema } = tool.layout();
  const parameters: [string, string, string, string, boolean][] = [];
  const properties: [string, string, string][] = [];
  let isWhole = false;
  for (const { name, target } of list.values()) {
    if (target.kind === "parameter") {
      const { name: wire, place, style, explode, mediaType } = target.parameter;
      parameters.push([name, wire, place, mediaType === null ? style : "json", explode]);
    } else if (target.kind === "property") {
      const encoding = body?.encodingOf(target.name);
      properties.push([
        name,
        target.name,
        encoding?.styled === true ? `${encoding.style}${encoding.explode ? "*" : ""}` : "",
      ]);
    } else isWhole = true;
  }
  const response = tool.response_schema;
  return {
    method,
    summary: tool.description,
    arguments: [...list.values()].map(({ name, required, schema }) => ({
      name,
      required,
      schema,
      description: typeof schema === "object" && typeof schema["description"] === "string" ? schema["description"] : "",
    })),
    response,
    defs: { ...(response?.["$defs"] as JsonObject | undefined), ...(inputSchema["$defs"] as JsonObject | undefined) },
    wire: {
      name: tool.name,
      method: tool.method,
      path: tool.path,
      parameters,
      body: body
        ? [
            body.kind,
            body.mediaType.includes("*") ? "application/json" : body.mediaType,
            isWhole ? null : properties,
            body.required,
          ]
        : null,
    },
  };
}
