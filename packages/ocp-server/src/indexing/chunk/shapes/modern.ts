import type { Syntax } from "../scan.ts";
import { anyOf, findByRules, firstOf, type Found, type Rule, type Shape, type Site } from "./shape.ts";

const NESTED: Syntax = {
  lineComments: ["//"],
  blockComments: [["/*", "*/"]],
  nestedComments: true,
  strings: ['"'],
  characters: true,
};
const TEXT_BLOCKS: Syntax = { ...NESTED, longStrings: [{ open: '"""', close: '"""' }] };

// ---- Go

const GO_RULES: readonly Rule[] = [
  { kind: "function", pattern: /^func\s+(\w+)/, atMargin: true },
  { kind: "struct", pattern: /^type\s+(\w+)(?:\[.*\])?\s+struct\b/ },
  { kind: "interface", pattern: /^type\s+(\w+)(?:\[.*\])?\s+interface\b/ },
  { kind: "type", pattern: /^type\s+(\w+)/ },
  { kind: "group", container: true, pattern: /^(?:const|var|type)\s*\($/, atMargin: true },
  { kind: "constant", pattern: /^const\s+(\w+)/, atMargin: true },
  { kind: "variable", pattern: /^var\s+(\w+)/, atMargin: true },
];

function findGo({ line, indent, isMember, around }: Site): Found | undefined {
  const method = indent === 0 ? /^func\s*\(\s*(?:\w+\s+)?\*?\s*(\w+)(?:\[[^\]]*\])?\s*\)\s*(\w+)/.exec(line) : null;
  if (method) return { kind: "method", name: `${method[1]!}.${method[2]!}` };
  if (!isMember || around?.kind !== "group") return undefined;
  const member = /^([A-Za-z_]\w*)\b\s*(struct\b|interface\b)?/.exec(line);
  return member ? { kind: member[2] ?? "constant", name: member[1]! } : undefined;
}

export const go: Shape = {
  syntax: {
    lineComments: ["//"],
    blockComments: [["/*", "*/"]],
    strings: ['"'],
    longStrings: [{ open: "`", close: "`", raw: true }],
    characters: true,
  },
  find: firstOf(findByRules(GO_RULES), findGo),
};

// ---- Rust

const visible = "(?:pub(?:\\([^)]*\\))?\\s+)?";
const RUST_RULES: readonly Rule[] = [
  {
    kind: "function",
    pattern: new RegExp(`^${visible}${anyOf('default const async unsafe extern "[^"]*"')}fn\\s+(\\w+)`),
  },
  { kind: "struct", pattern: new RegExp(`^${visible}struct\\s+(\\w+)`) },
  { kind: "enum", pattern: new RegExp(`^${visible}enum\\s+(\\w+)`) },
  { kind: "union", pattern: new RegExp(`^${visible}union\\s+(\\w+)`) },
  { kind: "trait", container: true, pattern: new RegExp(`^${visible}(?:unsafe\\s+)?(?:auto\\s+)?trait\\s+(\\w+)`) },
  { kind: "module", container: true, pattern: new RegExp(`^${visible}mod\\s+(\\w+)\\s*\\{`) },
  { kind: "type", pattern: new RegExp(`^${visible}type\\s+(\\w+)`), atMargin: true },
  {
    kind: "constant",
    pattern: new RegExp(`^${visible}(?:const|static)\\s+(?:mut\\s+)?([A-Z]\\w*)\\s*:`),
    atMargin: true,
  },
  { kind: "macro", pattern: /^macro_rules!\s*(\w+)/ },
];

