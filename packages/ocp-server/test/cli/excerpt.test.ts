import { describe, expect, it } from "vitest";
import { createPaint } from "../../src/cli/colour.ts";
import { formatExcerpt, highlight, queryWords, type ExcerptOptions } from "../../src/cli/excerpt.ts";

const paint = createPaint(false);
const marks = { ...paint, match: (text: string) => `<${text}>` };
const options: ExcerptOptions = { firstLine: 10, words: new Set(), paint, lines: 3, columns: 80 };

describe("queryWords", () => {
  it("drops what carries no meaning and takes identifiers apart", () => {
    expect([...queryWords("How is the parseConfig_file used in HTTP?")]).toEqual([
      "parseconfig",
      "pars",
      "config",
      "file",
      "http",
    ]);
    expect([...queryWords("??? the of")]).toEqual([]);
    expect([...queryWords("größe 日本")]).toEqual(["größe", "日本"]);
  });

  it("copes with a query that is a whole file", () => {
    expect(queryWords("word1 word2 ".repeat(100_000)).size).toBeLessThan(5);
  });
});

describe("highlight", () => {
  const mark = (line: string, query: string) => highlight(line, queryWords(query), marks);

  it("marks words and parts of names, whatever their case and ending", () => {
    expect(mark("Parsed parseConfig(config, PARSE_CONFIGS)", "parsing configs")).toBe(
      "<Parsed> <parse><Config>(<config>, <PARSE>_<CONFIGS>)",
    );
    expect(mark("parseJSONFile jsonfile", "json")).toBe("parse<JSON>File jsonfile");
    expect(mark("readonly reads", "read")).toBe("readonly <reads>");
  });

  it("marks nothing without words, and takes none for a pattern", () => {
    expect(mark("cost: $x (a+b)*", "(a+b)* $")).toBe("cost: $x (a+b)*");
    expect(mark("anything", "")).toBe("anything");
  });
});

describe("formatExcerpt", () => {
  const body = [
    "/** Says hello. */",
    "export function greet() {",
    "  one();",
    "  two();",
    "  three();",
    "  const needle = 4;",
    "}",
  ].join("\n");

  it("shows the line that names the chunk and the stretch that answers", () => {
    expect(
      formatExcerpt(body, { ...options, symbol: "Greeter.greet", words: queryWords("needle"), paint: marks }).rows,
    ).toEqual([
      "    11  export function greet() {",
      "        ⋯",
      "    14    three();",
      "    15    const <needle> = 4;",
    ]);
  });

  it("knows the line to open, which is not that of the comment above", () => {
    expect(formatExcerpt(body, { ...options, symbol: "greet" }).line).toBe(11);
    expect(formatExcerpt(body, options).line).toBe(10);
  });

  it("shows the beginning when no word is found", () => {
    expect(formatExcerpt(body, { ...options, words: queryWords("absent") }).rows).toEqual([
      "    10  /** Says hello. */",
      "    11  export function greet() {",
      "    12    one();",
    ]);
  });

  it("takes away common indentation, blank lines and control characters", () => {
    expect(formatExcerpt("\n\t\tif (x)\n\n\t\t\ty()\u001b[2J", { ...options, lines: 4 }).rows).toEqual([
      "    11  if (x)",
      "    13    y()",
    ]);
  });

  it("shows a source without lines without numbers", () => {
    expect(formatExcerpt("title\ntext", { ...options, firstLine: null })).toEqual({
      line: null,
      rows: ["    title", "    text"],
    });
  });

  it("cuts long lines near the word that was looked for", () => {
    const { rows } = formatExcerpt(`${"a".repeat(5000)} needle ${"b".repeat(5000)}`, {
      ...options,
      lines: 1,
      words: queryWords("needle"),
    });
    expect(rows[0]!.length).toBeLessThanOrEqual(80);
    expect(rows[0]).toMatch(/…a+ needle b+…$/);
  });

  it("survives empty content", () => {
    expect(formatExcerpt("", options)).toEqual({ line: 10, rows: ["    10  "] });
  });
});
