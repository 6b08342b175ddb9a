import type { Syntax } from "../scan.ts";
import { findByRules, firstOf, type Found, type Shape, type Site } from "./shape.ts";

const SLASHES: Syntax = { lineComments: ["//"], blockComments: [["/*", "*/"]], strings: ['"'] };
const HASH: Syntax = { lineComments: ["#"], strings: ['"'], spacedHash: true };

// ---- SQL

const sqlName = '(?:if\\s+not\\s+exists\\s+)?((?:"[^"]+"|`[^`]+`|\\[[^\\]]+\\]|[\\w.$])+)';
const sqlWords =
  "create\\s+(?:or\\s+(?:replace|alter)\\s+)?(?:(?:global|local|temp|temporary|unlogged|unique|materialized|virtual|recursive|constraint|external|clustered|nonclustered|fulltext|definer=\\S+|force|editionable)\\s+)*";
const sqlObject = (word: string): RegExp => new RegExp(`^${sqlWords}${word}\\s+(?:concurrently\\s+)?${sqlName}`, "i");

const findSqlObject = findByRules([
  { kind: "table", pattern: sqlObject("table") },
  { kind: "view", pattern: sqlObject("view") },
  { kind: "function", open: true, pattern: sqlObject("function") },
  { kind: "procedure", open: true, pattern: sqlObject("proc(?:edure)?") },
  { kind: "trigger", open: true, pattern: sqlObject("trigger") },
  { kind: "package", open: true, pattern: sqlObject("package(?:\\s+body)?") },
  { kind: "index", pattern: sqlObject("index") },
  { kind: "type", pattern: sqlObject("(?:type|domain|sequence)") },
  { kind: "schema", pattern: sqlObject("(?:schema|database|extension|role|policy)") },
]);

/** Names lose their quotes: `"app"."users"` is `app.users`. */
function findSql(site: Site): Found | undefined {
  const found = findSqlObject(site);
  return found && { ...found, name: found.name?.replace(/["`[\]]/g, "") ?? null };
}

export const sql: Shape = {
  syntax: {
    lineComments: ["--"],
    blockComments: [["/*", "*/"]],
    strings: ["'"],
    longStrings: ["$$", "$_$", "$body$", "$BODY$", "$function$", "$func$", "$fn$", "$do$", "$sql$"].map((tag) => ({
      open: tag,
      close: tag,
      raw: true,
    })),
  },
  find: findSql,
  statementEnd: /(?:;|^\s*(?:go|\/)|\*\/)\s*(?:--.*)?$/i,
};

// ---- interface and schema languages

export const protobuf: Shape = {
  syntax: { ...SLASHES, strings: ['"', "'"] },
  find: findByRules([
    { kind: "message", container: true, pattern: /^message\s+(\w+)/ },
    { kind: "service", container: true, pattern: /^service\s+(\w+)/ },
    { kind: "rpc", pattern: /^rpc\s+(\w+)/ },
    { kind: "enum", pattern: /^enum\s+(\w+)/ },
    { kind: "message", container: true, extension: true, pattern: /^extend\s+([\w.]+)/ },
  ]),
};

export const thrift: Shape = {
  syntax: { ...SLASHES, lineComments: ["//", "#"] },
  find: findByRules([
    { kind: "struct", pattern: /^(?:struct|union|exception)\s+(\w+)/ },
    { kind: "service", container: true, pattern: /^service\s+(\w+)/ },
    { kind: "enum", pattern: /^enum\s+(\w+)/ },
    { kind: "type", pattern: /^typedef\s+.*?(\w+)\s*;?$/ },
  ]),
};

export const graphql: Shape = {
  syntax: { lineComments: ["#"], strings: ['"'], longStrings: [{ open: '"""', close: '"""' }] },
  find: findByRules([
    { kind: "type", extension: true, pattern: /^extend\s+(?:type|interface|input|enum|union)\s+(\w+)/ },
    { kind: "type", pattern: /^(?:type|scalar|union)\s+(\w+)/ },
    { kind: "interface", pattern: /^interface\s+(\w+)/ },
    { kind: "input", pattern: /^input\s+(\w+)/ },
    { kind: "enum", pattern: /^enum\s+(\w+)/ },
    { kind: "directive", pattern: /^directive\s+@(\w+)/ },
    { kind: "operation", pattern: /^(?:query|mutation|subscription|fragment)\s+(\w+)/ },
    { kind: "schema", pattern: /^(schema)\b/ },
  ]),
};

export const prisma: Shape = {
  syntax: SLASHES,
  find: findByRules([
    { kind: "model", pattern: /^(?:model|view|type)\s+(\w+)/ },
    { kind: "enum", pattern: /^enum\s+(\w+)/ },
    { kind: "block", pattern: /^(?:datasource|generator)\s+(\w+)/ },
  ]),
};

/** `resource "aws_s3_bucket" "logs" {` defines `resource.aws_s3_bucket.logs`, as the language itself would refer to it. */
function findTerraform({ line, indent }: Site): Found | undefined {
  const match = indent === 0 ? /^(\w+)((?:\s+"[^"]*")*)\s*\{/.exec(line) : null;
  if (!match) return undefined;
  const labels = [...match[2]!.matchAll(/"([^"]*)"/g)].map((label) => label[1]!);
  return { kind: match[1]!, name: [match[1]!, ...labels].join(".") };
}

export const terraform: Shape = { syntax: { ...SLASHES, lineComments: ["#", "//"] }, find: findTerraform };

// ---- builds

export const dockerfile: Shape = {
  syntax: HASH,
  find: ({ line, indent }) => {
    const stage = indent === 0 ? /^from\s+(?:--\S+\s+)?(\S+)(?:\s+as\s+(\S+))?/i.exec(line) : null;
    return stage ? { kind: "stage", name: stage[2] ?? stage[1]!, open: true } : undefined;
  },
};

export const makefile: Shape = {
  syntax: { lineComments: ["#"], spacedHash: true },
  find: ({ line, indent }) => {
    const define = /^define\s+(\S+)/.exec(line)?.[1];
    if (define !== undefined) return { kind: "macro", name: define };
    const colon = line.indexOf(":");
    if (
      indent > 0 ||
      colon <= 0 ||
      line[colon + 1] === "=" ||
      line.slice(0, colon).includes("=") ||
      line.startsWith("$(")
    )
      return undefined;
    return { kind: "target", name: line.slice(0, colon).trim().split(/\s/, 1)[0]! };
  },
  goesOn: /^end(?:ef|if)\b/,
};

export const cmake: Shape = {
  syntax: HASH,
  find: findByRules([{ kind: "function", pattern: /^(?:function|macro)\s*\(\s*(\w+)/i }]),
  goesOn: /^end(?:function|macro)\b/i,
};

/** Rules such as `py_library(name = "x", …)`: the name is on one of the next lines. */
function findBazelRule({ line, lines, number, indent }: Site): Found | undefined {
  const rule = indent === 0 ? /^([\w.]+)\(\s*(?:name\s*=\s*"([^"]*)".*)?$/.exec(line) : null;
  if (!rule) return undefined;
  const name = rule[2] ?? /^\s*name\s*=\s*"([^"]*)"/.exec(lines[number + 1]?.slice(0, 300) ?? "")?.[1];
  return name === undefined ? undefined : { kind: "target", name };
}

export const bazel: Shape = {
  syntax: { ...HASH, longStrings: [{ open: '"""', close: '"""' }] },
  find: firstOf(findByRules([{ kind: "function", pattern: /^def\s+(\w+)/ }]), findBazelRule),
};

// ---- style sheets

export const css: Shape = {
  syntax: { blockComments: [["/*", "*/"]], strings: ['"', "'"] },
  find: ({ line }) => {
    if (/^@(?:mixin|function)\b/.test(line))
      return { kind: "function", name: /^@\w+\s+([\w-]+)/.exec(line)?.[1] ?? null };
    if (!line.endsWith("{")) return undefined;
    const selector = line.slice(0, -1).trim();
    return selector === "" ? undefined : { kind: "rule", name: selector };
  },
  attached: /,$/,
};

// ---- values

/** The keys of an object that is laid out over lines. */
export const json: Shape = {
  syntax: { ...SLASHES },
  find: ({ line }) => {
    const key = /^"((?:[^"\\]|\\.){1,160})"\s*:/.exec(line)?.[1];
    return key === undefined ? undefined : { kind: "key", name: key };
  },
};

