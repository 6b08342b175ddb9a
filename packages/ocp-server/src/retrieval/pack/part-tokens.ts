import type { TokenCounter } from "../tokens.ts";
import { renderPart, type Part } from "./part.ts";

/** Whole pieces whose count is remembered from pack to pack, about 3 MB. */
const REMEMBERED = 20_000;

const remembered = new WeakMap<TokenCounter, Map<string, number>>();

/** Counts the tokens of parts, each with the blank line that follows it. */
export interface PartTokens {
  /** Undefined when they are more than `limit`. */
  within(part: Part, limit: number): number | undefined;
  of(part: Part): number;
}

/** The same piece is counted once: repeated requests mostly show what earlier ones did. */
export function createPartTokens(tokens: TokenCounter): PartTokens {
  const known = remembered.get(tokens) ?? new Map<string, number>();
  remembered.set(tokens, known);
  const own = new Map<string, number>();

  const within = (part: Part, limit: number): number | undefined => {
    const [counts, key] =
      part.hash === undefined ? [own, shownBy(part)] : [known, `${part.hash} ${part.start} ${part.path}`];
    const count = counts.get(key) ?? tokens.countWithin(`${renderPart(part)}\n`, limit);
    if (count === undefined) return undefined;
    if (counts.size >= REMEMBERED) counts.clear();
    counts.set(key, count);
    return count <= limit ? count : undefined;
  };

  return { within, of: (part) => within(part, Number.POSITIVE_INFINITY)! };
}

/** Within one pack, lines of the same chunks that start and end alike are the same. */
const shownBy = ({ chunkIds, start, lines }: Part): string => `${start} ${lines.length} ${chunkIds.join(" ")}`;
