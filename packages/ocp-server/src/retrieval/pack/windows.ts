import type { Chunk } from "ocp-core";
import { outlineOf } from "./outline.ts";
import { sliceOf, type Part } from "./part.ts";

/** What may be shown of a part that has no room whole. */
export interface Windows {
  /** The line that says what it is; undefined where no line does. */
  readonly outline: Part | undefined;
  /** Of all runs of so many lines the one with most of what was asked for; of equals the first. */
  best(count: number): Part;
}

/** So many terms the line that says what it is counts for: it is the one to show where nothing was asked for by name. */
const OUTLINE_WEIGHT = 0.5;

/** `wanted` are the beginnings of terms, in small letters. */
export function windowsOf(part: Part, chunk: Chunk, wanted: readonly string[]): Windows {
  const outline = outlineOf(part, chunk);
  let sums: number[] | undefined;
  return {
    outline,
    best(count) {
      sums ??= weigh(part, outline, wanted);
      const held = (start: number): number => sums![start + count]! - sums![start]!;
      let first = 0;
      for (let start = 1; start + count <= part.lines.length; start++) if (held(start) > held(first)) first = start;
      return sliceOf(part, first, count);
    },
  };
}

/** At each place, what the lines before it hold. */
function weigh({ start, lines }: Part, outline: Part | undefined, wanted: readonly string[]): number[] {
  const sums = [0];
  for (const [place, line] of lines.entries()) {
    const text = line.toLowerCase().replaceAll("_", "");
    const held = wanted.filter((term) => text.includes(term)).length;
    sums.push(sums[place]! + held + (outline?.start === start! + place ? OUTLINE_WEIGHT : 0));
  }
  return sums;
}
