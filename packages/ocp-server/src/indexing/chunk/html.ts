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
    const { shown, unclosed } = withoutSkipped(content);
    const opening = /<h([1-6])\b[^>]*>/i.exec(shown);
    const title = opening && titleFrom(lines, line, opening);
    if (opening && title) headings.push({ line, level: Number(opening[1]), title });
    skipped = unclosed;
  }
  return headings.length === 0 ? chunkLines(source) : cutSections(lines, headings);
};

/** Parts without headings: comments, programs, styles and what is quoted as it is. */
const SKIPPED = /<!--.*?(-->|$)|<(script|style|pre)\b.*?(<\/\2|$)/gi;

/** A line with blanks for the parts that have no headings, and what will end the one that does not end on this line. */
function withoutSkipped(line: string): { shown: string; unclosed: RegExp | undefined } {
  let unclosed: RegExp | undefined;
  const shown = line.replace(SKIPPED, (part: string, comment?: string, tag?: string, end?: string) => {
    if ((comment ?? end) === "") unclosed = tag === undefined ? /-->/ : new RegExp(`</${tag}`, "i");
    return " ".repeat(part.length);
  });
  return { shown, unclosed };
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
