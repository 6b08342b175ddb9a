import { describe, expect, it } from "vitest";
import { findDocumentation } from "../src/retrieval/make/documentation.ts";
import { endOfDefinition } from "../src/retrieval/make/extent.ts";

describe("documentation", () => {
  it.each([
    ["typescript", "/**\n * Says it.\n */\n@sealed\nexport function say() {", 0, 2, 4],
    ["go", "package a\n\n// Says it.\nfunc say() {", 2, 2, 3],
    ["rust", "/// Says it.\n#[inline]\nfn say() {", 0, 0, 2],
    ["ruby", "# Says it.\ndef say", 0, 0, 1],
    ["csharp", "/// Says it.\n[Pure]\npublic void Say()", 0, 0, 2],
    ["javascript", "/** Says it. */\n\nres.say = function () {", 0, 0, 2],
    ["python", 'def say(\n    it,\n) -> str:\n    """Says it.\n\n    And more.\n    """', 3, 6, 0],
    ["python", 'class Sayer:\n    """Says it."""', 1, 1, 0],
  ])("of %s is found beside its definition", (language, text, start, end, head) => {
    const [found, ...rest] = findDocumentation(text.split("\n"), language);
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ start, end, head });
    expect(found!.text.join(" ").trim()).toMatch(/^Says it\./);
  });

  it("is not what stands over an empty line or a directive", () => {
    expect(findDocumentation(["// Says it.", "", "func say() {"], "go")).toEqual([]);
    expect(findDocumentation(["//go:noinline", "func say() {"], "go")).toEqual([]);
    expect(findDocumentation(["// a remark", "const a = 1"], "typescript")).toEqual([]);
  });
});

describe("the end of a definition", () => {
  it.each([
    ["func say() {\n\tprint(it)\n}\n\nfunc other() {}", 2],
    ["def say(\n    it,\n):\n    print(it)\n\nother()", 3],
    ["def say\n  it\nend\n\nother", 2],
    ["function say(): Promise<{\n  it: string\n}> {\n  return it\n}\nother()", 4],
    ["const it = 1;\nconst other = 2;", 0],
  ])("is found by its indentation in %j", (text, end) => {
    expect(endOfDefinition(text.split("\n"), 0)).toBe(end);
  });
});
