import type { Chunk } from "ocp-core";
import { nameParts } from "../names.ts";
import { sliceOf, type Part } from "./part.ts";

/** Languages in which a line that starts with # is a heading. */
const HEADINGS = new Set(["markdown", "mdx", "rst", "asciidoc"]);
/** What stands before a definition rather than in it: comments, documentation, decorators and attributes. */
const NOT_A_DEFINITION = /^\s*(?:\/\/|\/\*|\*|--|@|#\[|<!--|"""|''')/;
const HASH_COMMENT = /^\s*#\s/;
const WORD = /[\p{L}\p{N}]/u;
/** A longer line is data or minified code. */
const LONGEST = 240;

/** The one line of a part that says what it is: a signature, a heading. Undefined where no line says it. */
export function outlineOf(part: Part, chunk: Chunk): Part | undefined {
  if (part.start === undefined || part.lines.length < 2) return undefined;
  const place = signatureLine(part.lines, chunk);
  const line = part.lines[place];
  if (line === undefined || line.length > LONGEST) return undefined;
  return sliceOf(part, place, 1);
}

function signatureLine(lines: readonly string[], { symbol, language, metadata }: Chunk): number {
  const stated = metadata["signature"];
  if (typeof stated === "string") {
    const whole = squeezed(stated);
    // A signature of several lines is stated in one.
    const place = lines.findIndex((line) => begins(whole, line) && WORD.test(line) && whole.startsWith(squeezed(line)));
    if (place >= 0) return place;
  }
  const tells = (line: string): boolean =>
    WORD.test(line) && !NOT_A_DEFINITION.test(line) && (HEADINGS.has(language) || !HASH_COMMENT.test(line));
  const name = symbol === null ? undefined : nameParts(symbol).at(-1);
  const named = name === undefined ? -1 : lines.findIndex((line) => line.includes(name) && tells(line));
  return named >= 0 ? named : lines.findIndex(tells);
}

/** Whether the first character of a line is that of a squeezed text: most lines need no closer look. */
const begins = (whole: string, line: string): boolean => line.charCodeAt(line.search(/\S/)) === whole.charCodeAt(0);

const squeezed = (text: string): string => text.replace(/\s+/g, "");
