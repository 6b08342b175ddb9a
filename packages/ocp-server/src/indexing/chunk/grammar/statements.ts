import type { Node } from "web-tree-sitter";
import { LINE, type Scan } from "../scan.ts";
import { isBlank } from "../split-lines.ts";
import type { GrammarRules } from "./rules.ts";

/** What begins on a line, for one who looks for a place to cut before it. */
export const BEGINS = {
  /** The grammar could make nothing of the line. */
  unknown: 0,
  statement: 1,
  /** An element of a list, an argument, a branch; or a statement that goes with what stands above it. */
  element: 2,
  /** Nothing: the line is inside one of these. */
  nothing: 3,
} as const;

/** What has no more lines is never looked into: a cut before it or behind it is always within reach. */
export const SHORT_STATEMENT = 40;

/** Deeper nodes are taken for part of what they are in. */
const DEEPEST = 200;

/** Branches of a statement. */
const CONTINUES = /^(?:el|catch|except|finally|rescue|ensure|seh_)/;
/** What belongs to the node behind it. */
const LEADS = /^(?:attribute|annotation|inner_attribute|decorator|modifiers)/;

/** Grammars do not read what is given to a macro. */
const UNREAD = new Set(["token_tree"]);

/** For each line of a text, one of BEGINS. */
export function findStatements(
  root: Node,
  text: { lines: readonly string[]; scan: Scan; rules: GrammarRules },
): Uint8Array {
  const { lines, scan } = text;
  const begins = new Uint8Array(lines.length).fill(BEGINS.nothing);
  const { statements, elements } = listSets(text.rules);

  const set = (row: number, what: number): void => {
    if (begins[row] !== BEGINS.statement) begins[row] = what;
  };

  /** A comment goes with what stands below it; what is commented on above that begins something as well. */
  const mark = (row: number, what: number): void => {
    for (let at = row; ;) {
      let first = at;
      while (first > 0 && scan.starts[first - 1] === LINE.comment && !isBlank(lines[first - 1]!)) first--;
      if (at - first >= SHORT_STATEMENT) set(at, BEGINS.element);
      set(first, what);
      at = first - 1;
      while (at >= 0 && isBlank(lines[at]!)) at--;
      if (at < 0 || at === first - 1 || scan.starts[at] !== LINE.comment) return;
    }
  };

  const visit = (node: Node, depth: number): void => {
    const what = statements.has(node.type) ? BEGINS.statement : elements.has(node.type) ? BEGINS.element : undefined;
    // The first of a body goes with what opens the body.
    let isLed = node !== root;
    for (const child of node.namedChildren) {
      const { row, column } = child.startPosition;
      const end = child.endPosition.row;
      const { type } = child;
      if (child.isError) begins.fill(BEGINS.unknown, row, end + 1);
      else {
        const isBranch = CONTINUES.test(type);
        if ((isBranch || what !== undefined) && isFirst(lines[row] ?? "", column)) {
          if (isBranch) set(row, BEGINS.element);
          else mark(row, isLed ? BEGINS.element : what!);
        }
        if (UNREAD.has(type)) begins.fill(BEGINS.unknown, row + 1, end + 1);
        else if (end - row >= SHORT_STATEMENT && depth < DEEPEST) visit(child, depth + 1);
      }
      isLed = LEADS.test(type);
    }
  };

  if (root.isError) begins.fill(BEGINS.unknown);
  else visit(root, 0);
  return begins;
}

/** Whether only white space, or what ends an empty statement, stands before a column. */
function isFirst(line: string, column: number): boolean {
  for (let at = 0; at < column; at++) if (line[at] !== " " && line[at] !== "\t" && line[at] !== ";") return false;
  return true;
}

interface ListSets {
  readonly statements: ReadonlySet<string>;
  readonly elements: ReadonlySet<string>;
}

const known = new WeakMap<GrammarRules, ListSets>();

function listSets(rules: GrammarRules): ListSets {
  let sets = known.get(rules);
  if (!sets) {
    const { statements, elements } = rules.lists;
    sets = { statements: new Set(statements.split(" ")), elements: new Set(elements.split(" ")) };
    known.set(rules, sets);
  }
  return sets;
}
