import { describe, expect, it } from "vitest";
import { EXPLICIT, WS, chunk, file, find, globalState, put, type Setting } from "./setting.ts";

export function testLargeWorkspace({ backend, fresh, allEvents }: Setting): void {
  describe(`${backend}: a large workspace`, () => {
    const many = (path: string) =>
      file(
        path,
        Array.from({ length: 30 }, (_, at) => chunk(`part${at}`, `words of part ${at}`, at + 1)),
      );
    const paths = Array.from({ length: 60 }, (_, at) => `folder/${at}.ts`);

    it("leaves what is deleted by and by, and is no hindrance when it is there again before", async () => {
      await using db = await fresh();
      const { index, workspaces } = db.store;
      await put(index, WS, paths.map(many), EXPLICIT);
      const { items: before } = await index.list({ workspaceId: WS }, { limit: 5 });
      await workspaces.remove(WS);
      expect(await index.chunk(before[0]!.chunk_id)).toBeUndefined();
      await workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "root" });
      expect(await index.count(WS)).toBe(0);

      await put(index, WS, paths.slice(0, 20).map(many), EXPLICIT);
      const { items: after } = await index.list({ workspaceId: WS }, { limit: 5 });
      expect(after.map(({ chunk_id, version }) => [chunk_id, version])).toEqual(
        before.map(({ chunk_id }) => [chunk_id, 1]),
      );
      // There are two rows of one id now.
      expect(await index.chunk(before[0]!.chunk_id)).toEqual(after[0]);
      expect(await db.store.hasLeftovers()).toBe(true);
      expect(await db.store.deleteLeftovers()).toBe(1_800);
      expect(await index.chunk(before[0]!.chunk_id)).toEqual(after[0]);
      expect(await db.store.hasLeftovers()).toBe(false);
      expect(await db.store.deleteLeftovers()).toBe(0);
      expect(await index.count(WS)).toBe(600);
      expect((await find(db.store, { workspaceId: WS }, "part")).length).toBeGreaterThan(0);
    });

    it("is looked up in by id and by name, wherever a chunk's row is", async () => {
      await using db = await fresh();
      const { index } = db.store;
      // Ten thousand rows and more, so that they are in two parts of the indexes.
      const files = Array.from({ length: 340 }, (_, at) => many(`folder/${at}.ts`));
      for (let start = 0; start < files.length; start += 20)
        await put(index, WS, files.slice(start, start + 20), EXPLICIT);
      const { items } = await index.list(
        { workspaceId: WS, filters: { path: "folder/{0,170,339}.ts" } },
        { limit: 90 },
      );
      expect(items).toHaveLength(90);
      for (const item of items) expect(await index.chunk(item.chunk_id)).toEqual(item);
      const named = await index.searchSymbols({ workspaceId: WS }, ["Any.part7", "nothing"], 1_000);
      expect(new Set(named.map(({ path }) => path)).size).toBe(340);
      expect(await index.searchSymbols({ workspaceId: WS }, ["part7"], 5)).toHaveLength(5);
      expect(await index.searchSymbols({ workspaceId: "ws_other" }, ["part7"], 5)).toEqual([]);
    });

    it("goes with all of its events, however many", async () => {
      await using db = await fresh();
      const { state, workspaces } = db.store;
      for (let turn = 0; turn < 250; turn++) await state.set(globalState, `key-${turn}`, turn, {});
      await workspaces.register({ workspace_id: "ws_2", root_uri: "doc://2", defaultName: "2" });
      await state.set({ ...globalState, workspace_id: "ws_2" }, "other", 1, {});
      expect(await allEvents(db.store)).toHaveLength(250);
      await workspaces.remove(WS);
      await workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "root" });
      expect(await allEvents(db.store)).toEqual([]);
      const { cursor } = await db.store.events.cursorAt("beginning");
      const { events } = await db.store.events.read({ workspaceId: "ws_2" }, { cursor, limit: 5 });
      expect(events).toHaveLength(1);
    });

    it("is marked stale some chunks at a time, all of them reported once", async () => {
      await using db = await fresh();
      await put(db.store.index, WS, paths.map(many), EXPLICIT);
      const { cursor } = await db.store.events.cursorAt("now");
      expect(await db.store.index.invalidate(WS, ["folder", "folder/3.ts"], "explicit")).toBe(1_800);
      const { events } = await db.store.events.read({ workspaceId: WS }, { cursor, limit: 100 });
      const ids = events.flatMap((event) => (event.type === "chunk.invalidated" ? event.payload.chunk_ids : []));
      expect(events.length).toBeGreaterThan(3);
      expect(new Set(ids).size).toBe(1_800);
      expect(ids).toHaveLength(1_800);
    });
  });
}
