import { readFileSync } from "node:fs";
import type { Price, PriceTable } from "./route/prices.ts";

/** An address as people write it, without its last slash; undefined = it is none. */
export function readUrl(text: string): string | undefined {
  const whole = /^[a-z][a-z+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const { protocol, hostname } = new URL(whole);
  if ((protocol !== "http:" && protocol !== "https:") || hostname === "") return undefined;
  return whole.replace(/\/+$/, "");
}

/** Prices from JSON, or from a file that holds it; a text says what is wrong with them. */
export function readPrices(text: string | undefined): PriceTable | string {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith("{") ? text : readFileSync(text, "utf8"));
  } catch {
    return "it is neither JSON nor a file that holds JSON.";
  }
  if (!isRecord(value)) return "it is not an object of prices by model.";
  const bad = Object.entries(value).find(([, price]) => !isPrice(price));
  if (bad) return `the price of ${JSON.stringify(bad[0])} needs input and output, in dollars for a million tokens.`;
  return value as PriceTable;
}

function isPrice(value: unknown): value is Price {
  if (!isRecord(value)) return false;
  const { input, output, cachedInput = 0, cacheWrite = 0, above } = value;
  const long = above === undefined || (isPrice(above) && "tokens" in above && typeof above.tokens === "number");
  return long && [input, output, cachedInput, cacheWrite].every((each) => typeof each === "number" && each >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
