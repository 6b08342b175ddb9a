import { compareKeywords, show, STRUCTURAL } from "./keywords.ts";
import { createReferences, isObject, type Schema, type SchemaObject } from "./references.ts";
import { negated, RULES, type Effect, type Rule, type SchemaChange } from "./rules.ts";
import { isSame, toText } from "./values.ts";

/** Deeper than any schema that people write; beyond it a change is only named. */
const DEEPEST = 200;
/** Keywords that hold one schema; absent means that anything goes. */
const ONE = ["additionalProperties", "unevaluatedProperties", "propertyNames", "items", "unevaluatedItems", "contains"];

/**
 * How a change of a part counts for the whole: as it is; the other way round below `not`; or as a mere possibility where
 * a part that accepts more can make the whole accept less.
 */
type Sense = "same" | "opposite" | "open";

interface Place {
  readonly at: string;
  readonly sense: Sense;
  readonly depth: number;
}

/** What changed between two versions of a JSON Schema, each with the rule and the effect, in the order of the schema. */
export function compareSchemas(before: Schema, after: Schema): SchemaChange[] {
  const old = createReferences(before);
  const now = createReferences(after);
  const changes: SchemaChange[] = [];
  const compared = new WeakMap<SchemaObject, Map<SchemaObject | boolean, Set<Sense>>>();
  compare(before, after, { at: "", sense: "same", depth: 0 });
  return changes;

  function report(rule: Rule, { at, sense }: Place, detail: string): void {
    changes.push({ rule, effect: inSense(RULES[rule].effect, sense), at: at === "" ? "/" : at, detail });
  }

  function compare(first: Schema, second: Schema, place: Place): void {
    const [a, b] = [old.resolve(first), now.resolve(second)];
    if (seen(a, b, place.sense)) return;
    if (place.depth > DEEPEST) {
      if (!isSame(a, b)) report("constraint-changed", place, "too deep to compare");
      return;
    }
    if (isNothing(a) !== isNothing(b)) {
      report(isNothing(b) ? "accepts-nothing" : "accepts-something", place, `${show(a)} → ${show(b)}`);
      return;
    }
    if (isNothing(a)) return;
    if (isAnything(a) && isAnything(b)) compareObjects(objectOf(a), objectOf(b), place);
    else if (isAnything(a)) report("constraint-added", place, show(b));
    else if (isAnything(b)) report("constraint-removed", place, show(a));
    else compareObjects(objectOf(a), objectOf(b), place);
  }

  /** Recursive schemas end where a pair comes again. */
  function seen(a: Schema, b: Schema, sense: Sense): boolean {
    if (!isObject(a)) return false;
    const partners = compared.get(a) ?? new Map<SchemaObject | boolean, Set<Sense>>();
    compared.set(a, partners);
    const sides = partners.get(b) ?? new Set();
    partners.set(b, sides);
    if (sides.has(sense)) return true;
    sides.add(sense);
    return false;
  }

  function compareObjects(a: SchemaObject, b: SchemaObject, place: Place): void {
    for (const [rule, keyword, detail] of compareKeywords(a, b)) report(rule, below(place, keyword), detail);
    compareProperties(a, b, place);
    comparePatterns(a, b, place);
    compareDependent(a, b, place);
    for (const name of ONE) compareOne(a, b, name, place);
    comparePrefix(a, b, place);
    compareNot(a, b, place);
    compareCondition(a, b, place);
    for (const name of ["allOf", "anyOf", "oneOf"] as const) compareBranches(a, b, name, place);
  }

  function compareProperties(a: SchemaObject, b: SchemaObject, place: Place): void {
    const [old_, new_] = [membersOf(a["properties"]), membersOf(b["properties"])];
    const here = below(place, "properties");
    for (const [name, schema] of Object.entries(new_)) {
      const at = below(here, name);
      if (Object.hasOwn(old_, name)) compare(old_[name]!, schema, at);
      else if (a["additionalProperties"] === false) report("property-allowed", at, name);
      else if (isObject(a["additionalProperties"])) compare(a["additionalProperties"], schema, at);
      else if (!isAnything(now.resolve(schema))) report("property-described", at, name);
    }
    for (const [name, schema] of Object.entries(old_)) {
      const at = below(here, name);
      if (Object.hasOwn(new_, name)) continue;
      if (isClosed(b)) report("property-forbidden", at, name);
      else if (isObject(b["additionalProperties"])) compare(schema, b["additionalProperties"], at);
      else if (!isAnything(old.resolve(schema))) report("property-freed", at, name);
    }
  }

  function comparePatterns(a: SchemaObject, b: SchemaObject, place: Place): void {
    const [old_, new_] = [membersOf(a["patternProperties"]), membersOf(b["patternProperties"])];
    for (const name of new Set([...Object.keys(old_), ...Object.keys(new_)])) {
      const at = below(below(place, "patternProperties"), name);
      const [first, second] = [own(old_, name), own(new_, name)];
      if (first !== undefined && second !== undefined) compare(first, second, at);
      // A pattern also exempts what it matches from `additionalProperties`.
      else if (second === undefined && b["additionalProperties"] !== undefined) report("constraint-changed", at, name);
      else compare(first ?? true, second ?? true, at);
    }
  }

  function compareDependent(a: SchemaObject, b: SchemaObject, place: Place): void {
    const [old_, new_] = [membersOf(a["dependentSchemas"]), membersOf(b["dependentSchemas"])];
    for (const name of new Set([...Object.keys(old_), ...Object.keys(new_)])) {
      compare(own(old_, name) ?? true, own(new_, name) ?? true, below(below(place, "dependentSchemas"), name));
    }
  }

  function compareOne(a: SchemaObject, b: SchemaObject, keyword: string, place: Place): void {
    const [first, second] = [schemaOf(a[keyword]), schemaOf(b[keyword])];
    const at = below(place, keyword);
    // With a most number of matches, more that match can be too many.
    const isCounted = keyword === "contains" && [a, b].some((schema) => Object.hasOwn(schema, "maxContains"));
    if (first !== undefined && second !== undefined) compare(first, second, isCounted ? opened(at) : at);
    else if (second !== undefined && (keyword === "contains" || !isAnything(now.resolve(second))))
      report("constraint-added", at, `${keyword}: ${show(second)}`);
    else if (first !== undefined && (keyword === "contains" || !isAnything(old.resolve(first))))
      report("constraint-removed", at, `${keyword}: ${show(first)}`);
  }

  function comparePrefix(a: SchemaObject, b: SchemaObject, place: Place): void {
    const [first, second] = [listOf(a["prefixItems"]), listOf(b["prefixItems"])];
    for (let i = 0; i < Math.max(first.length, second.length); i++) {
      // What the prefix does not name is under `items`.
      const [one, other] = [first[i] ?? schemaOf(a["items"]) ?? true, second[i] ?? schemaOf(b["items"]) ?? true];
      compare(one, other, below(below(place, "prefixItems"), String(i)));
    }
  }

  function compareNot(a: SchemaObject, b: SchemaObject, place: Place): void {
    const [first, second] = [schemaOf(a["not"]), schemaOf(b["not"])];
    const at = below(place, "not");
    if (first !== undefined && second !== undefined) compare(first, second, turned(at));
    else if (second !== undefined) report("constraint-added", at, `not: ${show(second)}`);
    else if (first !== undefined) report("constraint-removed", at, `not: ${show(first)}`);
  }

  function compareCondition(a: SchemaObject, b: SchemaObject, place: Place): void {
    const [first, second] = [schemaOf(a["if"]), schemaOf(b["if"])];
    const at = below(place, "if");
    if (first === undefined && second === undefined) return;
    if (first === undefined) report("constraint-added", at, `if: ${show(second)}`);
    else if (second === undefined) report("constraint-removed", at, `if: ${show(first)}`);
    else {
      compare(first, second, opened(at));
      for (const name of ["then", "else"]) compareOne(a, b, name, place);
    }
  }

  function compareBranches(a: SchemaObject, b: SchemaObject, keyword: "allOf" | "anyOf" | "oneOf", place: Place): void {
    const [first, second] = [listOf(a[keyword]), listOf(b[keyword])];
    const here = below(place, keyword);
    // Alternatives without any before are a constraint on what was free, and the other way round.
    if (keyword !== "allOf" && (first.length === 0) !== (second.length === 0)) {
      report(first.length === 0 ? "constraint-added" : "constraint-removed", here, keyword);
      return;
    }
    const { pairs, removed, added } = pair(first, second);
    // Of oneOf, a value that two alternatives accept is refused.
    const inside = keyword === "oneOf" && Math.max(first.length, second.length) > 1 ? opened(here) : here;
    for (const [i, j] of pairs) compare(first[i]!, second[j]!, below(inside, String(j)));
    const [gone, fresh] = BRANCH_RULES[keyword];
    for (const i of removed) report(gone, below(here, String(i)), show(first[i]));
    for (const j of added) report(fresh, below(here, String(j)), show(second[j]));
  }
}

