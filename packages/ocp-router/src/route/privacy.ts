import type { GenerateRequest } from "ocp-core";
import { textsOf } from "../messages/text.ts";

/** What must not leave the machine. */
export interface PrivacyRules {
  /** Expressions that no text may match; strings are read as case-insensitive ones. */
  readonly patterns?: readonly (string | RegExp)[] | undefined;
  /** Globs of files that no text may name, at any depth: `secrets/**`, `*.pem`. */
  readonly paths?: readonly string[] | undefined;
}

/** The rule that a request breaks, in words; undefined = none. */
export type PrivacyCheck = (request: GenerateRequest) => string | undefined;

/** Whatever in a text may be the name of a file. */
const NAMES = /[^\s"'`<>|*?,;:=()[\]{}]+/g;

/** Compiles rules. Throws an Error on an expression that is none. */
export function createPrivacyCheck({ patterns = [], paths = [] }: PrivacyRules): PrivacyCheck {
  const expressions = patterns.map(toExpression);
  const globs = paths.map((glob) => ({ glob, expression: globExpression(glob) }));
  if (expressions.length + globs.length === 0) return () => undefined;
  return (request) => {
    for (const text of textsOf(request)) {
      for (const expression of expressions) {
        // A global expression remembers where it was.
        expression.lastIndex = 0;
        if (expression.test(text)) return `pattern ${expression.source}`;
      }
      if (globs.length === 0) continue;
      for (const [name] of text.matchAll(NAMES)) {
        const path = name.replaceAll("\\", "/").replace(/[.!]+$/, "");
        const hit = globs.find(({ expression }) => expression.test(path));
        if (hit) return `path ${hit.glob}`;
      }
    }
    return undefined;
  };
}

function toExpression(pattern: string | RegExp): RegExp {
  if (pattern instanceof RegExp) return pattern;
  try {
    return new RegExp(pattern, "iu");
  } catch (error) {
    throw new Error(`The privacy pattern ${JSON.stringify(pattern)} is no regular expression.`, { cause: error });
  }
}

/** A glob as an expression for whole paths or their ends: `**` crosses folders, `*` and `?` do not. */
function globExpression(glob: string): RegExp {
  const body = glob
    .replaceAll("\\", "/")
    .replace(/^\.?\//, "")
    .replace(/\*\*\/|\*\*|[*?]|[.+^${}()|[\]]/g, (part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      return part === "?" ? "[^/]" : `\\${part}`;
    });
  return new RegExp(`(?:^|/)${body.endsWith("/") ? `${body}.*` : body}$`, "iu");
}
