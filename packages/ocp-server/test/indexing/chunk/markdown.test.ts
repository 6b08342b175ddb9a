import { describe, expect, it } from "vitest";
import { chunksOf, outlineOf, symbolsOf } from "./check.ts";

const paragraph = (lines: number) => "A line of prose that says something about the matter.\n".repeat(lines);

describe("cutting Markdown", () => {
  it("cuts at headings and names a section by the headings above it", () => {
    const text = `# Guide\n\n${paragraph(12)}\n## Setup\n\n${paragraph(12)}\n### Linux\n\n${paragraph(12)}\n## Use\n\n${paragraph(12)}`;
    expect(chunksOf("a.md", text).map(({ kind, symbol }) => [kind, symbol])).toEqual([
      ["section", "Guide"],
      ["section", "Guide > Setup"],
      ["section", "Guide > Setup > Linux"],
      ["section", "Guide > Use"],
    ]);
  });

  it("does not take comments in fenced code for headings, whatever the fence", () => {
    const text = `# A\n\n\`\`\`\`sh\n# not a heading\n\`\`\`\n## nor this\n\`\`\`\`\n\n~~~\n# nor that\n~~~\n\n${paragraph(10)}\n# B\n\n${paragraph(12)}\`\`\`\n# never closed\n`;
    expect(symbolsOf("a.md", text)).toEqual(["A", "B"]);
  });

  it("reads underlined headings, and front matter is none", () => {
    const text = `---\ntitle: x\n---\n\n${paragraph(12)}\nTitle\n=====\n\n${paragraph(12)}\nPart\n----\n\n${paragraph(12)}\n- list\n---\n\n| a |\n---\n`;
    expect(outlineOf(chunksOf("a.md", text))).toEqual([
      "1-4 front-matter",
      "5-17 section",
      "18-33 section Title",
      "34-54 section Title > Part",
    ]);
  });

  it("cleans titles of marks, links and anchors", () => {
    expect(symbolsOf("a.md", "# The `run()` **function** {#run}\n")).toEqual(["The run() function"]);
    expect(symbolsOf("a.mdx", "# Reset {/*reset*/}\n")).toEqual(["Reset"]);
    expect(symbolsOf("a.md", "## [Link](https://example.com) and <b>tags</b> ##\n")).toEqual(["Link and tags"]);
    expect(symbolsOf("a.md", "## snake_case and _emphasis_ \\*\n")).toEqual(["snake_case and emphasis"]);
    expect(symbolsOf("a.md", `# ${"x".repeat(100_000)}\n`)[0]!.length).toBeLessThan(130);
  });

  it("cuts a long section at blank lines, never inside fenced code that fits", () => {
    const fence = `\`\`\`js\n${"code();\n\n".repeat(12)}\`\`\`\n`;
    const text = `# Long\n\n${`${paragraph(8)}\n${fence}\n`.repeat(6)}`;
    const pieces = chunksOf("a.md", text);
    expect(pieces.length).toBeGreaterThan(2);
    const lines = text.split("\n");
    for (const { startLine, symbol } of pieces) {
      expect(symbol).toBe("Long");
      const before = lines.slice(0, startLine - 1).filter((line) => line.startsWith("```")).length;
      expect(before % 2).toBe(0);
    }
    expect(pieces.slice(1).every(({ symbols }) => symbols.length === 0)).toBe(true);
  });

  it("merges tiny sections of one chapter, not of two", () => {
    const text = `# A\n\n${paragraph(12)}\n## A1\nx\n## A2\ny\n# B\n\n${paragraph(12)}\n## B1\nz\n`;
    expect(chunksOf("a.md", text).map(({ symbols }) => symbols)).toEqual([
      ["A"],
      ["A > A1", "A > A2"],
      ["B"],
      ["B > B1"],
    ]);
  });

  it("keeps text before the first heading and text without any", () => {
    expect(outlineOf(chunksOf("a.md", `${paragraph(15)}\n# A\n${paragraph(15)}`))).toEqual([
      "1-16 section",
      "17-32 section A",
    ]);
    expect(outlineOf(chunksOf("a.md", paragraph(3)))).toEqual(["1-3 section"]);
    expect(chunksOf("a.md", "")).toEqual([]);
  });
});

describe("cutting reStructuredText", () => {
  it("takes levels from the order in which underlines appear", () => {
    const text = `=====\nTitle\n=====\n\n${paragraph(12)}\nFirst\n-----\n\n${paragraph(12)}\nDeeper\n~~~~~~\n\n${paragraph(12)}\nSecond\n------\n\n${paragraph(12)}`;
    expect(symbolsOf("a.rst", text)).toEqual(["Title", "Title > First", "Title > First > Deeper", "Title > Second"]);
  });

  it("does not take tables and rulers for headings", () => {
    expect(symbolsOf("a.rst", "Text\n\n====  ====\na     b\n====  ====\n\n----\n\nmore\n")).toEqual([]);
  });
});
