import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance } from "../src/edit-distance.ts";

const word = fc.string({ unit: fc.constantFrom(..."abc".split("")), maxLength: 8 });

describe("editDistance", () => {
  it.each([
    ["session", "session", 0],
    ["sesion", "session", 1],
    ["recieve", "receive", 1],
    ["redirct", "redirect", 1],
    ["cokie", "cookies", 2],
    ["", "abc", 3],
  ])("counts from %s to %s %d", (from, to, count) => {
    expect(editDistance(from, to)).toBe(count);
  });

  it("is the same in both directions and never less than the difference in length", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it("is exact up to a limit and above it beyond", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 9 }), (a, b, most) => {
        const distance = editDistance(a, b);
        const limited = editDistance(a, b, most);
        if (distance <= most) expect(limited).toBe(distance);
        else expect(limited).toBeGreaterThan(most);
      }),
    );
  });
});
