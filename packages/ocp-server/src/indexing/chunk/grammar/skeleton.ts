import { LINE, type Scan, type Syntax } from "../scan.ts";
import { indentOf, isBlank } from "../split-lines.ts";
import { SHORT_STATEMENT } from "./statements.ts";

/** How to tell the bodies that may hold definitions from those that are left out before parsing. */
export interface SkeletonRules {
  /** What stands before the opening bracket of a body whose members are definitions. */
  readonly container: RegExp;
  /** Begins a definition whose body is what is indented more, and what stands in for that body. */
  readonly indented?: { readonly head: RegExp; readonly filler: string };
  /** Begins a definition whose body is an expression behind `=`, with the more indented lines below, and what stands in. */
  readonly expression?: { readonly head: RegExp; readonly filler: string };
  /** Lines that are no part of the grammar, such as conditions of a preprocessor. */
  readonly ignored?: RegExp;
  /** What the grammar does not know though the language has it; white space takes its place. */
  readonly unknown?: RegExp;
  /** The ends of lines after which something else than a value has to follow in a text without bodies, and what. */
  readonly needs?: readonly (readonly [end: RegExp, filler: string])[];
  /** Bodies stay: brackets do not tell them. */
  readonly whole?: boolean;
}

/** A reduced text, line by line as long as what it was made from. */
export interface Skeleton {
  readonly lines: readonly string[];
  readonly text: string;
  /** Where a body was replaced: its first line → its last. */
  readonly ends: ReadonlyMap<number, number>;
  readonly longest: number;
}

/** Bodies of more lines are looked into for definitions within them. */
const LONG_BODY = 60;
/** The head of a class may run over several lines. */
const HEAD_LINES = 10;

/**
 * A text reduced to what says which definitions there are: comments and the bodies of short functions become empty
 * lines, so that lines keep their numbers and a parser has a fifth of the work.
 */
export function skeletonOf(lines: readonly string[], scan: Scan, syntax: Syntax, rules: SkeletonRules): Skeleton {
  const kept = [...lines];
  const ends = new Map<number, number>();
  blankComments(kept, scan, syntax);
  if (rules.ignored) for (const [at, line] of kept.entries()) if (rules.ignored.test(line)) kept[at] = "";
  if (rules.unknown) for (const [at, line] of kept.entries()) kept[at] = line.replace(rules.unknown, toSpaces);
  if (rules.indented) blankIndented(kept, ends, { scan, ...rules.indented });
  if (rules.expression) blankExpressions(kept, ends, { scan, ...rules.expression });
  // Where brackets do not match, they do not tell bodies either.
  if (!rules.whole && scan.open === 0) blankBracketed(kept, scan, rules);
  let longest = 0;
  for (const line of kept) longest = Math.max(longest, line.length);
  return { lines: kept, text: `${kept.join("\n")}\n`, ends, longest };
}

function blankComments(kept: string[], scan: Scan, syntax: Syntax): void {
  let close: string | undefined;
  for (let at = 0; at < kept.length; at++) {
    if (scan.starts[at] !== LINE.comment) {
      close = undefined;
      continue;
    }
    const line = kept[at]!;
    const text = line.trimStart();
    if (close === undefined) {
      close = syntax.blockComments?.find(([open]) => text.startsWith(open))?.[1];
      if (close === undefined) {
        if (syntax.lineComments?.some((mark) => text.startsWith(mark))) kept[at] = "";
        continue;
      }
    }
    const isLast = scan.starts[at + 1] !== LINE.comment;
    const end = syntax.nestedComments ? (isLast ? line.lastIndexOf(close) : -1) : line.indexOf(close);
    const rest = end < 0 ? "" : line.slice(end + close.length);
    kept[at] = isBlank(rest) ? "" : " ".repeat(end + close.length) + rest;
    if (end >= 0 || (syntax.nestedComments && isLast)) close = undefined;
  }
}

function blankIndented(
  kept: string[],
  ends: Map<number, number>,
  { scan, head, filler }: NonNullable<SkeletonRules["indented"]> & { scan: Scan },
): void {
  for (let at = 0; at < kept.length; at++) {
    if (scan.starts[at] !== LINE.code || !head.test(kept[at]!)) continue;
    const indent = indentOf(kept[at]!);
    const depth = scan.depth[at]!;
    let first = at + 1;
    while (first < kept.length && scan.depth[first]! > depth) first++;
    let end = first;
    let last = first - 1;
    for (; end < kept.length; end++) {
      const inside =
        scan.starts[end] === LINE.string ||
        indentOf(kept[end]!) > indent ||
        (scan.depth[end]! > depth && !BEGINS.test(kept[end]!));
      if (inside) last = isBlank(kept[end]!) ? last : end;
      else if (!isBlank(kept[end]!)) break;
    }
    if (last < first || last - first >= LONG_BODY) continue;
    for (let line = first; line <= last; line++) kept[line] = "";
    if (filler !== "") {
      kept[first] = " ".repeat(indent + 1) + filler;
      ends.set(first, last);
    }
    at = last;
  }
}

