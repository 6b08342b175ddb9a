import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { openTestEngine, temporaryFolder } from "../support.ts";

/** Prose without repetition, so that neither the text nor its words are small. */
const page = (seed: number): string =>
  `# Page ${seed}\n\n${Array.from({ length: 2_000 }, (_, word) => `w${((seed * 7919 + word) * 2_654_435_761) % 4_294_967_296}`).join("\n")}\n`;

/** The file itself becomes smaller when its log is written into it. */
function sizeOf(path: string): number {
  const database = new Database(path, { readonly: true });
  try {
    return Number(database.pragma("page_count", { simple: true })) * 8192;
  } finally {
    database.close();
  }
}

it("gives the room of a removed workspace back to the file system", async () => {
  const files = Object.fromEntries(Array.from({ length: 60 }, (_, seed) => [`root/${seed}.md`, page(seed)]));
  await using folder = await temporaryFolder(files);
  const path = join(folder.path, "ocp.db");
  const size = () => sizeOf(path);
  {
    await using engine = openTestEngine(path);
    const { workspace_id } = await engine.call("workspace.register", { root_uri: join(folder.path, "root") });
    await engine.call("workspace.index", { workspace_id });
  }
  const full = size();
  expect(full).toBeGreaterThan(1_000_000);
  await using engine = openTestEngine(path);
  const { workspaces } = await engine.call("workspace.list", {});
  await engine.call("workspace.unregister", { workspace_id: workspaces[0]!.workspace_id });
  await expect.poll(size).toBeLessThan(full / 4);
  expect(await engine.check()).toEqual([]);
});

it("gives back what of a file is free when it is opened, as after an upgrade", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "ocp.db");
  {
    await using engine = openTestEngine(path);
    await engine.call("workspace.list", {});
  }
  const empty = sizeOf(path);
  const database = new Database(path);
  database.exec("CREATE TABLE old (content blob)");
  const insert = database.prepare("INSERT INTO old VALUES (zeroblob(1000000))");
  for (let row = 0; row < 40; row++) insert.run();
  database.exec("DROP TABLE old");
  database.close();
  expect(sizeOf(path)).toBeGreaterThan(40_000_000);
  await using engine = openTestEngine(path);
  await engine.call("workspace.list", {});
  await expect.poll(() => sizeOf(path), { timeout: 10_000 }).toBeLessThan(empty * 1.1);
  expect(await engine.check()).toEqual([]);
});