export const toml: Shape = {
  syntax: {
    lineComments: ["#"],
    strings: ['"', "'"],
    longStrings: [
      { open: '"""', close: '"""' },
      { open: "'''", close: "'''", raw: true },
    ],
  },
  find: ({ line, indent }) => {
    const table = indent === 0 ? /^\[\[?\s*([^\]]+?)\s*\]/.exec(line)?.[1] : undefined;
    return table === undefined ? undefined : { kind: "table", name: table, open: true };
  },
};

export const ini: Shape = {
  syntax: { lineComments: ["#", ";"] },
  find: ({ line, indent }) => {
    const section = indent === 0 ? /^\[([^\]]+)\]/.exec(line)?.[1] : undefined;
    return section === undefined ? undefined : { kind: "section", name: section, open: true };
  },
};

/** Keys by indentation; what is inside a block of text (`run: |`) is never a key. */
export const yaml: Shape = {
  syntax: { lineComments: ["#"], spacedHash: true },
  find: ({ line, around, lines }) => {
    if (around && isBlockText(lines[around.line]!)) return undefined;
    const item = /^-\s+["']?(?:name|id|title|key)["']?\s*:\s*(.+)$/.exec(line)?.[1];
    if (item !== undefined) return { kind: "item", name: item.replace(/^["']|["']$/g, "") };
    const key = /^["']?([^\s"'#:{}[\],&*!|>%@-][^"'#:{}[\],]{0,160}?)["']?\s*:(?:\s|$)/.exec(line)?.[1];
    return key === undefined ? undefined : { kind: "key", name: key };
  },
  goesOn: /^-(?:\s|$)/,
};

function isBlockText(line: string): boolean {
  return /:\s+[|>][+-]?\d?[+-]?\s*(?:#.*)?$/.test(line.slice(-200));
}
