import type { Chunk } from "ocp-core";
import { describe, expect, it } from "vitest";
import { outlineOf } from "../../../src/retrieval/pack/outline.ts";
import { toPart } from "../../../src/retrieval/pack/part.ts";

function outline(content: string, more: Partial<Chunk> = {}): string | undefined {
  const lines = content.split("\n").length;
  const chunk: Chunk = {
    chunk_id: "c",
    workspace_id: "w",
    source: { uri: "file:///a", range: { start_line: 10, end_line: 9 + lines, start_byte: 0, end_byte: 1 } },
    content,
    content_hash: "h",
    language: "typescript",
    kind: "function",
    symbol: null,
    version: 1,
    indexed_at: "2026-01-01T00:00:00.000Z",
    metadata: { path: "a.ts" },
    ...more,
  };
  const part = outlineOf(toPart(chunk, 0), chunk);
  return part && `${part.start}: ${part.lines.join("\n")}`;
}

describe("outlineOf", () => {
  it.each([
    [
      "/**\n * Adds a route, see add().\n */\nexport function add(route) {\n  return 1;\n}",
      "add",
      "13: export function add(route) {",
    ],
    ["  @cached\n  async add(route: Route) {\n    go();\n  }", "Router.add", "11:   async add(route: Route) {"],
    ["/// Adds. See `add`.\n#[inline]\npub fn add(a: u8) -> u8 {\n    a\n}", "add", "12: pub fn add(a: u8) -> u8 {"],
  ])("is the line of the definition, below its documentation: %#", (content, symbol, expected) => {
    expect(outline(content, { symbol })).toBe(expected);
  });

  it("takes # for a comment in code and for a heading in Markdown", () => {
    const content = "# Limits\nlimit = 1\n";
    expect(outline(content, { language: "python", source: { uri: "a", range: null } })).toBeUndefined();
    expect(outline("# Limits\nlimit = 1", { language: "python" })).toBe("11: limit = 1");
    expect(outline("# Limits\nText.", { language: "markdown", symbol: "Guide > Limits" })).toBe("10: # Limits");
  });

  it("is the line that the chunk's stated signature starts with", () => {
    const content = "type A = {\n  add(): void;\n};\nexport function add(\n  a: number,\n) {\n  return a;\n}";
    const metadata = { path: "a.ts", signature: "export function add(a: number)" };
    expect(outline(content, { symbol: "add", metadata })).toBe("13: export function add(");
  });

  it("is the first line with a word where nothing is defined", () => {
    expect(outline("\n}\n\nstart();\nstop();")).toBe("13: start();");
  });

  it.each([
    ["a text of one line, which is its own outline", "only();"],
    ["a text of comments alone", "// one\n// two"],
    ["a line too long to be read", `${"x".repeat(300)}\ny();`],
  ])("is nothing for %s", (_, content) => {
    expect(outline(content)).toBeUndefined();
  });
});
