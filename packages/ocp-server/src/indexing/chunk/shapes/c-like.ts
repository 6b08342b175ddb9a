import type { Syntax } from "../scan.ts";
import { hasBody, readCallable } from "./callable.ts";
import { anyOf, findByRules, firstOf, type Found, type Rule, type Shape, type Site } from "./shape.ts";

const C_SYNTAX: Syntax = { lineComments: ["//"], blockComments: [["/*", "*/"]], strings: ['"'], characters: true };
const TEXT_BLOCKS: Syntax = { ...C_SYNTAX, longStrings: [{ open: '"""', close: '"""' }] };

const TYPE_KINDS = new Set("class struct interface enum record object annotation union mixin extension".split(" "));

/** A method or constructor in the body of a type. */
function findMember({ line, isMember, around }: Site): Found | undefined {
  if (!isMember || !around?.container || !TYPE_KINDS.has(around.kind)) return undefined;
  const callable = readCallable(line);
  if (!callable) return undefined;
  const isConstructor = callable.name.replace("~", "") === around.name;
  return callable.head !== "" || isConstructor ? { kind: "method", name: callable.name } : undefined;
}

const javaTypes = anyOf("public private protected static final abstract sealed non-sealed strictfp");
const JAVA_RULES: readonly Rule[] = [
  { kind: "class", container: true, pattern: new RegExp(`^${javaTypes}class\\s+(\\w+)`) },
  { kind: "interface", container: true, pattern: new RegExp(`^${javaTypes}interface\\s+(\\w+)`) },
  { kind: "enum", container: true, pattern: new RegExp(`^${javaTypes}enum\\s+(\\w+)`) },
  { kind: "record", container: true, pattern: new RegExp(`^${javaTypes}record\\s+(\\w+)\\s*[(<]`) },
  { kind: "annotation", pattern: new RegExp(`^${javaTypes}@interface\\s+(\\w+)`) },
];

export const java: Shape = { syntax: TEXT_BLOCKS, find: firstOf(findByRules(JAVA_RULES), findMember), attached: /^@/ };

