import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Changes } from "../../src/indexing/coalesce.ts";
import { createIgnore } from "../../src/indexing/ignore.ts";
import { watchByPolling } from "../../src/indexing/watch-poll.ts";
import { watchRecursively } from "../../src/indexing/watch-recursive.ts";
import { watchTree } from "../../src/indexing/watch.ts";
import { temporaryTree } from "./tree.ts";

/** Longest wait for a report; the machine may be busy. */
const PATIENCE_MS = 60_000;
/** So long nothing may be heard where nothing is to be heard. */
const SILENCE_MS = 400;

async function follow(root: string) {
  const reports: Changes[] = [];
  const warnings: string[] = [];
  const watcher = await watchTree(root, {
    ignore: createIgnore(root),
    onChange: (changes) => void reports.push(changes),
    log: { warn: (message) => void warnings.push(message) },
  });
  return {
    watcher,
    warnings,
    /** Everything reported from some work until the paths that are expected have been seen, and a little beyond. */
    async after(work: () => unknown, ...expected: string[]): Promise<string[]> {
      reports.length = 0;
      await work();
      const deadline = performance.now() + PATIENCE_MS;
      const flat = () => reports.flatMap((changes) => (changes === "everything" ? ["everything"] : [...changes]));
      const done = () =>
        expected.every((path) => flat().includes(path) || (path !== "everything" && flat().includes("everything")));
      while (!done() && performance.now() < deadline) await sleep(10);
      await sleep(expected.length === 0 ? SILENCE_MS : 150);
      return [...new Set(flat())].sort();
    },
    reports,
    [Symbol.asyncDispose]: () => watcher[Symbol.asyncDispose](),
  };
}

