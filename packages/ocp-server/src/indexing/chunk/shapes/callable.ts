import type { Site } from "./shape.ts";

/** The head of a function in the languages that write `type name(parameters)`. */
export interface Callable {
  readonly name: string;
  /** Types and modifiers before the name. */
  readonly head: string;
}

const NOT_NAMES = new Set(
  (
    "if else for foreach while do switch case default return throw try catch finally synchronized lock using goto sizeof " +
    "typeof alignof decltype new delete await yield assert super this when with defined static_assert __attribute__ " +
    "and or not in is as function match elif endif ifdef ifndef include define require"
  ).split(" "),
);
const NOT_HEADS = new Set(
  "return throw new delete else case goto await yield using assert package import in is as do not typedef".split(" "),
);
const HEAD = /^[\w\s*&<>,.:[\]?@$~-]*$/;
const LEADING_ANNOTATIONS = /^(?:@[\w.]+(?:\([^()]*\))?\s+)+|^(?:\[[^\]]*\]\s*)+/;

/** Reads `type name(` from the start of a line; undefined for calls, assignments and control flow. */
export function readCallable(text: string): Callable | undefined {
  const line = text.replace(LEADING_ANNOTATIONS, "");
  const operator = /^([^(=]*)\boperator\s*(\(\)|[^\s(]{1,3}|\s\w+)\s*\(/.exec(line);
  if (operator) return { name: `operator${operator[2]!}`, head: operator[1]!.trim() };
  const before = withoutTypeArguments(line.slice(0, Math.max(0, line.indexOf("("))).trimEnd());
  let start = before.length;
  while (start > 0 && isNameCharacter(before.charCodeAt(start - 1))) start--;
  const name = before.slice(start).replace(/^:+/, "");
  const head = before.slice(0, start).trim();
  if (!/^[~\w$]/.test(name) || /^\d/.test(name) || NOT_NAMES.has(name) || !HEAD.test(head)) return undefined;
  if (head.endsWith("@") || head.endsWith(".") || NOT_HEADS.has(head.split(/\s/, 1)[0]!)) return undefined;
  return { name, head };
}

/** `name<T, U>` → `name`. */
function withoutTypeArguments(text: string): string {
  if (!text.endsWith(">")) return text;
  let open = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ">") open++;
    else if (text[at] === "<" && --open === 0) return text.slice(0, at).trimEnd();
  }
  return text;
}

function isNameCharacter(code: number): boolean {
  const letter = code | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (code >= 0x30 && code <= 0x3a) ||
    code === 0x5f ||
    code === 0x24 ||
    code === 0x7e ||
    code > 0x7f
  );
}

/** Whether what begins on this line has a body, or ends with a semicolon before one. */
export function hasBody(site: Site): boolean {
  let open = 0;
  for (let number = site.number; number < Math.min(site.number + 12, site.lines.length); number++) {
    const line = site.lines[number]!.slice(0, 300);
    for (const char of line) {
      if (char === "(" || char === "[") open++;
      else if (char === ")" || char === "]") open--;
      else if (open <= 0 && char === "{") return true;
      else if (open <= 0 && char === ";") return false;
    }
  }
  return false;
}
