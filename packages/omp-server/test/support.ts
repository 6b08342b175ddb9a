import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { answer, type Answer } from "../src/answer.ts";
import type { Corpus, JsonObject } from "../src/corpus/model.ts";
import { openCorpus, type CorpusOptions } from "../src/corpus/open.ts";

export type Files = Record<string, string | Uint8Array | undefined>;

export interface Folder extends AsyncDisposable {
  readonly path: string;
  write(files: Files): Promise<void>;
}

/** A folder with these files, gone at the end of its scope. */
export async function temporaryFolder(files: Files = {}): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), "omp-"));
  const write = async (more: Files): Promise<void> => {
    for (const [name, content] of Object.entries(more)) {
      if (content === undefined) continue;
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), content);
    }
  };
  await write(files);
  return { path, write, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The real corpus, where the data sets lie beside the repository or where `OCP_DATA` says. */
export const OKHAM: string | undefined = findOkham();

function findOkham(): string | undefined {
  const near = ["../../../../shared/data", "../../../../../shared/data"].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const stated = process.env["OCP_DATA"];
  return [...(stated ? [stated] : []), ...near]
    .map((place) => join(place, "okham-specs"))
    .find((place) => existsSync(place));
}

export const OKHAM_OVERLAY = fileURLToPath(new URL("../overlays/okham.json", import.meta.url));
export const WITHOUT_OKHAM = "the okham-specs corpus is not here; OCP_DATA names the folder in which it lies";

export const schemaText = (id: string, more: object = {}): string =>
  JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `https://example.org/schemas/${id}.json`,
    type: "object",
    required: ["name"],
    properties: { name: { type: "string" }, at: { type: "string", format: "date-time" } },
    ...more,
  });

const SPECIFICATION = `# Alpha Beta Contract

- Last Updated: 2026-02-03

An alphabet must have an order. The word constructor stands here.

## 1. Letters

Each letter has a name and a \`sort_key\`.

### 1.1 Vowels

Vowels sound by themselves. <!-- odd -->

\`\`\`yaml
# not a heading
name: A
\`\`\`

## 2. Collation order

Letters are compared by their sort key; getSortKey returns it.

## 2. Collation order

A second section of the same title.
${"It goes on like this for some time, so that the whole is worth packing.\n".repeat(6)}`;

/** A small corpus in our layout: several versions and statuses, every kind of document, a glossary and a map. */
export const SAMPLE: Files = {
  "LICENSE.md": "All rights of the sample are given away.\n",
  "overlay.json": JSON.stringify({ title: "The sample", license: "CC0-1.0", base: "https://example.org/std/" }),
  "standards/abc/contract.json": JSON.stringify({
    acronym: "ABC",
    name: "Alpha Beta Contract",
    category: "core",
    versions: [
      { version: "0.2.0", status: "DEPRECATED" },
      { version: "0.9.0", status: "STABLE", last_updated: "2026-01-02T03:04:05Z" },
      { version: "0.10.0", status: "DRAFT" },
    ],
    unsupported: [{ version: "0.1.0", reason: "it was withdrawn" }],
  }),
  "standards/abc/0.2.0/SPECIFICATION.md": "# Old alphabet\n\nOnly A.\n",
  "standards/abc/0.2.0/GOVERNANCE.md": "# Governance of the old alphabet\n\nNobody governs.\n",
  "standards/abc/0.9.0/SPECIFICATION.md": SPECIFICATION,
  "standards/abc/0.9.0/README.md": "\uFEFF# Read me\r\n\r\nWith a byte order mark, carriage returns and no end",
  "standards/abc/0.9.0/schema.json": schemaText("abc/0.9.0"),
  "standards/abc/0.9.0/EXAMPLES.md":
    '# Examples\n\n## A letter\n\n```json\n{"name": "B", "description": "The second"}\n```\n\n```json\n{"no": "name"}\n```\n\n```yaml\nname: C\n```\n',
  "standards/abc/0.9.0/examples/first.json": '{"name": "A", "title": "The first letter"}',
  "standards/abc/0.9.0/examples/last.yaml": "name: Z\nat: 2026-01-02T03:04:05Z\n",
  "standards/abc/0.9.0/examples/wrong.json": '{"title": "No name"}',
  "standards/abc/0.9.0/extra/history.md": "# History\n\nLong ago.\n",
  "standards/abc/0.10.0/SPECIFICATION.md": "# Next alphabet\n\nWith Ä.\n",
  "standards/abc/0.10.0/schema.json": schemaText("abc/0.10.0"),
  "standards/xy/contract.json": JSON.stringify({
    acronym: "XY",
    name: "Cross Check",
    category: "tooling",
    versions: [{ version: "1.0.0", status: "COMMUNITY-GOVERNED" }],
  }),
  "standards/xy/1.0.0/SPECIFICATION.md": "# Cross Check\n\n## Rules\n\nEvery letter is checked twice.\n",
  "foundation/GLOSSARY.md":
    "# Glossary\n\n## Letter\n\nA sign that stands for a sound,\nor for several.\n\nMore of it.\n\n- Aliases: character, glyph\n- Contracts: ABC\n\n## order\n\nWhat comes *first*.\n",
  "foundation/CONTRACT-MAP.md":
    "# Map\n\n## ABC — Alpha Beta Contract\n\n### Owns\n\n- Letters\n- Their `order`\n\n### Does not own\n\n- Words\n\n### Depends on\n\n## XY: Cross Check\n\n### Owns\n\n- Checks\n\n### Does not own\n\n### Depends on\n\n- ABC\n",
};

/** The sample with other files beside or instead of its own; undefined leaves one out. */
export async function withCorpus<T>(
  changes: Files,
  use: (corpus: Corpus, folder: Folder) => T | Promise<T>,
  options: Omit<CorpusOptions, "root"> = {},
): Promise<T> {
  await using folder = await temporaryFolder({ ...SAMPLE, ...changes });
  return await use(openCorpus({ root: folder.path, ...options }), folder);
}

export const TIMESTAMP = "2026-11-26T12:00:00Z";

export function ask(corpus: Corpus, tool: string, input: unknown = {}): Answer {
  return answer(corpus, tool, input, { timestamp: TIMESTAMP });
}

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly [more: string]: unknown;
}

/** The error that a tool answers; fails when it answers anything else. */
export function errorOf(corpus: Corpus, tool: string, input: unknown): WireError {
  const { isError, body } = ask(corpus, tool, input);
  if (!isError) throw new Error(`${tool} answered ${JSON.stringify(body).slice(0, 200)}`);
  return body["error"] as unknown as WireError;
}

/** The body that a tool answers; fails on an error. */
export function bodyOf(corpus: Corpus, tool: string, input: unknown = {}): JsonObject & { metadata: JsonObject } {
  const { isError, body } = ask(corpus, tool, input);
  if (isError) throw new Error(`${tool} failed: ${JSON.stringify(body)}`);
  return body as JsonObject & { metadata: JsonObject };
}
