import { readFileSync } from "node:fs";
import { TOOL_NAMES } from "ocp-core";
import { describe, expect, it } from "vitest";
import { VARIABLES } from "../src/config.ts";

const pages = { "README.md": "../../../README.md", "packages/ocp-server/README.md": "../README.md" };
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** The first two cells of each row that starts with a variable, without marks. */
function variableRows(page: string): string[][] {
  return page
    .split("\n")
    .filter((line) => /^\| `(OCP|OPENAI)_/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, 3)
        .map((cell) => cell.replaceAll("`", "").trim()),
    );
}

describe.each(Object.entries(pages))("%s", (_name, path) => {
  it("lists every environment variable with its default, and no others", () => {
    expect(variableRows(read(path))).toEqual(VARIABLES.map((variable) => [variable.name, variable.default]));
  });
});

it("the README of the repository names every tool", () => {
  const readme = read(pages["README.md"]);
  expect(TOOL_NAMES.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
