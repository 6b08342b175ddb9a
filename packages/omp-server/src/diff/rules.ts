/**
 * What a change of a schema does to artifacts. `breaks`: something that was valid is refused. `may_break`: whether it is
 * cannot be told from the schemas alone. `extends`: all that was valid still is, and more; who reads with the old schema
 * may refuse what is new. `editorial`: the same artifacts are valid.
 */
export type Effect = "breaks" | "may_break" | "extends" | "editorial";

/** The rules by which two versions of a schema are compared: docs/schema-compatibility.md shows this table. */
export const RULES = {
  "accepts-nothing": { effect: "breaks", says: "the schema became false" },
  "accepts-something": { effect: "extends", says: "the schema was false" },
  "type-removed": { effect: "breaks", says: "a type is no longer accepted" },
  "type-added": { effect: "extends", says: "a type is newly accepted" },
  "value-removed": { effect: "breaks", says: "a value of enum or const is no longer accepted" },
  "value-added": { effect: "extends", says: "a value of enum or const is newly accepted" },
  "required-added": { effect: "breaks", says: "a property became required" },
  "required-removed": { effect: "extends", says: "a property is no longer required" },
  "property-forbidden": { effect: "breaks", says: "a property is gone and no others are allowed" },
  "property-allowed": { effect: "extends", says: "a property is new where no others were allowed" },
  "property-described": { effect: "may_break", says: "a property that was free has a schema now" },
  "property-freed": { effect: "extends", says: "a property lost its schema and others are allowed" },
  "bound-tightened": { effect: "breaks", says: "a minimum grew, a maximum shrank, or either is new" },
  "bound-loosened": { effect: "extends", says: "a minimum shrank, a maximum grew, or either is gone" },
  "constraint-added": {
    effect: "breaks",
    says: "a constraint is new, such as pattern, format or additionalProperties",
  },
  "constraint-removed": { effect: "extends", says: "a constraint is gone" },
  "constraint-changed": { effect: "may_break", says: "a constraint changed in a way that cannot be compared" },
  "alternative-removed": { effect: "breaks", says: "an alternative of anyOf or oneOf is gone" },
  "alternative-added": { effect: "extends", says: "an alternative of anyOf is new" },
  "alternative-exclusive": { effect: "may_break", says: "an alternative of oneOf is new and may overlap another" },
  "part-added": { effect: "breaks", says: "a part of allOf is new" },
  "part-removed": { effect: "extends", says: "a part of allOf is gone" },
  "default-changed": { effect: "may_break", says: "a default changed: what is left out means something else" },
  "identity-changed": { effect: "editorial", says: "$id, $schema or an anchor changed" },
  "annotation-changed": { effect: "editorial", says: "a title, a description, examples or a comment changed" },
} as const satisfies Record<string, { effect: Effect; says: string }>;

export type Rule = keyof typeof RULES;

/** One difference of two schemas. */
export interface SchemaChange {
  readonly rule: Rule;
  readonly effect: Effect;
  /** A JSON Pointer into the newer schema, references followed; into the older one for what is gone. */
  readonly at: string;
  /** What changed, in a few words with the values. */
  readonly detail: string;
}

/** The effect on the whole of an effect below `not`: what is refused less there is refused more here. */
export function negated(effect: Effect): Effect {
  if (effect === "breaks") return "extends";
  return effect === "extends" ? "breaks" : effect;
}

/** The gravest of some effects; `editorial` of none. */
export function gravest(effects: Iterable<Effect>): Effect {
  const order: readonly Effect[] = ["editorial", "extends", "may_break", "breaks"];
  let worst = 0;
  for (const effect of effects) worst = Math.max(worst, order.indexOf(effect));
  return order[worst]!;
}