describe("watching a tree", () => {
  it("reports writes, new files and removals, each within the debounce", async () => {
    using tree = temporaryTree({ "src/a.ts": "1", "b.ts": "1" });
    await using followed = await follow(tree.root);
    expect(followed.watcher.mode).toBe("native");
    expect(await followed.after(() => writeFileSync(tree.at("src/a.ts"), "2"), "src/a.ts")).toEqual(["src/a.ts"]);
    expect(await followed.after(() => appendFileSync(tree.at("b.ts"), "2"), "b.ts")).toEqual(["b.ts"]);
    expect(await followed.after(() => tree.write("src/new.ts", "1"), "src/new.ts")).toEqual(["src/new.ts"]);
    expect(await followed.after(() => rmSync(tree.at("b.ts")), "b.ts")).toEqual(["b.ts"]);
  });

  it("makes one report of a save by writing beside and renaming", async () => {
    using tree = temporaryTree({ "src/a.ts": "1" });
    await using followed = await follow(tree.root);
    const seen = await followed.after(() => {
      writeFileSync(tree.at("src/.#a.ts"), "2");
      writeFileSync(tree.at("src/a.ts~"), "1");
      renameSync(tree.at("src/.#a.ts"), tree.at("src/a.ts"));
    }, "src/a.ts");
    expect(seen).toEqual(["src/a.ts"]);
    expect(followed.reports).toHaveLength(1);
  });

  it("hears nothing of ignored paths, secrets or links to them, not even of their removal", async () => {
    using tree = temporaryTree({
      ".gitignore": "dist/\n*.log\n",
      "dist/a.js": "",
      "node_modules/x/i.js": "",
      "src/a.ts": "",
    });
    await using followed = await follow(tree.root);
    const seen = await followed.after(() => {
      tree.write("dist/a.js", "2");
      tree.write("dist/deep/er/b.js", "2");
      tree.write("node_modules/x/i.js", "2");
      tree.write("node_modules/y/i.js", "2");
      tree.write("debug.log", "2");
      tree.write(".env", "2");
      tree.write(".git/HEAD", "2");
      tree.write("package-lock.json", "2");
      rmSync(tree.at("node_modules"), { recursive: true });
      rmSync(tree.at("dist"), { recursive: true });
      tree.write("dist/c.js", "2");
    });
    expect(seen).toEqual([]);
  });

  it("follows new folders, whatever was put into them before they were watched", async () => {
    using tree = temporaryTree({ "a.ts": "" });
    await using followed = await follow(tree.root);
    expect(
      await followed.after(() => {
        for (let i = 0; i < 20; i++) tree.write(`p/q${i}/r/s/x.ts`, "1");
      }, "p"),
    ).toEqual(["p"]);
    expect(await followed.after(() => tree.write("p/q7/r/s/x.ts", "2"), "p/q7/r/s/x.ts")).toEqual(["p/q7/r/s/x.ts"]);
    expect(await followed.after(() => tree.write("p/q9/r/new.ts", "2"), "p/q9/r/new.ts")).toEqual(["p/q9/r/new.ts"]);
  });

  it("follows a folder that is renamed, moved in, or made anew under an old name", async () => {
    using tree = temporaryTree({ "root/old/sub/a.ts": "", "outside/b.ts": "" });
    await using followed = await follow(tree.at("root"));
    expect(await followed.after(() => renameSync(tree.at("root/old"), tree.at("root/new")), "old", "new")).toEqual([
      "new",
      "old",
    ]);
    expect(await followed.after(() => tree.write("root/new/sub/a.ts", "2"), "new/sub/a.ts")).toEqual(["new/sub/a.ts"]);
    expect(await followed.after(() => renameSync(tree.at("outside"), tree.at("root/in")), "in")).toEqual(["in"]);
    expect(await followed.after(() => tree.write("root/in/b.ts", "2"), "in/b.ts")).toEqual(["in/b.ts"]);
    const anew = () => {
      rmSync(tree.at("root/in"), { recursive: true });
      tree.write("root/in/c.ts", "1");
    };
    expect(await followed.after(anew, "in")).toEqual(["in"]);
    expect(await followed.after(() => tree.write("root/in/c.ts", "2"), "in/c.ts")).toEqual(["in/c.ts"]);
    expect(await followed.after(() => renameSync(tree.at("root/in"), tree.at("gone")), "in")).toEqual(["in"]);
    expect(await followed.after(() => tree.write("gone/c.ts", "3"))).toEqual([]);
  });

  it("reports a folder that becomes a file and a file that becomes a folder", async () => {
    using tree = temporaryTree({ "thing/a.ts": "", other: "" });
    await using followed = await follow(tree.root);
    const swap = () => {
      rmSync(tree.at("thing"), { recursive: true });
      writeFileSync(tree.at("thing"), "file");
      rmSync(tree.at("other"));
      tree.write("other/b.ts", "1");
    };
    expect(await followed.after(swap, "thing", "other")).toEqual(["other", "thing"]);
    expect(await followed.after(() => tree.write("other/b.ts", "2"), "other/b.ts")).toEqual(["other/b.ts"]);
  });

  it("takes a changed ignore file for a change of its folder and watches by the new rules", async () => {
    using tree = temporaryTree({ "src/a.ts": "", "gen/b.ts": "", "gen/deep/c.ts": "" });
    await using followed = await follow(tree.root);
    expect(await followed.after(() => tree.write(".gitignore", "gen/\n"), "everything")).toEqual(["everything"]);
    expect(await followed.after(() => tree.write("gen/deep/c.ts", "2"))).toEqual([]);
    expect(await followed.after(() => tree.write(".ocpignore", "!gen/\n"), "everything")).toContain("everything");
    expect(await followed.after(() => tree.write("gen/deep/c.ts", "3"), "gen/deep/c.ts")).toEqual(["gen/deep/c.ts"]);
    expect(await followed.after(() => rmSync(tree.at(".gitignore")), "everything")).toEqual(["everything"]);
    expect(await followed.after(() => tree.write("src/.gitignore", "a.ts\n"), "src")).toEqual(["src"]);
    expect(await followed.after(() => tree.write("src/a.ts", "2"))).toEqual([]);
  });

  it("begins to follow what an ignore file gives back", async () => {
    using tree = temporaryTree({ ".gitignore": "gen/\n", "gen/deep/c.ts": "" });
    await using followed = await follow(tree.root);
    expect(await followed.after(() => tree.write("gen/deep/c.ts", "2"))).toEqual([]);
    expect(await followed.after(() => rmSync(tree.at(".gitignore")), "everything")).toContain("everything");
    expect(await followed.after(() => tree.write("gen/deep/c.ts", "3"), "gen/deep/c.ts")).toEqual(["gen/deep/c.ts"]);
  });

  it("stops following a folder that turns out to be a virtual environment", async () => {
    using tree = temporaryTree({ "env/lib/a.py": "", "b.py": "" });
    await using followed = await follow(tree.root);
    expect(await followed.after(() => tree.write("env/pyvenv.cfg", "home = /usr\n"), "env")).toEqual(["env"]);
    expect(await followed.after(() => tree.write("env/lib/a.py", "2"))).toEqual([]);
  });

  it("is not fooled by a folder or file that is named like the folder it is in", async () => {
    using tree = temporaryTree({ "same/same/same": "1" });
    await using followed = await follow(tree.root);
    expect(await followed.after(() => tree.write("same/same/same", "2"), "same/same/same")).toEqual(["same/same/same"]);
    expect(await followed.after(() => rmSync(tree.at("same/same/same")), "same/same/same")).toEqual(["same/same/same"]);
    expect(await followed.after(() => rmSync(tree.at("same/same"), { recursive: true }), "same/same")).toEqual([
      "same/same",
    ]);
    expect(await followed.after(() => rmSync(tree.at("same"), { recursive: true }), "same")).toEqual(["same"]);
  });

  it("goes through no link and no loop", async () => {
    using tree = temporaryTree({ "root/a.ts": "", "outside/b.ts": "" });
    symlinkSync(tree.at("outside"), tree.at("root/out"));
    symlinkSync(".", tree.at("root/loop"));
    await using followed = await follow(tree.at("root"));
    expect(await followed.after(() => tree.write("outside/b.ts", "2"))).toEqual([]);
    expect(await followed.after(() => tree.write("root/a.ts", "2"), "a.ts")).toEqual(["a.ts"]);
  });

  it("reports everything instead of thousands of paths", async () => {
    using tree = temporaryTree({ "src/a.ts": "" });
    await using followed = await follow(tree.root);
    const seen = await followed.after(() => {
      for (let i = 0; i < 2_500; i++) writeFileSync(tree.at(`src/f${i}.ts`), "");
    }, "everything");
    expect(seen).toContain("everything");
  });

  it("survives that the root goes, comes back, and is another one", async () => {
    using tree = temporaryTree({ "root/src/a.ts": "1" });
    await using followed = await follow(tree.at("root"));
    expect(await followed.after(() => rmSync(tree.at("root"), { recursive: true }), "everything")).toContain(
      "everything",
    );
    expect(await followed.after(() => tree.write("root/src/b.ts", "1"), "everything")).toContain("everything");
    await sleep(200);
    expect(await followed.after(() => tree.write("root/src/b.ts", "2"), "src/b.ts")).toContain("src/b.ts");
    const replace = () => {
      renameSync(tree.at("root"), tree.at("elsewhere"));
      tree.write("root/c.ts", "1");
    };
    expect(await followed.after(replace, "everything")).toContain("everything");
    await sleep(200);
    expect(await followed.after(() => tree.write("elsewhere/src/b.ts", "3"))).toEqual([]);
    expect(await followed.after(() => tree.write("root/c.ts", "2"), "c.ts")).toContain("c.ts");
  });

  it("waits for a root that does not exist yet", async () => {
    using tree = temporaryTree();
    await using followed = await follow(tree.at("later/root"));
    expect(await followed.after(() => tree.write("later/root/a.ts", "1"), "everything")).toContain("everything");
    await sleep(200);
    expect(await followed.after(() => tree.write("later/root/a.ts", "2"), "a.ts")).toContain("a.ts");
  });

  it("falls silent when it is disposed of or its signal aborts", async () => {
    using tree = temporaryTree({ "a.ts": "" });
    const reports: Changes[] = [];
    const stop = new AbortController();
    const options = { ignore: createIgnore(tree.root), onChange: (changes: Changes) => void reports.push(changes) };
    const aborted = await watchTree(tree.root, { ...options, signal: stop.signal });
    const disposed = await watchTree(tree.root, options);
    writeFileSync(tree.at("a.ts"), "not reported, as the debounce has not passed");
    stop.abort();
    await disposed[Symbol.asyncDispose]();
    await disposed[Symbol.asyncDispose]();
    writeFileSync(tree.at("a.ts"), "2");
    mkdirSync(tree.at("new"));
    await sleep(SILENCE_MS);
    expect(reports).toEqual([]);
    const never = await watchTree(tree.root, { ...options, signal: stop.signal });
    writeFileSync(tree.at("a.ts"), "3");
    await sleep(SILENCE_MS);
    expect(reports).toEqual([]);
    await Promise.all([aborted[Symbol.asyncDispose](), never[Symbol.asyncDispose]()]);
  });

  it("misses nothing while many folders come and go", async () => {
    using tree = temporaryTree({ "a.ts": "" });
    await using followed = await follow(tree.root);
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 30; i++) {
        tree.write(`d${i}/e/f.ts`, `${round}`);
        if (i % 3 === 0) rmSync(tree.at(`d${i}`), { recursive: true });
        else if (i % 5 === 0) renameSync(tree.at(`d${i}`), tree.at(`m${round}-${i}`));
      }
      await sleep(20);
    }
    await sleep(300);
    // Whatever has become of them, each folder that is there is watched.
    const there = spawnSync("find", [".", "-name", "f.ts"], { cwd: tree.root, encoding: "utf8" })
      .stdout.trim()
      .split("\n");
    expect(there.length).toBeGreaterThan(20);
    const paths = there.map((path) => path.slice(2));
    const seen = await followed.after(() => paths.forEach((path) => appendFileSync(tree.at(path), "!")), ...paths);
    expect(seen).toEqual(paths.sort());
  });
});

