import type { Node } from "web-tree-sitter";
import { functionKind, isTopLevel, named, topLevel, type GrammarRules, type NodeReader } from "./rules.ts";

// ---- Go

const readGoMethod: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("name");
  const receiver = /([\p{L}_][\p{L}\p{N}_]*)\s*(?:\[[^\]]*\])?\s*\)$/u.exec(
    textOf(node.childForFieldName("receiver") ?? node),
  )?.[1];
  if (!nameNode) return null;
  const name = textOf(nameNode);
  return { kind: "method", name: receiver === undefined ? name : `${receiver}.${name}`, nameNode };
};

const readGoType: NodeReader = (site) => {
  const { node, textOf } = site;
  const nameNode = node.childForFieldName("name");
  if (!nameNode) return null;
  const type = node.childForFieldName("type")?.type;
  const kind = type === "struct_type" ? "struct" : type === "interface_type" ? "interface" : "type";
  return { kind, name: textOf(nameNode), nameNode };
};

/** `const (…)`: a group of several; one of its own is looked into. */
const readGoGroup: NodeReader = ({ node, around, textOf }) =>
  around === undefined && /^\w+\s*\(/.test(textOf(node).slice(0, 40))
    ? { kind: "group", name: null, container: true }
    : null;

const readGoValue =
  (kind: string): NodeReader =>
  (site) => {
    const nameNode = isTopLevel(site) ? site.node.childForFieldName("name") : null;
    return nameNode && { kind: site.around === "group" ? "constant" : kind, name: site.textOf(nameNode), nameNode };
  };

export const goRules: GrammarRules = {
  grammar: () => "go",
  skeleton: { container: /(?:^|\s)(?:const|var|type)\s*\($/ },
  definitions: {
    function_declaration: named("function"),
    method_declaration: readGoMethod,
    type_spec: topLevel(readGoType),
    type_alias: topLevel(named("type")),
    type_declaration: readGoGroup,
    const_declaration: readGoGroup,
    var_declaration: readGoGroup,
    const_spec: readGoValue("constant"),
    var_spec: readGoValue("variable"),
  },
  through: "type_declaration const_declaration var_declaration var_spec_list",
  lists: {
    statements:
      "source_file block statement_list expression_switch_statement type_switch_statement select_statement expression_case type_case communication_case default_case field_declaration_list interface_type const_declaration var_declaration type_declaration import_spec_list",
    elements: "literal_value argument_list parameter_list",
  },
};

// ---- Rust

/** `impl<T> fmt::Display for Wrapper<T>` adds to `Wrapper`. */
const readImpl: NodeReader = ({ node, textOf }) => {
  let type: Node | null = node.childForFieldName("type");
  for (let step = 0; step < 8 && type !== null; step++) {
    if (type.type.endsWith("identifier") && type.type !== "scoped_type_identifier") break;
    type = type.childForFieldName("name") ?? type.childForFieldName("type") ?? type.lastNamedChild;
  }
  const whole = node.childForFieldName("type");
  return { kind: "impl", name: type ? textOf(type) : null, nameNode: whole, container: true, extension: true };
};

export const rustRules: GrammarRules = {
  grammar: () => "rust",
  skeleton: { container: /\b(?:impl|trait|mod|extern)\b[^;]*\{$/ },
  definitions: {
    function_item: named("function"),
    function_signature_item: named("function"),
    struct_item: named("struct"),
    enum_item: named("enum"),
    union_item: named("union"),
    trait_item: named("trait", { container: true }),
    impl_item: readImpl,
    mod_item: (site) => (site.node.childForFieldName("body") ? named("module", { container: true })(site) : null),
    type_item: topLevel(named("type")),
    const_item: topLevel(named("constant")),
    static_item: topLevel(named("constant")),
    macro_definition: named("macro"),
  },
  through: "declaration_list foreign_mod_item block expression_statement",
  lists: {
    statements:
      "source_file block declaration_list field_declaration_list enum_variant_list match_block macro_definition",
    elements: "arguments array_expression field_initializer_list parameters use_list tuple_expression",
  },
};

// ---- Java, C#, Kotlin

export const javaRules: GrammarRules = {
  grammar: () => "java",
  skeleton: { container: /\b(?:class|interface|enum|record)\b[^;]*\{$/ },
  definitions: {
    class_declaration: named("class", { container: true }),
    interface_declaration: named("interface", { container: true }),
    enum_declaration: named("enum", { container: true }),
    record_declaration: named("record", { container: true }),
    annotation_type_declaration: named("annotation"),
    method_declaration: named("method"),
    constructor_declaration: named("method"),
    compact_constructor_declaration: named("method"),
  },
  through: "program class_body interface_body enum_body enum_body_declarations block constructor_body",
  lists: {
    statements:
      "program class_body interface_body enum_body enum_body_declarations annotation_type_body block constructor_body switch_block switch_block_statement_group",
    elements: "argument_list array_initializer formal_parameters",
  },
};

const readCsharpOperator: NodeReader = ({ node, textOf }) => {
  const name = /\boperator\s*([^\s(]+)/.exec(textOf(node).slice(0, 300))?.[1];
  return name === undefined ? null : { kind: "method", name: `operator${name}` };
};

const readDestructor: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("name");
  return nameNode && { kind: "method", name: `~${textOf(nameNode)}`, nameNode };
};

export const csharpRules: GrammarRules = {
  grammar: () => "csharp",
  skeleton: {
    container: /\b(?:class|interface|struct|record|namespace)\b[^;]*\{$/,
    ignored: /^\s*#\s*(?:if|elif|else|endif|region|endregion|pragma|nullable)\b/,
  },
  definitions: {
    class_declaration: named("class", { container: true }),
    interface_declaration: named("interface", { container: true }),
    struct_declaration: named("struct", { container: true }),
    record_declaration: named("record", { container: true }),
    enum_declaration: named("enum"),
    delegate_declaration: named("delegate"),
    method_declaration: named("method"),
    constructor_declaration: named("method"),
    destructor_declaration: readDestructor,
    operator_declaration: readCsharpOperator,
    property_declaration: named("property"),
    indexer_declaration: () => ({ kind: "property", name: "this" }),
    local_function_statement: named("function"),
  },
  through: "namespace_declaration file_scoped_namespace_declaration declaration_list global_statement block",
  lists: {
    statements: "compilation_unit declaration_list block switch_body switch_section enum_member_declaration_list",
    elements:
      "argument_list initializer_expression parameter_list switch_expression anonymous_object_creation_expression",
  },
};

const KOTLIN_KINDS = /(?:^|\s)(?:(enum)\s+class|(annotation)\s+class|(?:fun\s+)?(interface)|(class))\s/;

const readKotlinClass: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("name");
  if (!nameNode) return null;
  const head = `${textOf(node).slice(0, nameNode.startIndex - node.startIndex)} `;
  const match = KOTLIN_KINDS.exec(head);
  return {
    kind: match?.slice(1).find((word) => word !== undefined) ?? "class",
    name: textOf(nameNode),
    nameNode,
    container: true,
  };
};

const readKotlinProperty: NodeReader = (site) => {
  if (site.around !== undefined) return null;
  const declaration = site.node.namedChildren.find(({ type }) => type === "variable_declaration");
  const nameNode = declaration?.namedChildren.find(({ type }) => type === "identifier");
  return nameNode ? { kind: "constant", name: site.textOf(nameNode), nameNode } : null;
};

export const kotlinRules: GrammarRules = {
  grammar: () => "kotlin",
  skeleton: { container: /\b(?:class|interface|object)\b[^;]*\{$/ },
  definitions: {
    class_declaration: readKotlinClass,
    object_declaration: named("object", { container: true }),
    companion_object: ({ node, textOf }) => {
      const nameNode = node.childForFieldName("name");
      return { kind: "object", name: nameNode ? textOf(nameNode) : null, nameNode, container: true };
    },
    function_declaration: (site) => named(functionKind(site.around))(site),
    secondary_constructor: () => ({ kind: "method", name: "constructor" }),
    type_alias: (site) => named("type", { field: "type" })(site) ?? named("type")(site),
    property_declaration: readKotlinProperty,
  },
  through: "class_body enum_class_body function_body block",
  lists: {
    statements: "source_file class_body enum_class_body block lambda_literal when_expression",
    elements: "value_arguments function_value_parameters class_parameters collection_literal",
  },
};
