import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../../src/retrieval/analyse.ts";
import { fromTermBytes, toTermBytes } from "../../../src/retrieval/lexical/block.ts";
import { createTermOrder } from "../../../src/retrieval/lexical/term-order.ts";
import { createWordTable } from "../../../src/retrieval/lexical/word-table.ts";

const pieces = fc.constantFrom(
  ..."parseHTTPUrl2 snake_case x 漢字かな état e\u0301tat Ⅷ ﬁle \ud83d\ude00 \ud800 \u0308 = . \n \r\n \t".split(" "),
  " ",
  "A".repeat(129),
);
const texts = fc.oneof(
  fc.array(fc.oneof(pieces, fc.string({ unit: "binary" }), fc.string()), { maxLength: 30 }).map((all) => all.join("")),
  fc.array(pieces, { maxLength: 30 }).map((all) => all.join(" ")),
);

describe("a table of words", () => {
  it("reads the tokens that analysis finds, in order, whatever the text and whatever it read before", () => {
    const table = createWordTable();
    fc.assert(
      fc.property(texts, (text) => {
        const read = Array.from(table.read(text), (term) => fromTermBytes(table.terms[term]!));
        expect(read).toEqual(analyse(text).filter((token) => token.length < 64));
      }),
      { numRuns: 500 },
    );
  });

  it("grows with the words it meets", () => {
    const table = createWordTable();
    const words = Array.from({ length: 20_000 }, (_, number) => `w${number.toString(36)}q`);
    for (let round = 0; round < 2; round++) {
      for (const word of words)
        expect(Array.from(table.read(word), (term) => fromTermBytes(table.terms[term]!))).toEqual(analyse(word));
    }
  });
});

describe("the order of terms", () => {
  it("is that of their bytes, whatever was put in order before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.string({ unit: "binary" }).map(toTermBytes)), { maxLength: 5 }),
        (rounds) => {
          const terms: string[] = [];
          const order = createTermOrder(terms);
          for (const round of rounds) {
            for (const term of round) if (!terms.includes(term)) terms.push(term);
            const numbers = round.map((term) => terms.indexOf(term));
            expect(Array.from(order.sorted(numbers), (number) => terms[number])).toEqual(round.toSorted());
          }
        },
      ),
    );
    const terms = Array.from({ length: 2_000 }, (_, number) => `t${(number * 7919) % 2_000}`);
    const order = createTermOrder(terms);
    for (let round = 0; round < 3; round++) {
      const numbers = [...terms.keys()].filter((number) => number % 3 === round);
      expect(Array.from(order.sorted(numbers), (number) => terms[number])).toEqual(
        numbers.map((number) => terms[number]!).toSorted(),
      );
    }
  });
});
