import { scanLines, type Scan, type Syntax } from "./scan.ts";

/**
 * A text without the alternatives (`#elseif`, `#else`) of conditions whose branches open or close brackets: read one
 * after the other, these would count twice. Lines keep their numbers; other branches stay. Answers what it was given
 * where there is no such condition.
 */
export function withoutAlternatives(
  lines: readonly string[],
  scan: Scan,
  syntax: Syntax,
): { lines: readonly string[]; scan: Scan } {
  if (scan.open === 0) return { lines, scan };
  const kept = [...lines];
  const open: Condition[] = [];
  for (const [at, line] of lines.entries()) {
    const word = /^\s*#\s*(if|else|elif|endif)/.exec(line)?.[1];
    const around = open.at(-1);
    if (word === "if") open.push({ depth: scan.depth[at]!, isLeftOut: around?.isLeftOut ?? false });
    else if (word === "endif") open.pop();
    else if (around && word !== undefined) around.isLeftOut ||= scan.depth[at] !== around.depth;
    else if (around?.isLeftOut) kept[at] = "";
  }
  return { lines: kept, scan: scanLines(kept, syntax) };
}

interface Condition {
  /** How many brackets are open before it. */
  readonly depth: number;
  isLeftOut: boolean;
}
