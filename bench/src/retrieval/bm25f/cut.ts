import { definitionsIn, isAttached, type Definition } from "./definitions.ts";

const FEW = 12;
const MANY = 60;

/** Lines of a file that can be found by themselves, with what they define. */
export interface Part {
  /** Counted from 0; `end` is the first line after. */
  readonly start: number;
  readonly end: number;
  readonly symbols: readonly string[];
  /** The types around what is defined. */
  readonly enclosing: readonly string[];
}

/** Cuts a file where definitions begin, and Markdown at its headings, without a parser; the parts are the whole file. */
export function cut(lines: readonly string[], path: string): Part[] {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const isPage = /^(?:mdx?|markdown)$/.test(ending);
  const definitions = isPage ? headingsIn(lines) : definitionsIn(lines, ending);
  const owners = ownersOf(definitions);
  const starts = new Set(definitions.map(({ line }) => beginOf(line, lines)));
  starts.add(0);
  return cutLong(
    mergeShort(
      [...starts].sort((a, b) => a - b),
      lines.length,
    ),
    lines,
  ).map(([start, end]) => {
    const inside = definitions.flatMap((definition, at) => (isWithin(definition, start, end) ? [at] : []));
    const before = definitions.findLastIndex(({ line }) => line < start);
    const around = inside.length === 0 && before >= 0 ? owners[before]! : [];
    return {
      start,
      end,
      symbols: isPage ? [] : inside.map((at) => definitions[at]!.name),
      enclosing: [...new Set([...around, ...inside.flatMap((at) => owners[at]!)])],
    };
  });
}

/** Headings, which define nothing but are what the text below is in. */
function headingsIn(lines: readonly string[]): Definition[] {
  const found: Definition[] = [];
  let fence: string | undefined;
  for (const [line, text] of lines.entries()) {
    const mark = /^\s*(```|~~~)/.exec(text)?.[1];
    if (mark !== undefined && (fence ?? mark) === mark) fence = fence === undefined ? mark : undefined;
    const { level, name } = (fence === undefined && /^(?<level>#{1,6})\s+(?<name>.+)$/.exec(text)?.groups) || {};
    if (level !== undefined && name !== undefined)
      found.push({ line, indent: level.length, name, isType: true, owner: undefined });
  }
  return found;
}

/** Of each definition the types that it stands in, by how far lines are indented. */
function ownersOf(definitions: readonly Definition[]): string[][] {
  const open: Definition[] = [];
  return definitions.map((definition) => {
    while (open.length > 0 && open.at(-1)!.indent >= definition.indent) open.pop();
    const owners = open.slice(-1).map(({ name }) => name);
    if (definition.isType) open.push(definition);
    return definition.owner === undefined ? owners : [definition.owner];
  });
}

/** The first line of what is written about a definition. */
function beginOf(line: number, lines: readonly string[]): number {
  let begin = line;
  while (begin > 0 && isAttached(lines[begin - 1]!)) begin--;
  return begin;
}

type Span = readonly [start: number, end: number];

/** Lines from each start to the next, where few lines take in what follows as long as that does not make them many. */
function mergeShort(starts: readonly number[], length: number): Span[] {
  const spans: [start: number, end: number][] = [];
  for (const [at, start] of starts.entries()) {
    const end = starts[at + 1] ?? length;
    const last = spans.at(-1);
    if (last && last[1] - last[0] < FEW && end - last[0] <= MANY) last[1] = end;
    else spans.push([start, end]);
  }
  return spans;
}

/** The same with what has too many lines cut at the last blank one that it may reach to. */
function cutLong(spans: readonly Span[], lines: readonly string[]): Span[] {
  return spans.flatMap(([start, end]) => {
    const parts: Span[] = [];
    while (end - start > MANY) {
      const blank = lines.slice(start + FEW, start + MANY).findLastIndex((text) => text.trim() === "");
      const at = blank < 0 ? start + MANY : start + FEW + blank + 1;
      parts.push([start, at]);
      start = at;
    }
    return [...parts, [start, end] as const];
  });
}

const isWithin = ({ line }: Definition, start: number, end: number): boolean => line >= start && line < end;
