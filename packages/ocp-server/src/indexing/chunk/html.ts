import type { Chunker } from "./chunker.ts";
import { chunkLines } from "./lines.ts";
import { cutSections, type Heading } from "./markdown.ts";
import { splitLines } from "./split-lines.ts";

const MAX_TITLE = 120;
/** A heading may run over so many lines. */
const MAX_HEADING_LINES = 4;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Cuts HTML at its headings, `<h1>` to `<h6>`; a text without any is cut into blocks. */
export const chunkHtml: Chunker = (source) => {
  const lines = splitLines(source.text);
  const headings: Heading[] = [];
  let skipped: RegExp | undefined;
  for (const [line, whole] of lines.entries()) {
    const content = whole.slice(0, 2_000);
    if (skipped !== undefined) {
      if (skipped.test(content)) skipped = undefined;
      continue;
    }
    const opening = /<h([1-6])\b[^>]*>/i.exec(content);
    const title = opening && titleFrom(lines, line, opening);
    if (opening && title) headings.push({ line, level: Number(opening[1]), title });
    skipped = opensSkipped(content);
  }
  return headings.length === 0 ? chunkLines(source) : cutSections(lines, headings);
};

const SKIPPED: readonly (readonly [open: RegExp, close: RegExp])[] = [
  [/<script\b/i, /<\/script/i],
  [/<style\b/i, /<\/style/i],
  [/<pre\b/i, /<\/pre/i],
  [/<!--/, /-->/],
];

/** What ends a part without headings that begins on a line and does not end there. */
function opensSkipped(line: string): RegExp | undefined {
  for (const [open, close] of SKIPPED) {
    const at = line.search(open);
    if (at >= 0 && !close.test(line.slice(at))) return close;
  }
  return undefined;
}

function titleFrom(lines: readonly string[], line: number, opening: RegExpExecArray): string {
  let text = lines[line]!.slice(opening.index + opening[0].length, 4_000);
  for (let next = line + 1; !/<\/h[1-6]/i.test(text) && next < Math.min(lines.length, line + MAX_HEADING_LINES); next++)
    text += ` ${lines[next]!.slice(0, 1_000)}`;
  const words = text
    .split(/<\/h[1-6]/i, 1)[0]!
    .replace(/<[^<>]*>/g, " ")
    .replace(/&(\w{2,6});/g, (entity, name: string) => ENTITIES[name] ?? entity)
    .replace(/\s+/g, " ")
    .trim();
  return words.length > MAX_TITLE ? `${words.slice(0, MAX_TITLE)}…` : words;
}
