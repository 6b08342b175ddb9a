import { createRepetition } from "./near-duplicates.ts";
import { renderState, stateHeader, type StateLine } from "./pack-state.ts";
import { headOf, leastLines, mergeParts, renderPart, type Part } from "./part.ts";
import type { TokenCounter } from "./tokens.ts";

/** A last piece is cut short to fill what is left, if at least so many lines of it fit. */
const LEAST_CUT_LINES = 5;

/** A text in the making that never exceeds its budget. */
export interface Assembly {
  /** Takes parts in the order given as far as there is room, the last one perhaps cut at a line. */
  addParts(parts: readonly Part[]): void;
  hasParts(): boolean;
  /** Takes lines that are not in it yet, in the order given, as long as all state stays within `limit` tokens. */
  addState(lines: readonly StateLine[], limit: number): void;
  dropState(): void;
  /** How many tokens the cheapest useful piece would take alone. */
  leastTokens(parts: readonly Part[], lines: readonly StateLine[]): number;
  finish(): { context: string; chunkIds: string[]; keys: string[]; tokens: number };
}

/**
 * Every block starts with `[` after a line break, where each of the encodings starts a new token: the counts of blocks
 * add up, and none has to be counted again when others join it. What merging and the text's end change about that is
 * settled by counting the whole after each round; what then is too much is taken back.
 */
export function createAssembly(tokens: TokenCounter, budget: number): Assembly {
  const parts: Part[] = [];
  const state: StateLine[] = [];
  let used = 0;
  let stateUsed = 0;
  const repetition = createRepetition();

  const render = (): string =>
    [renderState(state), ...inFiles(parts).map(renderPart)]
      .filter((block) => block !== "")
      .join("\n")
      .trimEnd();

  const settle = (takeBack: () => unknown): void => {
    for (;;) {
      const exact = tokens.countWithin(render(), budget);
      if (exact !== undefined) {
        used = exact;
        return;
      }
      takeBack();
    }
  };
  const takeBackPart = (): unknown => parts.pop() ?? state.pop();
  const takeBackState = (): unknown => state.pop() ?? parts.pop();

  const partTokens = (part: Part, limit: number): number | undefined =>
    tokens.countWithin(`${renderPart(part)}\n`, limit);

  const stateTokens = (line: StateLine, isFirst: boolean, limit: number): number | undefined =>
    tokens.countWithin(`${isFirst ? `${stateHeader(line)}\n\n` : ""}${line.text}\n`, limit);

  const addWhole = (candidates: readonly Part[]): Part[] => {
    const left: Part[] = [];
    for (const part of candidates) {
      if (repetition.isRepeated(part.lines)) continue;
      const needed = partTokens(part, budget - used);
      if (needed === undefined) {
        left.push(part);
        continue;
      }
      parts.push(part);
      used += needed;
      repetition.remember(part.lines);
    }
    settle(takeBackPart);
    return left;
  };

  const addCut = (candidates: readonly Part[]): void => {
    const least = (part: Part): number =>
      parts.length === 0 ? leastLines(part) : Math.max(leastLines(part), LEAST_CUT_LINES);
    for (const part of candidates) {
      if (part.start === undefined) continue;
      // The whole of it may fit by now: merging saves headers.
      const count = largest(
        least(part),
        part.lines.length,
        (lines) => partTokens(headOf(part, lines), budget - used) !== undefined,
      );
      if (count === undefined) continue;
      parts.push(headOf(part, count));
      settle(takeBackPart);
      return;
    }
  };

  return {
    addParts(candidates) {
      addCut(addWhole(candidates));
    },

    hasParts: () => parts.length > 0,

    addState(lines, limit) {
      const known = new Set(state);
      for (const line of lines) {
        if (known.has(line)) continue;
        const isFirst = !state.some(({ scope }) => scope === line.scope);
        const needed = stateTokens(line, isFirst, Math.min(limit - stateUsed, budget - used));
        if (needed === undefined) continue;
        state.push(line);
        used += needed;
        stateUsed += needed;
      }
      settle(takeBackState);
    },

    dropState() {
      state.length = 0;
      stateUsed = 0;
      settle(takeBackPart);
    },

    leastTokens(candidates, lines) {
      let least = Number.POSITIVE_INFINITY;
      // It is taken in by the count of its block and kept by the exact count of the text: both must fit.
      const consider = (estimate: number | undefined, block: string): void => {
        if (estimate !== undefined) least = Math.min(least, Math.max(estimate, tokens.count(block.trimEnd())));
      };
      for (const part of candidates) {
        const smallest = part.start === undefined ? part : headOf(part, leastLines(part));
        consider(partTokens(smallest, least), renderPart(smallest));
      }
      for (const line of lines) consider(stateTokens(line, true, least), renderState([line]));
      return least;
    },

    finish: () => ({
      context: render(),
      chunkIds: inFiles(parts).flatMap(({ chunkIds }) => chunkIds),
      keys: [...new Set(state.map(({ key }) => key))],
      tokens: used,
    }),
  };
}

/** Parts by file, the file of the best one first, in reading order and merged inside a file. */
function inFiles(parts: readonly Part[]): Part[] {
  const byBest = parts.toSorted((a, b) => a.rank - b.rank);
  return [...Map.groupBy(byBest, ({ path }) => path).values()].flatMap(mergeParts);
}

/** The largest number from `low` to `high` that fits, where a smaller one fits when a larger does. */
function largest(low: number, high: number, fits: (value: number) => boolean): number | undefined {
  if (low > high || !fits(low)) return undefined;
  let best = low;
  for (let upper = high; best < upper;) {
    const middle = Math.ceil((best + upper) / 2);
    if (fits(middle)) best = middle;
    else upper = middle - 1;
  }
  return best;
}
