import { spawnSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIgnore, type IgnoreScope } from "../../src/indexing/ignore.ts";
import { MAX_DEPTH, MAX_FILE_BYTES, walk } from "../../src/indexing/walk.ts";
import { processorTime } from "../processor-time.ts";
import { temporaryTree, walkAll } from "./tree.ts";

const sourceUrl = (module: string) => new URL(`../../src/indexing/${module}.ts`, import.meta.url).href;

/** Runs a shell script in a folder, for what Node's own functions refuse to make. */
const shell = (cwd: string, script: string) =>
  expect(spawnSync("bash", ["-c", script], { cwd, encoding: "utf8" }), script).toMatchObject({ status: 0 });

describe("walk", () => {
  it("takes submodules and nested repositories for content, but none of their records", async () => {
    using tree = temporaryTree({
      ".git/config": "x",
      "vendor/sub/.git": "gitdir: ../../.git/modules/sub\n",
      "vendor/sub/.gitignore": "out\n",
      "vendor/sub/lib.ts": "x",
      "vendor/sub/out/lib.js": "x",
      "tools/nested/.git/HEAD": "ref: refs/heads/main\n",
      "tools/nested/run.sh": "x",
    });
    const { files } = await walkAll(tree.root);
    expect(files).toEqual(["tools/nested/run.sh", "vendor/sub/.gitignore", "vendor/sub/lib.ts"]);
  });

  it("finds every file once with its size and times, ordered by path", async () => {
    using tree = temporaryTree({
      "b.ts": "22",
      "a/z.ts": "",
      "a.ts": "1",
      "a-b.ts": "",
      "a/b/c.ts": "333",
      "Z.ts": "",
    });
    const files = [];
    for await (const batch of walk(tree.root, { ignore: createIgnore(tree.root) })) files.push(...batch);
    expect(files.map(({ path }) => path)).toEqual(["Z.ts", "a-b.ts", "a.ts", "a/b/c.ts", "a/z.ts", "b.ts"]);
    expect(files[3]).toEqual({
      path: "a/b/c.ts",
      size: 3,
      mtimeMs: expect.any(Number),
      ctimeMs: expect.any(Number),
    });
    expect(Math.abs(files[3]!.mtimeMs - Date.now())).toBeLessThan(60_000);
  });

  it("yields many files in several batches and stops at once when the consumer does", async () => {
    using tree = temporaryTree(Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`f${i}.ts`, ""])));
    const sizes: number[] = [];
    for await (const batch of walk(tree.root, { ignore: createIgnore(tree.root) })) sizes.push(batch.length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(1_200);
    for await (const batch of walk(tree.root, { ignore: createIgnore(tree.root) })) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
  });

  it("ends with the signal's reason, before and during the walk", async () => {
    using tree = temporaryTree(Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`f${i}.ts`, ""])));
    const stop = new AbortController();
    const walked = (async () => {
      let seen = 0;
      for await (const batch of walk(tree.root, { ignore: createIgnore(tree.root), signal: stop.signal })) {
        seen += batch.length;
        stop.abort(new Error("enough"));
      }
      return seen;
    })();
    await expect(walked).rejects.toThrow("enough");
  });

  it("gives the event loop its turn every few milliseconds, also in a tree without any file", async () => {
    using tree = temporaryTree();
    mkdirSync(tree.at("d/".repeat(30)), { recursive: true });
    const scope: IgnoreScope = {
      path: "",
      ignores() {
        for (const end = performance.now() + 2; performance.now() < end;);
        return false;
      },
      enter: () => scope,
    };
    let turns = 0;
    const turn = () => void (turns++, (next = setImmediate(turn)));
    let next = setImmediate(turn);
    for await (const batch of walk(tree.root, { ignore: { ...createIgnore(tree.root), openRoot: () => scope } }))
      expect(batch).toEqual([]);
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it("does not open folders that are ignored", async () => {
    using tree = temporaryTree({ ".gitignore": "big/\n", "src/a.ts": "" });
    // Whoever went down there would have to report that it is too deep.
    const tooDeep = "d/".repeat(MAX_DEPTH + 5);
    for (const folder of ["big", "node_modules", "open"])
      mkdirSync(tree.at(`${folder}/${tooDeep}`), { recursive: true });
    const { files, faults } = await walkAll(tree.root);
    expect(files).toEqual([".gitignore", "src/a.ts"]);
    expect(faults.map(([path]) => path.slice(0, 6))).toEqual(["open/d"]);
  });

  it("holds nothing when the root does not exist, and says so when it is a file", async () => {
    using tree = temporaryTree({ "file.txt": "" });
    expect(await walkAll(tree.at("nowhere"))).toEqual({ files: [], faults: [], skips: [] });
    const { files, faults } = await walkAll(tree.at("file.txt"));
    expect(files).toEqual([]);
    expect(faults).toEqual([["", "is not a folder"]]);
  });

  it("reports files over the limit as skipped", async () => {
    using tree = temporaryTree({
      "large.json": "x".repeat(MAX_FILE_BYTES + 1),
      "fits.json": "x".repeat(MAX_FILE_BYTES),
      "small.json": "xx",
    });
    const { files, skips } = await walkAll(tree.root);
    expect(files).toEqual(["fits.json", "small.json"]);
    expect(skips).toEqual([["large.json", `is larger than ${MAX_FILE_BYTES} bytes (${MAX_FILE_BYTES + 1})`]]);
    expect((await walkAll(tree.root, { maxFileBytes: 1 })).files).toEqual([]);
  });

  it("does not read what is large: 200 MB cost nothing", async () => {
    using tree = temporaryTree({ "small.txt": "" });
    shell(tree.root, "truncate -s 200M huge.txt");
    const spent = await processorTime(async () => {
      const { files, skips } = await walkAll(tree.root);
      expect(files).toEqual(["small.txt"]);
      expect(skips).toHaveLength(1);
    });
    expect(spent).toBeLessThan(200);
  });
});

