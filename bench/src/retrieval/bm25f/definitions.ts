/** A line that defines something. */
export interface Definition {
  /** Counted from 0. */
  readonly line: number;
  readonly indent: number;
  readonly name: string;
  /** Whether others can be in it. */
  readonly isType: boolean;
  /** What the line itself says that it belongs to, as a method of Go does. */
  readonly owner: string | undefined;
}

/** How definitions look: the groups are `name`, `type` where it is one, and `owner`. */
const BY_ENDING: readonly (readonly [RegExp, readonly RegExp[]])[] = [
  [/^pyi?$/, [/^\s*(?:async\s+)?def\s+(?<name>\w+)/, /^\s*(?<type>class)\s+(?<name>\w+)/]],
  [/^(?:rb|rake|gemspec)$/, [/^\s*def\s+(?:self\.)?(?<name>\w+[?!=]?)/, /^\s*(?<type>class|module)\s+(?<name>[\w:]+)/]],
  [
    /^go$/,
    [
      /^func\s+(?:\(\s*(?:\w+\s+)?\*?(?<owner>\w+)[^)]*\)\s*)?(?<name>\w+)/,
      /^(?<type>type)\s+(?<name>\w+)/,
      /^(?:const|var)\s+(?<name>\w+)/,
    ],
  ],
  [
    /^rs$/,
    [
      /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:default\s+|const\s+|async\s+|unsafe\s+|extern\s+"[^"]*"\s+)*fn\s+(?<name>\w+)/,
      /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:unsafe\s+)?(?<type>struct|enum|trait|union|mod)\s+(?<name>\w+)/,
      /^\s*(?:unsafe\s+)?(?<type>impl)\b(?:<.*?>)?\s*(?:[\w:<>', &]+\s+for\s+)?(?:&\s*(?:'\w+\s+)?)?(?:\w+::)*(?<name>\w+)/,
      /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:type|const|static)\s+(?:mut\s+)?(?<name>\w+)/,
      /^\s*macro_rules!\s*(?<name>\w+)/,
    ],
  ],
  [
    /^(?:[cm]?[jt]sx?|vue|svelte)$/,
    [
      /^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?<type>class|interface|namespace|enum)\s+(?<name>[\w$]+)/,
      /^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?function\s*\*?\s*(?<name>[\w$]+)/,
      /^(?:export\s+)?(?:declare\s+)?(?:type|const|let|var)\s+(?<name>[\w$]+)/,
      /^\s+(?:(?:public|private|protected|static|async|readonly|override|get|set)\s+)*\*?#?(?<name>[\w$]+)\s*(?:<.*>)?\([^;]*\{\s*$/,
      /^\s+(?:(?:public|private|protected|static|readonly)\s+)*#?(?<name>[\w$]+)\s*[:=]\s*(?:async\s+)?(?:function\b|\(.*=>)/,
      /^(?:module\.)?exports\.(?<name>[\w$]+)\s*=/,
      /^[\w$]+(?:\.prototype)?\.(?<name>[\w$]+)\s*=\s*(?:async\s+)?(?:function\b|\()/,
    ],
  ],
  [
    /^kts?$/,
    [
      /^\s*(?:@\w+\s+)*(?:[a-z]+\s+)*(?<type>class|interface|object)\s+(?<name>\w+)/,
      /^\s*(?:@\w+\s+)*(?:[a-z]+\s+)*fun\s+(?:<.*?>\s+)?(?:[\w<>?, ]+\.)?`?(?<name>\w+)/,
      /^(?: {0,4})(?:[a-z]+\s+)*(?:val|var|typealias)\s+(?:[\w<>?]+\.)?(?<name>\w+)/,
    ],
  ],
  [
    /^(?:java|cs|php|swift|scala|dart|groovy)$/,
    [
      /^\s*(?:\[.*\]\s*)?(?:@\w+(?:\(.*\))?\s+)*(?:[a-z]+\s+)*(?<type>@?interface|class|enum|record|struct|trait|object|protocol|extension|namespace)\s+(?<name>[\w.]+)/,
      /^\s*(?:[a-z@]+\s+)*(?:function|func|def)\s+&?(?<name>\w+)/,
      /^\s+(?:(?:public|private|protected|internal|static|final|abstract|virtual|override|sealed|async|synchronized|native|default|partial|unsafe|readonly)\s+)+(?:<.*?>\s+)?(?:[\w.<>[\],?]+\s+)*(?<name>\w+)\s*(?:<.*?>)?\(/,
      /^\s+(?:[\w.<>[\],?]+\s+)(?<name>\w+)\s*(?:<.*?>)?\([^;]*\)?\s*(?:throws .*)?\{\s*$/,
      /^\s+(?:(?:public|private|protected|internal|static|final|const|readonly)\s+)+[\w.<>[\],? ]+\s(?<name>\w+)\s*(?:=|;|\{|=>)/,
    ],
  ],
  [
    /^(?:c|h|cc|cpp|cxx|hpp|hh)$/,
    [
      /^\s*(?:template\s*<.*>\s*)?(?:typedef\s+)?(?<type>class|struct|enum(?:\s+class)?|union|namespace)\s+(?:\w+\s+)?(?<name>\w+)[^;]*$/,
      /^[\w:<>*&~ ]+?[\s*&](?:(?<owner>\w+)::)?(?<name>~?\w+)\s*\([^;]*$/,
      /^#\s*define\s+(?<name>\w+)/,
    ],
  ],
  [/^(?:sh|bash|zsh)$/, [/^\s*(?:function\s+)?(?<name>[\w-]+)\s*\(\)\s*\{?/]],
];

const NOT_NAMES = new Set(
  "if for while switch catch return else elif do try with new throw await yield when".split(" "),
);

/** What the lines of a file define, by how they look; nothing in a language that is not known here. */
export function definitionsIn(lines: readonly string[], ending: string): Definition[] {
  const patterns = BY_ENDING.find(([endings]) => endings.test(ending))?.[1] ?? [];
  return lines.flatMap((text, line): Definition[] => {
    if (text.length > 300 || /^\s*(?:return|throw|await|else|new|if|for|while|switch)\b/.test(text)) return [];
    for (const pattern of patterns) {
      const { name, type, owner } = pattern.exec(text)?.groups ?? {};
      if (name === undefined || NOT_NAMES.has(name)) continue;
      return [{ line, indent: /^\s*/.exec(text)![0].length, name, isType: type !== undefined, owner }];
    }
    return [];
  });
}

/** Whether a line above a definition belongs to it: a comment, an annotation, an attribute. */
export const isAttached = (text: string): boolean =>
  /^\s*(?:\/\/|\/\*|\*|#(?!\s*(?:include|define|if|endif))|--|@|\[)/.test(text);
