import type { Node } from "web-tree-sitter";
import type { Found } from "../shapes/shape.ts";
import type { GrammarName } from "./files.ts";
import type { SkeletonRules } from "./skeleton.ts";

/** A node that may be a definition, and what is known around it. */
export interface NodeSite {
  readonly node: Node;
  /** The kind of the definition that it is in; undefined at the top. */
  readonly around: string | undefined;
  /** Between that and the node there are blocks or calls. */
  readonly isNested: boolean;
  readonly path: string;
  /** The text of a node. */
  textOf(node: Node): string;
}

/** What a node defines; null for a node that is looked into instead. */
export type NodeReader = (site: NodeSite) => (Found & { readonly nameNode?: Node | null }) | null;

/** Which nodes of a grammar are definitions. */
export interface GrammarRules {
  /** The grammar for a file of this language. */
  grammar(file: { readonly path: string; readonly language: string }): GrammarName;
  readonly skeleton: SkeletonRules;
  /** How a line looks that stands behind a definition, indented as it is, and belongs to it although its node is at its end. */
  readonly closing?: RegExp;
  /** How many characters a parser is handed at once, where it asks again for what it has had. */
  readonly readAtOnce?: number;
  /** Node type → what it defines. */
  readonly definitions: Readonly<Record<string, NodeReader>>;
  /** Types of nodes that may hold definitions, separated by spaces; all others are passed over. */
  readonly through: string;
  /** Types of nodes that consist of statements, and of those that consist of elements or arguments. */
  readonly lists: { readonly statements: string; readonly elements: string };
}

const TYPES = new Set("class struct interface trait impl enum object record extension protocol actor union".split(" "));

/** A function that is defined in a type is a method. */
export function functionKind(around: string | undefined): string {
  return around !== undefined && TYPES.has(around) ? "method" : "function";
}

/** Whether values that are defined here belong to the file or a module rather than to a body. */
export function isTopLevel({ around, isNested }: NodeSite): boolean {
  return !isNested && (around === undefined || around === "module" || around === "group");
}

/** A definition whose name is in the field `name`. */
export function named(kind: string, options: { container?: boolean; field?: string } = {}): NodeReader {
  const { container = false, field = "name" } = options;
  return ({ node, around, textOf }) => {
    const nameNode = node.childForFieldName(field);
    const name = nameNode === null ? null : textOf(nameNode);
    if (name === null || name === "") return null;
    return { kind: kind === "function" ? functionKind(around) : kind, name, nameNode, container };
  };
}

/** The same where it belongs to the file or a module. */
export function topLevel(read: NodeReader): NodeReader {
  return (site) => (isTopLevel(site) ? read(site) : null);
}
