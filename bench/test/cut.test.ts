import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { cut } from "../src/retrieval/bm25f/cut.ts";

const method = (name: string, lines: number): string[] => [
  `  /** Does ${name}. */`,
  `  ${name}() {`,
  ...Array.from({ length: lines - 3 }, (_, at) => (at % 10 === 9 ? "" : `    step(${at});`)),
  "  }",
];
const PROGRAM = [
  "import x from 'x';",
  "",
  "export class Session {",
  ...method("open", 15),
  ...method("close", 150),
  "}",
];
const PAGE = ["Before.", ...["# One", "## Two"].flatMap((heading) => [heading, ...Array<string>(13).fill("Text.")])];
const FENCED = ["# One", "```sh", "# no heading", "```", ...Array<string>(20).fill("Text.")];

test.each([
  ["a program", PROGRAM, "session.ts"],
  ["a page", PAGE, "page.md"],
  ["a language that is not known", Array<string>(200).fill("text"), "notes.xyz"],
  ["an empty file", [""], "empty.py"],
])("the parts of %s are the whole file, none longer than sixty lines", (_, lines, path) => {
  const parts = cut(lines, path);
  expect(parts.flatMap(({ start, end }) => lines.slice(start, end))).toEqual(lines);
  expect(parts[0]!.start).toBe(0);
  for (const [at, { start, end }] of parts.entries()) {
    expect(start).toBe(parts[at - 1]?.end ?? 0);
    expect(end - start).toBeGreaterThan(0);
    expect(end - start).toBeLessThanOrEqual(60);
  }
  expect(parts.at(-1)!.end).toBe(lines.length);
});

test("this benchmark's own sources are cut whole", async () => {
  for (const name of ["../src/retrieval/bm25f/cut.ts", "../RESULTS.md", "../data/questions.jsonl"]) {
    const lines = (await readFile(new URL(name, import.meta.url), "utf8")).split("\n");
    expect(cut(lines, name).flatMap(({ start, end }) => lines.slice(start, end))).toEqual(lines);
  }
});

test("a part begins with what is written about its definition and knows the type around it", () => {
  const close = cut(PROGRAM, "session.ts").find(({ symbols }) => symbols.includes("close"))!;
  expect(PROGRAM[close.start]).toBe("  /** Does close. */");
  expect(close.enclosing).toEqual(["Session"]);
});

test("what goes on over several parts is cut where a line is blank", () => {
  const parts = cut(PROGRAM, "session.ts").slice(1, -1);
  expect(parts.length).toBeGreaterThan(1);
  for (const { end } of parts) expect(PROGRAM[end - 1]).toBe("");
});

test("a page is cut at its headings, not at what looks like one in a sample", () => {
  expect(cut(PAGE, "page.md").map(({ start }) => start)).toEqual([0, 15]);
  expect(cut(FENCED, "page.md")).toHaveLength(1);
});
