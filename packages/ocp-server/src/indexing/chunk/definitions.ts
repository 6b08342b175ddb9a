import type { Definition } from "./outline.ts";
import { LINE, type Scan } from "./scan.ts";
import type { Found, Shape, Site } from "./shapes/shape.ts";
import { indentOf, isBlank } from "./split-lines.ts";

/** What names a definition stands at the beginning of its line; a longer line costs no more than this. */
const LONGEST_LOOK = 300;
/** Deeper definitions are taken for part of what they are in. */
const DEEPEST = 16;
/** How far above a definition its decorators are looked for. */
const FARTHEST_DECORATOR = 12;

interface Open {
  readonly definition: Definition;
  readonly untilNext: boolean;
}

/** Finds the definitions of a text, nested as they are, from the looks of its lines. Never throws; linear in the text. */
export function findDefinitions(
  lines: readonly string[],
  options: { shape: Shape; path: string; scan: Scan },
): Definition[] {
  const { shape, path, scan } = options;
  const roots: Definition[] = [];
  const open: Open[] = [];
  let lastCode = 0;
  let lastStart = 0;

  const close = (): void => {
    open.pop()!.definition.end = lastCode;
  };

  const add = (found: Found, at: { line: number; indent: number; depth: number }): void => {
    const start = attachedStart(lines, { shape, scan, floor: lastStart, ...at });
    const { kind, name, container = false, extension = false } = found;
    const definition = { ...at, start, end: at.line, kind, name, container, extension, children: [] };
    (open.at(-1)?.definition.children ?? roots).push(definition);
    open.push({ definition, untilNext: found.open ?? false });
    lastStart = at.line + 1;
  };

  for (let number = 0; number < lines.length; number++) {
    const text = lines[number]!;
    if (scan.starts[number] === LINE.comment || isBlank(text)) continue;
    if (scan.starts[number] === LINE.string) {
      lastCode = number;
      continue;
    }
    const indent = indentOf(text);
    const depth = scan.depth[number]!;
    const line = text.slice(0, LONGEST_LOOK).trim();
    while (open.length > 0 && !goesOn(open.at(-1)!, { line, indent, depth, shape })) close();
    const around = open.at(-1)?.definition;
    const isMember = around !== undefined && depth === around.depth + 1;
    const site: Site = { line, indent, around, isMember, lines, number, path };
    const found = open.length < DEEPEST ? shape.find(site) : undefined;
    if (found) {
      // What begins at the same level as an open definition is not in it, even if a bracket seems to be missing.
      while (open.length > 0 && indent <= open.at(-1)!.definition.indent) close();
      add(found, { line: number, indent, depth });
    }
    lastCode = number;
  }
  while (open.length > 0) close();
  return roots;
}

function goesOn(
  { definition, untilNext }: Open,
  at: { line: string; indent: number; depth: number; shape: Shape },
): boolean {
  if (untilNext || at.depth > definition.depth || at.indent > definition.indent) return true;
  if (at.indent < definition.indent) return false;
  // An opening bracket on a line of its own, or the end of type parameters over several lines.
  return /^[{>]/.test(at.line) || (at.shape.goesOn?.test(at.line) ?? false);
}

/** The first line of the comment and the decorators right above a definition. */
export function attachedStart(
  lines: readonly string[],
  at: { shape: Shape; scan: Scan; floor: number; line: number; indent: number },
): number {
  let start = at.line;
  while (start > at.floor && !isBlank(lines[start - 1]!)) {
    const above = start - 1;
    if (at.scan.starts[above] === LINE.comment || isAttached(lines[above]!, at.shape)) start = above;
    else {
      const decorator = decoratorAbove(lines, { ...at, start });
      if (decorator === undefined) break;
      start = decorator;
    }
  }
  return start;
}

function isAttached(line: string, shape: Shape): boolean {
  return shape.attached?.test(line.slice(0, LONGEST_LOOK).trim()) ?? false;
}

/** Where a decorator over several lines begins, if that is what stands above. */
function decoratorAbove(
  lines: readonly string[],
  at: { shape: Shape; floor: number; start: number; indent: number },
): number | undefined {
  if (!at.shape.attached || !/^\s*[)\]}]/.test(lines[at.start - 1]!)) return undefined;
  for (let above = at.start - 2; above >= Math.max(at.floor, at.start - FARTHEST_DECORATOR); above--) {
    const line = lines[above]!;
    if (isBlank(line)) return undefined;
    if (indentOf(line) <= at.indent) return isAttached(line, at.shape) ? above : undefined;
  }
  return undefined;
}
