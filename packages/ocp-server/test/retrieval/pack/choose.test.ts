import { describe, expect, it } from "vitest";
import { createChooser } from "../../../src/retrieval/pack/choose.ts";
import type { Item } from "../../../src/retrieval/pack/item.ts";

interface Sketch {
  readonly id: string;
  readonly worth?: number;
  readonly length?: number;
  readonly name?: string;
  readonly terms?: readonly number[];
  readonly calls?: readonly string[];
}

function toItem({ id, worth = 1, length = 100, name, terms = [], calls = [] }: Sketch): Item & { id: string } {
  return { id, worth, length, name, terms: () => terms, calls: () => new Set(calls) };
}

/** The order in which all of them are chosen, each taken as soon as it is. */
function order(sketches: readonly Sketch[], terms = 2): string {
  const chooser = createChooser(sketches.map(toItem), terms);
  const ids: string[] = [];
  for (let item = chooser.next(); item !== undefined; item = chooser.next()) {
    ids.push(item.id);
    chooser.take(item);
  }
  return ids.join(" ");
}

describe("createChooser", () => {
  it("takes what is worth more first, and of equals what was given first", () => {
    expect(
      order([
        { id: "b", worth: 0.5 },
        { id: "c", worth: 0.5 },
        { id: "a", worth: 0.9 },
      ]),
    ).toBe("a b c");
  });

  it("prefers the shorter of two that are worth the same", () => {
    expect(
      order([
        { id: "long", length: 2000 },
        { id: "short", length: 200 },
      ]),
    ).toBe("short long");
  });

  it("lets a little more length not outweigh much more worth", () => {
    expect(
      order([
        { id: "poor", worth: 0.5, length: 200 },
        { id: "good", worth: 1, length: 600 },
      ]),
    ).toBe("good poor");
  });

  it("prefers what holds the terms that nothing taken holds yet", () => {
    expect(
      order([
        { id: "first", worth: 1, terms: [0] },
        { id: "same", worth: 0.9, terms: [0] },
        { id: "other", worth: 0.8, terms: [1] },
      ]),
    ).toBe("first other same");
  });

  it("prefers what chosen code calls", () => {
    expect(
      order([
        { id: "caller", worth: 1, calls: ["helper"] },
        { id: "stranger", worth: 0.6, name: "stranger" },
        { id: "helper", worth: 0.5, name: "helper" },
      ]),
    ).toBe("caller helper stranger");
  });

  it("does not look at the terms of what cannot be next", () => {
    const unread: Item = {
      ...toItem({ id: "unread", worth: 0.1 }),
      terms() {
        throw new Error("was looked at");
      },
    };
    const chooser = createChooser<Item>([toItem({ id: "best", terms: [0, 1] }), unread], 2);
    expect(chooser.next()).toMatchObject({ id: "best" });
  });
});