const GROOVY_SYNTAX: Syntax = { ...TEXT_BLOCKS, characters: false, strings: ['"', "'"] };
const GROOVY_RULES: readonly Rule[] = [
  ...JAVA_RULES,
  { kind: "function", pattern: /^(?:(?:private|public|static)\s+)*def\s+(\w+)\s*\(/ },
  { kind: "task", pattern: /^task\s+(\w+)/ },
];

export const groovy: Shape = {
  syntax: GROOVY_SYNTAX,
  find: firstOf(findByRules(GROOVY_RULES), findMember),
  attached: /^@/,
};

const csharpTypes = anyOf(
  "public private protected internal static sealed abstract partial readonly ref unsafe new file",
);
const CSHARP_RULES: readonly Rule[] = [
  { kind: "class", container: true, pattern: new RegExp(`^${csharpTypes}class\\s+(\\w+)`) },
  { kind: "interface", container: true, pattern: new RegExp(`^${csharpTypes}interface\\s+(\\w+)`) },
  { kind: "struct", container: true, pattern: new RegExp(`^${csharpTypes}(?:record\\s+)?struct\\s+(\\w+)`) },
  { kind: "record", container: true, pattern: new RegExp(`^${csharpTypes}record\\s+(?:class\\s+)?(\\w+)`) },
  { kind: "enum", pattern: new RegExp(`^${csharpTypes}enum\\s+(\\w+)`) },
  { kind: "delegate", pattern: new RegExp(`^${csharpTypes}delegate\\s+[^(]*?(\\w+)\\s*(?:<[^>]*>)?\\(`) },
  {
    kind: "property",
    inside: TYPE_KINDS,
    pattern:
      /^(?:(?:public|private|protected|internal|static|virtual|override|abstract|required|new|readonly)\s+)+[\w<>,.?[\]]+\s+(\w+)\s*(?:\{|=>|$)/,
  },
];

export const csharp: Shape = {
  syntax: TEXT_BLOCKS,
  find: firstOf(findByRules(CSHARP_RULES), findMember),
  attached: /^\[/,
  goesOn: /^(?:where\b|:)/,
};

const DART_RULES: readonly Rule[] = [
  { kind: "class", container: true, pattern: /^(?:(?:abstract|base|final|sealed|interface|mixin)\s+)*class\s+(\w+)/ },
  { kind: "mixin", container: true, pattern: /^(?:base\s+)?mixin\s+(\w+)/ },
  { kind: "extension", container: true, pattern: /^extension\s+(?:type\s+)?(\w+)/ },
  { kind: "enum", container: true, pattern: /^enum\s+(\w+)/ },
  { kind: "type", pattern: /^typedef\s+(\w+)/ },
];

function findFunction(site: Site): Found | undefined {
  if (site.indent > 0 || site.around) return undefined;
  const callable = readCallable(site.line);
  return callable && (callable.head !== "" || callable.name === "main") && hasBody(site)
    ? { kind: "function", name: callable.name }
    : undefined;
}

export const dart: Shape = {
  syntax: { ...TEXT_BLOCKS, characters: false, strings: ['"', "'"] },
  find: firstOf(findByRules(DART_RULES), findMember, findFunction),
  attached: /^@/,
};

const CPP_RULES: readonly Rule[] = [
  { kind: "macro", pattern: /^#\s*define\s+(\w+)/, atMargin: true },
  {
    kind: "class",
    container: true,
    pattern:
      /^(?:template\s*<.*>\s*)?(?:typedef\s+)?class\s+(?:[A-Z_]+\s+|alignas\([^)]*\)\s*|\[\[[^\]]*\]\]\s*)*([\w:]+)(?!.*;\s*$)/,
  },
  {
    kind: "struct",
    container: true,
    pattern:
      /^(?:template\s*<.*>\s*)?(?:typedef\s+|static\s+|const\s+)*struct\s+(?:[A-Z_]{2,}\s+)*([\w:]+)\s*(?:final\s*)?(?::[^:].*)?(?:\{|$)/,
  },
  { kind: "union", container: true, pattern: /^(?:typedef\s+)?union\s+([\w:]+)\s*(?:\{|$)/ },
  { kind: "enum", pattern: /^(?:typedef\s+)?enum\s+(?:class\s+|struct\s+)?([\w:]+)\s*(?::[^:].*)?(?:\{|$)/ },
  { kind: "concept", pattern: /^(?:template\s*<.*>\s*)?concept\s+(\w+)/ },
  { kind: "type", pattern: /^(?:template\s*<.*>\s*)?using\s+(\w+)\s*=/ },
];

/** A `typedef`: its name stands before the semicolon, for a body behind the closing bracket. */
function findTypedef({ line, lines, number, indent }: Site): Found | undefined {
  if (!line.startsWith("typedef")) return undefined;
  const oneLine = /^typedef\b.*?(\w+)\s*(?:\[\w*\]\s*)?;/.exec(line) ?? /^typedef\b.*?\(\s*\*\s*(\w+)\s*\)/.exec(line);
  const pointer = /\(\s*\*\s*(\w+)\s*\)\s*\(/.exec(line);
  if (oneLine) return { kind: "type", name: pointer?.[1] ?? oneLine[1]! };
  const kind = /^typedef\s+(?:const\s+)?(struct|union|enum)\b/.exec(line)?.[1];
  if (kind === undefined) return undefined;
  for (let at = number + 1; at < Math.min(lines.length, number + 400); at++) {
    const close = lines[at]!;
    if (!close.trimStart().startsWith("}") || close.length - close.trimStart().length > indent) continue;
    const name = /^\s*\}\s*(?:[A-Z_]{3,}\s+)?(\w+)/.exec(close.slice(0, 300))?.[1];
    return { kind, name: name ?? null };
  }
  return undefined;
}

const isHeader = (path: string): boolean => /\.(?:h|hh|hpp|hxx|h\+\+|inl|ipp|tpp|cuh)$/i.test(path);

/** A function at the margin, also with its type on the line above, or a method defined outside its class. */
function findCppFunction(site: Site): Found | undefined {
  if (site.around?.container === true && !site.isMember) return undefined;
  if (site.indent > 0 && site.around) return undefined;
  const callable = readCallable(site.line.replace(/^(?:template\s*<.*>\s*|extern\s+"C"\s*)/, ""));
  if (!callable) return undefined;
  const isTyped = callable.head !== "" || callable.name.includes("::") || isTypeLine(site.lines[site.number - 1]);
  if (!isTyped || callable.name.includes("$") || (!isHeader(site.path) && !hasBody(site))) return undefined;
  const name = callable.name.replaceAll("::", ".");
  return { kind: name.includes(".") ? "method" : "function", name };
}

/** GNU style: `static int` alone, above `name (…)` at the margin. */
function isTypeLine(line: string | undefined): boolean {
  return (
    line !== undefined &&
    line.length < 100 &&
    /^[A-Za-z_][\w\s*&:<>,]*$/.test(line) &&
    !line.endsWith(":") &&
    !NOT_TYPES.test(line)
  );
}

const NOT_TYPES = /^(?:else|do|public|private|protected|default|return|break|continue)\b/;

export const cpp: Shape = {
  syntax: C_SYNTAX,
  find: firstOf(findByRules(CPP_RULES), findTypedef, findMember, findCppFunction),
  attached:
    /^(?:template\b.*|\[\[.*|__attribute__.*|extern "C"|(?:(?:static|inline|extern|const|constexpr|virtual|unsigned|signed|struct|enum)\s+)*[A-Za-z_][\w:]*[\s*&]*)$/,
  goesOn: /^(?::(?!:)|noexcept\b|requires\b|->)/,
};

const OBJECTIVE_C_RULES: readonly Rule[] = [
  { kind: "method", pattern: /^[-+]\s*\([^)]*\)\s*(\w+)/, atMargin: true },
  { kind: "interface", pattern: /^@interface\s+(\w+)/ },
  { kind: "class", pattern: /^@implementation\s+(\w+)/ },
  { kind: "protocol", pattern: /^@protocol\s+(\w+)(?!.*;)/ },
];

export const objectiveC: Shape = { ...cpp, find: firstOf(findByRules(OBJECTIVE_C_RULES), cpp.find) };

const SOLIDITY_RULES: readonly Rule[] = [
  { kind: "contract", container: true, pattern: /^(?:abstract\s+)?contract\s+(\w+)/ },
  { kind: "library", container: true, pattern: /^library\s+(\w+)/ },
  { kind: "interface", container: true, pattern: /^interface\s+(\w+)/ },
  { kind: "function", pattern: /^function\s+(\w+)/ },
  { kind: "method", pattern: /^(constructor|receive|fallback)\s*\(/ },
  { kind: "modifier", pattern: /^modifier\s+(\w+)/ },
  { kind: "event", pattern: /^(?:event|error)\s+(\w+)/ },
  { kind: "struct", pattern: /^struct\s+(\w+)/ },
  { kind: "enum", pattern: /^enum\s+(\w+)/ },
];

export const solidity: Shape = {
  syntax: { ...C_SYNTAX, characters: false, strings: ['"', "'"] },
  find: findByRules(SOLIDITY_RULES),
};
