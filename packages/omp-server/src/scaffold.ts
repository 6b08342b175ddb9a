import type { Category } from "./corpus/model.ts";

export interface NewContract {
  readonly acronym: string;
  readonly name: string;
  readonly category: Category;
  readonly version: string;
  /** The `$id` of its schema: an absolute URI. */
  readonly schemaId: string;
}

/**
 * The files of a new contract by their paths below the corpus's folder: every document, a schema and an example that is
 * valid against it, so that the corpus can be served and checked from the first minute.
 */
export function scaffoldContract(contract: NewContract): Map<string, string> {
  const { acronym, version } = contract;
  const home = `standards/${acronym.toLowerCase()}`;
  return new Map([
    [`${home}/contract.json`, contractFile(contract)],
    ...Object.entries(documents(contract)).map(([name, text]): [string, string] => [
      `${home}/${version}/${name}.md`,
      text,
    ]),
    [`${home}/${version}/schema.json`, schemaFile(contract)],
    [`${home}/${version}/examples/smallest.json`, toJson(smallest(contract))],
  ]);
}

function contractFile({ acronym, name, category, version }: NewContract): string {
  return toJson({ acronym, name, category, versions: [{ version, status: "DRAFT" }] });
}

function schemaFile({ acronym, name, version, schemaId }: NewContract): string {
  return toJson({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: schemaId,
    title: name,
    description: `An artifact of ${acronym} ${version}.`,
    type: "object",
    properties: {
      [acronym.toLowerCase()]: { description: "The version that the artifact is written for", const: version },
      title: { type: "string", minLength: 1 },
      description: { type: "string" },
    },
    required: [acronym.toLowerCase(), "title"],
    additionalProperties: false,
  });
}

function smallest({ acronym, version }: NewContract): object {
  return {
    [acronym.toLowerCase()]: version,
    title: "The smallest artifact",
    description: `All that ${acronym} ${version} requires, and this sentence.`,
  };
}

function documents(contract: NewContract): Record<string, string> {
  const { acronym, name, category, version } = contract;
  return {
    README: `# ${name}

${acronym} is a ${category} contract. This page says in a minute what it is for and for whom.

- The rules: SPECIFICATION
- The shape of an artifact: SCHEMA
- Artifacts that are valid: EXAMPLES
- How it changes: GOVERNANCE
`,
    SPECIFICATION: `# ${name} (${acronym})

Version ${version}, draft.

The words MUST, SHOULD and MAY are to be understood as RFC 2119 defines them, when they are in capitals.

## 1 Scope

### 1.1 What this contract owns

What it decides, and nobody else.

### 1.2 What it does not own

What a reader may look for here, and where it is decided instead.

## 2 Artifacts

- **${acronym}-2-1** An artifact MUST be valid against the schema.
- **${acronym}-2-2** An artifact MUST name the version that it is written for in \`${acronym.toLowerCase()}\`.

## 3 Conformance

- **${acronym}-3-1** A program conforms when it meets every MUST of this document.
`,
    SCHEMA: `# Schema

\`schema.json\` is JSON Schema draft 2020-12. It is closed: a property that it does not name is refused.

| property | required | what it holds |
| --- | --- | --- |
| \`${acronym.toLowerCase()}\` | yes | The version that the artifact is written for |
| \`title\` | yes | What a person calls it |
| \`description\` | no | What it is for |
`,
    EXAMPLES: `# Examples

## The smallest artifact

All that the schema requires; also in \`examples/smallest.json\`.
`,
    GOVERNANCE: `# Governance

## Status

DRAFT: a new version may break what worked.

## How it changes

A published version stays as it is. A change is a new version, with a folder of its own.
`,
  };
}

function toJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
