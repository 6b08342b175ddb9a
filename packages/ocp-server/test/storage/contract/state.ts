import { OcpError } from "ocp-core";
import { describe, expect, it } from "vitest";
import { WS, agentState, globalState, type Setting } from "./setting.ts";

export function testState({ backend, now, tick, fresh, allEvents }: Setting): void {
  describe(`${backend}: state`, () => {
    it("counts versions up and returns what was written", async () => {
      await using db = await fresh();
      const value = { a: [1, null, "ü\u0000"], b: { c: true } };
      expect(await db.store.state.set(globalState, "k", value, {})).toEqual({ version: 1 });
      expect(await db.store.state.set(globalState, "k", null, {})).toEqual({ version: 2 });
      expect(await db.store.state.get(globalState, "k")).toMatchObject({
        value: null,
        version: 2,
        workspace_id: WS,
        session_id: null,
      });
    });

    it("refuses a write whose version does not match and says what is there", async () => {
      await using db = await fresh();
      await db.store.state.set(globalState, "k", 1, { ifVersion: 0 });
      const error = await db.store.state.set(globalState, "k", 2, { ifVersion: 0 }).catch((e: unknown) => e);
      expect(OcpError.is(error, "CONFLICT") && error.details).toEqual({ current_version: 1 });
      const absent = await db.store.state.delete(globalState, "none", { ifVersion: 3 }).catch((e: unknown) => e);
      expect(OcpError.is(absent, "CONFLICT") && absent.details).toEqual({ current_version: 0 });
    });

    it("never gives a version twice, also after deletion and expiry", async () => {
      await using db = await fresh();
      await db.store.state.set(globalState, "k", 1, {});
      expect(await db.store.state.delete(globalState, "k", { ifVersion: 1 })).toBe(true);
      expect(await db.store.state.delete(globalState, "k", {})).toBe(false);
      expect(await db.store.state.set(globalState, "k", 2, { ifVersion: 0, ttlSeconds: 1 })).toEqual({ version: 2 });
      tick(1000);
      expect(await db.store.state.get(globalState, "k")).toBeUndefined();
      expect(await db.store.state.set(globalState, "k", 3, { ifVersion: 0 })).toEqual({ version: 3 });
    });

    it("lists by prefix over several owners, page by page", async () => {
      await using db = await fresh();
      for (const key of ["p.a", "p.b", "q"]) await db.store.state.set(agentState, key, key, {});
      for (const key of ["p.b", "p.c", "p%"]) await db.store.state.set(globalState, key, key, {});
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await db.store.state.list([agentState, globalState], { prefix: "p.", limit: 1, cursor });
        seen.push(...page.items.map((e) => `${e.scope}:${e.key}`));
        cursor = page.next;
      } while (cursor);
      expect(seen).toEqual(["agent:p.a", "agent:p.b", "global:p.b", "global:p.c"]);
    });

    it("reports an expired entry once it is swept, and sweeping twice changes nothing", async () => {
      await using db = await fresh();
      await db.store.state.set(globalState, "k", 1, { ttlSeconds: 5 });
      expect(await db.store.purge(now())).toBe(0);
      tick(5000);
      expect(await db.store.purge(now())).toBe(1);
      expect(await db.store.purge(now())).toBe(0);
      expect((await allEvents(db.store)).at(-1)).toMatchObject({
        type: "state.changed",
        payload: { key: "k", deleted: true, version: 1 },
      });
    });
  });
}
