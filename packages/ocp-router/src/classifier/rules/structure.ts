import type { SignalPart } from "../classifier.ts";

/** Hundredths by how many words are asked, from the longest on: what takes long to say is seldom a trifle, in any language. */
const LENGTHS: readonly (readonly [words: number, weight: number])[] = [
  [40, 48],
  [30, 44],
  [25, 38],
  [21, 32],
  [18, 25],
  [15, 16],
  [12, 8],
];
/** Hundredths by how many parts the asking has. */
const PARTS: readonly (readonly [parts: number, weight: number])[] = [
  [6, 15],
  [4, 10],
  [3, 5],
];
const SEPARATOR = /[,;:、，；：،]|\s[-–—]\s|—/gu;

/** What the build of an asking says about it: its length, and how many things it lists. */
export function structureParts(text: string, words: number): SignalPart[] {
  const parts: SignalPart[] = [];
  const length = LENGTHS.find(([least]) => words >= least)?.[1];
  if (length !== undefined) parts.push({ layer: "structure", signal: `asked in ${words} words`, weight: length });
  const separators = Math.min(words, text.match(SEPARATOR)?.length ?? 0);
  const listed = PARTS.find(([least]) => separators + 1 >= least)?.[1];
  if (listed !== undefined) {
    parts.push({ layer: "structure", signal: `asks in ${separators + 1} parts`, weight: listed });
  }
  return parts;
}
