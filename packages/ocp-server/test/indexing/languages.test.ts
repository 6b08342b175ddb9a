import { describe, expect, it } from "vitest";
import { familyOf, languageOf } from "../../src/indexing/languages.ts";

const nameOf = (path: string, text?: string) => languageOf(path, text)?.name;

describe("languages", () => {
  it("knows every ending that the contract promises", () => {
    const promised =
      "py pyi ts tsx js jsx mjs cjs go rs java kt c h cc cpp hpp cs rb php swift scala sh sql md mdx rst txt yaml yml json toml ini html css vue svelte proto graphql tf dockerfile makefile";
    for (const ending of promised.split(" ")) expect(nameOf(`src/x.${ending}`), ending).toBeTypeOf("string");
    expect(
      ["a.py", "a.tsx", "a.mjs", "a.kt", "a.hpp", "a.cs", "a.sh", "a.mdx", "a.yml", "a.tf"].map((path) => nameOf(path)),
    ).toEqual([
      "python",
      "typescript",
      "javascript",
      "kotlin",
      "cpp",
      "csharp",
      "shell",
      "markdown",
      "yaml",
      "terraform",
    ]);
  });

  it("goes by well-known names, in any case and with an addition behind the dot", () => {
    expect(nameOf("deploy/Dockerfile")).toBe("dockerfile");
    expect(nameOf("Dockerfile.dev")).toBe("dockerfile");
    expect(nameOf("MAKEFILE")).toBe("makefile");
    expect(nameOf("CMakeLists.txt")).toBe("cmake");
    expect(nameOf("LICENSE")).toBe("text");
    expect(nameOf("go.mod")).toBe("go.mod");
    expect(nameOf(".gitignore")).toBe("gitignore");
  });

  it("compares endings without case and looks at the last one only", () => {
    expect(nameOf("A.PY")).toBe("python");
    expect(nameOf("a.test.ts")).toBe("typescript");
    expect(nameOf("folder.ts/readme")).toBe("markdown");
  });

  it("reads the first line of a file whose name does not tell", () => {
    expect(nameOf("bin/run", "#!/usr/bin/env python3\n")).toBe("python");
    expect(nameOf("bin/run", "#!/bin/bash -e\n")).toBe("shell");
    expect(nameOf("bin/run", "#!/usr/bin/env -S NODE_ENV=x node --flag\n")).toBe("javascript");
    expect(nameOf("bin/run", "#! /usr/local/bin/python3.12\r\n")).toBe("python");
    expect(nameOf("bin/run", "#!\n")).toBeUndefined();
    expect(nameOf("bin/run", "print(1)\n")).toBeUndefined();
    expect(nameOf("bin/run", `#!${"x ".repeat(100_000)}`)).toBeUndefined();
  });

  it("does not guess", () => {
    for (const path of [
      "",
      "file",
      "file.",
      ".",
      "a/b.",
      "x.unknownending",
      "constructor",
      "a.constructor",
      "a.__proto__",
    ]) {
      expect(nameOf(path), path).toBeUndefined();
    }
  });

  it("tells families apart", () => {
    expect(["python", "markdown", "yaml", "text", "nothing"].map((name) => familyOf(name))).toEqual([
      "code",
      "prose",
      "data",
      "text",
      "text",
    ]);
  });
});
