import { familyOf } from "../languages.ts";
import type { Chunker } from "./chunker.ts";
import { COMPONENTS, parseScripts } from "./component.ts";
import { withoutAlternatives } from "./conditions.ts";
import { findDefinitions } from "./definitions.ts";
import { mergeDefinitions } from "./grammar/merge.ts";
import { parseDefinitions } from "./grammar/parse.ts";
import { BEGINS } from "./grammar/statements.ts";
import { chunkLines, TEARS, toBlocks } from "./lines.ts";
import { outlineToPieces, type Definition } from "./outline.ts";
import { LINE, scanLines, type Scan } from "./scan.ts";
import { SHAPES } from "./shapes/all-shapes.ts";
import type { Shape } from "./shapes/shape.ts";
import { isBlank, splitLines } from "./split-lines.ts";

/**
 * Cuts program text, and values laid out like it, at its definitions. They are found by a grammar where there is one;
 * elsewhere, and in text that does not parse, from keywords, indentation and brackets. Text of a language without a
 * known shape, or without definitions, is cut into blocks.
 */
export const chunkCode: Chunker = (source) => {
  const shape = SHAPES.get(source.language);
  if (!shape || isList(source.language, source.text)) return chunkLines(source);
  const lines = splitLines(source.text);
  const { lines: read, scan } = scanCode(lines, shape);
  const byLooks = (): Definition[] => findDefinitions(read, { shape, path: source.path, scan });
  using parsed = parseDefinitions(read, { ...source, shape, scan });
  const found = parsed === undefined ? byLooks() : mergeDefinitions(parsed, byLooks);
  const definitions = COMPONENTS.has(source.language) ? parseScripts(lines, found) : found;
  const looksTorn = (line: number): boolean =>
    scan.starts[line] === LINE.string ||
    /^\s*(?:[)\]}]|\.\w|else\b|catch\b|finally\b|end\b)/.test(lines[line]!) ||
    (shape.statementEnd !== undefined && isInStatement(lines, { line, scan, end: shape.statementEnd }));
  let begins: Uint8Array | undefined;
  const tears = (line: number): number => {
    const looks = looksTorn(line) ? TEARS.something : TEARS.nothing;
    switch ((begins ??= parsed?.readStatements() ?? new Uint8Array(lines.length))[line]) {
      case BEGINS.statement:
        return TEARS.nothing;
      case BEGINS.element:
        return TEARS.badly;
      case BEGINS.nothing:
        return TEARS.worse + looks;
      default:
        return looks;
    }
  };
  return definitions.length === 0
    ? toBlocks(lines, tears)
    : outlineToPieces(lines, definitions, { separator: ".", signatures: familyOf(source.language) !== "data", tears });
};

function scanCode(lines: readonly string[], { syntax, conditions }: Shape): { lines: readonly string[]; scan: Scan } {
  const scan = scanLines(lines, syntax);
  return conditions ? withoutAlternatives(lines, scan, syntax) : { lines, scan };
}

/** So many blank lines and lines of comment are passed over. */
const FARTHEST_STATEMENT = 60;

/** Whether the code before a line has not come to the end of its statement. */
function isInStatement(lines: readonly string[], at: { line: number; scan: Scan; end: RegExp }): boolean {
  for (let above = at.line - 1; above >= Math.max(0, at.line - FARTHEST_STATEMENT); above--) {
    if (isBlank(lines[above]!) || at.scan.starts[above] === LINE.comment) continue;
    // What ends a statement stands at the end of its line, but for a remark.
    return !at.end.test(lines[above]!.slice(-200));
  }
  return false;
}

/** A list of records has the same keys over and over: they name nothing. */
function isList(language: string, text: string): boolean {
  return language === "json" && text.slice(0, 1_000).trimStart().startsWith("[");
}
