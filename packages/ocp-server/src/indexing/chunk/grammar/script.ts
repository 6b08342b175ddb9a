import type { Node } from "web-tree-sitter";
import { functionKind, isTopLevel, named, type GrammarRules, type NodeReader } from "./rules.ts";

const FUNCTIONS = new Set("arrow_function function_expression generator_function function".split(" "));

/** Follows parentheses, casts and `as const` to the value itself. */
function bare(value: Node | null): Node | null {
  let at = value;
  for (let step = 0; step < 4 && at !== null; step++) {
    if (!/^(?:parenthesized_expression|as_expression|satisfies_expression)$/.test(at.type)) break;
    at = at.firstNamedChild;
  }
  return at;
}

const isFunction = (value: Node | null): boolean => value !== null && FUNCTIONS.has(value.type);

const readDeclarator: NodeReader = (site) => {
  const { node, textOf, around } = site;
  const nameNode = node.childForFieldName("name");
  if (nameNode?.type !== "identifier") return null;
  const value = bare(node.childForFieldName("value"));
  const name = textOf(nameNode);
  if (isFunction(value)) return { kind: around === "class" ? "method" : "function", name, nameNode };
  if (value?.type === "class") return { kind: "class", name, nameNode, container: true };
  return isTopLevel(site) ? { kind: "constant", name, nameNode } : null;
};

/** `exports.run = function …`, `Router.prototype.add = …`. */
const readAssignment: NodeReader = (site) => {
  const { node, textOf } = site;
  const left = node.childForFieldName("left");
  const value = bare(node.childForFieldName("right"));
  if (left?.type !== "member_expression" || !(isFunction(value) || value?.type === "class")) return null;
  const target = textOf(left);
  if (target.startsWith("this.") || !/^[\w$.]+$/.test(target)) return null;
  const name = target.replace(/^(?:module\.)?exports\.?/, "").replace(".prototype.", ".");
  if (name === "") return null;
  if (value?.type === "class") return { kind: "class", name, nameNode: left, container: true };
  return { kind: target.includes(".prototype.") ? "method" : "function", name, nameNode: left };
};

const readMethod: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("name");
  return nameNode && { kind: "method", name: plainName(textOf(nameNode)), nameNode };
};

/** A field or an entry of an object that holds a function. */
const readFunctionValue =
  (field: string): NodeReader =>
  ({ node, textOf }) => {
    const nameNode = node.childForFieldName(field);
    if (!nameNode || !isFunction(bare(node.childForFieldName("value")))) return null;
    return { kind: "method", name: plainName(textOf(nameNode)), nameNode };
  };

function plainName(name: string): string {
  return name.replace(/^(["'`])(.*)\1$/, "$2");
}

const GROUPS = /^(?:describe|suite|context)(?:\.|$)/;
const TESTS = /^(?:it|test)(?:\.|$)/;

/** A test or a group of tests: its title names it, but is no name that anybody would look up. */
const readTest: NodeReader = ({ node, textOf }) => {
  let callee = node.childForFieldName("function");
  if (callee?.type === "call_expression") callee = callee.childForFieldName("function");
  if (callee?.type !== "identifier" && callee?.type !== "member_expression") return null;
  const name = textOf(callee);
  const isGroup = GROUPS.test(name);
  if (!isGroup && !TESTS.test(name)) return null;
  const title = node.childForFieldName("arguments")?.firstNamedChild;
  if (title?.type !== "string" && title?.type !== "template_string") return null;
  return {
    kind: "test",
    name: textOf(title).slice(1, -1) || null,
    nameNode: callee,
    container: isGroup,
    extension: true,
  };
};

/** `export default` of something without a name of its own. */
const readDefault: NodeReader = ({ node }) => {
  const value = node.childForFieldName("value");
  if (value === null) return null;
  if (isFunction(bare(value))) return { kind: "function", name: "default" };
  return value.type === "class" ? { kind: "class", name: "default", container: true } : null;
};

const readFunction: NodeReader = ({ node, textOf, around }) => {
  const nameNode = node.childForFieldName("name");
  return { kind: functionKind(around), name: nameNode ? textOf(nameNode) : "default", nameNode };
};

const readModule: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("name");
  return nameNode && { kind: "module", name: plainName(textOf(nameNode)), nameNode, container: true };
};

/** JavaScript and TypeScript. */
export const scriptRules: GrammarRules = {
  grammar: ({ path, language }) => {
    if (language === "javascript") return "javascript";
    return language === "typescript" && !/x$/i.test(path) ? "typescript" : "tsx";
  },
  skeleton: {
    container: /\b(?:class|namespace|module|declare\s+global|describe|suite|context)\b[^;]*\{$/,
  },
  definitions: {
    function_declaration: readFunction,
    generator_function_declaration: readFunction,
    function_signature: readFunction,
    class_declaration: named("class", { container: true }),
    abstract_class_declaration: named("class", { container: true }),
    interface_declaration: named("interface"),
    enum_declaration: named("enum"),
    type_alias_declaration: named("type"),
    internal_module: readModule,
    module: readModule,
    method_definition: readMethod,
    abstract_method_signature: readMethod,
    method_signature: (site) => (site.around === "class" ? readMethod(site) : null),
    public_field_definition: readFunctionValue("name"),
    field_definition: readFunctionValue("property"),
    pair: readFunctionValue("key"),
    variable_declarator: readDeclarator,
    assignment_expression: readAssignment,
    call_expression: readTest,
    export_statement: readDefault,
  },
  through:
    "export_statement ambient_declaration expression_statement lexical_declaration variable_declaration class_body " +
    "statement_block if_statement else_clause try_statement catch_clause finally_clause for_statement for_in_statement " +
    "while_statement call_expression arguments arrow_function function_expression generator_function " +
    "parenthesized_expression object assignment_expression class return_statement unary_expression await_expression " +
    "variable_declarator pair as_expression satisfies_expression switch_statement switch_body switch_case",
  lists: {
    statements: "program statement_block class_body interface_body enum_body switch_body switch_case switch_default",
    elements:
      "object object_type array arguments formal_parameters jsx_element jsx_fragment jsx_opening_element jsx_self_closing_element variable_declaration lexical_declaration",
  },
};
