import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bundledCorpus } from "../src/bundled.ts";
import { openCorpus } from "../src/corpus/open.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const corpus = openCorpus({ root: bundledCorpus });

test("the corpus that comes with the package is what spec/ says, laid out by the script", async () => {
  const script = fileURLToPath(new URL("../../../scripts/lay-out-standards.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--check"]);
  expect(stdout).toContain("all as spec/ has them");
});

test("nothing of it is withheld, and there is nothing to complain of", () => {
  expect(corpus.checks()).toEqual([]);
  expect([...corpus.contracts.keys()]).toEqual(["OCP", "OCPH", "OMPN"]);
});

test("every contract has all five documents, a schema and examples, and a place in the map", () => {
  for (const { acronym, latest } of corpus.contracts.values()) {
    expect(latest.documents.size, acronym).toBe(5);
    expect(latest.schema().served, acronym).toBeDefined();
    expect(latest.examples().served.length, acronym).toBeGreaterThan(3);
    expect(corpus.map?.entries.map((entry) => entry.acronym)).toContain(acronym);
  }
});

test("the pages about examples name each example, and no other", () => {
  for (const { acronym, latest } of corpus.contracts.values()) {
    const rows = latest.documents.get("EXAMPLES")!.text.matchAll(/^\| `([\w-]+)`/gm);
    const ids = latest.examples().served.map(({ id }) => id);
    expect(new Set([...rows].map(([, id]) => id)), acronym).toEqual(new Set(ids));
  }
});

test("its specifications are the ones that readers find in spec/", () => {
  for (const [acronym, file] of [
    ["OCP", "OCP-0001.md"],
    ["OCPH", "OCP-0003.md"],
    ["OMPN", "OMP-NOTES.md"],
  ] as const) {
    const served = corpus.contracts.get(acronym)!.latest.documents.get("SPECIFICATION")!;
    expect(served.text).toBe(readFileSync(`${repository}spec/${file}`, "utf8"));
  }
});

test("every note has an id of its own", () => {
  const notes = corpus.contracts.get("OMPN")!.latest.documents.get("SPECIFICATION")!.text;
  const ids = [...notes.matchAll(/^- \*\*(N-\d+)\*\*/gm)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(33);
});
