import type { Chunker } from "./chunker.ts";
import { cleanTitle, cutSections, type Heading } from "./markdown.ts";
import { isBlank, splitLines } from "./split-lines.ts";

/** Cuts reStructuredText at its underlined headings. The order in which underlines first appear gives their levels. */
export const chunkRst: Chunker = ({ text }) => {
  const lines = splitLines(text);
  const styles: string[] = [];
  const headings: Heading[] = [];
  for (let line = 0; line + 1 < lines.length; line++) {
    const heading = readHeading(lines, line);
    if (!heading) continue;
    let level = styles.indexOf(heading.style);
    if (level < 0) level = styles.push(heading.style) - 1;
    headings.push({
      line: heading.overlined ? line - 1 : line,
      level: level + 1,
      title: cleanTitle(lines[line]!.slice(0, 1_000)),
    });
    line++;
  }
  return cutSections(lines, headings);
};

function readHeading(lines: readonly string[], line: number): { style: string; overlined: boolean } | undefined {
  const title = lines[line]!;
  const mark = rulerOf(lines[line + 1]!);
  if (mark === undefined || isBlank(title) || rulerOf(title) !== undefined) return undefined;
  const above = line > 0 ? lines[line - 1]! : "";
  const overlined = rulerOf(above) === mark && above.trimEnd().length === lines[line + 1]!.trimEnd().length;
  if (!overlined && (/^\s/.test(title) || !isBlank(above))) return undefined;
  if (lines[line + 1]!.trimEnd().length < Math.min(title.trim().length, 200) && lines[line + 1]!.trimEnd().length < 4)
    return undefined;
  return { style: (overlined ? "^" : "") + mark, overlined };
}

/** The character of a line that consists of nothing but one mark, repeated. */
function rulerOf(line: string): string | undefined {
  const text = line.trimEnd();
  if (text.length < 3 || !/[!-/:-@[-`{-~]/.test(text[0]!)) return undefined;
  for (let at = 1; at < text.length; at++) if (text[at] !== text[0]) return undefined;
  return text[0];
}
