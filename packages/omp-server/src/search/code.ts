export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where a Markdown text's fenced code stands, in its order, the fences with it. */
export function codeRanges(text: string): Range[] {
  const ranges: Range[] = [];
  let open: { readonly fence: string; readonly start: number } | undefined;
  for (const { 0: line, 1: fence = "", 2: rest = "", index } of text.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    if (!open) open = { fence, start: index };
    else if (fence.startsWith(open.fence) && rest.trim() === "") {
      ranges.push({ start: open.start, end: index + line.length });
      open = undefined;
    }
  }
  if (open) ranges.push({ start: open.start, end: text.length });
  return ranges;
}
