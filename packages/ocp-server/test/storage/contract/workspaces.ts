import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { EXPLICIT, WS, chunk, file, find, globalState, put, type Setting } from "./setting.ts";

export function testWorkspaces({ backend, tick, fresh, allEvents }: Setting): void {
  describe(`${backend}: workspaces`, () => {
    it("registers once and changes only what is given", async () => {
      await using db = await fresh();
      const { workspaces } = db.store;
      const again = await workspaces.register({
        workspace_id: WS,
        root_uri: "file:///repo",
        defaultName: "x",
        metadata: { a: 1 },
      });
      expect(again).toEqual({
        created: false,
        workspace: { workspace_id: WS, root_uri: "file:///repo", name: "root", metadata: { a: 1 }, indexed: false },
      });
      const renamed = await workspaces.register({
        workspace_id: WS,
        root_uri: "file:///repo",
        defaultName: "x",
        name: "new",
      });
      expect(renamed.workspace).toMatchObject({ name: "new", metadata: { a: 1 } });
    });

    it("pages through workspaces in order of registration", async () => {
      await using db = await fresh();
      for (const id of ["ws_b", "ws_a"])
        await db.store.workspaces.register({ workspace_id: id, root_uri: `doc://${id}`, defaultName: id });
      const first = await db.store.workspaces.list({ limit: 2 });
      expect(first.items.map((w) => w.workspace_id)).toEqual([WS, "ws_b"]);
      const second = await db.store.workspaces.list({ limit: 2, cursor: first.next });
      expect(second).toMatchObject({
        items: [{ workspace_id: "ws_a", status: "empty", progress: 0 }],
        next: undefined,
      });
    });

    it("shows only the workspaces asked for", async () => {
      await using db = await fresh();
      expect((await db.store.workspaces.list({ limit: 9, only: [] })).items).toEqual([]);
      expect((await db.store.workspaces.list({ limit: 9, only: [WS, "ws_x"] })).items).toHaveLength(1);
    });

    it("says truthfully whether an index run is under way, was cut off, or is done", async () => {
      await using db = await fresh();
      const status = async () => (await db.store.workspaces.list({ limit: 1 })).items[0]!;
      const owner = { id: "me", host: hostname(), pid: process.pid };
      await put(db.store.index, WS, [file("a.ts", [chunk("a", "a")])], EXPLICIT);
      await db.store.leases.acquire(`index:${WS}`, owner, 1000);
      await db.store.workspaces.reportProgress(WS, { filesDone: 1, filesTotal: 4, finished: false, whole: true });
      expect(await status()).toMatchObject({ status: "indexing", progress: 0.25 });
      tick(1001);
      expect(await status()).toMatchObject({ status: "partial", progress: 0.25 });
      await db.store.workspaces.reportProgress(WS, { filesDone: 4, filesTotal: 4, finished: true, whole: true });
      expect(await status()).toMatchObject({ status: "ready", progress: 1, files: 1, chunks: 1, stale: 0 });
    });

    it("removes a workspace with all that belongs to it", async () => {
      await using db = await fresh();
      await put(db.store.index, WS, [file("a.ts", [chunk("alpha", "alpha beta")])], EXPLICIT);
      await db.store.state.set(globalState, "k", 1, {});
      await db.store.sessions.open({ session_id: "s", workspace_id: WS });
      expect(await db.store.workspaces.remove(WS)).toBe(true);
      expect(await db.store.workspaces.remove(WS)).toBe(false);
      await db.store.workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "root" });
      expect(await find(db.store, { workspaceId: WS }, "beta")).toEqual([]);
      expect(await db.store.state.get(globalState, "k")).toBeUndefined();
      expect(await db.store.sessions.get("s")).toBeUndefined();
      expect(await allEvents(db.store)).toEqual([]);
    });
  });
}
