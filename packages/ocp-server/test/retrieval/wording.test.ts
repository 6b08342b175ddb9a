import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWording } from "../../src/retrieval/wording.ts";

describe("createWording", () => {
  const wording = createWording("Produce an appropriate Cookie header string");

  it("is 1 where a text says the same, whatever stands between the words", () => {
    expect(wording!("def get(jar):\n    Produce an appropriate\n  # `Cookie` header-string, or None")).toBe(1);
    expect(wording!("PRODUCE AN APPROPRIATE COOKIE HEADER STRING")).toBe(1);
  });

  it("is the share of neighbours that are neighbours there too", () => {
    expect(wording!("the Cookie header string")).toBeCloseTo(2 / 5);
    expect(wording!("header, string, cookie, appropriate")).toBeCloseTo(1 / 5);
    expect(wording!("cookies headers strings")).toBe(0);
    expect(wording!("")).toBe(0);
  });

  it("does not count two words of which every text is full", () => {
    expect(createWording("one of the many ways to be")!("of the to be")).toBe(0);
    expect(createWording("this is of the and to be")).toBeUndefined();
  });

  it("says nothing of a query of few words", () => {
    for (const query of ["", "createServer", "parse the body", "!!! ???"]) expect(createWording(query)).toBeUndefined();
  });

  it("reads letters of any script", () => {
    const cyrillic = createWording("где хранится ключ сессии пользователя");
    expect(cyrillic!("Здесь: где хранится ключ сессии, пользователя")).toBe(1);
  });

  it("is in 0..1 for anything, and 1 for a text that holds the query", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
        const query = "cache results by key with expiry";
        const share = createWording(query)!(`${before} ${query} ${after}`);
        expect(share).toBe(1);
        expect(createWording(`needle ${query}`)!(before + after)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
