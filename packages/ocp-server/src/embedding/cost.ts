/** What a service asks for embedding. */
export interface Price {
  readonly usdPerMillionTokens: number;
}

/** List prices by model, in US dollars per million tokens, as published at the time of the release. */
const PRICES: Readonly<Record<string, number>> = {
  "text-embedding-3-small": 0.02,
  "text-embedding-3-large": 0.13,
  "text-embedding-ada-002": 0.1,
};

/** Source code has about this many characters a token in the encodings of embedding models. */
const CHARACTERS_PER_TOKEN = 3.2;

/** The price of a model, if it is known. */
export function priceOf(model: string, prices: Readonly<Record<string, number>> = PRICES): Price | undefined {
  const usdPerMillionTokens = Object.hasOwn(prices, model) ? prices[model] : undefined;
  return usdPerMillionTokens === undefined ? undefined : { usdPerMillionTokens };
}

export interface CostEstimate {
  readonly tokens: number;
  /** US dollars; undefined when the price is not known. */
  readonly usd: number | undefined;
}

/** About what it takes to embed so many characters; good to a third of it for source code. */
export function estimateCost(characters: number, price: Price | undefined): CostEstimate {
  const tokens = Math.ceil(characters / CHARACTERS_PER_TOKEN);
  return { tokens, usd: price && (tokens * price.usdPerMillionTokens) / 1_000_000 };
}
