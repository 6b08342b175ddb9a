import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calledNames } from "../../../src/retrieval/pack/calls.ts";

describe("calledNames", () => {
  it("finds what stands before a parenthesis, each once", () => {
    const text = "const total = sumOf(prices) + this.round$2(x) + sumOf(taxes);\nif (done) größe(fix());";
    expect([...calledNames(text)]).toEqual(["sumOf", "round$2", "größe"]);
  });

  it("finds for any text what the definition of a call finds", () => {
    // A name, of four characters or more, that does not begin with a digit.
    const call = /[A-Za-z_$\x80-\uffff][\w$\x80-\uffff]{3,}(?=\()/g;
    const text = fc.string({
      unit: fc.constantFrom("a", "Z", "_", "$", "7", "ß", "(", ")", " ", ".", "𝒜"),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, (each) => {
        expect(calledNames(each)).toEqual(new Set(each.match(call)));
      }),
    );
  });
});
