import { TEARS } from "./lines.ts";
import type { Chunker } from "./chunker.ts";
import { toPieces, type Mark, type SegmentOptions } from "./segments.ts";
import { isBlank, splitLines } from "./split-lines.ts";

const SECTIONS = { smallLines: 12, smallChars: 600, minLines: 25, maxLines: 60 } as const;
const MAX_TITLE = 120;

/** A heading: its level from 1, the line on which it begins, and its text. */
export interface Heading {
  readonly line: number;
  readonly level: number;
  readonly title: string;
}

/** Cuts Markdown at its headings; a section is named by the headings above it, as in `Setup > Linux`. */
export const chunkMarkdown: Chunker = ({ text }) => {
  const lines = splitLines(text);
  const fenced = fencedLines(lines);
  const matter = frontMatterEnd(lines);
  const headings = lines.flatMap((_, line) => (line <= matter || fenced[line] ? [] : readHeading(lines, line)));
  return cutSections(lines, headings, { isTorn: (line) => fenced[line] === 1, matter });
};

/** Pieces of a text with headings, in order of line. */
export function cutSections(
  lines: readonly string[],
  headings: readonly Heading[],
  options: { isTorn?: (line: number) => boolean; matter?: number } = {},
): ReturnType<Chunker> {
  const { matter = -1 } = options;
  const marks: Mark[] =
    matter >= 0 ? [{ line: 0, kind: "front-matter", symbol: null, symbols: [], signature: null, group: 0 }] : [];
  const firstText = firstFilled(lines, matter + 1);
  if (firstText < (headings[0]?.line ?? lines.length))
    marks.push({ line: firstText, kind: "section", symbol: null, symbols: [], signature: null, group: 0 });
  const above: Heading[] = [];
  for (const heading of headings) {
    while (above.length > 0 && above.at(-1)!.level >= heading.level) above.pop();
    const group = (above.at(-1)?.line ?? -1) + 1;
    above.push(heading);
    const symbol =
      above
        .map(({ title }) => title)
        .filter((title) => title !== "")
        .join(" > ") || null;
    marks.push({
      line: heading.line,
      kind: "section",
      symbol,
      symbols: symbol === null ? [] : [symbol],
      signature: null,
      group,
    });
  }
  const { smallLines, smallChars, minLines, maxLines } = SECTIONS;
  const { isTorn } = options;
  const tears = isTorn && ((line: number): number => (isTorn(line) ? TEARS.something : TEARS.nothing));
  const segments: SegmentOptions = { cut: { minLines, maxLines, tears }, smallLines, smallChars };
  return toPieces(lines, marks, segments);
}

function firstFilled(lines: readonly string[], from: number): number {
  let line = from;
  while (line < lines.length && isBlank(lines[line]!)) line++;
  return line;
}

/** Marks the lines of fenced code but the first of each fence: those before which no cut may fall. */
function fencedLines(lines: readonly string[]): Uint8Array {
  const fenced = new Uint8Array(lines.length);
  let fence = "";
  for (const [number, line] of lines.entries()) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line.slice(0, 1_000))?.[1];
    if (fence !== "") {
      fenced[number] = 1;
      if (marker?.startsWith(fence) && isBlank(line.trimStart().slice(marker.length))) fence = "";
    } else if (
      marker !== undefined &&
      !(marker.startsWith("`") && line.trimStart().slice(marker.length).includes("`"))
    ) {
      fence = marker;
    }
  }
  return fenced;
}

/** The last line of the values at the top of a document, between `---` or `+++`; -1 when there are none. */
function frontMatterEnd(lines: readonly string[]): number {
  const open = lines[0]?.trimEnd();
  if (open !== "---" && open !== "+++") return -1;
  for (let at = 1; at < Math.min(lines.length, 200); at++) {
    const line = lines[at]!.trimEnd();
    if (line === open || (open === "---" && line === "...")) return at;
  }
  return -1;
}

function readHeading(lines: readonly string[], line: number): Heading[] {
  const text = lines[line]!.slice(0, 1_000);
  const atx = /^ {0,3}(#{1,6})(?:[ \t]+|$)(.*)$/.exec(text);
  if (atx) return [{ line, level: atx[1]!.length, title: cleanTitle(atx[2]!.replace(/[ \t]+#+[ \t]*$/, "")) }];
  const underline = /^ {0,3}(?:(={2,})|-{3,})[ \t]*$/.exec(lines[line + 1]?.slice(0, 1_000) ?? "");
  if (!underline || !isParagraph(text) || (line > 0 && isParagraph(lines[line - 1]!))) return [];
  return [{ line, level: underline[1] === undefined ? 2 : 1, title: cleanTitle(text) }];
}

/** Text that an underline makes a heading: not a list, a quote, a table, indented code or another heading. */
function isParagraph(line: string): boolean {
  return !isBlank(line) && !/^(?: {4}|\t| {0,3}(?:[-*+>|#<=]|\d+[.)]\s|`{3}|~{3}))/.test(line.slice(0, 200));
}

/** The words of a title, without marks of emphasis, code, links and anchors. */
export function cleanTitle(title: string): string {
  const words = title
    .replace(/!?\[([^\][]{0,300})\]\([^()]{0,300}\)/g, "$1")
    .replace(/\{(?:#|\/\*)[^}]{0,200}\}|<[^<>]{0,200}>/g, "")
    .replace(/\\(?=[!-/:-@[-`{-~])/g, "")
    .replace(/[`*]|(?<!\w)_+|_+(?!\w)/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return words.length > MAX_TITLE ? `${words.slice(0, MAX_TITLE)}…` : words;
}
