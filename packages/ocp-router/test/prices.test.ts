import { expect, it } from "vitest";
import { costOf, priceOf, PRICES } from "../src/route/prices.ts";

const TABLE = { m: { input: 1, output: 2 }, "m-5": { input: 3, output: 4 } };

it.each([
  ["m", 1],
  ["m-20250929", 1],
  ["m-2024-07-18", 1],
  ["m-latest", 1],
  ["m@20250929", 1],
  ["m-5:batch", 3],
  ["m-5-20250929@eu", 3],
])("%s has the price of the model that it is a version of", (model, input) => {
  expect(priceOf(model, TABLE)?.input).toBe(input);
});

it.each(["m-6", "m-5-5", "m-mini", "m-mini-2024-07-18", "m5", "other", "toString"])(
  "%s is another model, and has no price",
  (model) => {
    expect(priceOf(model, TABLE)).toBeUndefined();
  },
);

it("a request beyond a bound costs more as a whole, its cached tokens too", () => {
  const price = priceOf("claude-haiku-5-5", PRICES)!;
  const usage = { prompt_tokens: 100_000, cached_tokens: 40_000, cache_write_tokens: 10_000, completion_tokens: 1000 };
  expect(costOf(usage, price)).toBeCloseTo(0.05 * 0.1 + 0.04 * 0.01 + 0.01 * 0.125 + 0.001 * 0.5, 9);
  const longer = { ...usage, prompt_tokens: 100_001 };
  expect(costOf(longer, price)).toBeCloseTo(0.050001 * 0.5 + 0.04 * 0.05 + 0.01 * 0.625 + 0.001 * 2.5, 9);
});
