import { describe, expect, it } from "vitest";
import { withoutAlternatives } from "../../../src/indexing/chunk/conditions.ts";
import { scanLines } from "../../../src/indexing/chunk/scan.ts";
import { SHAPES } from "../../../src/indexing/chunk/shapes/all-shapes.ts";
import { chunksOf, filler } from "./check.ts";

const { syntax } = SHAPES.get("swift")!;

function read(...lines: string[]): readonly string[] {
  return withoutAlternatives(lines, scanLines(lines, syntax), syntax).lines;
}

describe("conditions of a compiler", () => {
  it("keep one branch where branches open brackets, the lines with their numbers", () => {
    expect(
      read("#if A", "class A: B {", "#elseif B", "class A: C {", "#else", "class A {", "#endif", "  let x = 1", "}"),
    ).toEqual(["#if A", "class A: B {", "#elseif B", "", "#else", "", "#endif", "  let x = 1", "}"]);
  });

  it("keep all branches that are whole, also beside one that is not", () => {
    const whole = ["#if A", "func f() {}", "#else", "func g() {}", "#endif"];
    expect(read(...whole)).toEqual(whole);
    expect(read(...whole, "#if A", "func h() {", "#else", "func i() {", "#endif", "}").slice(0, 5)).toEqual(whole);
  });

  it("are left out with the branch that they are in", () => {
    expect(read("#if A", "if x {", "#else", "#if B", "let y = 1", "#endif", "if z {", "#endif", "}")).toEqual([
      "#if A",
      "if x {",
      "#else",
      "#if B",
      "",
      "#endif",
      "",
      "#endif",
      "}",
    ]);
  });

  it("do not hide what a class consists of", () => {
    const method = (name: string) => `  func ${name}() {\n${filler(14, "    ")}  }\n\n`;
    const text = `#if os(Linux)\nclass Session: Base {\n#else\nclass Session: NSObject, Base {\n#endif\n${method("open")}${method("close")}}\n\nfunc last() {}\n`;
    expect(chunksOf("Session.swift", text).flatMap(({ symbols }) => symbols)).toEqual([
      "Session",
      "Session.open",
      "Session.close",
      "last",
    ]);
  });
});