const BRANCH_RULES = {
  allOf: ["part-removed", "part-added"],
  anyOf: ["alternative-removed", "alternative-added"],
  oneOf: ["alternative-removed", "alternative-exclusive"],
} as const;

/** Which branches belong together: equal ones, then those of the same name, then the rest in order if as many are left. */
function pair(first: readonly Schema[], second: readonly Schema[]) {
  const pairs: [number, number][] = [];
  let [left, right] = [first.map((_, i) => i), second.map((_, i) => i)];
  const match = (same: (i: number, j: number) => boolean): void => {
    for (const i of left) {
      const j = right.find((candidate) => same(i, candidate));
      if (j === undefined) continue;
      pairs.push([i, j]);
      right = right.filter((other) => other !== j);
      left = left.filter((other) => other !== i);
    }
  };
  match((i, j) => isSame(first[i], second[j]));
  match((i, j) => nameOf(first[i]!) !== undefined && nameOf(first[i]!) === nameOf(second[j]!));
  if (left.length === right.length) {
    const rest = right;
    for (const [k, i] of left.entries()) pairs.push([i, rest[k]!]);
    [left, right] = [[], []];
  }
  return { pairs: pairs.sort(([, a], [, b]) => a - b), removed: left, added: right };
}

/** What a branch is called: its reference, its title, or the constant that tells it from the others. */
function nameOf(schema: Schema): string | undefined {
  if (!isObject(schema)) return undefined;
  const { $ref, title } = schema;
  if (Object.hasOwn(schema, "if")) return toText(schema["if"]);
  if (typeof $ref === "string") return $ref;
  if (typeof title === "string") return title;
  const constants = Object.entries(membersOf(schema["properties"]))
    .filter(([, member]) => isObject(member) && Object.hasOwn(member, "const"))
    .map(([name, member]) => `${name}=${toText((member as SchemaObject)["const"])}`);
  return constants.length > 0 ? constants.sort().join() : undefined;
}

