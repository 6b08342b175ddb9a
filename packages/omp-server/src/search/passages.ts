import { codeRanges, type Range } from "./code.ts";

/** What starts a piece of its own: an item of a list, a row of a table. */
const STARTS_PIECE = /^[ \t]{0,3}(?:[-*+]|\d+[.)]|\|)[ \t]?/;

/** Where a text's smallest wholes stand: its paragraphs, items of lists, rows of tables and pieces of code. */
export function passagesOf(text: string): Range[] {
  const code = codeRanges(text);
  const passages: Range[] = [];
  let open: { start: number; end: number } | undefined;
  const close = (): void => {
    if (open) passages.push(open);
    open = undefined;
  };
  let fence = 0;
  for (const { 0: line, index: start } of text.matchAll(/[^\n\r]+/g)) {
    const end = start + line.length;
    while (fence < code.length && code[fence]!.end <= start) fence++;
    const inside = code[fence];
    if (inside && inside.start <= start) {
      // A fence with what stands inside it.
      if (open?.start !== inside.start) close();
      open ??= { ...inside };
      continue;
    }
    const between = open === undefined ? "" : text.slice(open.end, start);
    if (STARTS_PIECE.test(line) || /(?:\n|\r\n?)[ \t]*(?:\n|\r)/.test(between)) close();
    if (line.trim() === "") continue;
    if (open) open.end = end;
    else open = { start, end };
  }
  close();
  return passages;
}
