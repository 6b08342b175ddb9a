import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
const folder = mkdtempSync(join(tmpdir(), "omp-example-"));
const version = join(folder, "standards/abc/0.1.0");
mkdirSync(join(version, "examples"), { recursive: true });
writeFileSync(
  join(folder, "standards/abc/contract.json"),
  JSON.stringify({
    acronym: "ABC",
    name: "Alphabet Contract",
    category: "core",
    versions: [{ version: "0.1.0", status: "DRAFT" }],
  }),
);
writeFileSync(join(version, "SPECIFICATION.md"), "# Alphabet Contract\n\n## Letters\n\nA letter MUST have a name.\n");
writeFileSync(
  join(version, "schema.json"),
  JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://example.org/schemas/abc/0.1.0/schema.json",
    type: "object",
    required: ["name"],
  }),
);
writeFileSync(join(version, "examples/good.json"), '{ "name": "A" }');
writeFileSync(join(version, "examples/bad.json"), '{ "nom": "A" }');
// #region read
import { answer, openCorpus } from "omp-server";

const corpus = openCorpus({ root: folder });
for (const { severity, path, reason } of corpus.checks()) console.log(severity, path, reason);

const { body } = answer(corpus, "get_example", { contract: "ABC" }, { timestamp: new Date().toISOString() });
console.log(body);
// #endregion read
assert.deepEqual(
  (body["examples"] as { id: string }[]).map(({ id }) => id),
  ["good"],
);
assert.equal(corpus.checks().length, 1);
rmSync(folder, { recursive: true });
