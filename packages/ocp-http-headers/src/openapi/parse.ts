import * as yaml from "js-yaml";
import { CORE_SCHEMA, load, YAMLException, type Type } from "js-yaml";
import { ToolError } from "./errors.ts";

/** YAML 1.2's core types, which is what OpenAPI allows, and merge keys, which people write all the same. */
const { merge } = (yaml as unknown as { types: { merge: Type } }).types; // missing in the library's declarations
const SCHEMA = CORE_SCHEMA.extend({ implicit: [merge] });

/** Parses JSON or YAML, whichever it is. `name` says in messages which document it was. */
export function parseText(text: string, name: string): unknown {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const first = /\S/.exec(body)?.[0];
  if (first === undefined) throw new ToolError("DOCUMENT_INVALID", `${name} is empty.`);
  if (first === "{" || first === "[") {
    try {
      return JSON.parse(body);
    } catch {
      // Flow-style YAML begins with a brace too.
    }
  }
  if (body.includes("\0")) throw new ToolError("DOCUMENT_INVALID", `${name} is binary; expected JSON or YAML.`);
  try {
    return load(body, { schema: SCHEMA });
  } catch (error) {
    throw new ToolError("DOCUMENT_INVALID", `${name} is neither JSON nor YAML: ${reason(error)}.`);
  }
}

function reason(error: unknown): string {
  if (!(error instanceof YAMLException)) return error instanceof RangeError ? "it is nested too deeply" : String(error);
  const { line, column } = error.mark ?? {};
  return line === undefined ? error.reason : `${error.reason} (line ${line + 1}, column ${(column ?? 0) + 1})`;
}