const follower = (root: string) => `
  import { watchTree } from ${JSON.stringify(new URL("../../src/indexing/watch.ts", import.meta.url).href)};
  import { createIgnore } from ${JSON.stringify(new URL("../../src/indexing/ignore.ts", import.meta.url).href)};
  import { writeFileSync } from "node:fs";
  const root = ${JSON.stringify(root)}, reports = [], warnings = [];
  const watcher = await watchTree(root, { ignore: createIgnore(root), onChange: (changes) => reports.push(changes), log: { warn: (message) => warnings.push(message) } });`;

const runModule = (script: string, prefix: string[] = []) => {
  const [command, ...args] = [...prefix, process.execPath, "--input-type=module", "-e", script];
  return spawnSync(command, args, { encoding: "utf8", timeout: 2 * PATIENCE_MS });
};

describe("watching from a process", () => {
  it("does not keep the process alive", () => {
    using tree = temporaryTree({ "a/b/c.ts": "" });
    const { status, stdout } = runModule(
      `${follower(tree.root)}\nwriteFileSync(root + "/a/b/c.ts", "2"); console.log(watcher.mode);`,
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: "native\n" });
  });

  const limits = [
    { name: "max_inotify_watches", value: 3, reason: "max_user_watches" },
    { name: "max_inotify_instances", value: 0, reason: "max_user_instances" },
  ];
  it.for(limits)(
    "polls instead, and says why once, when the limit $name is reached",
    ({ name, value, reason }, { skip }) => {
      const canLimit = spawnSync("unshare", ["-r", "sh", "-c", `echo ${value} > /proc/sys/user/${name}`]).status === 0;
      if (!canLimit) skip(`${name} cannot be lowered for one process here`);
      using tree = temporaryTree(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`d${i}/a.ts`, ""])));
      const script = `${follower(tree.root)}
      writeFileSync(root + "/d9/a.ts", "changed");
      for (let waited = 0; waited < ${PATIENCE_MS} && !reports.some((changes) => changes !== "everything"); waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
      console.log(JSON.stringify({ mode: watcher.mode, warnings, found: reports.filter((changes) => changes !== "everything") }));`;
      const limited = ["unshare", "-r", "sh", "-c", `echo ${value} > /proc/sys/user/${name} && exec "$@"`, "sh"];
      const { stdout, stderr } = runModule(script, limited);
      const result = JSON.parse(stdout || JSON.stringify(stderr));
      expect(result).toEqual({ mode: "polling", warnings: [expect.stringContaining(reason)], found: [["d9/a.ts"]] });
    },
  );
});

