import { lstatSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createPreparation, type Preparation, type Task, type TaskFile } from "../../src/indexing/preparation.ts";
import { prepareAll, type PreparersOptions } from "../../src/indexing/preparers.ts";
import { temporaryTree } from "./tree.ts";

const FRAGILE = new URL("./programs/fragile-preparer.ts", import.meta.url);

function tasksOf(tree: ReturnType<typeof temporaryTree>, names: readonly string[][]): Task[] {
  const toFile = (path: string): TaskFile => {
    const { size, mtimeMs, ctimeMs } = lstatSync(tree.at(path));
    return { path, size, mtimeMs, ctimeMs };
  };
  return names.map((files) => ({ workspaceId: "ws_1", root: tree.root, files: files.map(toFile) }));
}

async function run(tasks: Iterable<Task>, options: Partial<PreparersOptions>) {
  const paths: string[] = [];
  const faults: string[] = [];
  let words = 0;
  for await (const { prepared } of prepareAll(tasks, { threads: 1, preparation: createPreparation(), ...options })) {
    for (const update of prepared.updates) paths.push(update.path);
    for (const { path, reason } of prepared.faults) faults.push(`${path} ${reason}`);
    words += prepared.text?.documents ?? 0;
  }
  return { paths: paths.sort(), faults: faults.sort(), words };
}

/** One that leaves what is dangerous to others. */
function cautious(): Preparation {
  const { prepare } = createPreparation();
  return {
    async prepare(task) {
      if (task.files.some(({ path }) => path === "fatal" || path === "endless")) throw new Error("not here");
      return prepare(task);
    },
  };
}

const many = Array.from({ length: 60 }, (_, number) => `file-${String(number).padStart(2, "0")}.md`);
const files = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, `# ${name}\n\nSome words.\n`]));

describe("preparing on several threads", () => {
  it("comes to the same as on one", async () => {
    using tree = temporaryTree(files(many));
    const tasks = tasksOf(
      tree,
      many.map((name) => [name]),
    );
    const alone = await run(tasks, { threads: 0 });
    expect(alone).toEqual({ paths: many, faults: [], words: many.length });
    expect(await run(tasks, { threads: 2 })).toEqual(alone);
  });

  it("reports a file that ends its thread, and does the others of its task", async () => {
    using tree = temporaryTree(files([...many, "fatal"]));
    const tasks = tasksOf(tree, [many.slice(0, 20), many.slice(20, 40), ["fatal", ...many.slice(40)]]);
    const { paths, faults } = await run(tasks, { program: FRAGILE, preparation: cautious() });
    expect(paths).toEqual(many);
    expect(faults).toEqual(["fatal stopped the thread that read it"]);
  });

  it("gives up on a file that a thread never finishes", async () => {
    using tree = temporaryTree(files(["a.md", "b.md", "endless"]));
    const tasks = tasksOf(tree, [["a.md"], ["endless", "b.md"]]);
    const { paths, faults } = await run(tasks, { program: FRAGILE, patienceMs: 2_000, preparation: cautious() });
    expect(paths).toEqual(["a.md", "b.md"]);
    expect(faults).toEqual(["endless stopped the thread that read it"]);
  });

  it("prepares all by itself when threads do not even start", async () => {
    using tree = temporaryTree(files(many));
    const tasks = tasksOf(
      tree,
      many.map((name) => [name]),
    );
    const program = new URL("./programs/there-is-none.ts", import.meta.url);
    expect(await run(tasks, { program, threads: 2 })).toEqual({ paths: many, faults: [], words: many.length });
  });

  it("stops at once when it is told to, and takes no more tasks than it can hold", async () => {
    using tree = temporaryTree(files(many));
    let taken = 0;
    function* endless(): Generator<Task> {
      const [task] = tasksOf(tree, [many]);
      for (;;) {
        taken++;
        yield task!;
      }
    }
    const stop = new AbortController();
    const seen: number[] = [];
    const running = (async () => {
      for await (const { task } of prepareAll(endless(), {
        threads: 2,
        preparation: createPreparation(),
        signal: stop.signal,
      })) {
        seen.push(task.files.length);
        expect(taken - seen.length).toBeLessThanOrEqual(2 * 2 + 2 * 2 + 1);
        if (seen.length === 20) stop.abort(new Error("told to"));
      }
    })();
    await expect(running).rejects.toThrow("told to");
    expect(seen).toHaveLength(20);
  });
});
