import type { ContractVersion, DocumentType, Example, Schema } from "../corpus/model.ts";
import { DOCUMENT_TYPES } from "../corpus/model.ts";
import { createAjv, describe } from "../corpus/validator.ts";
import { compareSections, type SectionChange } from "./document.ts";
import { gravest, type Effect, type SchemaChange } from "./rules.ts";
import { compareSchemas } from "./schema.ts";
import { isSame } from "./values.ts";

export interface DocumentChange {
  readonly document: DocumentType;
  readonly change: "added" | "removed" | "changed";
  /** Empty for a document that is not Markdown, or is new or gone. */
  readonly sections: readonly SectionChange[];
}

export interface ExampleChange {
  readonly example: string;
  readonly change: "added" | "removed" | "changed";
}

/** An example of the older version that the newer schema refuses. */
export interface Refusal {
  readonly example: string;
  readonly reason: string;
}

/** What changed between two versions of a contract. */
export interface VersionChange {
  readonly contract: string;
  readonly from: string;
  readonly to: string;
  readonly status: { readonly from: string; readonly to: string };
  /** The gravest effect on artifacts that the schemas and the examples show. */
  readonly effect: Effect;
  readonly documents: readonly DocumentChange[];
  readonly schema: readonly SchemaChange[];
  readonly examples: readonly ExampleChange[];
  readonly refused: readonly Refusal[];
}

/**
 * Compares two versions of a contract: documents, schema and examples. `known` are the schemas that the newer one may
 * refer to.
 */
export function compareContractVersions(
  before: ContractVersion,
  after: ContractVersion,
  known: readonly Schema[],
): VersionChange {
  const schema = compareVersionSchemas(before, after);
  const refused = refusedBy(after, before.examples().served, known);
  const effects: Effect[] = schema.map(({ effect }) => effect);
  if (refused.length > 0) effects.push("breaks");
  return {
    contract: after.contract,
    from: before.version,
    to: after.version,
    status: { from: before.status, to: after.status },
    effect: gravest(effects),
    documents: DOCUMENT_TYPES.flatMap((type) => compareDocuments(type, before, after)),
    schema,
    examples: compareExamples(before.examples().served, after.examples().served),
    refused,
  };
}

function compareDocuments(document: DocumentType, before: ContractVersion, after: ContractVersion): DocumentChange[] {
  const [old, now] = [before.documents.get(document), after.documents.get(document)];
  if (!old && !now) return [];
  if (!old || !now) return [{ document, change: old ? "removed" : "added", sections: [] }];
  // Where the schema stands in for its document, the comparison of schemas says more.
  if (old.sha256 === now.sha256 || (old.format === "json" && now.format === "json")) return [];
  return [{ document, change: "changed", sections: compareSections(old.outline(), now.outline()) }];
}

function compareVersionSchemas(before: ContractVersion, after: ContractVersion): SchemaChange[] {
  const [old, now] = [before.schema().served, after.schema().served];
  if (old && now) return compareSchemas(old.json, now.json);
  if (old) return [{ rule: "constraint-removed", effect: "may_break", at: "/", detail: "there is no schema any more" }];
  if (now) return [{ rule: "constraint-added", effect: "may_break", at: "/", detail: "there was no schema before" }];
  return [];
}

function compareExamples(before: readonly Example[], after: readonly Example[]): ExampleChange[] {
  const old = new Map(before.map(({ id, artifact }) => [id, artifact]));
  const now = new Set(after.map(({ id }) => id));
  const present = after.flatMap(({ id, artifact }): ExampleChange[] => {
    if (!old.has(id)) return [{ example: id, change: "added" }];
    return isSame(old.get(id), artifact) ? [] : [{ example: id, change: "changed" }];
  });
  return [
    ...present,
    ...before.filter(({ id }) => !now.has(id)).map(({ id }): ExampleChange => ({ example: id, change: "removed" })),
  ];
}

function refusedBy(after: ContractVersion, examples: readonly Example[], known: readonly Schema[]): Refusal[] {
  const schema = after.schema().served;
  if (!schema || examples.length === 0) return [];
  const ajv = createAjv();
  for (const { id, json } of known) if (id !== schema.id) ajv.addSchema(json, id, false, false);
  const isValid = ajv.compile(schema.json);
  return examples.flatMap(({ id, artifact }) =>
    isValid(artifact) ? [] : [{ example: id, reason: describe(isValid.errors ?? []) }],
  );
}
