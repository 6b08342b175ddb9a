import type { Assembly } from "./assembly.ts";
import { createChooser, type Chooser } from "./choose.ts";
import type { Found } from "./item.ts";
import { outlineOf } from "./outline.ts";
import type { Part } from "./part.ts";

/** Pieces below this share of the best one are at most outlined. */
const LEAST_WHOLE = 0.25;
/** This part of a budget is kept for outlines of what does not fit whole. */
const OUTLINES = 0.12;
/** After so many in a row that were too long, it is full. */
const PATIENCE = 12;

/**
 * Fills an assembly with what was found, the best given first: whole pieces, each the one that adds most for its length;
 * then outlines of what is left, a line each, so that the reader knows where to look; then whatever still fits, the last
 * perhaps cut. Where everything fits whole nothing is outlined. Returns the ids of chunks that say what is shown already.
 */
export function fill(assembly: Assembly, found: readonly Found[], terms: number): Set<string> {
  const fit = found.filter(isWhole);
  const chooser = createChooser(fit, terms);
  const repeated = new Set<string>();
  const settled = addWhole(assembly, chooser, repeated);
  const left = byValue(
    chooser,
    fit.filter((item) => !settled.has(item)),
    ({ length }) => length,
  ).map(({ part }) => part);
  const cut = assembly.hasParts() ? undefined : assembly.addCut(left);
  assembly.settle();
  if (!assembly.fitsAll(left))
    addOutlines(
      assembly,
      chooser,
      found.filter((item) => !settled.has(item)),
    );
  addRest(
    assembly,
    left.filter((part) => part !== cut),
  );
  return repeated;
}

/** Whether it is good enough to be shown whole. */
export const isWhole = ({ worth }: Pick<Found, "worth">): boolean => worth >= LEAST_WHOLE;

/** Returns what needs no further thought, because it is shown or says what is shown already. */
function addWhole(assembly: Assembly, chooser: Chooser<Found>, repeated: Set<string>): Set<Found> {
  const settled = new Set<Found>();
  const reserve = Math.floor(assembly.room() * OUTLINES);
  for (let tooLong = 0; tooLong < PATIENCE;) {
    const item = chooser.next();
    if (item === undefined) break;
    const outcome = assembly.add(item.part, reserve);
    tooLong = outcome === "full" ? tooLong + 1 : 0;
    if (outcome !== "full") settled.add(item);
    if (outcome === "taken") chooser.take(item);
    else if (outcome === "repeated") repeated.add(item.chunk.chunk_id);
  }
  return settled;
}

function addOutlines(assembly: Assembly, chooser: Chooser<Found>, items: readonly Found[]): void {
  const outlines = new Map<Found, Part>();
  for (const item of items) {
    const outline = outlineOf(item.part, item.chunk);
    if (outline !== undefined) outlines.set(item, outline);
  }
  let tooLong = 0;
  for (const item of byValue(chooser, [...outlines.keys()], (each) => outlines.get(each)!.lines[0]!.length)) {
    tooLong = assembly.add(outlines.get(item)!) === "full" ? tooLong + 1 : 0;
    if (tooLong === PATIENCE) return;
  }
}

function addRest(assembly: Assembly, parts: readonly Part[]): void {
  const left: Part[] = [];
  for (const part of parts) {
    if (left.length === PATIENCE) break;
    if (assembly.add(part) === "full") left.push(part);
  }
  assembly.addCut(left);
}

function byValue(chooser: Chooser<Found>, items: readonly Found[], lengthOf: (item: Found) => number): Found[] {
  return items
    .map((item) => ({ item, value: chooser.valueOf(item, lengthOf(item)) }))
    .sort((a, b) => b.value - a.value)
    .map(({ item }) => item);
}
