import type { Chunker } from "./chunker.ts";
import { findDefinitions } from "./definitions.ts";
import { chunkLines } from "./lines.ts";
import { outlineToPieces } from "./outline.ts";
import { SHAPES } from "./shapes/all-shapes.ts";
import { splitLines } from "./split-lines.ts";

/**
 * Cuts program text, and values laid out like it, at its definitions. They are found line by line from keywords,
 * indentation and brackets rather than by a grammar, so text that does not parse is cut as well. Text of a language
 * without a known shape, or without definitions, is cut into blocks.
 */
export const chunkCode: Chunker = (source) => {
  const shape = SHAPES.get(source.language);
  if (!shape || isList(source.language, source.text)) return chunkLines(source);
  const lines = splitLines(source.text);
  const definitions = findDefinitions(lines, { shape, path: source.path });
  return definitions.length === 0 ? chunkLines(source) : outlineToPieces(lines, definitions, ".");
};

/** A list of records has the same keys over and over: they name nothing. */
function isList(language: string, text: string): boolean {
  return language === "json" && text.slice(0, 1_000).trimStart().startsWith("[");
}
