import { createGlob } from "./glob.ts";

/** The last part of a qualified name in lower case: `add` for `Router.add`, `linux` for `Setup > Linux`. */
export function lastName(symbol: string): string {
  const parts = symbol.split(/\.|::|->|#| > /);
  return (parts.at(-1) || symbol).trim().toLowerCase();
}

const matchers = new Map<string, (path: string) => boolean>();

/**
 * Whether a root-relative path is meant by a filter: a glob (without a slash it is matched against the file's name), or
 * the path of a file or folder.
 */
export function matchesPath(pattern: string, path: string): boolean {
  let matcher = matchers.get(pattern);
  if (!matcher) {
    matcher = createMatcher(pattern);
    if (matchers.size >= 64) matchers.clear();
    matchers.set(pattern, matcher);
  }
  return matcher(path);
}

function createMatcher(pattern: string): (path: string) => boolean {
  const plain = pattern.replace(/^\.?\/+/, "").replace(/\/+$/, "");
  if (/[*?[{]/.test(plain)) {
    const glob = createGlob(plain);
    const isName = !plain.includes("/");
    // A name may hold the very characters that make a glob.
    return (path) => path === plain || glob(isName ? path.slice(path.lastIndexOf("/") + 1) : path);
  }
  return (path) => plain === "" || plain === "." || path === plain || path.startsWith(`${plain}/`);
}
