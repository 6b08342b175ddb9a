import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Schema } from "../src/diff/references.ts";
import { gravest, RULES, type Rule } from "../src/diff/rules.ts";
import { compareSchemas } from "../src/diff/schema.ts";

const closed = (properties: object, more: object = {}): Schema => ({
  type: "object",
  properties,
  additionalProperties: false,
  ...more,
});
const string = { type: "string" };

/** For each rule a pair of schemas of which it is the only finding. */
const CASES: Record<Rule, readonly [before: Schema, after: Schema, at: string]> = {
  "accepts-nothing": [closed({ a: string }), { ...(closed({ a: false }) as object) }, "/properties/a"],
  "accepts-something": [closed({ a: false }), closed({ a: string }), "/properties/a"],
  "type-removed": [{ type: ["string", "null"] }, string, "/type"],
  "type-added": [{ type: "integer" }, { type: "number" }, "/type"],
  "value-removed": [{ enum: ["a", "b"] }, { const: "a" }, "/enum"],
  "value-added": [{ const: "a" }, { enum: ["a", { deep: [1] }] }, "/enum"],
  "required-added": [closed({ a: string }), closed({ a: string }, { required: ["a"] }), "/required"],
  "required-removed": [closed({ a: string }, { required: ["a"] }), closed({ a: string }), "/required"],
  "property-forbidden": [closed({ a: string, b: string }), closed({ a: string }), "/properties/b"],
  "property-allowed": [closed({ a: string }), closed({ a: string, "x/y": string }), "/properties/x~1y"],
  "property-described": [{ type: "object" }, { type: "object", properties: { a: string } }, "/properties/a"],
  "property-freed": [{ type: "object", properties: { a: string } }, { type: "object" }, "/properties/a"],
  "bound-tightened": [{ minLength: 1 }, { minLength: 2 }, "/minLength"],
  "bound-loosened": [{ type: "array", maxItems: 3 }, { type: "array" }, "/maxItems"],
  "constraint-added": [{ type: "object", minProperties: 1 }, closed({}, { minProperties: 1 }), "/additionalProperties"],
  "constraint-removed": [{ type: "string", pattern: "^a" }, string, "/pattern"],
  "constraint-changed": [{ type: "string", pattern: "^a" }, { type: "string", pattern: "^b" }, "/pattern"],
  "alternative-removed": [{ anyOf: [string, { type: "null" }] }, { anyOf: [{ type: "null" }] }, "/anyOf/0"],
  "alternative-added": [{ anyOf: [string] }, { anyOf: [{ type: "null" }, string] }, "/anyOf/0"],
  "alternative-exclusive": [{ oneOf: [string] }, { oneOf: [string, { type: "null" }] }, "/oneOf/1"],
  "part-added": [{ allOf: [string] }, { allOf: [string, { minLength: 1 }] }, "/allOf/1"],
  "part-removed": [{ allOf: [string, { minLength: 1 }] }, { allOf: [string] }, "/allOf/1"],
  "default-changed": [{ type: "string", default: "a" }, { type: "string", default: "b" }, "/default"],
  "identity-changed": [{ $id: "https://a.example/1" }, { $id: "https://a.example/2" }, "/$id"],
  "annotation-changed": [{ title: "A" }, { title: "B" }, "/title"],
};

