import { analyse } from "./analyse.ts";

/** How long an excerpt is, in characters, at most. */
const LENGTH = 320;

/**
 * The part of a text in which the most, and the rarest, of the terms stand: whole lines where they are short, and
 * always an exact piece of the text.
 */
export function excerptOf(text: string, weights: ReadonlyMap<string, number>): string {
  if (text.trimEnd().length <= LENGTH) return text.trim();
  const found = analyse(text).filter(({ term }) => weights.has(term));
  let best = { start: 0, end: 0, weight: 0 };
  for (const [index, { start }] of found.entries()) {
    const seen = new Set<string>();
    let weight = 0;
    let end = start;
    for (let next = index; next < found.length && found[next]!.end - start <= LENGTH * 0.8; next++) {
      const { term, end: termEnd } = found[next]!;
      if (!seen.has(term)) weight += weights.get(term)!;
      seen.add(term);
      end = termEnd;
    }
    if (weight > best.weight) best = { start, end, weight };
  }
  const spare = LENGTH - (best.end - best.start);
  const from = startOfLine(text, Math.max(0, best.start - Math.floor(spare / 3)), best.start);
  const to = endOfLine(text, Math.min(text.length, from + LENGTH), best.end);
  return text.slice(from, to).trim();
}

/** The first start of a line or else of a word between two places. */
function startOfLine(text: string, earliest: number, latest: number): number {
  if (earliest === 0) return 0;
  const piece = text.slice(earliest, latest);
  const line = piece.search(/[\n\r]/);
  if (line !== -1) return earliest + line + 1;
  const word = piece.search(/\s/);
  return word === -1 ? latest : earliest + word + 1;
}

/** The last end of a line or else of a word between two places. */
function endOfLine(text: string, latest: number, earliest: number): number {
  if (latest === text.length) return latest;
  const piece = text.slice(earliest, latest);
  const line = piece.lastIndexOf("\n");
  if (line > piece.length / 2) return earliest + line;
  const word = piece.search(/\s\S*$/);
  return word === -1 ? earliest : earliest + word;
}
