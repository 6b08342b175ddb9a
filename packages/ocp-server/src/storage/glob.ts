import { OcpError } from "ocp-core";

/** `{a,b}` in a glob stands for alternatives; so many are looked at. */
const MOST_ALTERNATIVES = 64;

/** One character of a pattern: a letter, any letter, any number of them, or one of a set. */
type Token = { readonly any: "one" | "many" } | { readonly matches: (char: string) => boolean };

/**
 * A glob over `/`-separated paths: `*` and `?` within a segment, `**` across segments, `[a-z]`, `[!a]` and `{a,b}`.
 * Matching takes time that grows with the length of pattern times path and never more, whatever a client writes.
 * Throws `INVALID_PARAMS` for too many alternatives.
 */
export function createGlob(pattern: string): (path: string) => boolean {
  const alternatives = expandBraces(pattern).map((alternative) => alternative.split("/").map(parseSegment));
  return (path) => {
    const names = path.split("/").map((name) => Array.from(name));
    return alternatives.some((segments) => matchAll(segments, names, matchSegment));
  };
}

function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const waiting = [pattern];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const match = /\{([^{}]*,[^{}]*)\}/.exec(next);
    if (!match) done.push(next);
    else {
      for (const choice of match[1]!.split(",").reverse()) {
        waiting.push(next.slice(0, match.index) + choice + next.slice(match.index + match[0].length));
      }
    }
    if (done.length + waiting.length > MOST_ALTERNATIVES) {
      throw new OcpError(
        "INVALID_PARAMS",
        `filters.path has more than ${MOST_ALTERNATIVES} alternatives in its braces. Search in several calls.`,
      );
    }
  }
  return done;
}

function parseSegment(segment: string): Token[] | "**" {
  if (segment === "**") return "**";
  const tokens: Token[] = [];
  const chars = Array.from(segment);
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    const close = char === "[" ? chars.indexOf("]", i + 2) : -1;
    if (char === "*") tokens.push({ any: "many" });
    else if (char === "?") tokens.push({ any: "one" });
    else if (close > 0) {
      tokens.push({ matches: parseSet(chars.slice(i + 1, close)) });
      i = close;
    } else tokens.push({ matches: (other) => other === char });
  }
  return tokens;
}

function parseSet(chars: readonly string[]): (char: string) => boolean {
  const negated = chars[0] === "!" || chars[0] === "^";
  const members = negated ? chars.slice(1) : chars;
  const isMember = (char: string): boolean =>
    members.some((from, i) =>
      members[i + 1] === "-" && members[i + 2] !== undefined ? from <= char && char <= members[i + 2]! : from === char,
    );
  return (char) => isMember(char) !== negated;
}

function matchSegment(tokens: Token[] | "**", name: readonly string[]): boolean {
  if (tokens === "**") return true;
  return matchAll(
    tokens.map((token) => ("any" in token && token.any === "many" ? "**" : token)),
    name,
    matchToken,
  );
}

function matchToken(token: Token | "**", char: string): boolean {
  return token !== "**" && ("any" in token || token.matches(char));
}

/** Matches a sequence in which `**` stands for any number of items: on a miss, only the last `**` takes one more. */
function matchAll<P, T>(
  patterns: readonly (P | "**")[],
  items: readonly T[],
  matches: (pattern: P, item: T) => boolean,
): boolean {
  let pattern = 0;
  let item = 0;
  let star = -1;
  let retry = 0;
  while (item < items.length) {
    const next = patterns[pattern];
    if (next === "**") {
      star = pattern++;
      retry = item;
    } else if (next !== undefined && matches(next, items[item]!)) {
      pattern++;
      item++;
    } else if (star >= 0) {
      pattern = star + 1;
      item = ++retry;
    } else return false;
  }
  return patterns.slice(pattern).every((rest) => rest === "**");
}
