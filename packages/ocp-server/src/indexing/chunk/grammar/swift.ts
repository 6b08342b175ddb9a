import { functionKind, isTopLevel, named, type GrammarRules, type NodeReader } from "./rules.ts";

/** The grammar has one node for all types, and for what adds to one. */
const readType: NodeReader = ({ node, textOf }) => {
  const nameNode = node.childForFieldName("name");
  const kind = node.childForFieldName("declaration_kind")?.type;
  if (!nameNode || kind === undefined) return null;
  const name = textOf(nameNode).replace(/[<?].*$/, "");
  return { kind, name, nameNode, container: true, extension: kind === "extension" };
};

const readFunction: NodeReader = (site) => {
  const nameNode = site.node.childForFieldName("name");
  if (!nameNode) return null;
  const name = site.textOf(nameNode);
  return { kind: name === "init" ? "method" : functionKind(site.around), name, nameNode };
};

/** A value of the file, or one that is computed. */
const readProperty: NodeReader = (site) => {
  const nameNode = site.node.childForFieldName("name");
  const isComputed = site.node.childForFieldName("computed_value") !== null;
  if (!nameNode || site.isNested || !(isTopLevel(site) || isComputed)) return null;
  const name = site.textOf(nameNode);
  return /^[\w`]+$/.test(name) ? { kind: isComputed ? "property" : "constant", name, nameNode } : null;
};

/** Newer than the grammar, or missing in it. */
const UNKNOWN = new RegExp(
  [
    "(?<=^\\s*(?:@\\w+\\s+)*)package(?=\\s+\\w)",
    "(?:consuming|borrowing)(?=\\s+func\\b)",
    "(?<=(?:->|:)\\s*)(?:borrowing|consuming|isolated|sending)(?=\\s+[\\w(@[])",
    "(?<=\\b(?:throws|nonisolated))\\([\\w.<>, ]+\\)",
    // Brackets with nothing in them: `@Option()`, `succeed(())`.
    "(?<=@[\\w.]+)\\(\\s*\\)|(?<=\\()\\(\\)(?=\\))",
    "(?<=^\\s*)@_\\w+\\(.*\\)$",
    "(?<=^\\s*case\\b.*[(,]\\s*)_\\s*:",
    // Macros.
    '(?<![\\w"#])#(?!(?:available|unavailable|selector|keyPath|file|fileID|filePath|line|column|function|warning|error)\\b)(?=[A-Za-z_])',
  ].join("|"),
  "g",
);

export const swiftRules: GrammarRules = {
  grammar: () => "swift",
  skeleton: {
    container: /\b(?:class|struct|enum|protocol|actor|extension)\b(?:(?!\b(?:func|init|var|let)\b)[^;])*\{$/,
    ignored: /^\s*#\s*(?:if|elseif|else|endif)\b/,
    unknown: UNKNOWN,
    needs: [
      [/\b(?:func|init|subscript)\b[^{}]*[(,]\s*$|^\s*>\s*\($/, "x: X"],
      [/@[\w.]+\($/, "x"],
      [/^\s*case\s+\w+\($/, "X"],
      [/^\s*case\b.*\($/, "_"],
      [/"""$/, '"""'],
    ],
  },
  definitions: {
    class_declaration: readType,
    protocol_declaration: named("protocol", { container: true }),
    function_declaration: readFunction,
    protocol_function_declaration: readFunction,
    deinit_declaration: () => ({ kind: "method", name: "deinit" }),
    subscript_declaration: () => ({ kind: "method", name: "subscript" }),
    property_declaration: readProperty,
    typealias_declaration: named("type"),
  },
  through: "class_body enum_class_body protocol_body function_body statements",
  lists: {
    statements: "source_file statements class_body enum_class_body protocol_body switch_statement",
    elements: "value_arguments array_literal dictionary_literal",
  },
};
