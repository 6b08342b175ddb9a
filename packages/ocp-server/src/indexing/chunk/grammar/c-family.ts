import type { Node } from "web-tree-sitter";
import { functionKind, named, type GrammarRules, type NodeReader } from "./rules.ts";

const isHeader = (path: string): boolean => /\.(?:h|hh|hpp|hxx|h\+\+|inl|ipp|tpp|cuh)$/i.test(path);

/** Goes down the declarators of pointers and references to the one that declares a function; null when none does. */
function functionDeclarator(node: Node): Node | null {
  let at = node.childForFieldName("declarator");
  for (let step = 0; step < 12 && at !== null; step++) {
    if (at.type === "function_declarator" || at.type === "operator_cast") return at;
    at =
      at.childForFieldName("declarator") ??
      (/^(?:reference|attributed)_declarator$/.test(at.type) ? at.lastNamedChild : null);
  }
  return null;
}

const readFunction: NodeReader = ({ node, around, textOf }) => {
  const declarator = functionDeclarator(node);
  if (!declarator) return null;
  const nameNode = declarator.type === "operator_cast" ? declarator : declarator.childForFieldName("declarator");
  if (!nameNode || nameNode.type === "parenthesized_declarator") return null;
  const name = nameOf(textOf(nameNode));
  if (name === "") return null;
  if (TEST_MACRO.test(name) && node.childForFieldName("type") === null) {
    const title = textOf(declarator.childForFieldName("parameters") ?? nameNode).replace(/^\(|\)$/g, "");
    return { kind: "test", name: title.replaceAll(", ", "."), nameNode, extension: true };
  }
  return { kind: name.includes(".") ? "method" : functionKind(around), name, nameNode };
};

/** Tests of the usual frameworks: `TEST_F(Fixture, DoesThis) {`. */
const TEST_MACRO = /^(?:TYPED_)?(?:TEST|TEST_F|TEST_P|TEST_CASE|SCENARIO|BOOST_AUTO_TEST_CASE)$/;

/** `a::List<T>::add` → `a.List.add`; an operator keeps its sign. */
function nameOf(text: string): string {
  const operator = /^(.*?)\boperator\s*(\(\s*\)|[^(]+)/.exec(text);
  if (operator) {
    const sign = operator[2]!.trim();
    return `${qualified(operator[1]!)}operator${/^\w/.test(sign) ? " " : ""}${sign}`;
  }
  return qualified(text);
}

function qualified(text: string): string {
  let name = text;
  for (let step = 0; step < 4 && name.includes("<"); step++) name = name.replace(/<[^<>]*>/g, "");
  return name.replace(/\s+/g, "").replace(/^::/, "").replaceAll("::", ".");
}

/** A function that is only announced counts in a header, and in a class. */
const readDeclaration: NodeReader = (site) => {
  if (site.around === undefined && !isHeader(site.path)) return null;
  if (site.around !== undefined && !/^(?:class|struct|union)$/.test(site.around)) return null;
  return readFunction(site);
};

/** A type counts where its body is. */
const readType =
  (kind: string, container: boolean): NodeReader =>
  ({ node, textOf }) => {
    const nameNode = node.childForFieldName("name");
    if (!nameNode || node.childForFieldName("body") === null) return null;
    return { kind, name: qualified(textOf(nameNode)), nameNode, container };
  };

const readTypedef: NodeReader = ({ node, textOf }) => {
  const type = node.childForFieldName("type");
  const hasBody = type?.childForFieldName("body");
  if (hasBody && type?.childForFieldName("name")) return null;
  let nameNode = node.childForFieldName("declarator");
  for (let step = 0; step < 8 && nameNode && nameNode.type !== "type_identifier"; step++)
    nameNode = nameNode.childForFieldName("declarator") ?? nameNode.firstNamedChild;
  if (!nameNode) return null;
  const kind = hasBody ? (/^(struct|union|enum)/.exec(type?.type ?? "")?.[1] ?? "type") : "type";
  return { kind, name: textOf(nameNode), nameNode };
};

/** C and C++. */
export const cRules: GrammarRules = {
  grammar: () => "cpp",
  skeleton: { container: /\b(?:class|struct|union|namespace|extern)\b[^;()=]*\{$/ },
  definitions: {
    function_definition: readFunction,
    declaration: readDeclaration,
    field_declaration: readDeclaration,
    class_specifier: readType("class", true),
    struct_specifier: readType("struct", true),
    union_specifier: readType("union", true),
    enum_specifier: readType("enum", false),
    type_definition: readTypedef,
    alias_declaration: named("type"),
    concept_definition: named("concept"),
    preproc_def: named("macro"),
    preproc_function_def: named("macro"),
  },
  through:
    "namespace_definition declaration_list template_declaration linkage_specification field_declaration_list " +
    "declaration field_declaration type_definition friend_declaration preproc_if preproc_ifdef preproc_else preproc_elif",
  lists: {
    statements:
      "translation_unit compound_statement declaration_list field_declaration_list case_statement preproc_if preproc_ifdef preproc_else preproc_elif enumerator_list",
    elements: "initializer_list argument_list parameter_list field_initializer_list",
  },
};
