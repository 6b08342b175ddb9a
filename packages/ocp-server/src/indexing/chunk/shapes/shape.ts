import type { Definition } from "../outline.ts";
import type { Syntax } from "../scan.ts";

/** A line of code that may begin a definition, and where it stands. */
export interface Site {
  /** Without white space around it, and cut: what names a definition is at its beginning. */
  readonly line: string;
  readonly indent: number;
  /** The innermost definition that the line is in. */
  readonly around: Definition | undefined;
  /** The line is an immediate member of `around`: exactly one more bracket is open. */
  readonly isMember: boolean;
  readonly lines: readonly string[];
  readonly number: number;
  readonly path: string;
}

/** What a line defines. */
export interface Found {
  readonly kind: string;
  readonly name: string | null;
  /** Its members are pieces of their own. */
  readonly container?: boolean | undefined;
  readonly extension?: boolean | undefined;
  /** It lasts until the next definition at its level, whatever the indentation in between. */
  readonly open?: boolean | undefined;
}

/** How definitions look in a language, line by line. */
export interface Shape {
  readonly syntax: Syntax;
  find(site: Site): Found | undefined;
  /** Lines right above a definition that belong to it although they are code: decorators, attributes, templates. */
  readonly attached?: RegExp | undefined;
  /** Lines that go on with a definition although they are not indented more than it, such as `end`. */
  readonly goesOn?: RegExp | undefined;
  /** Lines with `#if`, `#else` and `#endif` choose what is compiled, brackets included. */
  readonly conditions?: boolean;
  /** How a line looks that ends a statement, in a language whose statements run over lines that look like any other. */
  readonly statementEnd?: RegExp | undefined;
}

/** A pattern whose first group that took part is the name. */
export interface Rule extends Omit<Found, "name"> {
  readonly pattern: RegExp;
  /** Only at the left margin. */
  readonly atMargin?: boolean;
  /** Only inside a container of one of these kinds. */
  readonly inside?: ReadonlySet<string>;
}

const TYPES = new Set(
  (
    "class struct interface trait impl enum object record extension protocol mixin actor union module contract library " +
    "annotation service"
  ).split(" "),
);

/** Whether members of a definition of this kind are methods rather than functions. */
function hasMethods(around: Definition | undefined): boolean {
  return around !== undefined && around.container && around.kind !== "module" && TYPES.has(around.kind);
}

/** The first rule that matches decides; a function in a type is a method. */
export function findByRules(rules: readonly Rule[]): Shape["find"] {
  return (site) => {
    for (const { pattern, atMargin, inside, kind, ...rest } of rules) {
      if (atMargin && site.indent > 0) continue;
      if (inside && !inside.has(site.around?.kind ?? "")) continue;
      const match = pattern.exec(site.line);
      if (!match) continue;
      const name = match.slice(1).find((group) => group !== undefined && group !== "") ?? null;
      return { ...rest, name, kind: kind === "function" && hasMethods(site.around) ? "method" : kind };
    }
    return undefined;
  };
}

/** Asks one after the other. */
export function firstOf(...finders: readonly Shape["find"][]): Shape["find"] {
  return (site) => {
    for (const find of finders) {
      const found = find(site);
      if (found) return found;
    }
    return undefined;
  };
}

/** Any number of these words, each followed by white space. */
export function anyOf(words: string): string {
  return `(?:(?:${words.split(" ").join("|")})\\s+)*`;
}
