import { compareVersions } from "./versions.ts";
import type { ContractVersion, Corpus } from "./corpus/model.ts";
import { documentUri } from "./resources.ts";
import { findContract, findVersion } from "./tools/find.ts";
import { OmpError } from "./tools/omp-error.ts";

export interface PromptDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly required: boolean }[];
}

export type PromptPart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "resource";
      readonly resource: { readonly uri: string; readonly mimeType: string; readonly text: string };
    };

const CONTRACT = { name: "contract", description: "Acronym of the contract", required: true };
const VERSION = { name: "version", description: "Version; the latest when left out", required: false };

export const PROMPTS: readonly PromptDefinition[] = [
  {
    name: "implement_contract",
    title: "Implement a contract",
    description: "Write code or an artifact that conforms to a contract",
    arguments: [CONTRACT, VERSION, { name: "task", description: "What is to be made", required: false }],
  },
  {
    name: "validate_artifact",
    title: "Validate an artifact",
    description: "Check an artifact against a contract's schema and rules",
    arguments: [CONTRACT, { name: "artifact", description: "The artifact, as JSON or YAML", required: true }, VERSION],
  },
  {
    name: "compare_versions",
    title: "Compare two versions",
    description: "Say what changed between two versions of a contract, and what it breaks",
    arguments: [
      CONTRACT,
      { name: "from", description: "The older version", required: true },
      { name: "to", description: "The newer version", required: true },
    ],
  },
];

/** The parts of a prompt's message: instructions of ours, and published texts as they are. Throws `OmpError`. */
export function fillPrompt(corpus: Corpus, name: string, given: Readonly<Record<string, string>>): PromptPart[] {
  const prompt = PROMPTS.find((other) => other.name === name);
  if (!prompt) {
    throw new OmpError(
      "not_found",
      `There is no prompt '${name.slice(0, 80)}'. They are: ${PROMPTS.map((other) => other.name).join(", ")}.`,
    );
  }
  const missing = prompt.arguments.find((argument) => argument.required && (given[argument.name] ?? "").trim() === "");
  if (missing)
    throw new OmpError("invalid_params", `The prompt ${name} needs '${missing.name}': ${missing.description}.`);
  const contract = given["contract"]!.trim().toUpperCase();
  const { name: title } = findContract(corpus, contract);
  if (name === "compare_versions") return compare(corpus, { contract, title, from: given["from"]!, to: given["to"]! });
  const version = findVersion(corpus, { contract, ...(given["version"] ? { version: given["version"] } : {}) });
  const label = `${contract} ${version.version} (${title}, ${version.status})`;
  if (name === "implement_contract") {
    const task = given["task"]?.trim() || `an implementation of ${contract}`;
    return [
      text(
        `Make ${task} so that it conforms to ${label}. The specification follows. Take field names, types and rules from it and from get_schema (contract ${contract}, version ${version.version}), never from memory; where it says MUST, comply. get_example shows valid artifacts. What the specification leaves open, leave open and say so.`,
      ),
      ...specification(version),
    ];
  }
  return [
    text(
      `Check the artifact below against ${label}. First validate it against the schema that follows; then against the rules of the specification, which search_docs and get_section find. For each fault name the place in the artifact, the rule, and the section that states it. Report no fault that you cannot trace to a published text.\n\nThe artifact:\n\n${given["artifact"]!}`,
    ),
    ...schemaOf(version),
  ];
}

function compare(
  corpus: Corpus,
  { contract, title, from, to }: { contract: string; title: string; from: string; to: string },
): PromptPart[] {
  const versions = [from, to]
    .map((version) => findVersion(corpus, { contract, version }))
    .sort((a, b) => compareVersions(a.version, b.version));
  const [older, newer] = versions as [ContractVersion, ContractVersion];
  return [
    text(
      `Say what changed in ${contract} (${title}) from ${older.version} (${older.status}) to ${newer.version} (${newer.status}), and which changes break what conformed before. Both schemas and specifications follow, the older first. Quote the published texts for each change; do not guess at reasons that they do not give.`,
    ),
    ...[older, newer].flatMap((version) => [...schemaOf(version), ...specification(version)]),
  ];
}

function text(content: string): PromptPart {
  return { type: "text", text: content };
}

function specification(version: ContractVersion): PromptPart[] {
  const document = version.documents.get("SPECIFICATION");
  if (!document) return [];
  return [
    {
      type: "resource",
      resource: { uri: documentUri(version, "SPECIFICATION"), mimeType: "text/markdown", text: document.text },
    },
  ];
}

function schemaOf(version: ContractVersion): PromptPart[] {
  const { served } = version.schema();
  if (!served) return [];
  const uri = documentUri(version, "SPECIFICATION").replace(/[^/]*$/, "schema.json");
  return [{ type: "resource", resource: { uri, mimeType: "application/schema+json", text: served.text } }];
}
