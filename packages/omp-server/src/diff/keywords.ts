import { isSame, toText } from "./values.ts";
import type { SchemaObject } from "./references.ts";
import type { Rule } from "./rules.ts";

/** A keyword's finding: which rule, and a few words with the values. */
export type Finding = readonly [rule: Rule, keyword: string, detail: string];

const LOWER = new Set(["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"]);
const UPPER = new Set(["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"]);
const IDENTITY = new Set(["$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary"]);
const ANNOTATIONS = new Set([
  "title",
  "description",
  "examples",
  "$comment",
  "deprecated",
  "readOnly",
  "writeOnly",
  "contentEncoding",
  "contentMediaType",
]);

/** Keywords that hold schemas, which `schema.ts` walks, and those that `compareKeywords` treats together. */
export const STRUCTURAL = new Set([
  "$defs",
  "definitions",
  "properties",
  "patternProperties",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "items",
  "prefixItems",
  "unevaluatedItems",
  "contains",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
]);
const TOGETHER = new Set(["type", "enum", "const", "required"]);

/** What differs in the keywords that hold no schemas. */
export function compareKeywords(before: SchemaObject, after: SchemaObject): Finding[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const single = [...names]
    .filter((name) => !STRUCTURAL.has(name) && !TOGETHER.has(name) && !isSame(meant(before, name), meant(after, name)))
    .map((name) => compareOne(name, before[name], after[name]));
  return [
    ...compareTypes(before, after),
    ...compareValues(before, after),
    ...compareRequired(before, after),
    ...single,
  ];
}

/** A keyword's value, or what its absence means. */
function meant(schema: SchemaObject, name: string): unknown {
  if (name === "uniqueItems") return schema[name] === true;
  return name === "minContains" ? (schema[name] ?? 1) : schema[name];
}

function compareOne(name: string, before: unknown, after: unknown): Finding {
  const detail = `${name}: ${show(before)} → ${show(after)}`;
  const rule = (found: Rule): Finding => [found, name, detail];
  if (IDENTITY.has(name)) return rule("identity-changed");
  if (ANNOTATIONS.has(name)) return rule("annotation-changed");
  if (name === "default") return rule("default-changed");
  if (LOWER.has(name) || UPPER.has(name)) return rule(compareBound(LOWER.has(name), before, after));
  if (name === "minContains") return rule(compareBound(true, before ?? 1, after ?? 1));
  if (name === "uniqueItems") return rule(after === true ? "constraint-added" : "constraint-removed");
  if (before === undefined) return rule("constraint-added");
  if (after === undefined) return rule("constraint-removed");
  if (name === "multipleOf" && typeof before === "number" && typeof after === "number") {
    if (after % before === 0) return rule("bound-tightened");
    if (before % after === 0) return rule("bound-loosened");
  }
  return rule("constraint-changed");
}

function compareBound(lower: boolean, before: unknown, after: unknown): Rule {
  if (typeof after !== "number") return "bound-loosened";
  if (typeof before !== "number") return "bound-tightened";
  return after > before === lower ? "bound-tightened" : "bound-loosened";
}

function compareTypes(before: SchemaObject, after: SchemaObject): Finding[] {
  if (isSame(before["type"], after["type"])) return [];
  if (after["type"] === undefined) return [["constraint-removed", "type", `type ${show(before["type"])}`]];
  if (before["type"] === undefined) return [["constraint-added", "type", `type ${show(after["type"])}`]];
  const [old, now] = [typesOf(before), typesOf(after)];
  // Whole numbers are numbers.
  const covers = (types: readonly string[], type: string): boolean =>
    types.includes(type) || (type === "integer" && types.includes("number"));
  const removed = old.filter((type) => !covers(now, type));
  const added = now.filter((type) => !covers(old, type));
  return [
    ...removed.map((type): Finding => ["type-removed", "type", `type ${type}`]),
    ...added.map((type): Finding => ["type-added", "type", `type ${type}`]),
  ];
}

function typesOf({ type }: SchemaObject): readonly string[] {
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((name) => typeof name === "string") : [];
}

function compareValues(before: SchemaObject, after: SchemaObject): Finding[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (!old && !now) return [];
  if (!now) return [["constraint-removed", "enum", "any value is accepted"]];
  if (!old) return [["constraint-added", "enum", `only ${now.map(show).join(", ")}`]];
  const lacks = (values: readonly unknown[], value: unknown): boolean => !values.some((other) => isSame(other, value));
  return [
    ...old.filter((value) => lacks(now, value)).map((value): Finding => ["value-removed", "enum", show(value)]),
    ...now.filter((value) => lacks(old, value)).map((value): Finding => ["value-added", "enum", show(value)]),
  ];
}

function valuesOf(schema: SchemaObject): readonly unknown[] | undefined {
  const listed = Array.isArray(schema["enum"]) ? (schema["enum"] as unknown[]) : undefined;
  if (!Object.hasOwn(schema, "const")) return listed;
  return listed && !listed.some((value) => isSame(value, schema["const"])) ? [] : [schema["const"]];
}

function compareRequired(before: SchemaObject, after: SchemaObject): Finding[] {
  const [old, now] = [namesOf(before["required"]), namesOf(after["required"])];
  return [
    ...now.filter((name) => !old.includes(name)).map((name): Finding => ["required-added", "required", name]),
    ...old.filter((name) => !now.includes(name)).map((name): Finding => ["required-removed", "required", name]),
  ];
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? [...new Set(value.filter((name) => typeof name === "string"))] : [];
}

/** A value as a person reads it, cut to a line. */
export function show(value: unknown): string {
  const text = value === undefined ? "none" : toText(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
