import { styleOf, type Style } from "./styles.ts";

/** Documentation in a file. Lines are 0-based, `end` is inclusive. */
export interface Documentation {
  readonly start: number;
  readonly end: number;
  /** Where the definition begins that it documents. */
  readonly head: number;
  /** Its lines without the marks of a comment. */
  readonly text: readonly string[];
}

/** Lines between documentation and definition, such as attributes, are looked over up to this number. */
const BETWEEN = 12;
/** A heading of a Python function is at most this long. */
const SIGNATURE = 30;

/** Finds the documentation of definitions in program text. Comments that stand over nothing come along. */
export function findDocumentation(lines: readonly string[], language: string): Documentation[] {
  if (language === "python") return findDocstrings(lines);
  const style = styleOf(language) ?? {};
  const found: Documentation[] = [];
  for (let at = 0; at < lines.length; at++) {
    const end = endOfComment(lines, at, style);
    if (end === undefined) continue;
    let head = end + 1;
    while (head <= end + BETWEEN && style.between?.test(lines[head] ?? "")) head++;
    if ((lines[head] ?? "").trim() !== "")
      found.push({ start: at, end, head, text: lines.slice(at, end + 1).map((line) => bare(line, style)) });
    at = end;
  }
  return found;
}

function endOfComment(lines: readonly string[], start: number, { block, line }: Style): number | undefined {
  let end = start;
  if (block?.open.test(lines[start]!)) {
    while (end < lines.length - 1 && !block.close.test(lines[end]!)) end++;
    return end;
  }
  if (!line?.test(lines[start]!)) return undefined;
  while (line.test(lines[end + 1] ?? "")) end++;
  return end;
}

function bare(text: string, { block, line }: Style): string {
  if (line?.test(text)) return text.replace(line, "").trimEnd();
  if (!block) return text.trim();
  return text
    .replace(block.open, "")
    .replace(/\s*\*+\/.*$/, "")
    .replace(/^\s*\*+\s?/, "")
    .trim();
}

const DEFINITION = /^\s*(?:async\s+)?(?:def|class)\s+\w+/;
const QUOTES = /^\s*[rRuU]?("""|''')/;

function findDocstrings(lines: readonly string[]): Documentation[] {
  const found: Documentation[] = [];
  for (const [head, line] of lines.entries()) {
    if (!DEFINITION.test(line)) continue;
    let start = head;
    while (start < head + SIGNATURE && !/:\s*(?:#.*)?$/.test(lines[start] ?? ":")) start++;
    start++;
    const quotes = QUOTES.exec(lines[start] ?? "")?.[1];
    if (quotes === undefined) continue;
    const isOneLine = lines[start]!.replace(QUOTES, "").includes(quotes);
    let end = start;
    while (!isOneLine && end < lines.length - 1 && (end === start || !lines[end]!.includes(quotes))) end++;
    const text = lines.slice(start, end + 1).map((part) => part.replace(QUOTES, "").replace(quotes, "").trim());
    found.push({ start, end, head, text });
  }
  return found;
}
