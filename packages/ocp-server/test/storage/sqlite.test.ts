import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import { testStore } from "./contract.ts";

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "ocp-store-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

testStore({
  name: "sqlite",
  async open(now) {
    const folder = await temporaryFolder();
    const path = join(folder.path, "a folder", "ocp.db");
    const store = await openSqliteStore({ path, now });
    return {
      store,
      again: () => openSqliteStore({ path, now }),
      async [Symbol.asyncDispose]() {
        await store[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
});

it("opens one new file from many stores at once", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "ocp.db");
  const stores = await Promise.all(Array.from({ length: 8 }, () => openSqliteStore({ path })));
  expect(await stores[7]!.check()).toEqual([]);
  for (const store of stores) await store[Symbol.asyncDispose]();
});

it("says what to do about a file that is no database", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "notes.txt");
  await writeFile(path, "This is not a database. ".repeat(100));
  await expect(openSqliteStore({ path })).rejects.toMatchObject({
    code: "STORAGE_UNAVAILABLE",
    message: expect.stringContaining("OCP_DB_PATH"),
  });
});

it("refuses a database of a newer version and changes nothing in it", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "ocp.db");
  await (await openSqliteStore({ path }))[Symbol.asyncDispose]();
  const { default: Database } = await import("better-sqlite3");
  const raw = new Database(path);
  raw.exec("UPDATE meta SET value = '99' WHERE key = 'schema_version'");
  raw.close();
  await expect(openSqliteStore({ path })).rejects.toMatchObject({
    code: "STORAGE_UNAVAILABLE",
    message: expect.stringContaining("schema 99"),
  });
});
