import { describe, expect, it } from "vitest";
import { WS, globalState, sessionState, type Setting } from "./setting.ts";

export function testEvents({ backend, now, tick, fresh, allEvents }: Setting): void {
  describe(`${backend}: events`, () => {
    it("replays from an id or a time in order, without gap or repeat", async () => {
      await using db = await fresh();
      const { events, state } = db.store;
      const keys = async (cursor: string) =>
        (await events.read({ workspaceId: WS }, { cursor, limit: 50 })).events.map(
          (e) => (e.payload as { key: string }).key,
        );
      await state.set(globalState, "a", 1, {});
      const [a] = await allEvents(db.store);
      tick(1000);
      const between = new Date(now()).toISOString();
      await state.set(globalState, "b", 1, {});
      await state.set(globalState, "c", 1, {});
      expect(await keys((await events.cursorAt({ since: a!.event_id })).cursor)).toEqual(["b", "c"]);
      expect(await keys((await events.cursorAt({ since: between })).cursor)).toEqual(["b", "c"]);
      expect(await keys((await events.cursorAt({ since: new Date(now() + 1).toISOString() })).cursor)).toEqual([]);
      const page = await events.read(
        { workspaceId: WS },
        { cursor: (await events.cursorAt("beginning")).cursor, limit: 2 },
      );
      expect(page.events).toHaveLength(2);
      expect(await keys(page.cursor)).toEqual(["c"]);
    });

    it("moves the cursor past events that the selection leaves out", async () => {
      await using db = await fresh();
      const { cursor } = await db.store.events.cursorAt("now");
      await db.store.state.set(globalState, "a", 1, {});
      const page = await db.store.events.read({ workspaceId: WS, types: ["chunk.indexed"] }, { cursor, limit: 5 });
      expect(page.events).toEqual([]);
      expect(page.cursor > cursor).toBe(true);
    });

    it("refuses a cursor or a time that means nothing", async () => {
      await using db = await fresh();
      await expect(db.store.events.read({ workspaceId: WS }, { cursor: "x", limit: 1 })).rejects.toMatchObject({
        code: "INVALID_PARAMS",
      });
      await expect(db.store.events.cursorAt({ since: "yesterday" })).rejects.toMatchObject({ code: "INVALID_PARAMS" });
    });

    it("does not take the end of another workspace for a loss of events", async () => {
      await using db = await fresh();
      await db.store.workspaces.register({ workspace_id: "ws_2", root_uri: "doc://2", defaultName: "2" });
      await db.store.state.set(globalState, "a", 1, {});
      await db.store.state.set({ ...globalState, workspace_id: "ws_2" }, "b", 1, {});
      const { cursor } = await db.store.events.cursorAt("now");
      await db.store.workspaces.remove("ws_2");
      expect(await db.store.events.read({ workspaceId: WS }, { cursor, limit: 5 })).toEqual({
        events: [],
        cursor,
        truncated: false,
      });
    });

    it("answers a cursor of another database from the beginning and says so", async () => {
      await using db = await fresh();
      await db.store.state.set(globalState, "a", 1, {});
      const page = await db.store.events.read({ workspaceId: WS }, { cursor: "deadbeef.00000000000042", limit: 5 });
      expect(page).toMatchObject({ truncated: true, events: [{ payload: { key: "a" } }] });
    });

    it("drops what is older than a week and says that it did", async () => {
      await using db = await fresh();
      const { cursor } = await db.store.events.cursorAt("now");
      await db.store.state.set(globalState, "old", 1, {});
      tick(8 * 86_400_000);
      await db.store.state.set(globalState, "new", 1, {});
      await db.store.purge(now());
      const page = await db.store.events.read({ workspaceId: WS }, { cursor, limit: 5 });
      expect(page.truncated).toBe(true);
      expect(page.events.map((e) => (e.payload as { key: string }).key)).toEqual(["new"]);
      expect((await db.store.events.read({ workspaceId: WS }, { cursor: page.cursor, limit: 5 })).truncated).toBe(
        false,
      );
    });

    it("keeps subscriptions, and forgets one that nobody polled for a week", async () => {
      await using db = await fresh();
      const { cursor } = await db.store.events.cursorAt("now");
      const subscription = {
        subscription_id: "sub_1",
        workspaceId: WS,
        types: ["state.changed" as const],
        sessionId: undefined,
        cursor,
      };
      await db.store.events.subscribe(subscription);
      expect(await db.store.events.getSubscription("sub_1")).toEqual(subscription);
      tick(8 * 86_400_000);
      expect(await db.store.events.getSubscription("sub_1")).toBeUndefined();
      expect(await db.store.events.unsubscribe("sub_1")).toBe(true);
      expect(await db.store.events.unsubscribe("sub_1")).toBe(false);
    });

    it("reports session events only to who asked for that session", async () => {
      await using db = await fresh();
      await db.store.state.set(sessionState("s1"), "k", 1, {});
      await db.store.state.set(sessionState("s2"), "k", 1, {});
      const { cursor } = await db.store.events.cursorAt("beginning");
      expect(
        (await db.store.events.read({ workspaceId: WS, sessionId: "s1" }, { cursor, limit: 9 })).events,
      ).toHaveLength(1);
    });

    it("tells a listener of another store's commit within 100 ms", async () => {
      await using db = await fresh();
      await using other = await db.again();
      const noticed = Promise.withResolvers<void>();
      const stop = db.store.onCommit(noticed.resolve);
      let turns = 0;
      // While the machine has no time for this process, no turn comes either.
      const clock = setInterval(() => void turns++, 10);
      await other.state.set(globalState, "k", 1, {});
      turns = 0;
      await noticed.promise;
      expect(turns).toBeLessThanOrEqual(10);
      clearInterval(clock);
      stop();
    });
  });
}
