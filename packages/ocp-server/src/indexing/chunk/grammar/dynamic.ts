import type { Node } from "web-tree-sitter";
import { isTopLevel, named, topLevel, type GrammarRules, type NodeReader } from "./rules.ts";

const CONSTANT = /^[A-Z_][A-Z0-9_]+$/;
const TYPE_MAKERS = /^(?:typing\.|collections\.)?(?:TypeVar|NewType|namedtuple|NamedTuple|TypedDict)$/;

const readPythonAssignment: NodeReader = (site) => {
  const { node, around, textOf } = site;
  const nameNode = node.childForFieldName("left");
  if (around !== undefined || nameNode?.type !== "identifier") return null;
  const name = textOf(nameNode);
  const value = node.childForFieldName("right");
  const maker = value?.type === "call" ? value.childForFieldName("function") : null;
  if (maker && TYPE_MAKERS.test(textOf(maker))) return { kind: "type", name, nameNode };
  return value && CONSTANT.test(name) ? { kind: "constant", name, nameNode } : null;
};

const readTypeAlias: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("left");
  return nameNode && { kind: "type", name: textOf(nameNode).replace(/\[.*$/, "").trim(), nameNode };
};

export const pythonRules: GrammarRules = {
  grammar: () => "python",
  skeleton: {
    container: /(?!)/,
    indented: { head: /^\s*(?:async\s+)?def\b/, filler: "pass" },
  },
  definitions: {
    function_definition: named("function"),
    class_definition: named("class", { container: true }),
    assignment: readPythonAssignment,
    type_alias_statement: topLevel(readTypeAlias),
  },
  through:
    "block decorated_definition expression_statement if_statement else_clause elif_clause try_statement except_clause " +
    "finally_clause with_statement for_statement while_statement",
  lists: {
    statements: "module block",
    elements: "decorated_definition dictionary list set tuple argument_list parameters",
  },
};

const readRubyAssignment: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("left");
  if (nameNode?.type !== "constant") return null;
  return { kind: "constant", name: textOf(nameNode), nameNode };
};

const GROUPS = /^(?:describe|context|feature|shared_examples|shared_context)$/;
const TESTS = /^(?:it|specify|scenario|test)$/;

/** Tasks and tests: calls whose first argument names the block behind them. */
const readRubyCall: NodeReader = ({ node, textOf }) => {
  const method = node.childForFieldName("method");
  if (!method || node.childForFieldName("block") === null) return null;
  const word = textOf(method);
  const title = node.childForFieldName("arguments")?.firstNamedChild;
  if (!title) return null;
  const name = titleOf(title, textOf);
  if (word === "task") return { kind: "task", name, nameNode: method };
  const isGroup = GROUPS.test(word);
  return isGroup || TESTS.test(word)
    ? { kind: "test", name, nameNode: method, container: isGroup, extension: true }
    : null;
};

function titleOf(node: Node, textOf: (node: Node) => string): string {
  const text = textOf(node.type === "pair" ? (node.firstNamedChild ?? node) : node);
  return text.replace(/^:?(["']?)(.*)\1$/, "$2").replace(/:$/, "");
}

export const rubyRules: GrammarRules = {
  grammar: () => "ruby",
  skeleton: {
    container: /(?!)/,
    indented: {
      head: /^\s*(?:(?:private|protected|public|module_function|private_class_method)\s+)?def\b/,
      filler: "",
    },
  },
  definitions: {
    class: named("class", { container: true }),
    module: named("module", { container: true }),
    method: (site) => named(site.around === undefined ? "function" : "method")(site),
    singleton_method: (site) => named(site.around === undefined ? "function" : "method")(site),
    assignment: readRubyAssignment,
    call: readRubyCall,
  },
  through:
    "body_statement call argument_list do_block block_body block singleton_class begin if unless then else " +
    "if_modifier unless_modifier assignment",
  lists: {
    statements: "program body_statement block_body then do begin case",
    elements: "argument_list array hash",
  },
};

export const bashRules: GrammarRules = {
  grammar: () => "bash",
  skeleton: { container: /(?!)/, whole: true },
  definitions: { function_definition: named("function") },
  through: "if_statement else_clause elif_clause compound_statement subshell",
  lists: {
    statements:
      "program compound_statement do_group if_statement else_clause elif_clause case_statement case_item subshell",
    elements: "array",
  },
};

const readDefine: NodeReader = ({ node, around, textOf }) => {
  const callee = node.childForFieldName("function");
  if (around !== undefined || !callee || textOf(callee) !== "define") return null;
  const nameNode = node.childForFieldName("arguments")?.firstNamedChild;
  return nameNode ? { kind: "constant", name: textOf(nameNode).replace(/["']/g, ""), nameNode } : null;
};

export const phpRules: GrammarRules = {
  grammar: () => "php",
  skeleton: { container: /\b(?:class|interface|trait|enum|namespace)\b[^;]*\{$/i },
  definitions: {
    class_declaration: named("class", { container: true }),
    interface_declaration: named("interface", { container: true }),
    trait_declaration: named("trait", { container: true }),
    enum_declaration: named("enum", { container: true }),
    method_declaration: named("method"),
    function_definition: named("function"),
    const_element: (site) => {
      const nameNode = site.node.firstNamedChild;
      return isTopLevel(site) && nameNode ? { kind: "constant", name: site.textOf(nameNode), nameNode } : null;
    },
    function_call_expression: readDefine,
  },
  through:
    "program namespace_definition declaration_list enum_declaration_list compound_statement if_statement " +
    "else_clause const_declaration expression_statement",
  lists: {
    statements:
      "program compound_statement colon_block declaration_list enum_declaration_list switch_block case_statement default_statement match_block",
    elements: "array_creation_expression arguments formal_parameters",
  },
};
