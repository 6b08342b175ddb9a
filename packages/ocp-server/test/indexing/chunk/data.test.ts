import { describe, expect, it } from "vitest";
import { chunksOf, outlineOf, symbolsOf } from "./check.ts";

describe("cutting values", () => {
  it("names the keys of YAML, and goes into those that are large", () => {
    const steps = Array.from({ length: 40 }, (_, i) => `      - run: step ${i}\n`).join("");
    const text = `name: ci\non:\n  push:\n    branches: [main]\njobs:\n  build:\n    steps:\n${steps}  test:\n    steps:\n${steps}`;
    expect(symbolsOf("ci.yml", text)).toEqual(["name", "on", "jobs", "jobs.build", "jobs.test"]);
  });

  it("does not take the lines of a block of text in YAML for keys", () => {
    const script = Array.from({ length: 70 }, (_, i) => `  line${i}: not a key\n`).join("");
    expect(symbolsOf("a.yaml", `run: |\n${script}other: 1\n`)).toEqual(["run", "other"]);
  });

  it("names the items of YAML lists that have a name", () => {
    const task = (name: string) => `- name: ${name}\n${"  x: 1\n".repeat(12)}`;
    expect(symbolsOf("play.yml", task("Install") + task('"Start it"'))).toEqual(["Install", "Start it"]);
  });

  it("names the keys of JSON by their path", () => {
    const text = JSON.stringify(
      { name: "x", scripts: Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`s${i}`, "run"])), last: [1, 2] },
      null,
      2,
    );
    const symbols = symbolsOf("package.json", text);
    expect(symbols.slice(0, 3)).toEqual(["name", "scripts", "scripts.s0"]);
    expect(symbols.at(-1)).toBe("last");
  });

  it("takes a JSON list of records for what it is", () => {
    const text = JSON.stringify(
      Array.from({ length: 100 }, (_, id) => ({ id, name: "x" })),
      null,
      2,
    );
    expect(new Set(outlineOf(chunksOf("rows.json", text)).map((line) => line.split(" ")[1]))).toEqual(
      new Set(["block"]),
    );
  });

  it("cuts TOML and INI at their tables", () => {
    expect(
      symbolsOf(
        "a.toml",
        'title = "x"\n[package]\nname = "x"\n[[bin]]\nname = """\n[not a table]\n"""\n[dependencies.serde]\nversion = "1"\n',
      ),
    ).toEqual(["package", "bin", "dependencies.serde"]);
    expect(symbolsOf("a.ini", '; head\n[core]\na = 1\n[remote "origin"]\nurl = x\n')).toEqual([
      "core",
      'remote "origin"',
    ]);
  });
});
