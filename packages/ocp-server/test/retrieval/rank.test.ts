import { describe, expect, it } from "vitest";
import { rank, type Evidence } from "../../src/retrieval/rank.ts";
import type { QueryTerms } from "../../src/retrieval/query.ts";

const SENTENCE: QueryTerms = { terms: ["word"], names: [], bare: false };
let rows = 0;

function evidence(
  path: string,
  score: number,
  rest: { prior?: number; line?: number; symbol?: string } = {},
): Evidence {
  const { prior = 1, line = 1, symbol = null } = rest;
  const candidate = {
    row: ++rows,
    path,
    kind: "function",
    symbol,
    content_hash: `${rows}`,
    start_line: line,
    end_line: line + 9,
    lexical: score,
  };
  return { candidate, score, prior };
}

const order = (ranked: ReturnType<typeof rank>): string[] =>
  ranked.map(({ candidate }) => `${candidate.path}:${candidate.start_line}`);

describe("rank", () => {
  it("lifts a file that several chunks speak for over one with a single chunk as good", () => {
    const found = [
      evidence("single.ts", 10),
      evidence("many.ts", 10),
      evidence("many.ts", 8, { line: 11 }),
      evidence("many.ts", 8, { line: 21 }),
    ];
    expect(order(rank(found, SENTENCE))[0]).toBe("many.ts:1");
  });

  it("never gives a hit more than the best chunk is worth alone", () => {
    const ranked = rank([evidence("a.ts", 10), evidence("a.ts", 9, { line: 11 }), evidence("b.ts", 3)], SENTENCE);
    const best = Math.max(...ranked.map(({ base }) => base));
    for (const { score } of ranked) expect(score).toBeLessThanOrEqual(best);
  });

  it("discounts by the path's prior", () => {
    expect(order(rank([evidence("test.ts", 10, { prior: 0.4 }), evidence("src.ts", 6)], SENTENCE))).toEqual([
      "src.ts:1",
      "test.ts:1",
    ]);
  });

  it("puts the definition of a bare name first, the exact one before one in another style", () => {
    const query: QueryTerms = { terms: ["getuser"], names: ["getUser"], bare: true };
    const found = [
      evidence("use.ts", 10),
      evidence("other.py", 8, { symbol: "get_user" }),
      evidence("user.ts", 8, { symbol: "Store.getUser" }),
    ];
    expect(order(rank(found, query))).toEqual(["user.ts:1", "other.py:1", "use.ts:1"]);
  });

  it("asks of a qualified name that its container is the same", () => {
    const query: QueryTerms = { terms: ["router", "add"], names: ["Router.add"], bare: true };
    const found = [evidence("a.ts", 10, { symbol: "Map.add" }), evidence("b.ts", 9, { symbol: "Router.add" })];
    expect(order(rank(found, query))[0]).toBe("b.ts:1");
  });

  it("breaks ties by path and then by line, in whatever order candidates come", () => {
    const found = [evidence("b.ts", 5), evidence("a.ts", 5, { line: 30 }), evidence("a.ts", 5, { line: 4 })];
    const expected = ["a.ts:4", "a.ts:30", "b.ts:1"];
    expect(order(rank(found, SENTENCE))).toEqual(expected);
    expect(order(rank(found.toReversed(), SENTENCE))).toEqual(expected);
  });

  it("ranks nothing when nothing was found, and what is worth nothing without dividing by it", () => {
    expect(rank([], SENTENCE)).toEqual([]);
    expect(rank([evidence("a.ts", 0), evidence("b.ts", 0)], SENTENCE).map(({ score }) => score)).toEqual([0, 0]);
  });
});