describe("walk under given paths", () => {
  const files = {
    ".gitignore": "*.log\n/gen/\n",
    "src/.gitignore": "!keep.log\n",
    "src/a.ts": "",
    "src/keep.log": "",
    "src/sub/b.ts": "",
    "src/sub/c.log": "",
    "gen/d.ts": "",
    "lib/e.ts": "",
    "node_modules/x/i.js": "",
  };

  it("takes files and folders and honours the rules of the folders above", async () => {
    using tree = temporaryTree(files);
    const under = async (...paths: string[]) => (await walkAll(tree.root, { under: paths })).files;
    expect(await under("src")).toEqual(["src/.gitignore", "src/a.ts", "src/keep.log", "src/sub/b.ts"]);
    expect(await under("src/sub/b.ts", "lib")).toEqual(["lib/e.ts", "src/sub/b.ts"]);
    expect(await under("src/sub/c.log", "gen", "gen/d.ts", "node_modules/x/i.js", "nowhere", "src/a.ts/x")).toEqual([]);
    expect(await under("lib/", "./src/sub")).toEqual(["lib/e.ts", "src/sub/b.ts"]);
    expect(await under()).toEqual([]);
  });

  it("looks at each file once when the paths overlap", async () => {
    using tree = temporaryTree(files);
    expect((await walkAll(tree.root, { under: ["src/sub/b.ts", "src", "src/sub"] })).files).toEqual([
      "src/.gitignore",
      "src/a.ts",
      "src/keep.log",
      "src/sub/b.ts",
    ]);
    for (const whole of ["", ".", "./"])
      expect((await walkAll(tree.root, { under: ["src", whole] })).files).toHaveLength(6);
  });

  it("does not take src/ab for a part of src/a", async () => {
    using tree = temporaryTree({ "src/a/x.ts": "", "src/ab/x.ts": "", "src/a.ts": "" });
    expect((await walkAll(tree.root, { under: ["src/a"] })).files).toEqual(["src/a/x.ts"]);
    expect((await walkAll(tree.root, { under: ["src/a", "src/ab"] })).files).toEqual(["src/a/x.ts", "src/ab/x.ts"]);
  });

  it("never leaves the root, by dots or through links", async () => {
    using tree = temporaryTree({ "root/a.ts": "", "outside/secret.ts": "" });
    symlinkSync(tree.at("outside"), tree.at("root/link"));
    const { files: found, faults } = await walkAll(tree.at("root"), {
      under: ["../outside", "a/../../outside", "/etc", "link", "link/secret.ts", "a.ts"],
    });
    expect(found).toEqual(["a.ts"]);
    expect(faults.map(([path]) => path)).toEqual(["../outside", "a/../../outside", "/etc"]);
  });

  it("finds the same files as a whole walk, whichever of its folders is asked for", async () => {
    using tree = temporaryTree(files);
    const whole = (await walkAll(tree.root)).files;
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(["src", "src/sub", "src/a.ts", "gen", "lib", "lib/e.ts", ".gitignore", "src/keep.log"]),
        async (under) => {
          const expected = whole.filter((file) => under.some((path) => file === path || file.startsWith(`${path}/`)));
          expect((await walkAll(tree.root, { under })).files).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("takes 3,000 single files in a fraction of a second", async () => {
    const names = Array.from({ length: 3_000 }, (_, i) => `a/b/c${i % 10}/f${i}.ts`);
    using tree = temporaryTree(Object.fromEntries(names.map((name) => [name, ""])));
    let found = 0;
    const spent = await processorTime(async () => {
      found = (await walkAll(tree.root, { under: names })).files.length;
    });
    expect(found).toBe(3_000);
    expect(spent).toBeLessThan(1_500);
  });
});

describe("walk through hostile trees", () => {
  it("follows no symbolic link: to a file, a folder, itself, upwards or outside", async () => {
    using tree = temporaryTree({ "root/real/a.ts": "x", "outside/b.ts": "x" });
    const at = (name: string) => tree.at(`root/${name}`);
    symlinkSync(at("real/a.ts"), at("to-file.ts"));
    symlinkSync(at("real"), at("to-folder"));
    symlinkSync("..", at("real/up"));
    symlinkSync("self", at("self"));
    symlinkSync(tree.at("outside"), at("out"));
    symlinkSync(tree.at("outside/b.ts"), at("out.ts"));
    symlinkSync("nowhere", at("dangling.ts"));
    expect(await walkAll(tree.at("root"))).toEqual({ files: ["real/a.ts"], faults: [], skips: [] });
  });

  it("takes hard links for the files that they are", async () => {
    using tree = temporaryTree({ "a.ts": "x" });
    linkSync(tree.at("a.ts"), tree.at("b.ts"));
    expect((await walkAll(tree.root)).files).toEqual(["a.ts", "b.ts"]);
  });

  it("passes over pipes, sockets and devices without touching them", async () => {
    using tree = temporaryTree({ "a.ts": "" });
    shell(tree.root, "mkfifo pipe.ts");
    const server = createServer().listen(tree.at("socket.ts"));
    await new Promise((resolve) => server.once("listening", resolve));
    expect(await walkAll(tree.root)).toEqual({ files: ["a.ts"], faults: [], skips: [] });
    expect((await walkAll(tree.root, { under: ["pipe.ts", "socket.ts"] })).files).toEqual([]);
    await new Promise((resolve) => server.close(resolve));
  });

  it("gives back names with spaces, quotes, newlines and letters of any script", async () => {
    const names = [
      "a b.ts",
      "it's.ts",
      'say "hi".ts',
      "two\nlines.ts",
      "tab\t.ts",
      "back\\slash.ts",
      "ünï.ts",
      "漢字/文.ts",
      "🎉.ts",
      "*.ts",
      "#x.ts",
      "!x.ts",
      "-rf.ts",
      "\uFFFD.ts",
    ];
    using tree = temporaryTree(Object.fromEntries(names.map((name) => [name, "x"])));
    const { files, faults } = await walkAll(tree.root);
    expect(files).toEqual([...names].sort());
    expect(faults).toEqual([]);
    expect((await walkAll(tree.root, { under: names })).files).toEqual([...names].sort());
  });

  it("reports names that are not valid UTF-8, and still sees a sound one that looks the same", async () => {
    using tree = temporaryTree({ "a.ts": "", "\uFFFD.ts": "" });
    shell(tree.root, `touch $'\\xff.ts' $'\\xfe.ts'; mkdir $'dir\\xff'; touch $'dir\\xff/x.ts'`);
    const { files, faults } = await walkAll(tree.root);
    expect(files).toEqual(["a.ts", "\uFFFD.ts"]);
    expect(faults.map(([path]) => path).sort()).toEqual(["dir\uFFFD", "\uFFFD.ts", "\uFFFD.ts"]);
    expect(new Set(faults.map(([, reason]) => reason))).toEqual(new Set(["its name is not valid UTF-8"]));
  });

  it("stops at a documented depth in a tree of 5,000 levels, with one fault", async () => {
    using tree = temporaryTree({ "a.ts": "" });
    const nest =
      "for (let i = 0; i < 5000; i++) { fs.mkdirSync('d'); process.chdir('d'); fs.writeFileSync('f.ts', 'x'); }";
    expect(spawnSync(process.execPath, ["-e", nest], { cwd: tree.root }).status).toBe(0);
    const { files, faults } = await walkAll(tree.root);
    expect(files).toHaveLength(MAX_DEPTH + 1);
    expect(faults).toEqual([["d/".repeat(MAX_DEPTH + 1).slice(0, -1), `is more than ${MAX_DEPTH} folders deep`]]);
    const deep = "d/".repeat(1_900);
    const under = await walkAll(tree.root, { under: [`${deep}f.ts`, `${deep.slice(0, 40)}f.ts`] });
    expect(under.files).toEqual([`${deep.slice(0, 40)}f.ts`]);
    expect(under.faults).toHaveLength(1);
  });

  it("reports a folder whose path is longer than the system allows", async () => {
    using tree = temporaryTree({ "a.ts": "" });
    const name = "n".repeat(250);
    shell(tree.root, `for i in $(seq 20); do mkdir ${name} && cd ${name} || exit 1; touch f.ts; done`);
    const { files, faults } = await walkAll(tree.root);
    expect(files.length).toBeGreaterThan(10);
    expect(faults.length).toBeGreaterThan(0);
    expect(new Set(faults.map(([, reason]) => reason))).toEqual(new Set(["its path is longer than the system allows"]));
  });

  it("reports folders that may not be read and goes on", ({ skip }) => {
    using tree = temporaryTree({ "closed/a.ts": "", "open/b.ts": "", "unsearchable/c.ts": "" });
    chmodSync(tree.root, 0o755);
    chmodSync(tree.at("closed"), 0);
    chmodSync(tree.at("unsearchable"), 0o444);
    // Root may read everything, so another user has to look.
    const user = process.geteuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const script = `
      import { walk } from ${JSON.stringify(sourceUrl("walk"))};
      import { createIgnore } from ${JSON.stringify(sourceUrl("ignore"))};
      const root = ${JSON.stringify(tree.root)}, files = [], faults = [];
      const onFault = (...fault) => faults.push(fault);
      for await (const batch of walk(root, { ignore: createIgnore(root), onFault })) files.push(...batch.map(({ path }) => path));
      console.log(JSON.stringify({ files, faults }));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      ...user,
      cwd: "/",
      encoding: "utf8",
    });
    for (const name of ["closed", "unsearchable"]) chmodSync(tree.at(name), 0o755);
    if (stdout === "" && "uid" in user) skip(`another user cannot run this checkout: ${stderr.slice(0, 300)}`);
    const seen: unknown = JSON.parse(stdout || JSON.stringify(stderr));
    if (stdout.includes('[["",')) skip("another user cannot reach the folder for temporary files");
    expect(seen).toEqual({
      files: ["open/b.ts"],
      faults: [
        ["closed", "permission was denied"],
        ["unsearchable/c.ts", "permission was denied"],
      ],
    });
  });

  it("survives files and folders that go while it walks", async () => {
    using tree = temporaryTree(
      Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`d${i % 50}/f${i}.ts`, ""])),
    );
    const seen: string[] = [];
    const faults: string[] = [];
    for await (const batch of walk(tree.root, {
      ignore: createIgnore(tree.root),
      onFault: (path) => void faults.push(path),
    })) {
      seen.push(...batch.map(({ path }) => path));
      rmSync(tree.at("d7"), { recursive: true, force: true });
      for (const name of ["d8", "d9"]) {
        try {
          renameSync(tree.at(name), tree.at(`moved-${name}`));
          writeFileSync(tree.at(name), "now a file");
        } catch {
          // Moved before.
        }
      }
    }
    expect(seen.length).toBeGreaterThan(1_500);
    expect(new Set(seen).size).toBe(seen.length);
    expect(faults.every((path) => path === "d8" || path === "d9")).toBe(true);
  });

  it("walks a tree again in little time", async () => {
    using tree = temporaryTree(
      Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [join(`d${i % 100}`, `f${i}.ts`), "x"])),
    );
    await walkAll(tree.root);
    const spent = await processorTime(() => walkAll(tree.root));
    expect(spent).toBeLessThan(300);
  });
});