/** `impl<T> fmt::Display for Wrapper<T>` adds to `Wrapper`. */
function findImpl({ line }: Site): Found | undefined {
  if (!/^(?:unsafe\s+)?impl\b/.test(line)) return undefined;
  const subject = line.replace(/^(?:unsafe\s+)?impl\s*/, "").split(/\s+where\b|\{/, 1)[0]!;
  const type = withoutBrackets(subject)
    .split(/\s+for\s+/)
    .at(-1)!;
  const name = /(\w+)\s*$/.exec(type.trim())?.[1];
  return name === undefined ? undefined : { kind: "impl", name, container: true, extension: true };
}

/** Drops `<…>`, however nested. */
function withoutBrackets(text: string): string {
  let kept = "";
  let open = 0;
  for (const char of text) {
    if (char === "<") open++;
    else if (char === ">") open = Math.max(0, open - 1);
    else if (open === 0) kept += char;
  }
  return kept;
}

export const rust: Shape = {
  syntax: {
    ...NESTED,
    strings: [],
    longStrings: [
      { open: '"', close: '"' },
      { open: 'r"', close: '"', raw: true },
      { open: 'r#"', close: '"#', raw: true },
      { open: 'r##"', close: '"##', raw: true },
    ],
  },
  find: firstOf(findByRules(RUST_RULES), findImpl),
  attached: /^#!?\[/,
  goesOn: /^where\b/,
};

// ---- Kotlin, Scala, Swift

const kotlinWords = anyOf(
  "public private protected internal open abstract final sealed data inner value inline enum annotation override suspend operator infix tailrec external expect actual fun lateinit const noinline crossinline",
);
const KOTLIN_RULES: readonly Rule[] = [
  { kind: "class", container: true, pattern: new RegExp(`^${kotlinWords}class\\s+(\\w+)`) },
  { kind: "interface", container: true, pattern: new RegExp(`^${kotlinWords}interface\\s+(\\w+)`) },
  { kind: "object", container: true, pattern: new RegExp(`^${kotlinWords}(?:companion\\s+)?object\\b\\s*(\\w+)?`) },
  { kind: "type", pattern: new RegExp(`^${kotlinWords}typealias\\s+(\\w+)`) },
  {
    kind: "function",
    pattern: new RegExp(
      `^${kotlinWords.replace("|fun|", "|")}fun\\s+(?:<[^>]*>\\s*)?(?:[\\w.<>?, *]+\\.)?(\\w+)\\s*\\(`,
    ),
  },
  { kind: "constant", pattern: new RegExp(`^${kotlinWords}va[lr]\\s+(\\w+)`), atMargin: true },
];

export const kotlin: Shape = {
  syntax: TEXT_BLOCKS,
  find: findByRules(KOTLIN_RULES),
  attached: /^@/,
  goesOn: /^(?:where\b|:)/,
};

const scalaWords = anyOf(
  "private protected implicit final sealed abstract override lazy case inline transparent open private\\[\\w+\\] protected\\[\\w+\\]",
);
const SCALA_RULES: readonly Rule[] = [
  { kind: "class", container: true, pattern: new RegExp(`^${scalaWords}class\\s+(\\w+)`) },
  { kind: "trait", container: true, pattern: new RegExp(`^${scalaWords}trait\\s+(\\w+)`) },
  { kind: "object", container: true, pattern: new RegExp(`^${scalaWords}(?:package\\s+)?object\\s+(\\w+)`) },
  { kind: "enum", container: true, pattern: new RegExp(`^${scalaWords}enum\\s+(\\w+)`) },
  { kind: "function", pattern: new RegExp(`^${scalaWords}def\\s+([\\w$]+|[^\\s\\w(\\[]+)`) },
  { kind: "type", pattern: new RegExp(`^${scalaWords}(?:opaque\\s+)?type\\s+(\\w+)`) },
  { kind: "constant", pattern: new RegExp(`^${scalaWords}(?:given|va[lr])\\s+(\\w+)`), atMargin: true },
];

export const scala: Shape = { syntax: TEXT_BLOCKS, find: findByRules(SCALA_RULES), attached: /^@/, goesOn: /^end\b/ };

const swiftWords = anyOf(
  "public private fileprivate internal open package static class final override mutating nonmutating convenience required indirect lazy weak unowned nonisolated async private\\(set\\) @\\w+(?:\\([^)]*\\))?",
);
const SWIFT_RULES: readonly Rule[] = [
  { kind: "function", pattern: new RegExp(`^${swiftWords}func\\s+(\\w+|[^\\s\\w(]+)`) },
  { kind: "method", pattern: new RegExp(`^${swiftWords}(init|subscript|deinit)\\b[?!]?\\s*[(<{]`) },
  { kind: "class", container: true, pattern: new RegExp(`^${swiftWords.replace("|class", "")}class\\s+(\\w+)`) },
  { kind: "struct", container: true, pattern: new RegExp(`^${swiftWords}struct\\s+(\\w+)`) },
  { kind: "enum", container: true, pattern: new RegExp(`^${swiftWords}enum\\s+(\\w+)`) },
  { kind: "protocol", container: true, pattern: new RegExp(`^${swiftWords}protocol\\s+(\\w+)`) },
  { kind: "actor", container: true, pattern: new RegExp(`^${swiftWords}actor\\s+(\\w+)`) },
  { kind: "extension", container: true, extension: true, pattern: new RegExp(`^${swiftWords}extension\\s+([\\w.]+)`) },
  { kind: "type", pattern: new RegExp(`^${swiftWords}typealias\\s+(\\w+)`) },
  { kind: "constant", pattern: new RegExp(`^${swiftWords}(?:let|var)\\s+(\\w+)`), atMargin: true },
];

export const swift: Shape = {
  syntax: {
    ...TEXT_BLOCKS,
    characters: false,
    longStrings: [
      ...TEXT_BLOCKS.longStrings!,
      { open: '#"""', close: '"""#', raw: true },
      { open: '#"', close: '"#', raw: true },
    ],
  },
  find: findByRules(SWIFT_RULES),
  attached: /^[@#]/,
  goesOn: /^where\b/,
  conditions: true,
};

// ---- Zig, Nim

export const zig: Shape = {
  syntax: { lineComments: ["//"], strings: ['"'], characters: true },
  find: findByRules([
    { kind: "function", pattern: /^(?:(?:pub|export|inline|noinline|extern)\s+)*fn\s+(\w+)/ },
    {
      kind: "struct",
      container: true,
      pattern: /^(?:pub\s+)?const\s+(\w+)\s*=\s*(?:packed\s+|extern\s+)?(?:struct|union|enum|opaque)\b/,
    },
    { kind: "constant", pattern: /^(?:pub\s+)?const\s+(\w+)/, atMargin: true },
    { kind: "test", pattern: /^test\s+"([^"]*)"/ },
  ]),
};

export const nim: Shape = {
  syntax: {
    lineComments: ["#"],
    strings: ['"'],
    longStrings: [{ open: '"""', close: '"""', raw: true }],
    characters: true,
  },
  find: findByRules([
    {
      kind: "function",
      pattern: /^(?:proc|func|method|template|macro|iterator|converter)\s+`?([\w=+*/<>-]+?)`?\*?\s*[([=:]/,
    },
  ]),
};