describe("comparing schemas", () => {
  for (const [rule, [before, after, at]] of Object.entries(CASES)) {
    test(`${rule} is found where it happens, and nothing else`, () => {
      expect(compareSchemas(before, after)).toEqual([
        { rule, effect: RULES[rule as Rule].effect, at, detail: expect.any(String) },
      ]);
    });
  }

  test("a change behind a reference is found once, where the schema is used", () => {
    const make = (type: string): Schema => ({
      $defs: { item: { properties: { id: { type } }, additionalProperties: false } },
      properties: { one: { $ref: "#/$defs/item" }, list: { items: { $ref: "#/$defs/item" } } },
    });
    expect(compareSchemas(make("string"), make("integer"))).toMatchObject([
      { rule: "type-removed", at: "/properties/one/properties/id/type" },
      { rule: "type-added", at: "/properties/one/properties/id/type" },
    ]);
  });

  test("a definition that moved is no change", () => {
    const before = { properties: { a: string } };
    const after = { $defs: { s: string }, properties: { a: { $ref: "#/$defs/s" } } };
    expect(compareSchemas(before, after)).toEqual([]);
  });

  test("references by $id into embedded schemas are followed", () => {
    const make = (maximum: number): Schema => ({
      $id: "urn:x:1",
      $ref: "urn:x:part",
      $defs: { part: { $id: "urn:x:part", $ref: "#/$defs/n", $defs: { n: { maximum } } } },
    });
    expect(compareSchemas(make(5), make(4))).toMatchObject([{ rule: "bound-tightened", at: "/maximum" }]);
  });

  test("below `not`, less is more", () => {
    const changes = compareSchemas({ not: { enum: ["a"] } }, { not: { enum: ["a", "b"] } });
    expect(changes).toMatchObject([{ rule: "value-added", effect: "breaks" }]);
  });

  test("of oneOf, an alternative that accepts more may make two match", () => {
    const before = { oneOf: [{ type: "string" }, { type: "integer" }] };
    const after = { oneOf: [{ type: ["string", "integer"] }, { type: "integer" }] };
    expect(gravest(compareSchemas(before, after).map(({ effect }) => effect))).toBe("may_break");
  });

  test("a property that goes is held to what all others are held to", () => {
    const make = (properties: object): Schema => ({
      type: "object",
      properties,
      additionalProperties: { type: "integer" },
    });
    expect(compareSchemas(make({ a: { type: "string" } }), make({}))).toMatchObject([
      { rule: "type-removed", at: "/properties/a/type" },
      { rule: "type-added", at: "/properties/a/type" },
    ]);
    expect(compareSchemas(make({}), make({ a: { type: "number" } }))).toMatchObject([
      { rule: "type-added", effect: "extends" },
    ]);
  });

  test("a condition that changes behind a reference may break", () => {
    const make = (type: string): Schema => ({ $defs: { c: { type } }, if: { $ref: "#/$defs/c" } });
    expect(compareSchemas(make("integer"), make("number"))).toMatchObject([
      { rule: "type-added", effect: "may_break", at: "/if/type" },
    ]);
  });

  test("recursive schemas are compared to their end", () => {
    const make = (type: string): Schema => ({ properties: { value: { type }, next: { $ref: "#" } } });
    expect(compareSchemas(make("string"), make("string"))).toEqual([]);
    expect(compareSchemas(make("number"), make("integer"))).toMatchObject([{ rule: "type-removed" }]);
  });

  test("references that lead nowhere, in a circle or out of the document end the comparison, not the program", () => {
    const circle = { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" };
    expect(compareSchemas(circle, circle)).toEqual([]);
    const changes = compareSchemas({ $ref: "https://else.example/x" }, { $ref: "#/nowhere/%zz" });
    expect(changes).toMatchObject([{ rule: "constraint-changed", effect: "may_break" }]);
  });

  test("schemas deeper than anybody writes them do not exhaust the stack", () => {
    const nest = (leaf: Schema): Schema => {
      let schema = leaf;
      for (let i = 0; i < 5000; i++) schema = { items: schema };
      return schema;
    };
    expect(compareSchemas(nest(string), nest(string)).length).toBeLessThan(2);
  });

  test("names from objects' prototypes are names like others", () => {
    const changes = compareSchemas(closed({ constructor: string }), closed({ toString: string }));
    expect(changes.map(({ rule }) => rule)).toEqual(["property-allowed", "property-forbidden"]);
  });

  test("a schema compared with itself has no changes, whatever it is", () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 4 }), (schema) => {
        expect(compareSchemas(schema as Schema, schema as Schema)).toEqual([]);
      }),
    );
  });

  test("any two JSON values are compared without a fault", () => {
    const keyword = fc.constantFrom(
      "type",
      "enum",
      "properties",
      "items",
      "anyOf",
      "not",
      "$ref",
      "required",
      "if",
      "allOf",
    );
    const anything = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.dictionary(keyword, tie("node")), fc.array(tie("node"))),
    })).node;
    fc.assert(
      fc.property(anything, anything, (before, after) => {
        const changes = compareSchemas(before as Schema, after as Schema);
        expect(Object.keys(RULES)).toEqual(expect.arrayContaining(changes.map(({ rule }) => rule)));
      }),
    );
  });
});

