import { describe, expect, it } from "vitest";
import { sample } from "../src/retrieval/make/sample.ts";

const items = Array.from({ length: 200 }, (_, number) => ({
  name: `n${number}`,
  file: number < 150 ? "big" : `f${number % 25}`,
}));
const keys = {
  idOf: ({ name }: { readonly name: string }) => name,
  groupOf: ({ file }: { readonly file: string }) => file,
};

describe("a sample", () => {
  it("holds at most a tenth of one group while others have more", () => {
    const taken = sample(items, 40, keys);
    expect(taken).toHaveLength(40);
    expect(taken.filter(({ file }) => file === "big")).toHaveLength(4);
  });

  it("is filled from one group when the others run out", () => {
    expect(sample(items.slice(0, 150), 40, keys)).toHaveLength(40);
  });

  it("does not depend on the order of the items", () => {
    expect(sample(items.toReversed(), 40, keys)).toEqual(sample(items, 40, keys));
  });
});
