import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chunksOf, filler } from "./check.ts";

const LONG = new URL("fixtures/long/", import.meta.url);

/** What stands before and behind each cut. */
function cutsOf(path: string, text: string): string {
  const lines = text.split("\n");
  const around = chunksOf(path, text)
    .slice(1)
    .map(({ startLine, symbol }) => `${lines[startLine - 2]}\n---- ${startLine} ${symbol}\n${lines[startLine - 1]}\n`);
  return around.join("\n");
}

describe("a function of several hundred lines", () => {
  const files = readdirSync(LONG).filter((file) => file.endsWith(".txt"));

  it("is there in four languages", () => {
    expect(new Set(files.map((file) => file.split(".")[1]))).toEqual(new Set(["cpp", "go", "py", "ts"]));
  });

  it.each(files)("is cut where it was reviewed: %s", async (file) => {
    const text = readFileSync(new URL(file, LONG), "utf8");
    expect(text.split("\n").length).toBeGreaterThan(250);
    await expect(cutsOf(file.replace(/\.txt$/, ""), text)).toMatchFileSnapshot(`fixtures/long/cuts/${file}`);
  });
});

/** The first line of each piece but the first. */
function startsOf(path: string, text: string): string[] {
  const lines = text.split("\n");
  return chunksOf(path, text)
    .slice(1)
    .map(({ startLine }) => lines[startLine - 1]!.trim());
}

const call = (name: string, lines: number): string => `  ${name}(\n${filler(lines, "    ").replaceAll(";", ",")}  );\n`;

describe("statements", () => {
  it("are not torn at blank lines inside them", () => {
    const text = `function long() {\n${call("first", 25)}${call("second", 12).replace("step_5", "\n    step_5")}${call("third", 30)}}\n`;
    expect(startsOf("a.ts", text).filter((start) => !/^(?:second|third)\($/.test(start))).toEqual([]);
  });

  it("are kept whole by a shorter piece where they are long", () => {
    const text = `function long() {\n${filler(15)}${call("second", 50)}${call("third", 20)}}\n`;
    expect(startsOf("a.ts", text)).toEqual(["second(", "third("]);
  });

  it("are looked into where they are too long for one piece, and lists only then", () => {
    const text = `function long() {\n  if (a) {\n${filler(30, "    ")}\n${filler(50, "    ")}  }\n  const list = [\n${filler(100, "    ").replaceAll(";", ",")}  ];\n}\n`;
    const starts = startsOf("a.ts", text);
    expect(starts[0]).toBe("step_0;");
    expect(starts).toContain("const list = [");
    expect(starts.at(-1)).toMatch(/^step_\d+,$/);
  });

  it("take the comment above them along", () => {
    const text = `function long() {\n${filler(35)}  // Why this is\n  // so.\n  last();\n${filler(30)}}\n`;
    for (const start of startsOf("a.ts", text)) expect(start).not.toMatch(/so\.|last/);
  });

  it("do not begin a piece where they are the first of a body", () => {
    const parameters = filler(12, "    ").replaceAll(";", ": string,");
    const text = `function long(\n${parameters}) {\n  const text = \`\n${filler(40)}\`;\n  second();\n${filler(30)}}\n`;
    expect(startsOf("a.ts", text).filter((start) => start.startsWith("const"))).toEqual([]);
  });

  it("are taken by their looks where a text does not parse", () => {
    const body = `${filler(40)}\n${filler(40)}`;
    expect(startsOf("a.ts", `function long() {\n  if (((\n${body}}\n`)).toContain("step_0;");
  });
});
