import type { Piece } from "./chunker.ts";
import type { CutOptions } from "./lines.ts";
import { toPieces, type Mark, type SegmentOptions } from "./segments.ts";
import { readSignature } from "./signature.ts";
import { isBlank } from "./split-lines.ts";

/** A definition in a text, with those inside it. Lines are 0-based and inclusive. */
export interface Definition {
  /** Where it begins, with the comment and the decorators that belong to it. */
  readonly start: number;
  readonly line: number;
  end: number;
  readonly indent: number;
  readonly depth: number;
  readonly kind: string;
  /** Null when it has none, such as a `<script>`. */
  readonly name: string | null;
  /** Its members are pieces of their own, as those of a class; otherwise only when it is too large for one piece. */
  readonly container: boolean;
  /**
   * Its name is no name of its own: it adds to something that is defined elsewhere, such as an `impl`, or is the title
   * of a test. Its members are named after it all the same.
   */
  readonly extension: boolean;
  readonly children: Definition[];
}

export interface OutlineOptions {
  /** Between the parts of a qualified name. */
  readonly separator: string;
  /** Definitions have a head that says how they are used. */
  readonly signatures: boolean;
  /** How badly a cut before a line would tear something apart. */
  readonly tears?: CutOptions["tears"];
}

/** Pieces begin at definitions, small neighbours are merged, and nothing is much longer than a screen. */
const CODE_SEGMENTS: SegmentOptions = { cut: { minLines: 25, maxLines: 60 }, smallLines: 12, smallChars: 1_200 };

const MAX_NAME = 160;
/** A name with more parts than this keeps the last ones. */
const MAX_PARTS = 8;

/** Cuts a text along its definitions. */
export function outlineToPieces(
  lines: readonly string[],
  definitions: readonly Definition[],
  options: OutlineOptions,
): Piece[] {
  const { separator, tears } = options;
  const signatureOf = (definition: Definition): string | null =>
    options.signatures && definition.name !== null ? readSignature(lines, definition) : null;
  const marks: Mark[] = [];
  let groups = 0;

  /** What begins on a line where a piece begins already shares that piece. */
  const mark = (next: Mark): void => {
    const last = marks.at(-1);
    if (!last || next.line > last.line) marks.push(next);
    else if (last.symbols.length > 0 || next.symbols.length === 0)
      marks[marks.length - 1] = { ...last, symbols: [...last.symbols, ...next.symbols] };
    else marks[marks.length - 1] = { ...next, line: last.line };
  };

  const emit = (level: readonly Definition[], around: Surroundings, opening?: Opening): void => {
    const folded = foldOverloads(level);
    for (const [at, definition] of folded.entries()) {
      emitOne(definition, around, at === 0 ? opening : undefined);
      const next = folded[at + 1]?.start ?? around.end + 1;
      const rest = firstFilled(lines, definition.end + 1, next);
      if (rest !== undefined) mark({ ...around.own, line: rest, symbols: [], group: around.group });
    }
  };

  const emitOne = (definition: Definition, around: Surroundings, opening?: Opening): void => {
    const parts = definition.name === null ? around.parts : [...around.parts, definition.name].slice(-MAX_PARTS);
    const symbol = definition.name === null ? null : nameOf(parts, separator);
    const own = [...(opening?.symbols ?? []), ...(symbol === null || definition.extension ? [] : [symbol])];
    const { kind, children } = definition;
    const signature = signatureOf(definition);
    const line = opening?.line ?? definition.start;
    if (!isSplit(definition)) {
      const symbols = definition.container ? [...own, ...memberNames(children, parts, separator)] : own;
      mark({ line, kind, symbol, symbols, signature, group: around.group });
      return;
    }
    const group = ++groups;
    const continued = { kind: symbol === null ? "block" : kind, symbol, signature };
    const inside = { parts, own: continued, group, end: definition.end };
    if (!definition.container && children[0]!.start - line <= SHORT_OPENING)
      return emit(children, inside, { line, symbols: own });
    mark({ line, kind, symbol, symbols: own, signature, group });
    emit(children, inside);
  };

  const own = { kind: "block", symbol: null, signature: null };
  emit(definitions, { parts: [], own, group: 0, end: lines.length - 1 });
  return toPieces(lines, marks, { ...CODE_SEGMENTS, cut: { ...CODE_SEGMENTS.cut, tears } });
}

/** What a definition stands in: how its name begins, and what the lines between definitions belong to. */
interface Surroundings {
  readonly parts: readonly string[];
  readonly own: Pick<Mark, "kind" | "symbol" | "signature">;
  readonly group: number;
  readonly end: number;
}

/** A key that only opens a group of keys is not worth a piece: it goes with the first of them. */
interface Opening {
  readonly line: number;
  readonly symbols: readonly string[];
}

const SHORT_OPENING = 2;

/** A heading of a function is at most so long when it has no body of its own. */
const LONGEST_SIGNATURE = 3;

/** Signatures of one name, and the body that follows them, are one definition. */
function foldOverloads(level: readonly Definition[]): Definition[] {
  const folded: Definition[] = [];
  for (const definition of level) {
    const before = folded.at(-1);
    const isNext = before && before.name === definition.name && before.kind === definition.kind && before.name !== null;
    const isShort = isNext && before.children.length === 0 && before.end - before.line < LONGEST_SIGNATURE;
    if (isShort && definition.end - before.start < CODE_SEGMENTS.cut.maxLines)
      folded[folded.length - 1] = { ...definition, start: before.start };
    else folded.push(definition);
  }
  return folded;
}

function sizeOf({ start, end }: Definition): number {
  return end - start + 1;
}

function isSplit(definition: Definition): boolean {
  if (definition.children.length === 0) return false;
  if (sizeOf(definition) > CODE_SEGMENTS.cut.maxLines) return true;
  return definition.container && definition.children.some((child) => sizeOf(child) >= CODE_SEGMENTS.smallLines);
}

function memberNames(children: readonly Definition[], parts: readonly string[], separator: string): string[] {
  return children.flatMap(({ name, container, extension, children: inner }) => {
    if (name === null) return container ? memberNames(inner, parts, separator) : [];
    const own = [...parts, name].slice(-MAX_PARTS);
    return [...(extension ? [] : [nameOf(own, separator)]), ...(container ? memberNames(inner, own, separator) : [])];
  });
}

function nameOf(parts: readonly string[], separator: string): string {
  return parts.map((part) => (part.length > MAX_NAME ? `${part.slice(0, MAX_NAME)}…` : part)).join(separator);
}

function firstFilled(lines: readonly string[], from: number, to: number): number | undefined {
  for (let at = from; at < to; at++) if (!isBlank(lines[at]!)) return at;
  return undefined;
}
