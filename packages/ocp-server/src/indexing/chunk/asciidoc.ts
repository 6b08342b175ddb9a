import type { Chunker } from "./chunker.ts";
import { cleanTitle, cutSections, type Heading } from "./markdown.ts";
import { isBlank, splitLines } from "./split-lines.ts";

/** Cuts AsciiDoc at its headings, `= Title` to `====== Section`; lines of blocks between delimiters are none. */
export const chunkAsciidoc: Chunker = ({ text }) => {
  const lines = splitLines(text);
  const inBlock = new Uint8Array(lines.length);
  const headings: Heading[] = [];
  let delimiter = "";
  for (const [line, whole] of lines.entries()) {
    const content = whole.slice(0, 1_000).trimEnd();
    if (delimiter !== "") {
      inBlock[line] = 1;
      if (content === delimiter) delimiter = "";
      continue;
    }
    if (/^(?:-{4,}|\.{4,}|\+{4,}|={4,}|\*{4,}|_{4,}|\/{4,}|--|```|[|,:!]===)$/.test(content)) {
      delimiter = content;
      continue;
    }
    const heading = /^(={1,6}|#{1,6})\s+(\S.*)$/.exec(content);
    if (heading)
      headings.push({ line: firstOf(lines, line), level: heading[1]!.length, title: cleanTitle(heading[2]!) });
  }
  return cutSections(lines, headings, { isTorn: (line) => inBlock[line] === 1 });
};

/** The anchors and attributes right above a heading belong to it. */
function firstOf(lines: readonly string[], heading: number): number {
  let line = heading;
  while (line > 0 && !isBlank(lines[line - 1]!) && /^\[.*\]\s*$/.test(lines[line - 1]!.slice(0, 300))) line--;
  return line;
}
