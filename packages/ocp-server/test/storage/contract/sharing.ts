import { OcpError } from "ocp-core";
import { describe, expect, it } from "vitest";
import type { Store } from "../../../src/storage/store.ts";
import { globalState, type Setting } from "./setting.ts";

export function testSharing({ backend, fresh, eventTypes }: Setting): void {
  describe(`${backend}: sharing`, () => {
    it("lets two stores count one number up without losing a step", async () => {
      await using db = await fresh();
      await using other = await db.again();
      const increment = async ({ state }: Store) => {
        for (;;) {
          const entry = await state.get(globalState, "n");
          try {
            await state.set(globalState, "n", Number(entry?.value ?? 0) + 1, { ifVersion: entry?.version ?? 0 });
            return;
          } catch (error) {
            if (!OcpError.is(error, "CONFLICT")) throw error;
          }
        }
      };
      await Promise.all([db.store, other].flatMap((store) => Array.from({ length: 50 }, () => increment(store))));
      expect((await db.store.state.get(globalState, "n"))!.value).toBe(100);
      expect(await eventTypes(other)).toHaveLength(100);
    });

    it("is sound after all of this", async () => {
      await using db = await fresh();
      expect(await db.store.check()).toEqual([]);
    });
  });
}
