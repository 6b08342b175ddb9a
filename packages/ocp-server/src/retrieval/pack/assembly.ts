import type { TokenCounter } from "../tokens.ts";
import { createRepetition } from "./near-duplicates.ts";
import { headOf, leastLines, mergeParts, renderPart, type Part } from "./part.ts";
import { createPartTokens } from "./part-tokens.ts";
import type { Windows } from "./windows.ts";
import { renderState, stateHeader, type StateLine } from "./state.ts";

/** A piece is cut short to fill what is left, if at least so many lines of it fit. */
const LEAST_CUT_LINES = 5;

/** What became of a part that was offered: `repeated` when what it says is there already, `full` when it is too long. */
export type Outcome = "taken" | "repeated" | "full";

/** A part, and what may be shown of it where it has no room whole. */
export interface Cuttable {
  readonly part: Part;
  windows(): Windows;
}

/** A text in the making that never exceeds its budget. */
export interface Assembly {
  /** Takes a part when it fits and `keep` tokens stay free. */
  add(part: Part, keep?: number): Outcome;
  /**
   * Takes as many lines as fit, while `keep` tokens stay free, of the first of these of which enough do: five, or what
   * says anything where it is `short` or the first. Returns how to take that back; undefined when there is none.
   */
  addCut(
    candidates: readonly Cuttable[],
    options?: { readonly keep?: number; readonly short?: boolean },
  ): (() => void) | undefined;
  /** Takes lines that are not in it yet, in the order given, as long as all state stays within `limit` tokens. */
  addState(lines: readonly StateLine[], limit: number): void;
  /** Whether all of these fit whole. */
  fitsAll(parts: readonly Part[]): boolean;
  hasParts(): boolean;
  clear(): void;
  /** Tokens that are left, at least. */
  room(): number;
  /** Counts what is there exactly, and takes back what is too much. */
  settle(): void;
  /** How many tokens the cheapest useful piece would take alone. */
  leastTokens(parts: readonly Part[], lines: readonly StateLine[]): number;
  finish(): Assembled;
}

export interface Assembled {
  readonly context: string;
  readonly chunkIds: string[];
  /** Those of them that are shown in part. */
  readonly partialIds: string[];
  readonly keys: string[];
  readonly tokens: number;
}

/**
 * Every block starts with `[` after a line break, where each of the named encodings starts a new token: the counts of
 * blocks add up, and none has to be counted again when others join it. What merging and the text's end change about
 * that is settled by counting what they changed, with a counter of another kind by counting the whole; what then is too
 * much is taken back.
 */
