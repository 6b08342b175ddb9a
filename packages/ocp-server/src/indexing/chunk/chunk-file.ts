import { chunkAsciidoc } from "./asciidoc.ts";
import type { Chunker } from "./chunker.ts";
import { chunkCode } from "./code.ts";
import { chunkHtml } from "./html.ts";
import { chunkLines } from "./lines.ts";
import { chunkMarkdown } from "./markdown.ts";
import { chunkRst } from "./rst.ts";
import { SHAPES } from "./shapes/all-shapes.ts";

/** Grows when the same file is cut, or its pieces are described, in another way, so that what is indexed is cut again. */
export const CHUNKING = 1;

const PROSE: ReadonlyMap<string, Chunker> = new Map([
  ["asciidoc", chunkAsciidoc],
  ["html", chunkHtml],
  ["markdown", chunkMarkdown],
  ["rst", chunkRst],
]);

/** Cuts a text with the chunker for its language. Covers every line once, in order; an empty text has no pieces. */
export const chunkText: Chunker = (source) => {
  const chunk = PROSE.get(source.language) ?? (SHAPES.has(source.language) ? chunkCode : chunkLines);
  return chunk(source);
};