function blankExpressions(
  kept: string[],
  ends: Map<number, number>,
  { scan, head, filler }: NonNullable<SkeletonRules["expression"]> & { scan: Scan },
): void {
  for (let at = 0; at < kept.length; at++) {
    if (scan.starts[at] !== LINE.code || !head.test(kept[at]!)) continue;
    const indent = indentOf(kept[at]!);
    const depth = scan.depth[at]!;
    let row = at;
    while (row - at < HEAD_LINES && row + 1 < kept.length && scan.depth[row + 1]! > depth) row++;
    const body = startOfBody(kept[row]!, scan.depth[row]! - depth);
    if (body === undefined || (scan.depth[row + 1] ?? depth) !== depth) continue;
    let last = row;
    for (let line = row + 1; line < kept.length; line++) {
      const isInside = scan.starts[line] === LINE.string || indentOf(kept[line]!) > indent || scan.depth[line]! > depth;
      if (isInside && !isBlank(kept[line]!)) last = line;
      else if (!isBlank(kept[line]!)) break;
    }
    if (last - row >= LONG_BODY) continue;
    kept[row] = `${kept[row]!.slice(0, body)} ${filler}`;
    for (let line = row + 1; line <= last; line++) kept[line] = "";
    ends.set(row, last);
    at = last;
  }
}

/** Where what follows the first `=` outside brackets begins; `open` brackets are open at the start of the line. */
function startOfBody(line: string, open: number): number | undefined {
  let depth = open;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === "(" || char === "[" || char === "{") depth++;
    else if (char === ")" || char === "]" || char === "}") depth--;
    else if (char === "=" && depth === 0 && line[at - 1] === " " && /[^=>]|^$/.test(line.slice(at + 1, at + 2)))
      return at + 1;
  }
  return undefined;
}

function toSpaces(text: string): string {
  return " ".repeat(text.length);
}

/** Begins a definition even if a bracket seems to be open. */
const BEGINS = /^\s*(?:@|(?:async\s+)?def\b|class\b|module\b|end\b)/;

function blankBracketed(kept: string[], scan: Scan, { container, needs }: SkeletonRules): void {
  const limits = [0];
  /** The longest body that is left out. */
  const longest = [LONG_BODY];
  let head: string[] = [];
  for (let at = 0; at < kept.length; at++) {
    while (limits.length > 1 && scan.low[at]! < limits.at(-1)!) {
      limits.pop();
      longest.pop();
    }
    const limit = limits.at(-1)!;
    const line = kept[at]!;
    if (scan.starts[at] === LINE.code && !isBlank(line)) head.push(line.slice(0, 400));
    if (head.length > HEAD_LINES) head.shift();
    const inner = scan.depth[at + 1] ?? 0;
    if (inner <= limit) {
      if (/[;}]\s*$/.test(line)) head = [];
      continue;
    }
    let end = at + 1;
    const most = longest.at(-1)!;
    while (end < kept.length && end - at <= most && scan.low[end]! >= inner) end++;
    const text = head.join(" ");
    const brace = text.lastIndexOf("{");
    const opens = Math.max(brace, text.trimEnd().endsWith("(") ? text.length : -1);
    const isContainer = opens >= 0 && container.test(text.slice(0, opens + 1));
    if (isContainer || end - at > most) {
      limits.push(inner);
      longest.push(isContainer ? LONG_BODY : SHORT_STATEMENT);
      if (isContainer) head = [];
      continue;
    }
    for (let inside = at + 1; inside < end; inside++) kept[inside] = "";
    if (end < kept.length) kept[end] = fromClosing(kept[end]!, scan.depth[end]!, inner);
    const needed = needs?.find(([pattern]) => pattern.test(line))?.[1] ?? (NEEDS_VALUE.test(line) ? "x" : "");
    if (needed !== "") kept[at] = `${line} ${needed}`;
    if (brace >= 0 && line.trimEnd().endsWith("{")) head = [];
    at = end - 1;
  }
}

/** The end of a line after which something has to follow even in a text without bodies. */
const NEEDS_VALUE =
  /(?:=>|->|[-=&|?:+*/,<>]|\b(?:return|new|await|in|and|or|not))\s*$|(?:(?:^|[-=(,&|?:!+*/>[])|\b(?:return|if|while|switch|match|when|elif|and|or|not|await|yield|in|typeof))\s*\($|[\w$]\[\s*$|\$\{\s*$|^\s*from\b.*\bimport\s*\($/;

/** What is left of the last line of a body: from the bracket on that closes the innermost one that was opened before it. */
function fromClosing(line: string, depthAtStart: number, inner: number): string {
  let depth = depthAtStart;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === "(" || char === "[" || char === "{") depth++;
    else if ((char === ")" || char === "]" || char === "}") && --depth < inner) return " ".repeat(at) + line.slice(at);
  }
  return line;
}
