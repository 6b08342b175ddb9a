import type { ErrorObject, ValidateFunction } from "ajv";
import { createAjv } from "../corpus/validator.ts";
import { DOCUMENT_TYPES } from "../corpus/model.ts";
import { nearest } from "../nearest.ts";
import { once } from "../once.ts";
import { OmpError } from "./omp-error.ts";
import type { Tool } from "./tool.ts";

/** The first call waits for it, and what checks schemas takes several times as long to make as all that checks inputs. */
const compiler = once(() => createAjv({ validateSchema: false }));
const compiled = new Map<string, ValidateFunction>();

/** The longest text of an input, in characters; nothing published is named by a longer one. */
const MAX_TEXT = 10_000;
const MAX_ITEMS = 1_000;
/** How deep an input may nest; those that are right have a list at most. */
const MAX_DEPTH = 8;

/** Whether a value nests so little that it may be walked and written without care. */
export function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return true;
}

/** Checks a tool's input against its published schema. Throws `invalid_params` that names the parameter and what it takes. */
export function parseInput(
  tool: Tool,
  input: unknown,
  { lenient = false }: { lenient?: boolean | undefined } = {},
): Record<string, unknown> {
  const given = input ?? {};
  if (typeof given !== "object" || Array.isArray(given))
    throw new OmpError("invalid_params", `${tool.name} takes an object of parameters.`);
  if (!isShallow(given)) throw new OmpError("invalid_params", `The parameters of ${tool.name} nest too deep.`);
  const values = lenient ? capitalise(given as Record<string, unknown>) : (given as Record<string, unknown>);
  refuseLarge(values);
  let validate = compiled.get(tool.name);
  if (!validate) compiled.set(tool.name, (validate = compiler().compile(tool.inputSchema)));
  if (validate(values)) return values;
  throw new OmpError("invalid_params", explain(tool, values, validate.errors![0]!));
}

/** Acronyms as people type them. */
function capitalise(values: Record<string, unknown>): Record<string, unknown> {
  const { contract, contracts } = values;
  return {
    ...values,
    ...(typeof contract === "string" ? { contract: contract.toUpperCase() } : {}),
    ...(Array.isArray(contracts)
      ? { contracts: contracts.map((item: unknown) => (typeof item === "string" ? item.toUpperCase() : item)) }
      : {}),
  };
}

function refuseLarge(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    if (items.length > MAX_ITEMS)
      throw new OmpError("invalid_params", `${quote(name)} has more than ${MAX_ITEMS} items.`);
    if (items.some((item) => typeof item === "string" && item.length > MAX_TEXT))
      throw new OmpError("invalid_params", `${quote(name)} is longer than ${MAX_TEXT} characters.`);
  }
}

function explain(tool: Tool, values: Record<string, unknown>, fault: ErrorObject): string {
  const { keyword, instancePath, params } = fault;
  const known = Object.keys((tool.inputSchema["properties"] ?? {}) as object);
  if (keyword === "additionalProperties") {
    const { additionalProperty: name } = params as { additionalProperty: string };
    const meant = nearest(name, known);
    const takes = known.length === 0 ? `${tool.name} takes no parameters.` : `It takes ${known.join(", ")}.`;
    return `${tool.name} has no parameter ${quote(name)}. ${meant === undefined ? takes : `Did you mean '${meant}'?`}`;
  }
  if (keyword === "required")
    return `${tool.name} needs '${(params as { missingProperty: string }).missingProperty}'. It takes ${known.join(", ")}.`;
  const [name = "", ...rest] = instancePath.split("/").slice(1);
  const value = rest.length === 0 ? values[name] : (values[name] as unknown[])[Number(rest[0])];
  const where = rest.length === 0 ? `'${name}'` : `Each of '${name}'`;
  if (keyword === "type") return `${where} must be ${article(String((params as { type: unknown }).type))}.`;
  if (keyword === "enum") {
    const meant = typeof value === "string" ? nearest(value, DOCUMENT_TYPES) : undefined;
    return `${where} must be one of ${DOCUMENT_TYPES.join(", ")}.${meant === undefined ? "" : ` Did you mean '${meant}'?`}`;
  }
  if (name === "version")
    return `'version' must be MAJOR.MINOR.PATCH, such as 0.1.0, not ${quote(value)}. Leave it out for the latest.`;
  const upper = typeof value === "string" && /^[a-z]{2,5}$/i.test(value) ? ` Write '${value.toUpperCase()}'.` : "";
  return `${where} must be an acronym of two to five capital letters, not ${quote(value)}.${upper}`;
}

function article(type: string): string {
  return type === "array" ? "a list" : type === "string" ? "a text" : `a ${type}`;
}

function quote(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}
