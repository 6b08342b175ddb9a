import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AgentContext } from "../src/index.ts";
import { openFileStore } from "../src/storage.ts";

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "ocp-contexts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "contexts");
}

describe("contexts on disk", () => {
  it("come back as they were, in another store too", async () => {
    const folder = scratch();
    const context = new AgentContext({ user: "Zoë", accumulated_context: { a: [1] } }).addInteraction("a");
    await openFileStore(folder).save(context);
    expect((await openFileStore(folder).load(context.context_id))?.toJSON()).toEqual(context.toJSON());
    context.updateGoal("later");
    await openFileStore(folder).save(context);
    expect((await openFileStore(folder).load(context.context_id))?.current_goal).toBe("later");
    expect(readdirSync(folder)).toEqual([`${context.context_id}.json`]);
  });

  it("are listed with the one changed last first, and deleted once", async () => {
    const folder = scratch();
    const store = openFileStore(folder);
    expect(await store.list()).toEqual([]);
    await store.save(new AgentContext({ context_id: "old", last_updated: "2026-01-01T00:00:00Z" }));
    await store.save(new AgentContext({ context_id: "new", last_updated: "2026-01-02T00:00:00Z" }));
    writeFileSync(join(folder, "damaged.json"), "{");
    expect(await store.list()).toEqual([
      { context_id: "new", last_updated: "2026-01-02T00:00:00.000Z" },
      { context_id: "old", last_updated: "2026-01-01T00:00:00.000Z" },
    ]);
    expect([await store.delete("old"), await store.delete("old"), await store.load("old")]).toEqual([
      true,
      false,
      null,
    ]);
  });

  it.each(["../../escape", "a/b", "..", "CON", "Case", "case:x", "a\\b"])(
    "stay in their folder under the id %s",
    async (context_id) => {
      const folder = scratch();
      const store = openFileStore(folder);
      await store.save(new AgentContext({ context_id }));
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/^_[0-9a-f]{64}\.json$/)]);
      expect((await store.load(context_id))?.context_id).toBe(context_id);
      expect(readdirSync(join(folder, ".."))).toEqual(["contexts"]);
    },
  );

  it.skipIf(process.platform === "win32")("can be read by their owner alone", async () => {
    const folder = scratch();
    const context = new AgentContext();
    await openFileStore(folder).save(context);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, `${context.context_id}.json`)).mode & 0o777).toBe(0o600);
  });

  it("hold no secret, unless they are told to", async () => {
    const folder = scratch();
    const context = new AgentContext({ context_id: "a", session: { api_key: "k-12345678" } });
    await openFileStore(folder).save(context);
    expect(readFileSync(join(folder, "a.json"), "utf8")).not.toContain("k-12345678");
    await openFileStore(folder, { redact: false }).save(context);
    expect((await openFileStore(folder).load("a"))?.session["api_key"]).toBe("k-12345678");
  });

  it("are never half written, however many save at once", async () => {
    const folder = scratch();
    const store = openFileStore(folder);
    const contexts = Array.from({ length: 20 }, (_, at) => new AgentContext({ context_id: "same", user: `${at}` }));
    await Promise.all(contexts.map((context) => store.save(context)));
    expect((await store.load("same"))?.user).toMatch(/^\d+$/);
    expect(readdirSync(folder)).toEqual(["same.json"]);
  });

  it("say what to do when their file is damaged, or their folder is a file", async () => {
    const folder = scratch();
    await openFileStore(folder).save(new AgentContext({ context_id: "a" }));
    writeFileSync(join(folder, "a.json"), "{");
    await expect(openFileStore(folder).load("a")).rejects.toThrow("The file of the context a is damaged. Delete it");
    await expect(openFileStore(join(folder, "a.json")).save(new AgentContext())).rejects.toThrow(/EEXIST|ENOTDIR/);
    mkdirSync(join(folder, "taken.json", "inside"), { recursive: true });
    await expect(openFileStore(folder).save(new AgentContext({ context_id: "taken" }))).rejects.toThrow(
      /EISDIR|ENOTEMPTY|EPERM/,
    );
    await expect(openFileStore(folder).load("taken")).rejects.toThrow("EISDIR");
    expect(readdirSync(folder).sort()).toEqual(["a.json", "taken.json"]);
    await expect(openFileStore(join(folder, "a.json")).list()).rejects.toThrow("ENOTDIR");
  });
});
