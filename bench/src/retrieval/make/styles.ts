/** How documentation is written above a definition, or, in Python, under it. */
export interface Style {
  /** Documentation between these marks, each line with an asterisk or none. */
  readonly block?: { readonly open: RegExp; readonly close: RegExp };
  /** Documentation of lines that begin with this. */
  readonly line?: RegExp;
  /** Lines that may stand between documentation and definition. */
  readonly between?: RegExp;
}

const BLOCK = { open: /^\s*\/\*\*(?!\/)/, close: /\*\// };
const SLASHES = /^\s*\/\/\/(?!\/)\s?/;
const ANNOTATIONS = /^\s*@/;

const STYLES: Readonly<Record<string, Style>> = {
  typescript: { block: BLOCK, between: ANNOTATIONS },
  javascript: { block: BLOCK, between: /^\s*$/ },
  java: { block: BLOCK, between: ANNOTATIONS },
  kotlin: { block: BLOCK, between: ANNOTATIONS },
  scala: { block: BLOCK, between: ANNOTATIONS },
  groovy: { block: BLOCK, between: ANNOTATIONS },
  php: { block: BLOCK, between: /^\s*#\[/ },
  dart: { line: SLASHES, between: ANNOTATIONS },
  swift: { block: BLOCK, line: SLASHES, between: ANNOTATIONS },
  csharp: { line: SLASHES, between: /^\s*(?:\[|#(?:if|pragma|else|endif))/ },
  rust: { line: SLASHES, between: /^\s*#!?\[/ },
  c: { block: BLOCK, line: SLASHES },
  cpp: { block: BLOCK, line: /^\s*\/\/[/!]?(?!\/)\s?/, between: /^\s*(?:template\b|\[\[|#)/ },
  go: { line: /^\s*\/\/(?!go:|nolint|\+build|\s*[-=*]{3})\s?/ },
  ruby: { line: /^\s*#+(?![!{])\s?/ },
  lua: { line: /^\s*---?\s?/ },
  python: {},
};

const PROSE = new Set(["markdown", "rst", "asciidoc"]);

/** The style of a language; undefined for one that is not known here. */
export function styleOf(language: string): Style | undefined {
  return Object.hasOwn(STYLES, language) ? STYLES[language] : undefined;
}

export const isCode = (language: string): boolean => styleOf(language) !== undefined;
export const isProse = (language: string): boolean => PROSE.has(language);
