/** What stands for a quotation, a piece of inline code, a file and a very long token: words that no lexicon has. */
export const MASKS = { quote: " _q ", code: " _c ", file: " _f ", blob: " _b " } as const;

const PAIRS: readonly { readonly open: string; readonly close: string; readonly stands: string }[] = [
  { open: "`", close: "`", stands: MASKS.code },
  { open: '"', close: '"', stands: MASKS.quote },
  { open: "“", close: "”", stands: MASKS.quote },
  { open: "„", close: "“", stands: MASKS.quote },
  { open: "«", close: "»", stands: MASKS.quote },
  { open: "‘", close: "’", stands: MASKS.quote },
  { open: "「", close: "」", stands: MASKS.quote },
  { open: "『", close: "』", stands: MASKS.quote },
  { open: "《", close: "》", stands: MASKS.quote },
];
const LONGEST_QUOTE = 2000;
const SINGLE = /(?<![\p{L}\p{N}])'(?=\S)[^'\n]{1,200}'(?![\p{L}\p{N}])/gu;

/** Masks what a text quotes: in quotation marks of any script, or as inline code. */
export function maskQuotes(text: string): string {
  let masked = text;
  for (const pair of PAIRS) if (masked.includes(pair.open)) masked = maskPair(masked, pair);
  return masked.replaceAll(SINGLE, MASKS.quote);
}

function maskPair(text: string, { open, close, stands }: (typeof PAIRS)[number]): string {
  const pieces: string[] = [];
  let from = 0;
  let nextClose = -1;
  for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + 1)) {
    if (at < from) continue;
    // Where the next mark is stays true until it is passed: so an opening mark without its pair costs no second search.
    if (nextClose <= at) nextClose = text.indexOf(close, at + 1);
    if (nextClose < 0) break;
    if (nextClose - at > LONGEST_QUOTE) continue;
    pieces.push(text.slice(from, at), stands);
    from = nextClose + 1;
  }
  pieces.push(text.slice(from));
  return pieces.join("");
}
