import type { JsonObject } from "./json.ts";

/** One argument of a tool, in the words of OCP's tool format. */
export interface ToolParameter {
  readonly type: string;
  readonly required: boolean;
  readonly location: "path" | "query" | "header" | "cookie" | "querystring" | "body";
  readonly description: string;
  /** The whole JSON Schema, definitions included. */
  readonly schema: JsonObject;
  readonly [keyword: string]: unknown;
}

/** What `x-ocp-context` says of an operation, in both of its forms. */
export interface ToolOcp {
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  readonly preserves: readonly string[];
  readonly enhances_with: readonly string[];
  readonly updates_context: readonly string[];
  readonly requires_context: boolean;
}

/** One operation as a tool. Schemas are written when they are first read. */
export interface Tool {
  readonly name: string;
  /** The name in camelCase. */
  readonly alias: string;
  /** At most 64 letters, digits, `_` and `-`: what model hosts accept. */
  readonly model_name: string;
  readonly operation_id?: string;
  /** The summary; else the description; else method and path. */
  readonly description: string;
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly deprecated?: boolean;
  readonly parameters: Readonly<Record<string, ToolParameter>>;
  /** JSON Schema of all arguments together. */
  readonly input_schema: JsonObject;
  /** JSON Schema of what a good answer holds, or null when the document does not say. */
  readonly response_schema: JsonObject | null;
  /** The same under the name that OCP's specification uses. */
  readonly responseSchema: JsonObject | null;
  readonly ocp: ToolOcp;
  /** The tool format of OCP as a plain object. */
  toJSON(): JsonObject;
}
