import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkText } from "../../../src/indexing/chunk/chunk-file.ts";
import { placesOf } from "../../../src/indexing/chunk/places.ts";
import { SHAPES } from "../../../src/indexing/chunk/shapes/all-shapes.ts";
import { splitLines } from "../../../src/indexing/chunk/split-lines.ts";
import { processorTime } from "../../processor-time.ts";
import { chunksOf, expectTiling } from "./check.ts";

const LARGEST_PIECE_BYTES = 8_192;
const LANGUAGES = [...SHAPES.keys(), "asciidoc", "html", "markdown", "rst", "text", "no such language"];

const FRAGMENTS = [
  "function f(a, b) {",
  "}",
  "class A {",
  "class A:",
  "  def f(self):",
  "    pass",
  "{",
  "(",
  "[",
  "]",
  ")",
  "/*",
  "*/",
  "//",
  "#",
  '"""',
  "'''",
  "`",
  "${",
  "'",
  '"',
  "\\",
  "@decorator(",
  "impl<T> A for B {",
  "CREATE TABLE x (",
  "$$",
  "# Title",
  "====",
  "----",
  "```",
  "---",
  "key:",
  "- name: x",
  '"key": {',
  "[table]",
  "<script>",
  "</script>",
  "export const x = (",
  "func (r *R) M() {",
  "#define X \\",
  "typedef struct {",
  "end",
  "where",
  "",
  "",
  "",
  "\t",
  "        ",
  "namespace a {",
  "case x:",
  "label:",
  "x = 1",
  "=begin",
  "{-",
  "(*",
];

describe("cutting any text", () => {
  it("covers every line once, in order, in pieces within the limits, in any language", () => {
    const line = fc
      .tuple(
        fc.constantFrom("", "", "  ", "    ", "\t"),
        fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 60 })),
      )
      .map(([indent, text]) => indent + text);
    const text = fc.array(line, { maxLength: 150 }).map((all) => all.join("\n"));
    fc.assert(
      fc.property(text, fc.constantFrom(...LANGUAGES), (content, language) => {
        const pieces = chunkText({ text: content, path: "a.h", language });
        expectTiling(pieces, content);
        expect(new Set(placesOf(pieces)).size).toBe(pieces.length);
        const lines = splitLines(content);
        for (const { startLine, endLine, symbol, symbols } of pieces) {
          expect(endLine - startLine).toBeLessThan(60);
          if (startLine < endLine)
            expect(Buffer.byteLength(lines.slice(startLine - 1, endLine).join("\n"))).toBeLessThanOrEqual(
              LARGEST_PIECE_BYTES,
            );
          if (symbols.length > 0) expect(symbol).not.toBeNull();
        }
      }),
      { numRuns: 1_500 },
    );
  });

  /** Milliseconds that cutting takes; makes sure that nothing is left out. */
  const timeToCut = async (text: string, language: string): Promise<number> => {
    let pieces: ReturnType<typeof chunkText> = [];
    const spent = await processorTime(() => void (pieces = chunkText({ text, path: "a.h", language })));
    expect(pieces.at(-1)!.endLine).toBe(splitLines(text).length);
    return spent;
  };

  it.each([
    ["open brackets on one line", "{".repeat(1_000_000)],
    ["one line", "a".repeat(1_000_000)],
    ["empty lines", "\n".repeat(1_000_000)],
    ["open brackets on lines", "{\n".repeat(500_000)],
    ["unfinished expressions", "(/[".repeat(333_333)],
    ["quotes", "'\"`".repeat(333_333)],
    ["comment openings", "/*".repeat(500_000)],
  ])("copes with a megabyte of %s", async (_, text) => {
    for (const language of ["javascript", "python", "rust", "c", "markdown", "yaml", "text"]) {
      expect(await timeToCut(text, language), language).toBeLessThan(5_000);
    }
  });

  it("takes time that grows with the length of hostile text, in every language", async () => {
    const fill = (unit: string) => unit.repeat(Math.ceil(60_000 / unit.length));
    const staircase = (line: (level: number) => string) =>
      Array.from({ length: 350 }, (_, level) => " ".repeat(level) + line(level)).join("\n");
    const hostile: Record<string, string> = {
      "white space": fill("   \t"),
      "nested classes": staircase((level) => `class A${level}:`),
      "nested braces": staircase((level) => `class A${level} {`),
      "nested keys": staircase((level) => `k${level}:`),
      templates: fill("`${"),
      "comments on lines": fill("*/ /*\n"),
      headings: fill("# a\n"),
      "link openings": fill(`# ${"[a](".repeat(70)}\n`),
      modifiers: fill(`${"public static ".repeat(20)}\n`),
      "type arguments": fill(`${"a<".repeat(140)}>(\n`),
      arrows: fill(`x: ${"a=>".repeat(90)}\n`),
      decorators: fill("@a(\n)\n"),
      definitions: fill("def f(): pass\nfunction f() {}\n"),
      selectors: fill(`${"a,".repeat(140)}{\n`),
      "carriage returns": fill("a\r"),
      "lone surrogates": fill("\ud800\n"),
    };
    // What makes no sense to a parser is given up after two seconds and a bit.
    for (const [name, text] of Object.entries(hostile)) {
      for (const language of LANGUAGES)
        expect(await timeToCut(text, language), `${name} as ${language}`).toBeLessThan(4_000);
    }
  });

  it("bounds names, however long and deep what they come from", () => {
    const deep = Array.from(
      { length: 300 },
      (_, level) => `${"  ".repeat(level)}class ${"N".repeat(250)}${level}:`,
    ).join("\n");
    for (const { symbol, symbols } of chunksOf("a.py", `${deep}\n${" ".repeat(700)}pass\n`)) {
      for (const name of [symbol ?? "", ...symbols]) expect(name.length).toBeLessThan(2_000);
    }
  });

  it("cuts this package's own sources so that most pieces have a name", () => {
    const folder = new URL("../../../src/indexing/", import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const pieces = files.flatMap((file) => chunksOf(file, readFileSync(new URL(file, folder), "utf8")));
    expect(files.length).toBeGreaterThan(20);
    expect(pieces.filter(({ symbol }) => symbol !== null).length / pieces.length).toBeGreaterThan(0.7);
  });
});
