import { OcpError } from "ocp-core";
import { detached } from "./detached.ts";
import { countMerged, type Ranks } from "./merge.ts";
import { cl100kEnd, o200kEnd, type PretokenEnd } from "./pretokens.ts";

/** Counts the tokens of a text under one named encoding. */
export interface TokenCounter {
  /** Such as `cl100k_base`. */
  readonly name: string;
  /** Exact for any text; what looks like a special token counts as the plain text it is. Linear time but for a log. */
  count(text: string): number;
  /** The exact count when it is at most `limit`, else undefined as soon as that is certain. */
  countWithin(text: string, limit: number): number | undefined;
  /** Whether a text that starts with `[` counts the same apart from what stands on the lines above it. */
  readonly isAdditive: boolean;
}

type RawRanks = readonly (string | readonly number[])[];

interface Encoding {
  readonly pretokenEnd: PretokenEnd;
  load(): Promise<{ default: RawRanks }>;
}

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  cl100k_base: { pretokenEnd: cl100kEnd, load: () => import("gpt-tokenizer/bpeRanks/cl100k_base") },
  o200k_base: { pretokenEnd: o200kEnd, load: () => import("gpt-tokenizer/bpeRanks/o200k_base") },
};

/** The encodings that `openTokenCounter` knows. */
const TOKEN_ENCODINGS: readonly string[] = Object.keys(ENCODINGS);

/** Pre-tokens whose count is remembered: the distinct words of a large repository, about 5 MB. */
const REMEMBERED = 50_000;
const LONGEST_REMEMBERED = 64;

const opened = new Map<string, Promise<TokenCounter>>();

/** Loads an encoding on first use, once a process. Throws `INVALID_PARAMS` for a name that it does not know. */
export function openTokenCounter(name: string): Promise<TokenCounter> {
  const encoding = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (encoding === undefined) {
    const known = TOKEN_ENCODINGS.join(", ");
    return Promise.reject(
      new OcpError("INVALID_PARAMS", `No token encoding is called "${name}". Use one of: ${known}.`, {
        details: { known: TOKEN_ENCODINGS },
      }),
    );
  }
  let counter = opened.get(name);
  if (counter === undefined) {
    counter = encoding.load().then((ranks) => createTokenCounter(name, ranks.default, encoding.pretokenEnd));
    // A failed load (a full disk, a missing file) must not be the answer forever.
    counter.catch(() => opened.delete(name));
    opened.set(name, counter);
  }
  return counter;
}

function createTokenCounter(name: string, raw: RawRanks, pretokenEnd: PretokenEnd): TokenCounter {
  const { ranks, longest } = byteRanks(raw);
  const remembered = new Map<string, number>();

  const countPretoken = (pretoken: string): number => {
    const known = remembered.get(pretoken);
    if (known !== undefined) return known;
    const bytes = toBytes(pretoken);
    const tokens = ranks.has(bytes) ? 1 : countMerged(bytes, ranks, longest);
    if (pretoken.length <= LONGEST_REMEMBERED) {
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(detached(pretoken), tokens);
    }
    return tokens;
  };

  const countWithin = (text: string, limit: number): number | undefined => {
    // UTF-8 cannot say half a character: what is sent, and so what is counted, has the replacement in its place.
    const sent = text.toWellFormed();
    let tokens = 0;
    for (let start = 0; start < sent.length;) {
      const end = pretokenEnd(sent, start);
      tokens += countPretoken(sent.slice(start, end));
      if (tokens > limit) return undefined;
      start = end;
    }
    return tokens;
  };

  return { name, isAdditive: true, countWithin, count: (text) => countWithin(text, Number.POSITIVE_INFINITY) ?? 0 };
}

function byteRanks(raw: RawRanks): { ranks: Ranks; longest: number } {
  const ranks = new Map<string, number>();
  let longest = 0;
  // The list may have holes, which forEach passes over.
  raw.forEach((token, rank) => {
    const bytes = typeof token === "string" ? toBytes(token) : String.fromCharCode(...token);
    ranks.set(bytes, rank);
    longest = Math.max(longest, bytes.length);
  });
  return { ranks, longest };
}

/** The UTF-8 bytes of a text as a string of one character a byte, which is what ranks are kept under. */
function toBytes(text: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 127) return Buffer.from(text, "utf8").toString("latin1");
  }
  return text;
}
