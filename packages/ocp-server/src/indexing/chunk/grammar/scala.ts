import type { Node } from "web-tree-sitter";
import { named, type GrammarRules, type NodeReader } from "./rules.ts";

const readValue: NodeReader = ({ node, around, isNested, textOf }) => {
  const nameNode = node.childForFieldName("pattern");
  if (around !== undefined || isNested || nameNode?.type !== "identifier") return null;
  return { kind: "constant", name: textOf(nameNode), nameNode };
};

/** An instance with a name, and what it consists of if it has a body of its own. */
const readGiven: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("name");
  const container = node.childForFieldName("body")?.type.endsWith("template_body") ?? false;
  return nameNode && { kind: "given", name: textOf(nameNode), nameNode, container };
};

/** `extension [T](xs: List[T])` adds to `List`. */
const readExtension: NodeReader = ({ node, textOf }) => {
  const parameters = node.childrenForFieldName("parameters").find((child) => child?.type === "parameters");
  const type = parameters?.firstNamedChild?.childForFieldName("type");
  const name = type ? (/^[\w.]+/.exec(textOf(type))?.[0] ?? null) : null;
  return { kind: "extension", name, nameNode: type ?? null, container: true, extension: true };
};

const GROUPS = new Set("describe feature should must can when which".split(" "));
const TESTS = new Set("test it scenario property in ignore".split(" "));

function test(word: string, title: Node | null | undefined, textOf: (node: Node) => string): ReturnType<NodeReader> {
  if (!title || !title.type.endsWith("string")) return null;
  const container = GROUPS.has(word);
  if (!container && !TESTS.has(word)) return null;
  const name = textOf(title).replace(/^\w*"+|"+$/g, "") || null;
  return { kind: "test", name, nameNode: title, container, extension: true };
}

/** `test("title") { … }` */
const readCall: NodeReader = ({ node, textOf }) => {
  const callee = node.childForFieldName("function");
  const word = callee?.type === "call_expression" ? callee.childForFieldName("function") : null;
  return word && test(textOf(word), callee?.childForFieldName("arguments")?.firstNamedChild, textOf);
};

/** `"title" in { … }` */
const readInfix: NodeReader = ({ node, textOf }) => {
  const operator = node.childForFieldName("operator");
  return operator && test(textOf(operator), node.childForFieldName("left"), textOf);
};

export const scalaRules: GrammarRules = {
  grammar: () => "scala",
  skeleton: {
    container:
      /(?:\b(?:class|trait|object|enum|given|extension|package|describe|feature)\b|"\s*(?:should|must|can|when|which)\b)(?:(?!\bdef\b)[^;])*\{$/,
    expression: { head: /^\s*(?:[\w[\]]+\s+)*(?:def|val|var)\s/, filler: "x" },
    // What a type captures.
    unknown: /(?<=[\w\])])\^(?:\{[^{}]*\})?/g,
    needs: [
      [/\b(?:def|class)\b.*[(,]\s*$/, "x: X"],
      [/^\s*import\b.*\{$/, "x"],
      [/"""$/, '"""'],
    ],
  },
  closing: /^\s*end\s+\S+\s*$/,
  // It goes back to the beginning of a line with every token.
  readAtOnce: 128,
  definitions: {
    class_definition: named("class", { container: true }),
    trait_definition: named("trait", { container: true }),
    object_definition: named("object", { container: true }),
    package_object: named("object", { container: true }),
    enum_definition: named("enum", { container: true }),
    given_definition: readGiven,
    extension_definition: readExtension,
    function_definition: named("function"),
    function_declaration: named("function"),
    type_definition: named("type"),
    val_definition: readValue,
    var_definition: readValue,
    call_expression: readCall,
    infix_expression: readInfix,
  },
  through:
    "template_body enum_body with_template_body block indented_block package_clause call_expression infix_expression",
  lists: {
    statements:
      "compilation_unit template_body enum_body with_template_body block indented_block case_block indented_cases",
    elements: "arguments parameters class_parameters",
  },
};
