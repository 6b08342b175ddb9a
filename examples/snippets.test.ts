import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";

const SCRIPT = fileURLToPath(new URL("../scripts/sync-snippets.ts", import.meta.url));

function sync(...args: string[]) {
  return spawnSync(process.execPath, [SCRIPT, ...args], { encoding: "utf8" });
}

/** A folder with one page and one program. */
function project(page: string, program: string): { folder: string; page: () => string } {
  const folder = mkdtempSync(join(tmpdir(), "ocp-snippets-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "docs"));
  writeFileSync(join(folder, "docs/page.md"), page);
  writeFileSync(join(folder, "program.ts"), program);
  return { folder, page: () => readFileSync(join(folder, "docs/page.md"), "utf8") };
}

const PROGRAM = [
  "function f() {",
  "  // #region one",
  "  const a = 1;",
  "  // #region inner",
  "    return a;",
  "  // #endregion inner",
  "  // #endregion one",
  "}",
  "",
].join("\n");

describe("the documentation", () => {
  it("quotes the examples as they are", () => {
    const run = sync("--check");
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });

  it("quotes every region of the examples", () => {
    const root = new URL("..", import.meta.url);
    const pages = globSync(["*.md", "docs/**/*.md", "packages/*/*.md"], { cwd: root }).map((path) =>
      readFileSync(new URL(path, root), "utf8"),
    );
    const quoted = new Set(pages.flatMap((page) => [...page.matchAll(/source="([^"]+)"/g)].map((match) => match[1])));
    const regions = readdirSync(new URL(".", import.meta.url))
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .flatMap((file) => {
        const text = readFileSync(new URL(file, import.meta.url), "utf8");
        return [...text.matchAll(/^\s*\/\/ #region (\S+)$/gm)].map((match) => `examples/${file}#${match[1]}`);
      });
    expect(regions.filter((region) => !quoted.has(region))).toEqual([]);
  });
});

describe("the script that copies snippets", () => {
  it("writes a region without its indentation and markers, and is content the second time", () => {
    const { folder, page } = project('Text\n\n```ts source="program.ts#one"\nold\n```\n\nMore\n', PROGRAM);
    expect(sync(folder).stdout).toContain("1 snippets, 1 files written");
    expect(page()).toBe('Text\n\n```ts source="program.ts#one"\nconst a = 1;\n  return a;\n```\n\nMore\n');
    expect(sync(folder).stdout).toContain("0 files written");
    expect(sync("--check", folder).status).toBe(0);
  });

  it("copies a whole file, and keeps the indentation of a fence in a list", () => {
    const { folder, page } = project(
      '- point\n\n  ```ts source="program.ts"\n  ```\n',
      "const a = 1;\n\nconst b = 2;\n",
    );
    sync(folder);
    expect(page()).toBe('- point\n\n  ```ts source="program.ts"\n  const a = 1;\n\n  const b = 2;\n  ```\n');
  });

  it("only reports with --check, with the line and what to do", () => {
    const { folder, page } = project('Text\n\n```ts source="program.ts#one"\nold\n```\n', PROGRAM);
    const run = sync("--check", folder);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("docs/page.md:3: differs from program.ts#one");
    expect(run.stderr).toContain("node scripts/sync-snippets.ts");
    expect(page()).toContain("old");
  });

  it.each([
    ["missing.ts#one", "there is no missing.ts"],
    ["program.ts#two", "program.ts has no whole region two"],
  ])("fails on %s and leaves the page alone", (source, words) => {
    const { folder, page } = project(`\`\`\`ts source="${source}"\nold\n\`\`\`\n`, PROGRAM);
    const run = sync(folder);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(words);
    expect(page()).toContain("old");
  });

  it("leaves fences without a source alone", () => {
    const text = "```ts\nconst mine = 1;\n```\n\n```sh\nnpm install\n```\n";
    const { folder, page } = project(text, PROGRAM);
    expect(sync(folder).stdout).toContain("0 snippets");
    expect(page()).toBe(text);
  });
});
