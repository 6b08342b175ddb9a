import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIgnore } from "../../src/indexing/ignore.ts";
import { processorTime } from "../processor-time.ts";
import { temporaryTree, walkAll } from "./tree.ts";

const gitEnvironment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
const git = (root: string, ...args: string[]) =>
  spawnSync("git", args, { cwd: root, env: gitEnvironment, encoding: "utf8" });
const hasGit = spawnSync("git", ["--version"]).status === 0;
if (!hasGit) console.log("skipped: comparison with git, which is not installed");

describe("ignore rules", () => {
  it("honours nested files, negations and anchors, the nearest file last", async () => {
    using tree = temporaryTree({
      ".gitignore": "*.log\n/only-root.txt\nout/\n!keep.log\n",
      "a.log": "",
      "keep.log": "",
      "only-root.txt": "",
      "deep/only-root.txt": "",
      "out/x.txt": "",
      "deep/out/x.txt": "",
      "deep/.gitignore": "!*.log\nsecret-plan.txt\n",
      "deep/b.log": "",
      "deep/secret-plan.txt": "",
      "secret-plan.txt": "",
    });
    expect((await walkAll(tree.root)).files).toEqual([
      ".gitignore",
      "deep/.gitignore",
      "deep/b.log",
      "deep/only-root.txt",
      "keep.log",
      "secret-plan.txt",
    ]);
  });

  it("lets .ocpignore take away and give back after .gitignore", async () => {
    using tree = temporaryTree({
      ".gitignore": "dist/\n*.gen.ts\n",
      ".ocpignore": "fixtures/\n!dist/\n!a.gen.ts\n",
      "dist/x.js": "",
      "dist/b.gen.ts": "",
      "a.gen.ts": "",
      "fixtures/f.txt": "",
      "main.ts": "",
    });
    expect((await walkAll(tree.root)).files).toEqual([".gitignore", ".ocpignore", "a.gen.ts", "dist/x.js", "main.ts"]);
  });

  it("opens below a folder that a nearer file re-includes, and hears the outer rules there again", async () => {
    using tree = temporaryTree({
      ".gitignore": "build\n*.tmp.ts\n",
      "pkg/.gitignore": "!build\n",
      "pkg/build/a.ts": "",
      "pkg/build/b.tmp.ts": "",
      "pkg/build/sub/c.ts": "",
      "other/build/a.ts": "",
    });
    expect((await walkAll(tree.root)).files).toEqual([
      ".gitignore",
      "pkg/.gitignore",
      "pkg/build/a.ts",
      "pkg/build/sub/c.ts",
    ]);
  });

  it.runIf(hasGit)("agrees with git on random trees and rules", async () => {
    // Names are ASCII: where git's `?` takes a byte, ours takes a character.
    const name = fc.constantFrom("a", "b", "cc", "a.x", "b.y", "c d", "#h", "!n", "[z]");
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    const part = fc.constantFrom(
      "a",
      "b",
      "cc",
      "*",
      "**",
      "a.x",
      "*.x",
      "b.*",
      "c d",
      "\\#h",
      "\\!n",
      "[ab]",
      "[!a]",
      "?",
      "c*",
    );
    const pattern = fc
      .tuple(
        fc.constantFrom("", "!", "", ""),
        fc.constantFrom("", "/", ""),
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "/"),
      )
      .map(([negation, anchor, parts, end]) => negation + anchor + parts.join("/") + end);
    const rules = fc.array(pattern, { maxLength: 5 }).map((lines) => lines.join("\n"));
    const setup = fc.record({
      files: fc.array(path, { minLength: 1, maxLength: 15 }),
      rules: fc.array(fc.tuple(fc.option(path, { nil: "" }), rules), { maxLength: 3 }),
      exclude: rules,
    });
    await fc.assert(
      fc.asyncProperty(setup, async ({ files, rules: ruleFiles, exclude }) => {
        using tree = temporaryTree();
        git(tree.root, "init", "-q");
        const tryWrite = (file: string, text: string) => {
          try {
            tree.write(file, text);
          } catch {
            // A file stands where this one wants a folder.
          }
        };
        for (const file of files) tryWrite(file, "x");
        for (const [folder, text] of ruleFiles) tryWrite(join(folder, ".gitignore"), text);
        writeFileSync(join(tree.root, ".git/info/exclude"), exclude);
        const listed = git(tree.root, "ls-files", "-z", "--others", "--exclude-standard").stdout;
        const expected = listed
          .split("\0")
          .filter((file) => file !== "")
          .sort();
        expect((await walkAll(tree.root)).files.sort()).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("applies the rules of the repository around the root, unless they ignore the root itself", async () => {
    using tree = temporaryTree({
      ".git/info/exclude": "notes.txt\n",
      ".gitignore": "/packages/app/gen\n*.out\nignored-root/\n",
      "packages/app/gen/x.ts": "",
      "packages/app/a.out": "",
      "packages/app/notes.txt": "",
      "packages/app/main.ts": "",
      "ignored-root/a.out": "",
      "ignored-root/main.ts": "",
    });
    expect((await walkAll(tree.at("packages/app"))).files).toEqual(["main.ts"]);
    expect((await walkAll(tree.at("ignored-root"))).files).toEqual(["a.out", "main.ts"]);
  });

  it("finds the exclude file of a linked work tree", async () => {
    using tree = temporaryTree({
      "main/.git/info/exclude": "scratch\n",
      "main/.git/worktrees/w/commondir": "../..\n",
      "w/.git": "gitdir: ../main/.git/worktrees/w\n",
      "w/scratch/a.txt": "",
      "w/b.txt": "",
    });
    expect((await walkAll(tree.at("w"))).files).toEqual(["b.txt"]);
  });

  it("leaves out dependencies, caches, locks, binaries and minified files by their names", async () => {
    using tree = temporaryTree(
      Object.fromEntries(
        [
          "node_modules/x/index.js",
          ".venv/lib/a.py",
          "pkg/__pycache__/a.pyc",
          ".next/x.js",
          "package-lock.json",
          "Cargo.lock",
          "pnpm-lock.yaml",
          "logo.PNG",
          "app.min.js",
          "bundle.js.map",
          "data.sqlite-wal",
          "a.ts~",
          ".#a.ts",
          "src/a.ts",
        ].map((path) => [path, ""]),
      ),
    );
    expect((await walkAll(tree.root)).files).toEqual(["src/a.ts"]);
  });

  it("re-includes built-in skips only by a rule that names them", async () => {
    const files = { "node_modules/x/index.js": "", "yarn.lock": "", "src/a.js": "", "src/b.txt": "" };
    using byName = temporaryTree({ ...files, ".ocpignore": "!node_modules/\n!yarn.lock\n" });
    expect((await walkAll(byName.root)).files).toEqual([
      ".ocpignore",
      "node_modules/x/index.js",
      "src/a.js",
      "src/b.txt",
      "yarn.lock",
    ]);
    using byWildcard = temporaryTree({ ...files, ".gitignore": "*\n!*/\n!*.js\n" });
    expect((await walkAll(byWildcard.root)).files).toEqual(["src/a.js"]);
  });

  it("never shows what holds secrets or belongs to version control, whatever the files say", async () => {
    const hidden = [
      ".env",
      ".env.local",
      ".ENV.production",
      "prod.env",
      "server.pem",
      "tls.key",
      "id_rsa",
      "id_ed25519.pub",
      "a.p12",
      "a.pfx",
      "a.kdbx",
      ".npmrc",
      ".netrc",
      ".pypirc",
      "credentials",
      "aws/credentials.json",
      ".ssh/config",
      ".docker/config.json",
      "secrets.yaml",
      "client_secret_1.json",
      "terraform.tfstate",
      "terraform.tfstate.backup",
      ".git/HEAD",
      "sub/.git/config",
      ".svn/entries",
    ];
    const shown = [
      ".env.example",
      ".env.local.sample",
      ".env.template",
      "example.env",
      "config.json",
      "credentials.ts",
      "keys.ts",
      "client_secret.go",
    ];
    const all = [...hidden, ...shown];
    using tree = temporaryTree({
      ...Object.fromEntries(all.map((path) => [path, "x"])),
      ".ocpignore": [
        "!*",
        "!**",
        "!.env",
        "!.git/",
        "!.ssh/",
        "!id_rsa",
        "!*.pem",
        ...all.map((path) => `!/${path}`),
      ].join("\n"),
    });
    expect((await walkAll(tree.root)).files.sort()).toEqual([...shown, ".ocpignore"].sort());
  });

  it("never shows the paths that it is told to keep out, nor a database's side files", async () => {
    using tree = temporaryTree({
      "state/ocp.store": "",
      "state/ocp.store-wal": "",
      "state/ocp.store-shm": "",
      "state/other": "",
    });
    expect((await walkAll(tree.root, { never: [tree.at("state/ocp.store")] })).files).toEqual(["state/other"]);
  });

  it("recognises caches and virtual environments by what is in them", async () => {
    using tree = temporaryTree({
      "target/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# made by a build\n",
      "target/debug/x.rs": "",
      "myenv/pyvenv.cfg": "home = /usr/bin\n",
      "myenv/lib/a.py": "",
      "docs/CACHEDIR.TAG": "not the signature",
      "docs/a.md": "",
    });
    expect((await walkAll(tree.root)).files).toEqual(["docs/CACHEDIR.TAG", "docs/a.md"]);
    tree.write(".ocpignore", "!target/\n");
    expect((await walkAll(tree.root)).files).toContain("target/debug/x.rs");
  });

  it("answers single paths as the walk would, and anew after a refresh", () => {
    using tree = temporaryTree({
      ".gitignore": "dist/\n",
      "dist/a.js": "",
      "src/.gitignore": "*.gen\n",
      "node_modules/x.js": "",
    });
    const ignore = createIgnore(tree.root);
    const answers = () => [
      ignore.ignores("dist", true),
      ignore.ignores("dist/a.js", false),
      ignore.ignores("src/a.gen", false),
      ignore.ignores("a.gen", false),
      ignore.ignores("src", true),
      ignore.ignores("node_modules/deep/er/x.js", false),
      ignore.ignores("dist", false),
    ];
    expect(answers()).toEqual([true, true, true, false, false, true, false]);
    tree.write(".gitignore", "*.gen\n");
    expect(answers()).toEqual([true, true, true, false, false, true, false]);
    ignore.refresh();
    expect(answers()).toEqual([false, false, true, true, false, true, false]);
  });

  it("takes nothing outside the root for content", () => {
    using tree = temporaryTree();
    const ignore = createIgnore(tree.root);
    for (const path of ["../x", "a/../../x", "/etc/passwd", "a//b", "./a", "a/", `${"a/".repeat(5_000)}x`]) {
      expect(ignore.ignores(path, false), path.slice(0, 20)).toBe(true);
    }
    expect(ignore.ignores("", true)).toBe(false);
  });

  it("reports rule files that cannot be applied, and takes links and folders of that name for none", async () => {
    using tree = temporaryTree({
      "a/.gitignore": "x\n".repeat(200_000),
      "a/x": "",
      "b/x": "",
      "c/.gitignore/x": "",
      rules: "x\n",
    });
    symlinkSync(tree.at("rules"), tree.at("b/.gitignore"));
    const { files, faults } = await walkAll(tree.root);
    expect(files).toEqual(["a/.gitignore", "a/x", "b/x", "c/.gitignore/x", "rules"]);
    expect(faults).toEqual([["a/.gitignore", expect.stringContaining("was not applied")]]);
  });

  it("does not wait on a rule file that is a pipe", async () => {
    using tree = temporaryTree({ x: "" });
    expect(spawnSync("mkfifo", [tree.at(".gitignore")]).status).toBe(0);
    expect((await walkAll(tree.root)).files).toEqual(["x"]);
  });

  it("copes with odd rule files: a byte-order mark, CRLF, comments, broken patterns", async () => {
    using tree = temporaryTree({
      ".gitignore": "\uFEFFa.txt\r\n# b.txt\r\n\r\n[\r\n\\\r\n!\r\n***\\\r\nc\\ .txt\r\n",
      "a.txt": "",
      "b.txt": "",
      "c .txt": "",
    });
    expect((await walkAll(tree.root)).files).toEqual([".gitignore", "b.txt"]);
  });

  it("matches hostile patterns in time", async () => {
    using tree = temporaryTree();
    const deep = Array.from({ length: 100 }, () => "a").join("/");
    mkdirSync(tree.at(deep), { recursive: true });
    writeFileSync(tree.at(`${deep}/${"a".repeat(200)}`), "");
    tree.write(
      ".gitignore",
      [
        "**/a/**/a/**/b",
        "*a*a*a*a*a*a*a*a*b",
        `${"**/a/".repeat(30)}b`,
        `/${"**/".repeat(50)}b`,
        "a".repeat(5_000),
      ].join("\n"),
    );
    let found: Awaited<ReturnType<typeof walkAll>> | undefined;
    const spent = await processorTime(async () => {
      found = await walkAll(tree.root);
    });
    expect(spent).toBeLessThan(3_000);
    expect(found!.files).toHaveLength(2);
    expect(found!.faults.map(([path]) => path)).toEqual([".gitignore", ".gitignore", ".gitignore"]);
  });

  it("tests 3,000 files against 400 rules in a fraction of a second", async () => {
    using tree = temporaryTree();
    for (let folder = 0; folder < 30; folder++) {
      mkdirSync(tree.at(`f${folder}`));
      for (let file = 0; file < 100; file++) writeFileSync(tree.at(`f${folder}/file-${file}.ts`), "");
    }
    tree.write(".gitignore", Array.from({ length: 200 }, (_, i) => `*.never${i}\nsome/**/path${i}`).join("\n"));
    let found = 0;
    const spent = await processorTime(async () => {
      found = (await walkAll(tree.root)).files.length;
    });
    expect(found).toBe(3_001);
    expect(spent).toBeLessThan(1_500);
  });
});