export function createAssembly(tokens: TokenCounter, budget: number): Assembly {
  const parts: Part[] = [];
  const state: StateLine[] = [];
  let used = 0;
  let stateUsed = 0;
  let settled = true;
  let repetition = createRepetition();
  const counts = createPartTokens(tokens);
  /** How to take back what was added, the latest last. */
  const undo: (() => unknown)[] = [];

  const render = (blocks: readonly Part[]): string =>
    [renderState(state), ...blocks.map(renderPart)]
      .filter((block) => block !== "")
      .join("\n")
      .trimEnd();

  const exactTokens = (): number | undefined => {
    const blocks = inFiles(parts);
    if (!tokens.isAdditive) return tokens.countWithin(render(blocks), budget);
    const last = blocks.pop();
    const above = state.length === 0 ? "" : `${renderState(state)}\n`;
    if (last === undefined) return tokens.countWithin(above.trimEnd(), budget);
    const sum = blocks.reduce((total, part) => total + counts.of(part), tokens.count(above));
    return sum > budget ? undefined : plus(sum, tokens.countWithin(renderPart(last).trimEnd(), budget - sum));
  };

  const settle = (): void => {
    while (!settled) {
      const exact = undo.length === 0 ? 0 : exactTokens();
      settled = exact !== undefined;
      if (exact !== undefined) used = exact;
      else undo.pop()!();
    }
  };

  const stateTokens = (line: StateLine, isFirst: boolean, limit: number): number | undefined =>
    tokens.countWithin(`${isFirst ? `${stateHeader(line)}\n\n` : ""}${line.text}\n`, limit);

  const remove = (part: Part): void => {
    const place = parts.indexOf(part);
    if (place >= 0) parts.splice(place, 1);
  };

  const take = (part: Part, needed: number): void => {
    parts.push(part);
    undo.push(() => remove(part));
    used += needed;
    settled = false;
  };

  const sumWithin = (pieces: readonly Part[], limit: number): number | undefined => {
    let sum = 0;
    for (const piece of pieces) {
      const count = counts.within(piece, limit - sum);
      if (count === undefined) return undefined;
      sum += count;
    }
    return sum;
  };

  /** As much of a part as fits: the best of its lines with the one that says what it is, otherwise the first. */
  const cut = (
    part: Part,
    { outline, best }: Windows,
    { room, short }: { readonly room: number; readonly short: boolean },
  ): Part[] => {
    const first = leastLines(part);
    const least = short ? first : Math.max(first, LEAST_CUT_LINES);
    const beside = (window: Part): Part[] =>
      outline === undefined || covers(window, outline.start!) ? [window] : [outline, window];
    const fits = (pieces: readonly Part[]): boolean => sumWithin(pieces, room) !== undefined;
    // The whole of it may fit by now: merging saves headers.
    const lines = largest(least, part.lines.length, (count) => fits(beside(best(count))));
    if (lines !== undefined) return beside(best(lines));
    const head = largest(least, part.lines.length, (count) => fits([headOf(part, count)]));
    return head === undefined ? [] : [headOf(part, head)];
  };

  return {
    add(part, keep = 0) {
      if (repetition.isRepeated(part.lines)) return "repeated";
      const needed = counts.within(part, budget - used - keep);
      if (needed === undefined) return "full";
      take(part, needed);
      repetition.remember(part.lines);
      return "taken";
    },

    addCut(candidates, { keep = 0, short = parts.length === 0 } = {}) {
      for (const { part, windows } of candidates) {
        if (part.start === undefined || repetition.isRepeated(part.lines)) continue;
        const shown = cut(part, windows(), { room: budget - used - keep, short });
        if (shown.length === 0) continue;
        for (const each of shown) take(each, counts.of(each));
        return () => {
          for (const each of shown) remove(each);
          settled = false;
        };
      }
      return undefined;
    },

    addState(lines, limit) {
      const known = new Set(state);
      for (const line of lines) {
        if (known.has(line)) continue;
        const isFirst = !state.some(({ scope }) => scope === line.scope);
        const needed = stateTokens(line, isFirst, Math.min(limit - stateUsed, budget - used));
        if (needed === undefined) continue;
        state.push(line);
        undo.push(() => state.pop());
        used += needed;
        stateUsed += needed;
        settled = false;
      }
    },

    fitsAll: (candidates) => sumWithin(candidates, budget - used) !== undefined,

    clear() {
      for (const list of [state, parts, undo]) list.length = 0;
      used = 0;
      stateUsed = 0;
      repetition = createRepetition();
      settled = true;
    },

    hasParts: () => parts.length > 0,
    room: () => budget - used,
    settle,

    leastTokens(candidates, lines) {
      let least = Number.POSITIVE_INFINITY;
      // It is taken in by the count of its block and kept by the exact count of the text: both must fit.
      const consider = (estimate: number | undefined, block: string): void => {
        if (estimate !== undefined) least = Math.min(least, Math.max(estimate, tokens.count(block.trimEnd())));
      };
      for (const part of candidates) {
        const smallest = part.start === undefined ? part : headOf(part, leastLines(part));
        consider(counts.within(smallest, least), renderPart(smallest));
      }
      for (const line of lines) consider(stateTokens(line, true, least), renderState([line]));
      return least;
    },

    finish() {
      settle();
      const blocks = inFiles(parts);
      const chunkIds = [...new Set(blocks.flatMap((part) => part.chunkIds))];
      const whole = new Set(parts.filter(({ isPartial }) => !isPartial).flatMap((part) => part.chunkIds));
      return {
        context: render(blocks),
        chunkIds,
        partialIds: chunkIds.filter((id) => !whole.has(id)),
        keys: [...new Set(state.map(({ key }) => key))],
        tokens: used,
      };
    },
  };
}

const plus = (sum: number, more: number | undefined): number | undefined => (more === undefined ? more : sum + more);

const covers = ({ start, lines }: Part, line: number): boolean => start! <= line && line < start! + lines.length;

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
