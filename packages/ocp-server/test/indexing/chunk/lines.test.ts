import { describe, expect, it } from "vitest";
import { chunksOf, expectTiling } from "./check.ts";

const LARGEST_PIECE_BYTES = 8_192;

describe("cutting plain text", () => {
  it("makes blocks of about forty lines that begin after blank lines", () => {
    const text = "first\nsecond\nthird\nfourth\n\n".repeat(100);
    const pieces = chunksOf("a.txt", text);
    const sizes = pieces.map(({ startLine, endLine }) => endLine - startLine + 1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(55);
    expect(500 / pieces.length).toBeGreaterThan(25);
    const lines = text.split("\n");
    for (const { startLine } of pieces) expect(lines[startLine - 1]).toBe("first");
  });

  it("makes no piece larger than the limit, unless it is a single line", () => {
    const text = `${"ä".repeat(1_000)}\n`.repeat(50) + `${"x".repeat(50_000)}\n` + "short\n".repeat(20);
    const lines = text.split("\n");
    for (const { startLine, endLine } of chunksOf("a.txt", text)) {
      const bytes = Buffer.byteLength(lines.slice(startLine - 1, endLine).join("\n"));
      expect(bytes <= LARGEST_PIECE_BYTES || startLine === endLine).toBe(true);
    }
  });

  it("leaves no stub at the end", () => {
    for (let count = 1; count <= 200; count++) {
      const pieces = chunksOf("a.txt", "line\n".repeat(count));
      const { startLine, endLine } = pieces.at(-1)!;
      expect(pieces.length === 1 || endLine - startLine + 1 >= 8, `${count} lines`).toBe(true);
    }
  });

  it("cuts as before soon after an edit", () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => (i % 6 === 5 ? "" : `line ${i} of a long text`));
    const contents = (all: string[]) =>
      chunksOf("a.txt", all.join("\n")).map(({ startLine, endLine }) => all.slice(startLine - 1, endLine).join("\n"));
    const before = new Set(contents(lines));
    const after = contents([...lines.slice(0, 100), "one", "two", "three", ...lines.slice(100)]);
    expect(after.filter((content) => !before.has(content)).length).toBeLessThan(after.length / 2);
  });

  it("copes with nothing, blank lines only, and no last line end", () => {
    expect(chunksOf("a.txt", "")).toEqual([]);
    expect(chunksOf("a.txt", "\n")).toEqual([
      { startLine: 1, endLine: 1, kind: "block", symbol: null, symbols: [], signature: null },
    ]);
    expect(chunksOf("a.txt", "a")).toHaveLength(1);
    expectTiling(chunksOf("a.txt", "\n\n\n"), "\n\n\n");
    expect(chunksOf("a.txt", "a\r\nb\r\n").at(-1)!.endLine).toBe(2);
    expect(chunksOf("a.txt", "a\rb\rc").at(-1)!.endLine).toBe(3);
    expect(chunksOf("a.txt", "a\rb\nc").at(-1)!.endLine).toBe(2);
  });
});
