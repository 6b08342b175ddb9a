import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placesOf } from "../../../src/indexing/chunk/places.ts";
import { chunksOf, filler } from "./check.ts";

const placesIn = (path: string, text: string) => placesOf(chunksOf(path, text));

describe("places", () => {
  it("are the name and kind, counted where they repeat, and counted after the last name where there is none", () => {
    const pieces = [
      { kind: "block", symbol: null },
      { kind: "function", symbol: "a" },
      { kind: "block", symbol: null },
      { kind: "block", symbol: null },
      { kind: "function", symbol: "a" },
      { kind: "class", symbol: "a" },
      { kind: "block", symbol: null },
    ];
    expect(placesOf(pieces)).toEqual([
      "start#1",
      "function a",
      "after:function a#1",
      "after:function a#2",
      "function a#2",
      "class a",
      "after:class a#1",
    ]);
  });

  it("are unique, whatever the names", () => {
    const symbol = fc.option(
      fc.constantFrom("a", "a#2", "a#3", "b", "", "start#1", "after:k a#1", "__proto__", "constructor"),
    );
    const piece = fc.record({ kind: fc.constantFrom("k", "after:k"), symbol });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 30, maxLength: 60 }), (pieces) => {
        expect(new Set(placesOf(pieces)).size).toBe(pieces.length);
      }),
      { numRuns: 300 },
    );
  });

  it("take little time for very many pieces of one name", () => {
    expect(new Set(placesOf(Array.from({ length: 100_000 }, () => ({ kind: "function", symbol: "same" })))).size).toBe(
      100_000,
    );
  });

  it("stay the same when something else in the file changes", () => {
    const method = (name: string, lines: number) => `  ${name}() {\n${filler(lines, "    ")}  }\n\n`;
    const file = (sizes: Record<string, number>) =>
      `import x from "y";\n\n${filler(13, "")}\nclass Router {\n${Object.entries(sizes)
        .map(([name, lines]) => method(name, lines))
        .join("")}}\n\nfunction last() {\n${filler(14)}}\n`;
    const before = placesIn("a.js", file({ add: 15, find: 15, remove: 15 }));
    expect(before).toEqual([
      "start#1",
      "class Router",
      "method Router.add",
      "method Router.find",
      "method Router.remove",
      "function last",
    ]);
    expect(placesIn("a.js", file({ add: 50, find: 15, remove: 15 }))).toEqual(before);
    expect(
      placesIn("a.js", file({ add: 140, find: 15, remove: 15 })).filter(
        (place) => !place.startsWith("method Router.add"),
      ),
    ).toEqual(before.filter((place) => !place.startsWith("method Router.add")));
    const inserted = placesIn("a.js", file({ add: 15, extra: 15, find: 15, remove: 15 }));
    expect(inserted.filter((place) => !place.includes("extra"))).toEqual(before);
  });
});
