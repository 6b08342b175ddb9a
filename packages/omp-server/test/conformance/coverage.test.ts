import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readRequirements } from "./requirements.ts";

const requirements = readRequirements();
const known = new Map(requirements.map((requirement) => [requirement.id, requirement]));

/** The ids that tests over the wire have in brackets at the end of their titles. */
function provenIds(): Set<string> {
  const sources = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".e2e.test.ts"))
    .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"));
  const titles = sources.flatMap((source) =>
    [...source.matchAll(/\btest\(\s*(["`])(.*?)\1,/g)].map(([, , title = ""]) => title),
  );
  return new Set(titles.flatMap((title) => [...(/ \[(OMP-[^\]]*)\]$/.exec(title)?.[1]?.split(", ") ?? [])]));
}

function isProven(id: string, proven: ReadonlySet<string>): boolean {
  const covers = known.get(id)?.covers;
  return covers ? covers.every((other) => isProven(other, proven)) : proven.has(id);
}

test("every requirement of OMP is proven by a test over the wire", () => {
  const proven = provenIds();
  expect(requirements.map(({ id }) => id).filter((id) => !isProven(id, proven))).toEqual([]);
});

test("tests prove only requirements that there are", () => {
  expect([...provenIds()].filter((id) => !known.has(id))).toEqual([]);
});

test("requirements have ids of their section, once each, and cover only others that there are", () => {
  expect(known.size).toBe(requirements.length);
  for (const { id, section, covers = [], level, keyword, text } of requirements) {
    expect(id).toMatch(/^OMP-\d+(?:\.\d+)?-\d+$/);
    expect(id.startsWith(`OMP-${section}-`)).toBe(true);
    expect(["minimal", "full"]).toContain(level);
    expect(["MUST", "MUST NOT", "SHOULD"]).toContain(keyword);
    expect(text).toMatch(/^\S.*\.$/);
    for (const other of covers) expect(known.get(other), `${id} covers ${other}`).toBeDefined();
  }
});

test("minimal and full are each complete: what they cover is of their level or below", () => {
  const minimal = requirements.filter(({ level }) => level === "minimal");
  const above = minimal.flatMap(({ covers = [] }) => covers).filter((other) => known.get(other)?.level !== "minimal");
  expect(above).toEqual([]);
});

test("every note that a requirement points to stands in the OMP notes", () => {
  const notes = readFileSync(new URL("../../../../spec/OMP-NOTES.md", import.meta.url), "utf8");
  const stated = new Set([...notes.matchAll(/^- \*\*(N-\d+)\*\*/gm)].map(([, id]) => id));
  const missing = requirements.flatMap((requirement) => requirement.notes ?? []).filter((note) => !stated.has(note));
  expect(missing).toEqual([]);
});
