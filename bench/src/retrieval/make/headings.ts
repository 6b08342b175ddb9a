import type { Made } from "./record.ts";
import type { Source } from "./source.ts";

const MIN_WORDS = 3;

/** Makes a query of each heading that no other page has; the section under it answers, with the heading blanked. */
export function headingsOf(files: readonly Source[]): Made[] {
  const made = files.flatMap(sectionsOf);
  return [...Map.groupBy(made, ({ query }) => query.toLowerCase()).values()].flatMap((same) =>
    same.length === 1 ? same : [],
  );
}

function sectionsOf({ path, lines }: Source): Made[] {
  const headings = findHeadings(lines);
  return headings.flatMap(({ line, title }, at): Made[] => {
    if (title.split(/\s+/).length < MIN_WORDS || at === 0) return [];
    const end_line = headings[at + 1]?.line ?? lines.length;
    const place = { path, start_line: line + 1 };
    if (end_line - line < 3) return [];
    return [
      {
        kind: "k1",
        query: title,
        relevant: [{ ...place, end_line }],
        symbol: title,
        strip: [{ ...place, end_line: line + 1 }],
      },
    ];
  });
}

/** Headings of Markdown with their 0-based lines, without marks, anchors and badges. */
function findHeadings(lines: readonly string[]): { line: number; title: string }[] {
  const headings: { line: number; title: string }[] = [];
  let fence: string | undefined;
  for (const [line, text] of lines.entries()) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(text)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : mark.startsWith(fence) ? undefined : fence;
    const title = fence === undefined ? /^#{1,6}\s+(.+)$/.exec(text)?.[1] : undefined;
    if (title !== undefined) headings.push({ line, title: cleanTitle(title) });
  }
  return headings;
}

function cleanTitle(title: string): string {
  return title
    .replace(/\{[#/%][^}]*\}+|<[^>]*>|\s#+\s*$|\(#\d+\)/g, "")
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?/g, "$1")
    .replace(/`|\*\*/g, "")
    .trim();
}
