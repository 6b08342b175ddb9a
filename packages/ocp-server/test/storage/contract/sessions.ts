import { describe, expect, it } from "vitest";
import { WS, agentState, sessionState, type Setting } from "./setting.ts";

export function testSessions({ backend, now, tick, fresh, allEvents }: Setting): void {
  describe(`${backend}: sessions`, () => {
    it("opens once, joins afterwards, and refuses another workspace", async () => {
      await using db = await fresh();
      const { sessions } = db.store;
      expect(await sessions.open({ session_id: "s", workspace_id: WS })).toEqual({ created: true });
      expect(await sessions.open({ session_id: "s", workspace_id: WS })).toEqual({ created: false });
      await expect(sessions.open({ session_id: "s", workspace_id: "ws_2" })).rejects.toMatchObject({
        code: "CONFLICT",
      });
    });

    it("opens a session by writing its state, and drops the state when it closes", async () => {
      await using db = await fresh();
      await db.store.state.set(sessionState("s"), "plan", 1, {});
      expect(await db.store.sessions.get("s")).toMatchObject({ workspace_id: WS });
      expect(await db.store.sessions.close("s")).toBe(true);
      expect(await db.store.sessions.close("s")).toBe(false);
      expect(await db.store.sessions.close("unknown")).toBe(false);
      expect(await db.store.state.get(sessionState("s"), "plan")).toBeUndefined();
      expect((await allEvents(db.store)).at(-1)).toMatchObject({
        type: "session.closed",
        payload: { session_id: "s", reason: "explicit" },
      });
    });

    it("closes by itself when its time is up, and its state is gone at once", async () => {
      await using db = await fresh();
      await db.store.sessions.open({ session_id: "s", workspace_id: WS, ttlSeconds: 10 });
      await db.store.state.set(sessionState("s"), "k", 1, {});
      tick(10_000);
      expect(await db.store.state.get(sessionState("s"), "k")).toBeUndefined();
      expect((await db.store.state.list([sessionState("s")], { limit: 5 })).items).toEqual([]);
      expect(await db.store.sessions.get("s")).toBeUndefined();
      expect(await db.store.purge(now())).toBe(1);
      expect((await allEvents(db.store)).at(-1)).toMatchObject({ type: "session.closed", payload: { reason: "ttl" } });
    });

    it("loses no handoff: the latest under _inbox, each one under its id", async () => {
      await using db = await fresh();
      await db.store.sessions.open({ session_id: "s", workspace_id: WS });
      for (const [i, handoff_id] of ["ho_1", "ho_2"].entries()) {
        await db.store.sessions.handoff({
          handoff_id,
          session_id: "s",
          from_agent: "p",
          to_agent: "a1",
          message: { i },
          partition: "",
        });
      }
      expect((await db.store.state.get(agentState, "_inbox"))!.value).toMatchObject({
        handoff_id: "ho_2",
        from_agent: "p",
        session_id: "s",
        message: { i: 1 },
      });
      expect((await db.store.state.get(agentState, "handoff.ho_1"))!.value).toMatchObject({ message: { i: 0 } });
      await expect(
        db.store.sessions.handoff({
          handoff_id: "x",
          session_id: "none",
          from_agent: "p",
          to_agent: "a",
          message: 1,
          partition: "",
        }),
      ).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    });

    it("restores a checkpoint as it was, also after later writes and after the session closed", async () => {
      await using db = await fresh();
      const { sessions, state } = db.store;
      await state.set(sessionState("s"), "a", { n: 1 }, {});
      await state.set(sessionState("s"), "t", "soon gone", { ttlSeconds: 60 });
      const saved = await sessions.checkpoint({ checkpoint_id: "ckpt_1", session_id: "s", label: "before" });
      expect(saved.map((e) => e.key)).toEqual(["a", "t"]);
      await state.set(sessionState("s"), "a", { n: 2 }, {});
      await sessions.close("s");
      tick(3_600_000);
      await sessions.restore("ckpt_1", "s2");
      expect((await state.get(sessionState("s2"), "a"))!.value).toEqual({ n: 1 });
      expect((await state.get(sessionState("s2"), "t"))!.value).toBe("soon gone");
      const list = await sessions.list(WS, { limit: 9 });
      expect(list.items.map((s) => [s.session_id, s.status, s.checkpoints.length])).toEqual([
        ["s2", "open", 0],
        ["s", "closed", 1],
      ]);
      await expect(sessions.restore("ckpt_none", "s3")).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    });
  });
}
