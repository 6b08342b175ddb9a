import { describe, expect, it } from "vitest";
import { createBlockCache } from "../../src/storage/sqlite/block-cache.ts";

/** A cache of a hundred bytes over blocks of forty, and what was read into it. */
function setUp() {
  const cache = createBlockCache(100);
  const read: string[] = [];
  const get = (segment: number, term: string): Buffer | undefined =>
    cache.get(segment, term, () => {
      read.push(`${segment} ${term}`);
      return Buffer.alloc(40, segment);
    });
  return { cache, get, read };
}

describe("createBlockCache", () => {
  it("reads a block once, and those of other segments for themselves", () => {
    const { get, read } = setUp();
    expect(get(1, "a")?.[0]).toBe(1);
    expect(get(2, "a")?.[0]).toBe(2);
    expect(get(1, "a")?.[0]).toBe(1);
    expect(read).toEqual(["1 a", "2 a"]);
  });

  it("lets go of what was asked for longest ago", () => {
    const { get, read } = setUp();
    for (const term of ["a", "b", "a", "c", "a", "b"]) get(1, term);
    expect(read).toEqual(["1 a", "1 b", "1 c", "1 b"]);
  });

  it("keeps nothing of a block that is not there, or is larger than all it may hold", () => {
    const { cache, get, read } = setUp();
    expect(cache.get(1, "gone", () => undefined)).toBeUndefined();
    expect(cache.get(1, "large", () => Buffer.alloc(200))?.length).toBe(200);
    expect(cache.get(1, "large", () => undefined)).toBeUndefined();
    get(1, "a");
    get(1, "a");
    expect(read).toEqual(["1 a"]);
  });
});
