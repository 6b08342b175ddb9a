import type { Point } from "web-tree-sitter";
import { attachedStart } from "../definitions.ts";
import { LINE, type Scan } from "../scan.ts";
import type { Shape } from "../shapes/shape.ts";
import { indentOf, isBlank } from "../split-lines.ts";
import { GRAMMARS } from "./all-rules.ts";
import { grammarOf, type LoadedGrammar } from "./load.ts";
import { skeletonOf, type Skeleton } from "./skeleton.ts";
import { findStatements } from "./statements.ts";
import { walkDefinitions, type GrammarDefinition } from "./walk.ts";

/** What a grammar finds in a text; holds memory until it is disposed of. */
export interface Parsed extends Disposable {
  readonly definitions: readonly GrammarDefinition[];
  readonly hasErrors: boolean;
  /** For each line, one of BEGINS. */
  readStatements(): Uint8Array;
}

export interface ParseSource {
  readonly path: string;
  readonly language: string;
  readonly shape: Shape;
  readonly scan: Scan;
}

/** Larger texts, and texts with longer lines, are made by programs for programs. */
const MAX_CHARS = 500_000;
const MAX_LINE = 4_000;
/** A parser reports every hundred steps; sound code takes a third of this at most. */
const REPORTS_AT_LEAST = 50;
const REPORTS_PER_CHAR = 0.03;
/**
 * Steps may become slow without bound in what is no code at all. Far more than any known file takes, on a machine that
 * is busy as well.
 */
const MS_AT_LEAST = 2_000;
const MS_PER_CHAR = 0.005;

/**
 * The definitions of a text as its grammar sees them; undefined when there is no grammar, or when the text is too large
 * or takes the parser too many steps. Steps are counted, so every machine decides alike; the clock is only there
 * against what would hang.
 */
export function parseDefinitions(lines: readonly string[], source: ParseSource): Parsed | undefined {
  const rules = GRAMMARS.get(source.language);
  const grammar = rules && grammarOf(rules.grammar(source));
  if (!grammar) return undefined;
  const { scan, shape } = source;
  const skeleton = skeletonOf(lines, scan, shape.syntax, rules.skeleton);
  if (skeleton.text.length > MAX_CHARS || skeleton.longest > MAX_LINE) return undefined;
  const tree = parse(grammar, skeleton, rules.readAtOnce);
  if (!tree) return undefined;
  const root = tree.rootNode;
  const definitions = walkDefinitions(root, {
    rules,
    text: skeleton.text,
    path: source.path,
    startOf: (row) => attachedStart(lines, { shape, scan, floor: 0, line: row, indent: indentOf(lines[row]!) }),
    headOf: (row, nameRow) => headOf(lines, { scan, row, nameRow }),
    endOf: (row, end) => endOf(skeleton, row, end, rules.closing),
  });
  return {
    definitions,
    hasErrors: root.hasError,
    readStatements: () => findStatements(root, { lines, scan, rules }),
    [Symbol.dispose]: () => tree.delete(),
  };
}

/** The last line of a node: where only white space is before its end, the line with its last words. */
function endOf({ lines, ends }: Skeleton, start: number, end: Point, closing: RegExp | undefined): number {
  let last = end.row;
  if (isBlank((lines[last] ?? "").slice(0, end.column))) while (last > start && isBlank(lines[--last]!));
  last = ends.get(last) ?? last;
  if (!closing) return last;
  let next = last + 1;
  while (next < lines.length && isBlank(lines[next]!)) next++;
  const isClosed =
    next < lines.length && closing.test(lines[next]!) && indentOf(lines[next]!) === indentOf(lines[start]!);
  return isClosed ? next : last;
}

function parse({ parser }: LoadedGrammar, { text }: Skeleton, readAtOnce: number | undefined) {
  const limit = REPORTS_AT_LEAST + text.length * REPORTS_PER_CHAR;
  const end = performance.now() + MS_AT_LEAST + text.length * MS_PER_CHAR;
  let reports = 0;
  try {
    const input = readAtOnce === undefined ? text : (at: number) => text.slice(at, at + readAtOnce);
    const tree = parser.parse(input, null, { progressCallback: () => ++reports > limit || performance.now() > end });
    if (!tree) parser.reset();
    return tree;
  } catch {
    parser.reset();
    return null;
  }
}

const LONGEST_HEAD = 3;

/** Where the head of a definition begins: above its name, below its decorators. */
function headOf(
  lines: readonly string[],
  { scan, row, nameRow }: { scan: Scan; row: number; nameRow: number },
): number {
  let head = nameRow;
  while (head > row && nameRow - head < LONGEST_HEAD) {
    const above = lines[head - 1]!;
    if (isBlank(above) || scan.starts[head - 1] !== LINE.code || /^\s*(?:@|#?\[|[)\]}])/.test(above)) break;
    head--;
  }
  return head;
}