describe("other ways of watching", () => {
  const collect = () => {
    const changed: string[] = [];
    let everything = 0;
    const sink = {
      changed: (path: string) => void changed.push(path),
      everything: () => void everything++,
      count() {},
      checkRoot() {},
      exhausted() {},
    };
    return { changed, sink, everythings: () => everything };
  };
  const until = async (check: () => boolean) => {
    for (const deadline = performance.now() + PATIENCE_MS; !check() && performance.now() < deadline;) await sleep(10);
    expect(check()).toBe(true);
  };

  it("polling finds what was added, changed and removed, and nothing that is ignored", async () => {
    using tree = temporaryTree({ ".gitignore": "dist/\n", "a.ts": "1", "b/c.ts": "1", "dist/x.js": "1" });
    const { changed, sink } = collect();
    const backend = watchByPolling(tree.root, createIgnore(tree.root), sink);
    await backend.ready;
    tree.write("a.ts", "12");
    tree.write("new/d.ts", "1");
    tree.write("dist/x.js", "12");
    rmSync(tree.at("b"), { recursive: true });
    await until(() => changed.length >= 3);
    await sleep(100);
    expect(changed.sort()).toEqual(["a.ts", "b/c.ts", "new/d.ts"]);
    backend.close();
    changed.length = 0;
    tree.write("a.ts", "123");
    await sleep(1_500);
    expect(changed).toEqual([]);
  });

  it("one recursive watch reports content only, and ignore files as a change of everything", async () => {
    using tree = temporaryTree({
      ".gitignore": "dist/\n",
      "src/a.ts": "1",
      "dist/x.js": "1",
      "node_modules/y/i.js": "1",
    });
    const { changed, sink, everythings } = collect();
    const backend = watchRecursively(tree.root, createIgnore(tree.root), sink);
    await backend.ready;
    await sleep(100);
    tree.write("dist/x.js", "2");
    tree.write("node_modules/y/i.js", "2");
    tree.write("src/a.ts", "2");
    await until(() => changed.includes("src/a.ts"));
    expect(new Set(changed)).toEqual(new Set(["src/a.ts"]));
    tree.write(".gitignore", "src/\n");
    await until(() => everythings() > 0);
    changed.length = 0;
    tree.write("src/a.ts", "3");
    tree.write("dist/x.js", "3");
    await until(() => changed.includes("dist/x.js"));
    expect(changed).not.toContain("src/a.ts");
    backend.close();
  });
});
