import type { Definition } from "./outline.ts";

const MAX_SIGNATURE = 200;
const MAX_LINES = 20;
/** Looked at of a line; what follows says little. */
const MAX_LINE = 400;

/** What follows the title of a test: the function that is the test. */
const TEST_BODY = /,\s*(?:async\s+)?(?:function\b.*|\([^)]*\)\s*=>)?\s*\{?\s*$/;

/** The head of a definition on one line, without its body: `func (r *Router) Add(path string) error`. */
export function readSignature(lines: readonly string[], { line: first, end, kind }: Definition): string | null {
  if (kind === "test") return shorten(lines[first]!.slice(0, MAX_LINE).replace(TEST_BODY, ")"));
  const isValue = kind === "type";
  let head = "";
  let open = 0;
  for (let at = first; at <= Math.min(end, first + MAX_LINES); at++) {
    const line = lines[at]!.slice(0, MAX_LINE);
    const stop = endOfHead(line, open, isValue);
    head += `${stop.closed ? line.slice(0, stop.at) : line} `;
    open = stop.open;
    if (stop.closed || head.length > 2 * MAX_SIGNATURE) break;
    if (open <= 0 && !/(?:[,=(:&|<>+\\-]|\bwhere)\s*$/.test(line) && !continues(lines[at + 1])) break;
  }
  return shorten(head);
}

function shorten(head: string): string | null {
  const text = head.replace(/\s+/g, " ").trim();
  if (text === "") return null;
  return text.length > MAX_SIGNATURE ? `${text.slice(0, MAX_SIGNATURE - 1)}…` : text;
}

/** Where a body begins: at a brace, or at the sign that ends the head, outside parentheses. */
function endOfHead(line: string, depth: number, isValue: boolean): { at: number; open: number; closed: boolean } {
  let open = depth;
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === "(" && open === 0 && /\(\)\s*$/.test(line.slice(0, at))) return { at, open, closed: true };
    if (char === "(" || char === "[") open++;
    else if (char === ")" || char === "]") open--;
    else if (open > 0) continue;
    else if (char === "{" || char === ";") return { at, open, closed: true };
    else if (char === ":" && /^:\s*(?:#.*)?$/.test(line.slice(at))) return { at, open, closed: true };
    else if (char === "=" && line[at + 1] === ">" && !isValue) return { at: at + 2, open, closed: true };
  }
  return { at: line.length, open, closed: false };
}

/** Whether a line goes on with the head above it. */
function continues(line: string | undefined): boolean {
  return (
    line !== undefined &&
    /^\s*(?:[:){>]|->|=>|where\b|throws\b|extends\b|implements\b|with\b|noexcept\b|requires\b)/.test(line.slice(0, 60))
  );
}
