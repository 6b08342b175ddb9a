import { findByRules, firstOf, type Found, type Shape, type Site } from "./shape.ts";

const HASH = { lineComments: ["#"], strings: ['"', "'"] } as const;

export const python: Shape = {
  syntax: {
    ...HASH,
    longStrings: [
      { open: '"""', close: '"""' },
      { open: "'''", close: "'''" },
    ],
  },
  find: findByRules([
    { kind: "function", pattern: /^(?:async\s+)?(?:cp?def\s+(?:inline\s+)?(?:\w+\s+)?|def\s+)(\w+)/ },
    { kind: "class", container: true, pattern: /^(?:cdef\s+)?class\s+(\w+)/ },
    { kind: "type", pattern: /^type\s+(\w+)\s*(?:\[.*\]\s*)?=/, atMargin: true },
    { kind: "constant", pattern: /^([A-Z_][A-Z0-9_]+)\s*(?::[^=]*)?=(?!=)/, atMargin: true },
    {
      kind: "type",
      pattern: /^(\w+)\s*=\s*(?:typing\.|collections\.)?(?:TypeVar|NewType|namedtuple|NamedTuple|TypedDict)\(/,
      atMargin: true,
    },
  ]),
  attached: /^@/,
};

export const ruby: Shape = {
  syntax: { ...HASH, blockComments: [["=begin", "=end"]], spacedHash: true },
  find: findByRules([
    { kind: "class", container: true, pattern: /^class\s+(?:<<\s*)?([\w:]+)/ },
    { kind: "module", container: true, pattern: /^module\s+([\w:]+)/ },
    {
      kind: "function",
      pattern:
        /^(?:(?:private|protected|public|module_function|private_class_method)\s+)?def\s+(?:self\.)?([\w.]+[?!=]?|[^\s\w(]+)/,
    },
    { kind: "constant", pattern: /^([A-Z]\w*)\s*=(?![=~>])/ },
    { kind: "task", pattern: /^task\s+:?["']?([\w:]+)/ },
  ]),
  goesOn: /^(?:end|rescue|ensure|else)\b/,
};

const phpTypes = "^(?:(?:abstract|final|readonly)\\s+)*";

export const php: Shape = {
  syntax: { lineComments: ["//", "#"], blockComments: [["/*", "*/"]], strings: ['"', "'"] },
  find: findByRules([
    { kind: "class", container: true, pattern: new RegExp(`${phpTypes}class\\s+(\\w+)`, "i") },
    { kind: "interface", container: true, pattern: /^interface\s+(\w+)/i },
    { kind: "trait", container: true, pattern: /^trait\s+(\w+)/i },
    { kind: "enum", container: true, pattern: /^enum\s+(\w+)/i },
    { kind: "function", pattern: /^(?:(?:abstract|final|public|protected|private|static)\s+)*function\s+&?\s*(\w+)/i },
    { kind: "constant", pattern: /^(?:const\s+(\w+)|define\(\s*["'](\w+)["'])/, atMargin: true },
  ]),
  attached: /^#\[/,
};

export const shell: Shape = {
  syntax: { ...HASH, spacedHash: true },
  find: findByRules([
    { kind: "function", pattern: /^(?:function\s+)?([\w.:-]+)\s*\(\)/ },
    { kind: "function", pattern: /^function\s+([\w.:-]+)/ },
  ]),
  goesOn: /^end\b/,
};

export const powershell: Shape = {
  syntax: { ...HASH, blockComments: [["<#", "#>"]] },
  find: findByRules([
    { kind: "function", pattern: /^(?:function|filter)\s+([\w:-]+)/i },
    { kind: "class", container: true, pattern: /^class\s+(\w+)/i },
    { kind: "enum", pattern: /^enum\s+(\w+)/i },
  ]),
  attached: /^\[/,
};

export const lua: Shape = {
  syntax: {
    lineComments: ["--"],
    blockComments: [["--[[", "]]"]],
    strings: ['"', "'"],
    longStrings: [{ open: "[[", close: "]]", raw: true }],
  },
  find: findByRules([
    { kind: "function", pattern: /^(?:local\s+)?function\s+([\w.:]+)/ },
    { kind: "function", pattern: /^(?:local\s+)?([\w.]+)\s*=\s*function\b/ },
  ]),
  goesOn: /^end\b/,
};

export const perl: Shape = {
  syntax: { ...HASH, spacedHash: true },
  find: findByRules([
    { kind: "function", pattern: /^sub\s+(\w+)/ },
    { kind: "module", pattern: /^package\s+([\w:]+)/ },
  ]),
};

export const r: Shape = {
  syntax: HASH,
  find: findByRules([{ kind: "function", pattern: /^[`"']?([\w.]+)[`"']?\s*(?:<-|=)\s*function\b/ }]),
};

export const julia: Shape = {
  syntax: { lineComments: ["#"], strings: ['"'], longStrings: [{ open: '"""', close: '"""' }], characters: true },
  find: findByRules([
    { kind: "function", pattern: /^(?:@\w+\s+)*function\s+([\w.!]+)/ },
    { kind: "function", pattern: /^([\w.!]+)\([^=]*\)(?:\s*where\b[^=]*)?\s*=(?!=)/, atMargin: true },
    { kind: "macro", pattern: /^macro\s+(\w+)/ },
    { kind: "struct", pattern: /^(?:mutable\s+)?struct\s+(\w+)/ },
    { kind: "type", pattern: /^abstract\s+type\s+(\w+)/ },
  ]),
  goesOn: /^end\b/,
};

export const elixir: Shape = {
  syntax: { ...HASH, longStrings: [{ open: '"""', close: '"""' }] },
  find: findByRules([
    { kind: "module", container: true, pattern: /^defmodule\s+([\w.]+)/ },
    { kind: "protocol", container: true, pattern: /^defprotocol\s+([\w.]+)/ },
    { kind: "impl", container: true, extension: true, pattern: /^defimpl\s+([\w.]+)/ },
    { kind: "macro", pattern: /^defmacrop?\s+(\w+[?!]?)/ },
    { kind: "function", pattern: /^defp?\s+(\w+[?!]?)/ },
    { kind: "test", pattern: /^(?:test|describe)\s+"([^"]*)"/ },
  ]),
  attached: /^@/,
  goesOn: /^(?:end|rescue|else|after)\b/,
};

export const tcl: Shape = {
  syntax: { lineComments: ["#"], strings: ['"'] },
  find: findByRules([{ kind: "function", pattern: /^proc\s+(\S+)/ }]),
};

export const viml: Shape = {
  syntax: { lineComments: ['"'] },
  find: findByRules([{ kind: "function", pattern: /^fu(?:nction)?!?\s+([\w:#.]+)/ }]),
  goesOn: /^endf/,
};

export const awk: Shape = {
  syntax: { lineComments: ["#"], strings: ['"'] },
  find: findByRules([{ kind: "function", pattern: /^func(?:tion)?\s+(\w+)/ }]),
};

// ---- languages whose definitions begin at the margin and last until the next

export const haskell: Shape = {
  syntax: {
    lineComments: ["--"],
    blockComments: [["{-", "-}"]],
    nestedComments: true,
    strings: ['"'],
    characters: true,
  },
  find: firstOf(
    findByRules([
      {
        kind: "type",
        open: true,
        atMargin: true,
        pattern: /^(?:data|newtype|type(?:\s+family)?)\s+(?:instance\s+)?(?:\([^)]*\)\s*=>\s*)?([A-Z][\w']*)/,
      },
      { kind: "class", open: true, atMargin: true, pattern: /^class\s+(?:.*=>\s*)?([A-Z][\w']*)/ },
      { kind: "instance", open: true, atMargin: true, pattern: /^instance\s+(?:.*=>\s*)?(.+?)\s*(?:where|$)/ },
    ]),
    findSignature,
  ),
};

function findSignature({ line, indent }: Site): Found | undefined {
  const name = indent === 0 ? /^([a-z_][\w']*)(?:\s*,\s*[a-z_][\w']*)*\s*::/.exec(line)?.[1] : undefined;
  return name === undefined ? undefined : { kind: "function", name, open: true };
}

const ML_RULES = findByRules([
  { kind: "module", open: true, atMargin: true, pattern: /^module\s+(?:type\s+|rec\s+)?([\w.]+)/ },
  {
    kind: "type",
    open: true,
    atMargin: true,
    pattern: /^(?:type|exception)\s+(?:nonrec\s+)?(?:\([^)]*\)\s*|'\w+\s+)?(\w+)/,
  },
  {
    kind: "function",
    open: true,
    atMargin: true,
    pattern: /^(?:let|and|val|external)\s+(?:rec\s+|inline\s+|mutable\s+)*([\w']+)/,
  },
]);

export const ocaml: Shape = {
  syntax: {
    blockComments: [["(*", "*)"]],
    nestedComments: true,
    lineComments: ["//"],
    strings: ['"'],
    characters: true,
  },
  find: ML_RULES,
  attached: /^\[</,
};

export const erlang: Shape = {
  syntax: { lineComments: ["%"], strings: ['"'] },
  find: findByRules([
    { kind: "function", open: true, atMargin: true, pattern: /^([a-z]\w*)\s*\(.*(?:->|when|$)/ },
    { kind: "record", open: true, atMargin: true, pattern: /^-record\(\s*(\w+)/ },
    { kind: "type", open: true, atMargin: true, pattern: /^-(?:type|opaque)\s+(\w+)/ },
  ]),
  attached: /^-spec\b/,
};

export const lisp: Shape = {
  syntax: { lineComments: [";"], strings: ['"'] },
  find: findByRules([
    {
      kind: "function",
      atMargin: true,
      pattern:
        /^\((?:cl-)?(?:defn-?|defun\*?|defmacro\*?|defmulti|defmethod|defgeneric|define-syntax|define|defsubst)\s+(?:\^\S+\s+)*\(?([^\s()]+)/,
    },
    {
      kind: "type",
      atMargin: true,
      pattern: /^\((?:defprotocol|defrecord|deftype|defstruct|defclass|define-record-type)\s+\(?([^\s()]+)/,
    },
    {
      kind: "constant",
      atMargin: true,
      pattern: /^\((?:def|defonce|defvar|defconst|defcustom|defparameter|defconstant)\s+(?:\^\S+\s+)*([^\s()]+)/,
    },
  ]),
};

export const fortran: Shape = {
  syntax: { lineComments: ["!"], strings: ['"', "'"] },
  find: findByRules([
    { kind: "module", container: true, pattern: /^module\s+(?!procedure\b)(\w+)/i },
    {
      kind: "function",
      pattern:
        /^(?:(?:recursive|pure|elemental|impure)\s+)*(?:subroutine|(?:(?:integer|real|logical|complex|character|double\s+precision)(?:\([^)]*\))?\s+)?function)\s+(\w+)/i,
    },
    { kind: "program", pattern: /^program\s+(\w+)/i },
    { kind: "type", pattern: /^type\s*(?:,[^:]*)?(?:::)?\s+([a-z]\w*)\s*$/i },
  ]),
  goesOn: /^(?:end|contains)/i,
};
