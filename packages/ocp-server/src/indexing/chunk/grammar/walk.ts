import type { Node, Point } from "web-tree-sitter";
import type { Definition } from "../outline.ts";
import type { GrammarRules, NodeSite } from "./rules.ts";

/** A definition as a grammar sees it. */
export interface GrammarDefinition extends Definition {
  /** Something in it could not be parsed. */
  readonly damaged: boolean;
}

export interface WalkOptions {
  readonly rules: GrammarRules;
  readonly text: string;
  readonly path: string;
  /** The first line of what belongs to a definition, given where its node begins. */
  startOf(row: number): number;
  /** The line on which the head of a definition begins, given where its node begins and where its name stands. */
  headOf(row: number, nameRow: number): number;
  /** The last line of a definition, given the line of its beginning and where its node ends. */
  endOf(row: number, end: Point): number;
}

/** Deeper definitions are taken for part of what they are in. */
const DEEPEST = 16;
/** Nodes between a definition and the next one inside it. */
const DEEPEST_NODES = 200;

const throughSets = new WeakMap<GrammarRules, ReadonlySet<string>>();

/** The definitions below a node, nested as they are. */
export function walkDefinitions(root: Node, options: WalkOptions): GrammarDefinition[] {
  const { rules, text, path } = options;
  const through = throughSet(rules);
  const hasErrors = root.hasError;
  const textOf = (node: Node): string => text.slice(node.startIndex, node.endIndex).replace(/\s+/g, " ");

  const visit = (node: Node, around: Around, outer: Node | undefined, depth: number): void => {
    const { type } = node;
    const read = rules.definitions[type];
    const site: NodeSite = { node, around: around.kind, isNested: around.isNested, path, textOf };
    const found = read === undefined || around.level >= DEEPEST ? null : read(site);
    if (found === null) {
      if (!through.has(type) || depth > DEEPEST_NODES) return;
      const isWrapper = WRAPPERS.has(type);
      const isOwnBody = depth === 0 && around.kind !== undefined;
      const below = around.isNested || isOwnBody || !NESTING.has(type) ? around : { ...around, isNested: true };
      for (const child of node.namedChildren) visit(child, below, isWrapper ? (outer ?? node) : undefined, depth + 1);
      return;
    }
    const { kind, name, container = false, extension = false, nameNode } = found;
    const nodeRow = node.startPosition.row;
    const row = (outer ?? node).startPosition.row;
    const children: GrammarDefinition[] = [];
    around.found.push({
      start: options.startOf(row),
      line: options.headOf(nodeRow, nameNode?.startPosition.row ?? nodeRow),
      end: options.endOf(nodeRow, node.endPosition),
      indent: 0,
      depth: 0,
      kind,
      name,
      container,
      extension,
      children,
      damaged: hasErrors && node.hasError,
    });
    const inside = { kind, found: children, level: around.level + 1, isNested: false };
    for (const child of node.namedChildren) visit(child, inside, undefined, 0);
  };

  const found: GrammarDefinition[] = [];
  const top: Around = { kind: undefined, found, level: 0, isNested: false };
  for (const child of root.namedChildren) visit(child, top, undefined, 0);
  return found;
}

interface Around {
  readonly kind: string | undefined;
  readonly found: GrammarDefinition[];
  readonly level: number;
  readonly isNested: boolean;
}

/** What is defined in these belongs to no file or module. */
const NESTING = new Set(
  (
    "block statement_block compound_statement if_statement for_statement for_in_statement while_statement " +
    "try_statement switch_statement call_expression arrow_function function_expression generator_function"
  ).split(" "),
);

/** Nodes that say something about the definition in them and begin before it. */
const WRAPPERS = new Set(
  "export_statement decorated_definition template_declaration ambient_declaration expression_statement lexical_declaration variable_declaration declaration field_declaration call argument_list type_declaration const_declaration var_declaration friend_declaration".split(
    " ",
  ),
);

function throughSet(rules: GrammarRules): ReadonlySet<string> {
  let known = throughSets.get(rules);
  if (!known) throughSets.set(rules, (known = new Set(rules.through.split(" "))));
  return known;
}
