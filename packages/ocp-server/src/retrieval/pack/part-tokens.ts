import type { TokenCounter } from "../tokens.ts";
import { renderPart, type Part } from "./part.ts";

/** Pieces whose count is remembered from pack to pack, a few MB. */
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

  const within = (part: Part, limit: number): number | undefined => {
    const key = shownBy(part);
    const count = known.get(key) ?? tokens.countWithin(`${renderPart(part)}\n`, limit);
    if (count === undefined) return undefined;
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, count);
    return count <= limit ? count : undefined;
  };

  return { within, of: (part) => within(part, Number.POSITIVE_INFINITY)! };
}

/** The id of a chunk stands for its path, its lines and its bytes: of the same chunks, the same lines are the same. */
const shownBy = ({ path, chunkIds, start, lines }: Part): string =>
  `${start} ${lines.length} ${chunkIds.join(" ")} ${path}`;