/** Values, and schemas of everything that the rules speak of, small enough to meet often. */
const name = fc.constantFrom("a", "b", "c");
const scalar = fc.constantFrom<unknown>(0, 1, 2, 3, 1.5, "", "x", "xyz", null, true);
const value = fc.oneof(scalar, fc.dictionary(name, scalar, { maxKeys: 3 }), fc.array(scalar, { maxLength: 3 }));

/** A schema of at most two of these keywords. */
function ofKeywords(keywords: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Schema> {
  const one = fc.oneof(
    ...Object.entries(keywords).map(([keyword, values]) => values.map((given) => ({ [keyword]: given }))),
  );
  return fc.tuple(one, one).map(([first, second]) => ({ ...first, ...second }));
}

const simple = {
  type: fc.constantFrom("string", "integer", "number", "object", "array", "null", ["string", "integer"]),
  enum: fc.uniqueArray(fc.constantFrom("x", "xyz", 1, 2, null), { minLength: 1 }),
  const: fc.constantFrom("x", 1),
  minimum: fc.integer({ min: 0, max: 3 }),
  maximum: fc.integer({ min: 0, max: 3 }),
  multipleOf: fc.integer({ min: 1, max: 4 }),
  minLength: fc.integer({ min: 0, max: 3 }),
  maxItems: fc.integer({ min: 0, max: 3 }),
  uniqueItems: fc.boolean(),
  pattern: fc.constantFrom("x", "z$"),
  required: fc.uniqueArray(name),
};
const leaf = fc.oneof({ weight: 5, arbitrary: ofKeywords(simple) }, { weight: 1, arbitrary: fc.boolean() });
const some = fc.array(leaf, { minLength: 1, maxLength: 2 });
const schema = ofKeywords({
  ...simple,
  properties: fc.dictionary(name, leaf, { maxKeys: 2 }),
  patternProperties: fc.dictionary(fc.constantFrom("a", "^b"), leaf, { maxKeys: 1 }),
  additionalProperties: leaf,
  propertyNames: leaf,
  items: leaf,
  prefixItems: some,
  allOf: some,
  anyOf: some,
  oneOf: some,
  not: leaf,
  dependentSchemas: fc.dictionary(name, leaf, { minKeys: 1, maxKeys: 1 }),
  ...Object.fromEntries(["if", "then", "else"].map((keyword) => [keyword, leaf])),
});

/** A schema, and one that differs from it in one keyword. */
const changed = fc.tuple(schema, schema, fc.boolean()).map(([a, b, swap]): [Schema, Schema] => {
  const other = { ...(a as object), ...Object.fromEntries(Object.entries(b).slice(0, 1)) };
  return swap ? [other, a] : [a, other];
});

test("what is said to break nothing breaks nothing: every value that was valid still is", () => {
  const ajv = new Ajv2020({ strict: false, logger: false });
  let judged = 0;
  fc.assert(
    fc.property(changed, fc.array(value, { minLength: 8, maxLength: 8 }), ([before, after], values) => {
      const worst = gravest(compareSchemas(before, after).map(({ effect }) => effect));
      if (worst === "breaks" || worst === "may_break") return;
      const [was, is] = [ajv.compile(before), ajv.compile(after)];
      for (const one of values) if (was(one)) expect(is(one), JSON.stringify([before, after, one])).toBe(true);
      judged++;
    }),
    { numRuns: 1000 },
  );
  expect(judged).toBeGreaterThan(100);
});

test("the gravest effect is the effect of the whole", () => {
  expect(gravest([])).toBe("editorial");
  expect(gravest(["extends", "breaks", "editorial"])).toBe("breaks");
});

test("the page about compatibility shows every rule as the program has it", () => {
  const page = readFileSync(new URL("../../../docs/schema-compatibility.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `([\w-]+)` *\| (\w+) *\| (.+?) *\|$/gm)].map(([, rule, effect, says]) => [
    rule,
    { effect, says },
  ]);
  expect(Object.fromEntries(rows)).toEqual(RULES);
});
