import type { GenerateResponse } from "ocp-core";

/** US dollars for a million tokens. */
interface Rates {
  readonly input: number;
  readonly output: number;
  /** Tokens read from the vendor's cache. Default: as input. */
  readonly cachedInput?: number | undefined;
  /** Tokens written to it, for as short a time as it offers. Default: as input. */
  readonly cacheWrite?: number | undefined;
}

export interface Price extends Rates {
  /** What all tokens of a request cost whose input is more than `tokens`. */
  readonly above?: (Rates & { readonly tokens: number }) | undefined;
}

/** Prices by model; a name also covers its dated versions. */
export type PriceTable = Readonly<Record<string, Price>>;

const OPENAI_LONG = 272_000;

/**
 * Standard prices, as found on 2026-11-26. Anthropic's: its own pages on each model, and for the cheaper cache since
 * October three projects that copied its price list. OpenAI's: LiteLLM's announcements and others' copies of its price
 * list. Surcharges for regions and speed are not in it, nor is a model of which not all prices were found. Vendors change
 * them: pass your own.
 */
export const PRICES: PriceTable = {
  "claude-fable-5-1": { input: 10, output: 50, cachedInput: 0.25, cacheWrite: 12.5 },
  "claude-opus-5-5": { input: 4, output: 20, cachedInput: 0.2, cacheWrite: 5 },
  "claude-opus-5": { input: 5, output: 25, cachedInput: 0.5, cacheWrite: 6.25 },
  "claude-opus-4-6": { input: 5, output: 25, cachedInput: 0.5, cacheWrite: 6.25 },
  "claude-sonnet-5-5": { input: 2, output: 10, cachedInput: 0.1, cacheWrite: 2.5 },
  "claude-sonnet-5": { input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5 },
  "claude-sonnet-4-6": { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 },
  "claude-haiku-5-5": {
    input: 0.1,
    output: 0.5,
    cachedInput: 0.01,
    cacheWrite: 0.125,
    above: { tokens: 100_000, input: 0.5, output: 2.5, cachedInput: 0.05, cacheWrite: 0.625 },
  },
  "claude-haiku-4-5": { input: 1, output: 5, cachedInput: 0.1, cacheWrite: 1.25 },
  "gpt-6.1-sol": {
    input: 2,
    output: 10,
    cachedInput: 0.1,
    above: { tokens: OPENAI_LONG, input: 4, output: 15, cachedInput: 0.2 },
  },
  "gpt-6.1-terra": {
    input: 1,
    output: 5,
    cachedInput: 0.05,
    above: { tokens: OPENAI_LONG, input: 2, output: 7.5, cachedInput: 0.1 },
  },
  "gpt-6-astra": {
    input: 10,
    output: 50,
    cachedInput: 1,
    above: { tokens: OPENAI_LONG, input: 20, output: 75, cachedInput: 2 },
  },
  "gpt-6-sol": {
    input: 2,
    output: 10,
    cachedInput: 0.2,
    above: { tokens: OPENAI_LONG, input: 4, output: 15, cachedInput: 0.4 },
  },
  "gpt-6-luna": {
    input: 0.1,
    output: 0.5,
    cachedInput: 0.01,
    above: { tokens: OPENAI_LONG, input: 0.2, output: 0.75, cachedInput: 0.02 },
  },
  "gpt-5.4-mini": { input: 0.75, output: 4.5, cachedInput: 0.075 },
  "gpt-4o-mini": { input: 0.15, output: 0.6, cachedInput: 0.075 },
};

/** What follows a model's name where it names one of its versions: a date, `latest`, or a host's own mark. */
const VERSION = /^(?:-(?:\d{8}|\d{4}-\d\d-\d\d|latest)(?=$|[@:])|[@:])/;

/** The price of a model, or of the one of which it is a version. A newer model of the same family has none. */
export function priceOf(model: string, table: PriceTable): Price | undefined {
  if (Object.hasOwn(table, model)) return table[model];
  const name = Object.keys(table).find((each) => model.startsWith(each) && VERSION.test(model.slice(each.length)));
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
  const {
    input,
    output,
    cachedInput = input,
    cacheWrite = input,
  } = price.above && prompt > price.above.tokens ? price.above : price;
  const fresh = Math.max(0, prompt - cached - written);
  const millionths = fresh * input + cached * cachedInput + written * cacheWrite + completion * output;
  return roundDollars(millionths / 1_000_000);
}

/** Dollars to a billionth, so that sums of small numbers are equal that should be. */
export function roundDollars(dollars: number): number {
  return Math.round(dollars * 1e9) / 1e9;
}
