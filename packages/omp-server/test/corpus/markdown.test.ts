import { describe, expect, test } from "vitest";
import { readMarkdown } from "../../src/corpus/markdown.ts";

const anchors = (text: string): string[] => readMarkdown(text).sections.map(({ anchor }) => anchor);

describe("the sections of a document", () => {
  test("are those of CommonMark, not every line that begins with a number sign", () => {
    const text =
      "# One\n\n```yaml\n# no heading\n```\n\n````md\n```\n## nor this\n```\n````\n\n    # nor code\n\nTwo\n---\n";
    expect(anchors(text)).toEqual(["one", "two"]);
  });

  test("have GitHub's anchors, numbered where titles repeat", () => {
    expect(anchors("## 2.2 `get_contract_doc`\n## Same\n## Same\n## Ä — ö!\n")).toEqual([
      "22-get_contract_doc",
      "same",
      "same-1",
      "ä--ö",
    ]);
  });

  test("put together give the document byte for byte", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = `before${end}${end}# One${end}${end}a${end}## Two${end}b${end}# Three`;
      expect(
        readMarkdown(text)
          .sections.map((section) => section.text)
          .join(""),
      ).toBe(text);
    }
  });

  test("know what lies below them and around them", () => {
    const { sections } = readMarkdown("# A\na\n## B\nb\n### C\nc\n## D\nd\n# E\ne\n");
    const [, b, c] = sections;
    expect(b).toMatchObject({ fullText: "## B\nb\n### C\nc\n", text: "## B\nb\n", startLine: 3, endLine: 4 });
    expect(c).toMatchObject({ trail: ["A", "B"], level: 3 });
  });

  test("leave headings in lists and quotes where they are", () => {
    expect(anchors("# A\n\n> # Q\n\n- # L\n\n# Q\n")).toEqual(["a", "q-1"]);
  });

  test("are found after a byte order mark, and in an empty document there are none", () => {
    expect(anchors("\uFEFF# A\n")).toEqual(["a"]);
    expect(anchors("")).toEqual([]);
    expect(anchors("\uFEFF\n\n")).toEqual([]);
  });
});
