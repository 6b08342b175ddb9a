import { describe, expect, it } from "vitest";
import { IN_FILE_NAME, IN_SYMBOL } from "../../src/retrieval/lexical/evidence.ts";
import { rank, type RankOptions } from "../../src/retrieval/rank.ts";
import { queryTerms } from "../../src/retrieval/query.ts";
import type { Found } from "../../src/retrieval/features.ts";

let rows = 0;

/** A chunk that holds the query's only term with this frequency. */
function chunk(path: string, evidence: number, rest: { line?: number; symbol?: string } = {}): Found {
  const { line = 1, symbol = null } = rest;
  const candidate = {
    row: ++rows,
    path,
    symbol,
    start_line: line,
    file_bytes: 8_000,
  };
  return { candidate, evidence: Uint8Array.of(evidence) };
}

const order = (ranked: ReturnType<typeof rank>): string[] =>
  ranked.map(({ candidate }) => `${candidate.path}:${candidate.start_line}`);

function ask(query: string, found: readonly Found[], more: Partial<RankOptions> = {}) {
  const roles = { rarity: Float64Array.of(3), terms: 1, places: 1, scope: [], short: [], compounds: [] };
  return rank(found, { query: { ...queryTerms(query), scope: [], short: [] }, roles, prior: () => 1, ...more });
}

describe("rank", () => {
  it("lifts a file that several chunks speak for over one with a single chunk as good", () => {
    const found = [
      chunk("a-single.ts", 10),
      chunk("many.ts", 10),
      chunk("many.ts", 8, { line: 11 }),
      chunk("many.ts", 8, { line: 21 }),
    ];
    expect(order(ask("some words", found))[0]).toBe("many.ts:1");
  });

  it("discounts by the path's prior", () => {
    const prior = (path: string) => (path === "test.ts" ? 0.4 : 1);
    expect(order(ask("some words", [chunk("test.ts", 10), chunk("z.ts", 8)], { prior }))).toEqual([
      "z.ts:1",
      "test.ts:1",
    ]);
  });

  it("prefers the file whose name is all that was asked for", () => {
    const found = [chunk("cookie-jar-policy.ts", 8 | IN_FILE_NAME), chunk("cookie.ts", 8 | IN_FILE_NAME)];
    expect(order(ask("some words", found))).toEqual(["cookie.ts:1", "cookie-jar-policy.ts:1"]);
  });

  it("counts words for the deed less than those for its place", () => {
    const roles = { rarity: Float64Array.of(3, 3), terms: 2, places: 2, scope: [], short: [], compounds: [] };
    const holding = (path: string, ...evidence: number[]) => ({
      ...chunk(path, 0),
      evidence: Uint8Array.from(evidence),
    });
    const found = [holding("a-deed.ts", 9, 0), holding("place.ts", 0, 9)];
    expect(order(ask("fix cookies", found, { roles }))[0]).toBe("place.ts:1");
  });

  it("puts the definition of a bare name first, the exact one before one in another style", () => {
    const found = [
      chunk("use.ts", 15),
      chunk("other.py", 8 | IN_SYMBOL, { symbol: "get_user" }),
      chunk("user.ts", 8 | IN_SYMBOL, { symbol: "Store.getUser" }),
    ];
    expect(order(ask("getUser", found))).toEqual(["user.ts:1", "other.py:1", "use.ts:1"]);
  });

  it("asks of a qualified name that its container is the same", () => {
    const found = [chunk("a.ts", 10, { symbol: "Map.add" }), chunk("b.ts", 9, { symbol: "Router.add" })];
    expect(order(ask("Router.add", found))[0]).toBe("b.ts:1");
  });

  it("says of each hit what it is made of", () => {
    const [first] = ask("getUser", [chunk("user.ts", 8 | IN_SYMBOL, { symbol: "getUser" })]);
    expect(first!.parts).toMatchObject({ path: 1, definition: 0.55 });
    expect(first!.parts.words).toBeGreaterThan(0.3);
    expect(first!.parts).not.toHaveProperty("meaning");
  });

  it("blends meaning in by its weight, and ranks by it alone where words found nothing", () => {
    const near = chunk("near.ts", 0);
    const meaning = (weight: number) => ({ weight, byRow: new Map([[near.candidate.row, 0.9]]) });
    const found = [chunk("words.ts", 12), near];
    expect(order(ask("some words", found, { meaning: meaning(0.1) }))[0]).toBe("words.ts:1");
    expect(order(ask("some words", found, { meaning: meaning(0.9) }))[0]).toBe("near.ts:1");
    expect(ask("some words", [near], { meaning: meaning(1) })[0]!.score).toBeGreaterThan(0);
  });

  it("breaks ties by path and then by line, in whatever order candidates come", () => {
    const found = [chunk("b.ts", 5), chunk("a.ts", 5, { line: 30 }), chunk("a.ts", 5, { line: 4 })];
    const expected = ["a.ts:4", "a.ts:30", "b.ts:1"];
    expect(order(ask("some words", found))).toEqual(expected);
    expect(order(ask("some words", found.toReversed()))).toEqual(expected);
  });

  it("ranks nothing when nothing was found, and what is worth nothing without dividing by it", () => {
    expect(ask("some words", [])).toEqual([]);
    expect(ask("some words", [chunk("a.ts", 0), chunk("b.ts", 0)]).map(({ score }) => score)).toEqual([0, 0]);
  });
});
