import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openCorpus } from "../src/corpus/open.ts";
import { formatVersionChange } from "../src/cli/format-diff.ts";
import { compareContractVersions, type VersionChange } from "../src/diff/version.ts";
import type { ContractVersion } from "../src/corpus/model.ts";

const folder = mkdtempSync(join(tmpdir(), "omp-diff-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two versions of a contract: a rule set that became an object, as it happened to a published standard. */
const FILES: Record<string, string | object> = {
  "contract.json": {
    acronym: "RUN",
    name: "Run report",
    category: "tooling",
    versions: [
      { version: "0.1.0", status: "STABLE" },
      { version: "0.2.0", status: "DRAFT" },
      { version: "0.3.0", status: "DRAFT" },
    ],
  },
  "0.1.0/SPECIFICATION.md":
    "# Run\n\nIntro.\n\n## Rules\n\nA report MUST name its rules.\nThey are words.\n\n## Old\n\nGone later.\n",
  "0.1.0/README.md": "# Run\n",
  "0.1.0/schema.json": schema("0.1.0", { type: "array", items: { type: "string" } }),
  "0.1.0/examples/plain.json": { rules: ["a"] },
  "0.1.0/examples/empty.json": { rules: [] },
  "0.2.0/SPECIFICATION.md":
    "# Run\n\nIntro.\n\n## Rules\n\nA report MUST name its rules and their versions.\nThey are words.\n\n## New\n\nA reader SHOULD look.\n",
  "0.2.0/GOVERNANCE.md": "# Governance\n",
  "0.2.0/schema.json": schema("0.2.0", {
    type: "array",
    items: { type: "object", required: ["id"], properties: { id: { type: "string" } } },
  }),
  "0.2.0/examples/plain.json": { rules: [{ id: "a" }] },
  "0.3.0/SPECIFICATION.md": "# Run\n\nIntro.\n",
};

function schema(version: string, rules: object): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `https://run.example/${version}.json`,
    type: "object",
    properties: { rules },
    required: ["rules"],
  };
}

for (const [path, body] of Object.entries(FILES)) {
  const file = join(folder, "standards/run", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof body === "string" ? body : JSON.stringify(body));
}
const corpus = openCorpus({ root: folder });
const versions = corpus.contracts.get("RUN")!.versions;
const at = (version: string): ContractVersion => versions.find((other) => other.version === version)!;
const compare = (from: string, to: string): VersionChange =>
  compareContractVersions(
    at(from),
    at(to),
    versions.flatMap((version) => version.schema().served ?? []),
  );

describe("comparing two versions of a contract", () => {
  test("says that it breaks, by the rule and by the example that is refused", () => {
    const change = compare("0.1.0", "0.2.0");
    expect(change).toMatchObject({ contract: "RUN", status: { from: "STABLE", to: "DRAFT" }, effect: "breaks" });
    expect(change.schema).toContainEqual(
      expect.objectContaining({ rule: "type-removed", at: "/properties/rules/items/type" }),
    );
    expect(change.refused).toEqual([{ example: "plain", reason: expect.stringContaining("/rules/0") as string }]);
    expect(change.examples).toEqual([
      { example: "plain", change: "changed" },
      { example: "empty", change: "removed" },
    ]);
  });

  test("lists documents and their sections, with the lines that state requirements", () => {
    const { documents } = compare("0.1.0", "0.2.0");
    expect(documents.map(({ document, change }) => [document, change])).toEqual([
      ["README", "removed"],
      ["SPECIFICATION", "changed"],
      ["GOVERNANCE", "added"],
    ]);
    expect(documents[1]!.sections).toEqual([
      {
        change: "changed",
        section: "rules",
        title: "Rules",
        added: ["A report MUST name its rules and their versions."],
        removed: ["A report MUST name its rules."],
        requirements: 2,
      },
      expect.objectContaining({ change: "added", title: "New", requirements: 1 }),
      expect.objectContaining({ change: "removed", title: "Old", requirements: 0 }),
    ]);
  });

  test("a version compared with itself has no changes", () => {
    expect(compare("0.2.0", "0.2.0")).toMatchObject({
      effect: "editorial",
      documents: [],
      schema: [],
      examples: [],
      refused: [],
    });
  });

  test("a schema that goes may break", () => {
    expect(compare("0.2.0", "0.3.0").effect).toBe("may_break");
  });

  test("is shown without the control characters of what it compares", () => {
    const change = compare("0.1.0", "0.2.0");
    const text = formatVersionChange({ ...change, refused: [{ example: "x", reason: "\u001b[2Jgone" }] });
    expect(text).toMatch(/^RUN 0\.1\.0 \(STABLE\) → 0\.2\.0 \(DRAFT\): breaks/);
    expect(text).not.toContain("\u001b");
    expect(text).toContain("-  A report MUST name its rules.\n");
  });
});
