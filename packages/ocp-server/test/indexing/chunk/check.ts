import { expect } from "vitest";
import { chunkText } from "../../../src/indexing/chunk/chunk-file.ts";
import { prepareChunker } from "../../../src/indexing/chunk/grammar/load.ts";
import type { Piece } from "../../../src/indexing/chunk/chunker.ts";
import { splitLines } from "../../../src/indexing/chunk/split-lines.ts";
import { languageOf } from "../../../src/indexing/languages.ts";

await prepareChunker();

/** Cuts a text as the file of this name would be cut, and makes sure that the pieces cover it. */
export function chunksOf(path: string, text: string): Piece[] {
  const pieces = chunkText({ text, path, language: languageOf(path, text)?.name ?? "text" });
  expectTiling(pieces, text);
  return pieces;
}

/** Every line is in exactly one piece, in order. */
export function expectTiling(pieces: readonly Piece[], text: string): void {
  let next = 1;
  for (const { startLine, endLine } of pieces) {
    expect(startLine).toBe(next);
    expect(endLine).toBeGreaterThanOrEqual(startLine);
    next = endLine + 1;
  }
  expect(next - 1).toBe(splitLines(text).length);
}

/** `kind symbol` of each piece, for reading. */
export function outlineOf(pieces: readonly Piece[]): string[] {
  return pieces.map(
    ({ kind, symbol, startLine, endLine }) => `${startLine}-${endLine} ${kind}${symbol === null ? "" : ` ${symbol}`}`,
  );
}

/** Every name that a file defines. */
export function symbolsOf(path: string, text: string): string[] {
  return chunksOf(path, text).flatMap(({ symbols }) => symbols);
}

/** Lines of no consequence, to make something as long as it has to be. */
export function filler(lines: number, indent = "  "): string {
  return Array.from({ length: lines }, (_, i) => `${indent}step_${i};\n`).join("");
}
