import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import type { Setting } from "./setting.ts";

export function testLeases({ backend, tick, fresh }: Setting): void {
  describe(`${backend}: leases`, () => {
    it("gives a name to one living holder at a time", async () => {
      await using db = await fresh();
      const me = { id: "me", host: hostname(), pid: process.pid };
      const other = { id: "other", host: "elsewhere", pid: 1 };
      expect(await db.store.leases.acquire("n", me, 1000)).toBe(true);
      expect(await db.store.leases.acquire("n", other, 1000)).toBe(false);
      expect(await db.store.leases.acquire("n", me, 1000)).toBe(true);
      tick(1001);
      expect(await db.store.leases.acquire("n", other, 1000)).toBe(true);
      await db.store.leases.release("n", me);
      expect(await db.store.leases.acquire("n", me, 1000)).toBe(false);
      await db.store.leases.release("n", other);
      expect(await db.store.leases.acquire("n", me, 1000)).toBe(true);
    });

    it("takes a name at once from a process of this host that died", async () => {
      await using db = await fresh();
      expect(await db.store.leases.acquire("n", { id: "dead", host: hostname(), pid: 2 ** 22 + 1 }, 60_000)).toBe(true);
      expect(await db.store.leases.acquire("n", { id: "me", host: hostname(), pid: process.pid }, 1000)).toBe(true);
    });
  });
}
