import type { GenerateResponse } from "ocp-core";

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** Tokens read from the vendor's cache. Default: as input. */
  readonly cachedInput?: number | undefined;
  /** Tokens written to it. Default: as input. */
  readonly cacheWrite?: number | undefined;
  /** Prices of requests with more input than `tokens`. */
  readonly above?: { readonly tokens: number; readonly input: number; readonly output: number } | undefined;
}

/** Prices by model; a name also covers the dated versions that begin with it. */
export type PriceTable = Readonly<Record<string, Price>>;

/** Prices as known when this version was made. Vendors change them: pass your own. */
export const PRICES: PriceTable = {
  "claude-sonnet-4-6": { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 },
  "claude-sonnet-5-5": { input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5 },
  "claude-haiku-5-5": { input: 0.1, output: 0.5, cachedInput: 0.01, cacheWrite: 0.125 },
  "gpt-4o-mini": { input: 0.15, output: 0.6, cachedInput: 0.075 },
  "gpt-6.1-sol": { input: 2, output: 10 },
  "gpt-6.1-terra": { input: 1, output: 5 },
};

/** The price of a model, or of the longest name in the table that its name begins with. */
export function priceOf(model: string, table: PriceTable): Price | undefined {
  if (Object.hasOwn(table, model)) return table[model];
  const name = Object.keys(table)
    .filter((each) => ["-", "@", ":"].some((mark) => model.startsWith(each + mark)))
    .sort((a, b) => b.length - a.length)[0];
  return name === undefined ? undefined : table[name];
}

/** The tokens that are paid for. */
export type Usage = Pick<
  GenerateResponse,
  "prompt_tokens" | "completion_tokens" | "cached_tokens" | "cache_write_tokens"
>;

/** Dollars for these tokens. */
export function costOf(usage: Usage, price: Price): number {
  const { prompt_tokens: prompt, completion_tokens: completion, cached_tokens: cached = 0 } = usage;
  const written = usage.cache_write_tokens ?? 0;
  const { input, output } = price.above && prompt > price.above.tokens ? price.above : price;
  const fresh = Math.max(0, prompt - cached - written);
  const millionths =
    fresh * input + cached * (price.cachedInput ?? input) + written * (price.cacheWrite ?? input) + completion * output;
  return roundDollars(millionths / 1_000_000);
}

/** Dollars to a billionth, so that sums of small numbers are equal that should be. */
export function roundDollars(dollars: number): number {
  return Math.round(dollars * 1e9) / 1e9;
}
