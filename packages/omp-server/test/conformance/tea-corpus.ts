import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A document with everything that a careless server would repair: a byte order mark, CRLF, no newline at the end. */
export const AWKWARD =
  "\uFEFF# Tea\r\n\r\nSteep it.  \r\n\r\n```yaml\r\n# no heading\r\n```\r\n\r\n## Storing 茶\r\n\r\nKeep it dry: no, never wet";
/** What no answer may ever hold. */
export const SECRET = "the-secret-of-the-house";
export const BASE = "https://tea.example/";
const TEA = "standards/tea";

export const schemaId = (acronym: string, version: string): string =>
  `https://tea.example/schemas/${acronym.toLowerCase()}/${version}.json`;

/** In an order that no server would sort into by itself. */
function schemaOf(acronym: string, version: string): object {
  return {
    title: `${acronym} ${version}`,
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: schemaId(acronym, version),
    type: "object",
    required: ["leaf"],
    properties: {
      minutes: { $ref: "#/$defs/minutes" },
      leaf: { type: "string", minLength: 1 },
      title: {},
      name: {},
      description: {},
    },
    additionalProperties: false,
    $defs: { minutes: { type: "integer", maximum: 10 } },
  };
}

const SPECIFICATION = `# Tea Exchange Agreement

Says how tea is handed over.

## 1 Steeping

### 1.1 Temperature

The kettle MUST be set before the leaf is weighed. Green leaf wants eighty degrees.

### 1.2 Duration

A steeping lasts three minutes. The \`steepingDuration\` is counted from the first pour.

## 2 Handing over

The cup is warmed and passed with both hands.
`;

/** The files of a corpus with every status, several versions, and something missing in every place. */
export function teaCorpus(): Map<string, string> {
  const version = (status: string, number: string): object => ({ version: number, status });
  const files: Record<string, string | object> = {
    "LICENSE.md": "# Licence\n\nCC0.\n",
    "overlay.json": { source: "The house", title: "Tea standards", license: "CC0-1.0", base: BASE },
    "foundation/GLOSSARY.md":
      "# Words\n\n## Leaf\n\nWhat is steeped, *before* it is.\n\nA second paragraph.\n\n- Aliases: tea leaf, 茶葉\n- Contracts: TEA, CUP\n\n## Kettle\n\nWhat heats.\n",
    "foundation/CONTRACT-MAP.md":
      "# Map\n\n## TEA\n\n### Owns\n\n- Steeping\n- Duration\n\n### Does not own\n\n- The cup\n\n### Depends on\n\n## CUP\n\n### Owns\n\n- The cup\n\n### Does not own\n\n- Tea\n\n### Depends on\n\n- TEA\n",
    [`${TEA}/contract.json`]: {
      acronym: "TEA",
      name: "Tea Exchange Agreement",
      category: "core",
      versions: [
        version("DEPRECATED", "0.9.0"),
        version("STABLE", "1.2.0"),
        version("STABLE", "1.10.0"),
        version("DRAFT", "2.0.0"),
      ],
      unsupported: [{ version: "0.1.0", reason: "Withdrawn: nobody could meet it." }],
    },
    [`${TEA}/0.9.0/SPECIFICATION.md`]: "# Tea\n\nAs it was.\n",
    [`${TEA}/1.2.0/SPECIFICATION.md`]: AWKWARD,
    [`${TEA}/1.2.0/README.md`]: "# An older readme\n",
    [`${TEA}/1.10.0/README.md`]: "# Read me\n\nThis is tea.\n",
    [`${TEA}/1.10.0/SPECIFICATION.md`]: SPECIFICATION,
    [`${TEA}/1.10.0/SCHEMA.md`]: "# Schema\n\nSee the file.\n",
    [`${TEA}/1.10.0/EXAMPLES.md`]: "# Examples\n\nSee the files.\n",
    [`${TEA}/1.10.0/GOVERNANCE.md`]: "# Governance\n\nThe house decides.\n",
    [`${TEA}/1.10.0/schema.json`]: schemaOf("TEA", "1.10.0"),
    [`${TEA}/1.10.0/examples/green.json`]: {
      title: "Green tea",
      description: "A light one.",
      leaf: "sencha",
      minutes: 2,
    },
    [`${TEA}/1.10.0/examples/black.yaml`]: "leaf: assam\nminutes: 4\n",
    [`${TEA}/1.10.0/examples/boiled.json`]: { title: "Boiled", leaf: "assam", minutes: 40 },
    [`${TEA}/2.0.0/SPECIFICATION.md`]: "# Tea, the next\n\nAnother steeping rule.\n",
    "standards/cup/contract.json": {
      acronym: "CUP",
      name: "Cup",
      category: "supporting",
      versions: [version("DRAFT", "0.2.0"), version("DRAFT", "0.10.0")],
    },
    "standards/cup/0.2.0/README.md": "# Cup\n\nThe only readme.\n",
    "standards/cup/0.10.0/SPECIFICATION.md": "# Cup\n\n## Handles\n\nA cup has one handle or none.\n",
    "standards/pot/contract.json": {
      acronym: "POT",
      name: "Pot",
      category: "tooling",
      versions: [version("DEPRECATED", "3.0.0"), version("COMMUNITY-GOVERNED", "1.0.0")],
    },
    "standards/pot/3.0.0/README.md": "# Pot three\n",
    "standards/pot/1.0.0/README.md": "# Pot\n",
    "standards/pot/1.0.0/schema.json": schemaOf("POT", "1.0.0"),
    "standards/pot/1.0.0/examples/broken.json": { leaf: 7 },
    "standards/mat/contract.json": {
      acronym: "MAT",
      name: "Mat",
      category: "extension",
      versions: [version("DEPRECATED", "0.1.0")],
    },
    "standards/mat/0.1.0/README.md": "# Mat\n\nNo longer laid.\n",
  };
  return new Map(
    Object.entries(files).map(([path, body]) => [
      path,
      typeof body === "string" ? body : `${JSON.stringify(body, null, 2)}\n`,
    ]),
  );
}

/** Writes the corpus into a folder, beside it a secret and a link to it. */
export function writeTeaCorpus(folder: string): void {
  for (const [path, body] of teaCorpus()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), body);
  }
  writeFileSync(join(folder, "..", "secret.md"), `# ${SECRET}\n`);
  writeFileSync(join(folder, "notes.md"), `# ${SECRET}\n`);
}
