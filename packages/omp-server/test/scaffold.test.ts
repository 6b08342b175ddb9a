import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { openCorpus } from "../src/corpus/open.ts";
import { CATEGORIES } from "../src/corpus/model.ts";
import { scaffoldContract } from "../src/scaffold.ts";

test("new contracts are whole: every document, a schema, a valid example, and nothing to complain of", () => {
  const folder = mkdtempSync(join(tmpdir(), "omp-new-"));
  try {
    for (const [i, category] of CATEGORIES.entries()) {
      const acronym = ["TEA", "CUP", "AB", "ABCDE"][i]!;
      const files = scaffoldContract({
        acronym,
        name: `Name of "${acronym}" \\ 茶`,
        category,
        version: "1.0.0",
        schemaId: `https://x.example/${acronym}`,
      });
      for (const [path, text] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
    const corpus = openCorpus({ root: folder });
    expect(corpus.checks()).toEqual([]);
    expect(corpus.contracts.size).toBe(4);
    for (const { latest, name, acronym } of corpus.contracts.values()) {
      expect(name).toBe(`Name of "${acronym}" \\ 茶`);
      expect(latest.documents.size).toBe(5);
      expect(latest.schema().served?.id).toBe(`https://x.example/${acronym}`);
      expect(latest.examples().served.map(({ id }) => id)).toEqual(["smallest"]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
