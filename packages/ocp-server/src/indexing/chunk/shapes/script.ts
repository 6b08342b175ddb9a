import type { Syntax } from "../scan.ts";
import { anyOf, findByRules, firstOf, type Found, type Rule, type Shape, type Site } from "./shape.ts";

const SYNTAX: Syntax = { lineComments: ["//"], blockComments: [["/*", "*/"]], strings: ['"', "'"], scripting: true };

const exported = "(?:export\\s+)?(?:default\\s+)?(?:declare\\s+)?";
const RULES: readonly Rule[] = [
  { kind: "function", pattern: new RegExp(`^${exported}(?:async\\s+)?function\\b\\s*\\*?\\s*([\\w$]+)`) },
  { kind: "function", pattern: /^export\s+(default)\s+(?:async\s+)?(?:function\b|\(.*=>)/ },
  {
    kind: "class",
    container: true,
    pattern: new RegExp(`^${exported}(?:abstract\\s+)?class\\s+(?!extends\\b)([\\w$]+)`),
  },
  { kind: "class", container: true, pattern: /^export\s+(default)\s+class\b/ },
  { kind: "interface", pattern: new RegExp(`^${exported}interface\\s+([\\w$]+)`) },
  { kind: "enum", pattern: new RegExp(`^${exported}(?:const\\s+)?enum\\s+([\\w$]+)`) },
  { kind: "type", pattern: new RegExp(`^${exported}type\\s+([\\w$]+)\\s*[<=]`) },
  { kind: "module", container: true, pattern: new RegExp(`^${exported}(?:namespace|module)\\s+([\\w$.]+)\\s*\\{`) },
  // Tests are pieces, but their titles are not names that anybody would look up.
  { kind: "test", container: true, pattern: /^(?:describe|suite|context)(?:\.\w+)*\(\s*(?:["'`]|$)()/ },
  { kind: "test", pattern: /^(?:it|test)(?:\.\w+)*\(\s*(?:["'`]|$)()/ },
];

const VALUE = /^(?:async\b\s*)?(?:function\b|(?:<[^>]*>\s*)?\(.*\)\s*(?::[^=]*)?=>|[\w$]+\s*=>)/;
const OPEN_PARAMETERS = /^(?:async\s*)?(?:<.*>\s*)?\((?:\{|\[)?$/;

/** Whether the value that begins here is a function, of which the parameters may follow on further lines. */
function isFunction(value: string, { lines, number, indent }: Site): boolean {
  if (VALUE.test(value)) return true;
  if (!OPEN_PARAMETERS.test(value)) return false;
  for (let at = number + 1; at < Math.min(lines.length, number + 30); at++) {
    const line = lines[at]!.slice(0, 300);
    if (line.length - line.trimStart().length <= indent && /^\s*[}\])]/.test(line)) return line.includes("=>");
  }
  return false;
}

/** Splits `name: Type = value` at the sign that assigns. */
function valueOf(line: string): string {
  const sign = /[^=!<>]=(?![=>])/.exec(line);
  return sign ? line.slice(sign.index + 2).trim() : "";
}

function findAssigned(site: Site): Found | undefined {
  const declared = /^(?:export\s+)?(?:const|let|var)\s+([\w$]+)/.exec(site.line)?.[1];
  if (declared !== undefined) {
    if (isFunction(valueOf(site.line), site)) return { kind: "function", name: declared };
    return site.indent === 0 ? { kind: "constant", name: declared } : undefined;
  }
  const target = /^([\w$]+(?:\.[\w$]+)+)\s*=(?!=)/.exec(site.line)?.[1];
  if (target === undefined || site.indent > 0 || target.startsWith("this.")) return undefined;
  const name = target.replace(/^(?:module\.)?exports\.?/, "").replace(".prototype.", ".");
  const isMethod = target.includes(".prototype.");
  if (name !== "" && isFunction(valueOf(site.line), site)) return { kind: isMethod ? "method" : "function", name };
  return undefined;
}

const NOT_MEMBERS = new Set(
  "if for while switch catch return function super new await yield typeof do with else import throw".split(" "),
);
const words = anyOf("public private protected static async override readonly abstract get set declare accessor");
const METHOD = new RegExp(`^${words}\\*?\\s*(#?[\\w$]+|\\[[\\w$.]+\\])\\??\\s*(?:(?:<[^(]*>)?\\s*\\(|<$)`);
const FIELD = new RegExp(`^${words}(#?[\\w$]+)\\s*[?!]?(?::[^=]*(?:=>[^=]*)*)?=(?![=>])`);
const ENTRY = /^["']?([\w$-]+)["']?\s*:\s*/;

/** A method of a class or of an object that is written out. */
function findMember(site: Site): Found | undefined {
  const { line, isMember, around } = site;
  if (!isMember || !around) return undefined;
  const isClass = around.kind === "class";
  if (!isClass && around.kind !== "constant") return undefined;
  const method = METHOD.exec(line)?.[1];
  if (method !== undefined && !NOT_MEMBERS.has(method) && (isClass || line.endsWith("{")))
    return { kind: "method", name: method };
  const field = isClass ? FIELD.exec(line)?.[1] : undefined;
  if (field !== undefined) return isFunction(valueOf(line), site) ? { kind: "method", name: field } : undefined;
  const entry = isClass ? null : ENTRY.exec(line);
  return entry && isFunction(line.slice(entry[0].length), site) ? { kind: "method", name: entry[1]! } : undefined;
}

/** JavaScript and TypeScript. */
export const script: Shape = {
  syntax: SYNTAX,
  find: firstOf(findByRules(RULES), findAssigned, findMember),
  attached: /^@/,
};

const TAGS: readonly Rule[] = [
  { kind: "script", container: true, pattern: /^<script\b()/, atMargin: true },
  { kind: "template", container: true, pattern: /^<template\b()/, atMargin: true },
  { kind: "style", container: true, pattern: /^<style\b()/, atMargin: true },
];

/** Components in one file: markup, script and style. Texts over several lines are left out: markup has apostrophes. */
export const component: Shape = {
  syntax: {
    blockComments: [
      ["<!--", "-->"],
      ["/*", "*/"],
    ],
    strings: ['"'],
  },
  find: firstOf(findByRules(TAGS), script.find),
  attached: /^@\w+\(/,
};