function below(place: Place, name: string): Place {
  const step = name.replaceAll("~", "~0").replaceAll("/", "~1");
  return { ...place, at: `${place.at}/${step}`, depth: place.depth + 1 };
}

function turned(place: Place): Place {
  return { ...place, sense: place.sense === "open" ? "open" : place.sense === "same" ? "opposite" : "same" };
}

function opened(place: Place): Place {
  return { ...place, sense: "open" };
}

function inSense(effect: Effect, sense: Sense): Effect {
  if (sense === "same" || effect === "editorial") return effect;
  return sense === "open" ? "may_break" : negated(effect);
}

function isNothing(schema: Schema): boolean {
  return schema === false;
}

function isAnything(schema: Schema): boolean {
  if (!isObject(schema)) return schema;
  if (Object.keys(schema).some((name) => STRUCTURAL.has(name) && name !== "$defs" && name !== "definitions"))
    return false;
  return compareKeywords({}, schema).every(([rule]) => isSilent(rule));
}

function isSilent(rule: Rule): boolean {
  return rule === "annotation-changed" || rule === "identity-changed" || rule === "default-changed";
}

function objectOf(schema: Schema): SchemaObject {
  return isObject(schema) ? schema : {};
}

function isClosed(schema: SchemaObject): boolean {
  return schema["additionalProperties"] === false || schema["unevaluatedProperties"] === false;
}

function schemaOf(value: unknown): Schema | undefined {
  return isObject(value) || typeof value === "boolean" ? value : undefined;
}

function listOf(value: unknown): Schema[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => schemaOf(item)).filter((schema) => schema !== undefined);
}

function membersOf(value: unknown): Record<string, Schema> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const schema = schemaOf(member);
      return schema === undefined ? [] : [[name, schema]];
    }),
  );
}

function own(members: Record<string, Schema>, name: string): Schema | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
