/** What a language is to an indexer: program text, text to be read, structured values, or none of these. */
export type LanguageFamily = "code" | "prose" | "data" | "text";

/** A language by the name that chunks carry. */
export interface Language {
  readonly name: string;
  readonly family: LanguageFamily;
}

/** Language → the endings (after the last dot) of its files. */
const ENDINGS: Readonly<Record<LanguageFamily, Readonly<Record<string, string>>>> = {
  code: {
    python: "py pyi pyw pyx pxd",
    typescript: "ts tsx mts cts",
    javascript: "js jsx mjs cjs es6",
    go: "go",
    rust: "rs",
    java: "java",
    kotlin: "kt kts",
    c: "c h",
    cpp: "cc cpp cxx c++ hpp hh hxx h++ ipp inl tpp cu cuh ino",
    csharp: "cs csx",
    "objective-c": "m mm",
    ruby: "rb rake gemspec podspec ru",
    php: "php phtml php5",
    swift: "swift",
    scala: "scala sc sbt",
    groovy: "groovy gradle",
    shell: "sh bash zsh ksh fish bats",
    powershell: "ps1 psm1 psd1",
    batch: "bat cmd",
    sql: "sql ddl dml psql pgsql",
    lua: "lua",
    perl: "pl pm t",
    r: "r",
    julia: "jl",
    dart: "dart",
    elixir: "ex exs",
    erlang: "erl hrl",
    haskell: "hs lhs",
    ocaml: "ml mli",
    fsharp: "fs fsi fsx",
    clojure: "clj cljs cljc edn",
    lisp: "lisp lsp el scm rkt",
    zig: "zig",
    nim: "nim",
    solidity: "sol",
    fortran: "f90 f95 f03 f08 f for",
    pascal: "pas pp",
    assembly: "asm s",
    vb: "vb vbs",
    html: "html htm xhtml hbs ejs njk jinja jinja2 j2 liquid mustache twig erb",
    css: "css scss sass less styl pcss",
    vue: "vue",
    svelte: "svelte",
    astro: "astro",
    protobuf: "proto",
    thrift: "thrift",
    graphql: "graphql gql graphqls",
    terraform: "tf tfvars hcl",
    nix: "nix",
    bazel: "bzl bazel star",
    cmake: "cmake",
    makefile: "mk mak make makefile",
    dockerfile: "dockerfile containerfile",
    prisma: "prisma",
    awk: "awk",
    viml: "vim",
    tcl: "tcl",
  },
  prose: {
    markdown: "md mdx markdown mdown mkd qmd rmd",
    rst: "rst rest",
    asciidoc: "adoc asciidoc",
    org: "org",
    latex: "tex bib sty",
  },
  data: {
    yaml: "yaml yml",
    json: "json jsonc json5 jsonl ndjson geojson webmanifest code-workspace har",
    toml: "toml",
    ini: "ini cfg conf cnf properties editorconfig desktop service",
    xml: "xml xsd xsl xslt wsdl plist csproj fsproj vbproj props targets resx xaml",
    csv: "csv tsv",
    jupyter: "ipynb",
    diff: "diff patch",
    gettext: "po pot",
  },
  text: { text: "txt text log" },
};

/** Whole file names, lower-cased, of files whose ending says nothing or the wrong thing. */
const NAMES: Readonly<Record<LanguageFamily, Readonly<Record<string, string>>>> = {
  code: {
    dockerfile: "dockerfile containerfile",
    makefile: "makefile gnumakefile bsdmakefile justfile",
    cmake: "cmakelists.txt",
    ruby: "rakefile gemfile podfile vagrantfile guardfile capfile brewfile fastfile appfile",
    groovy: "jenkinsfile",
    shell: ".bashrc .bash_profile .bash_aliases .profile .zshrc .zshenv .zprofile pkgbuild gradlew",
    viml: ".vimrc",
    python: "sconstruct sconscript wscript snakefile",
  },
  prose: {
    markdown: "readme changelog changes contributing",
  },
  data: {
    json: ".prettierrc .eslintrc .babelrc .swcrc .jshintrc .stylelintrc composer.lock pipfile.lock",
    ini: ".editorconfig .gitconfig .gitmodules .flake8 .pylintrc .coveragerc .env.example .env.sample .env.template",
    gitignore:
      ".gitignore .ocpignore .dockerignore .npmignore .eslintignore .prettierignore .helmignore .gitattributes .ignore",
    yaml: ".clang-format .clang-tidy .yamllint .yarnrc",
    toml: "pipfile cargo.lock poetry.lock uv.lock",
    "go.mod": "go.mod go.work",
  },
  text: {
    text: "license licence copying notice authors contributors maintainers install news todo version codeowners",
  },
};

/** The first word of a `#!` line, without a version number, → language. */
const INTERPRETERS: Readonly<Record<string, string>> = {
  python: "python",
  pypy: "python",
  node: "javascript",
  bun: "typescript",
  deno: "typescript",
  tsx: "typescript",
  sh: "shell",
  bash: "shell",
  zsh: "shell",
  ksh: "shell",
  dash: "shell",
  fish: "shell",
  ruby: "ruby",
  perl: "perl",
  php: "php",
  lua: "lua",
  rscript: "r",
  julia: "julia",
  awk: "awk",
  gawk: "awk",
  make: "makefile",
  groovy: "groovy",
  elixir: "elixir",
  swift: "swift",
  pwsh: "powershell",
};

/** What a file is when neither its name nor its first line tells, and its bytes are text. */
export const PLAIN_TEXT: Language = { name: "text", family: "text" };

const byEnding = index(ENDINGS);
const byName = index(NAMES);
const families = new Map(
  [...byEnding.values(), ...byName.values()].map((language) => [language.name, language.family]),
);

function index(table: Readonly<Record<LanguageFamily, Readonly<Record<string, string>>>>): Map<string, Language> {
  const found = new Map<string, Language>();
  for (const [family, languages] of Object.entries(table)) {
    for (const [name, keys] of Object.entries(languages)) {
      const language: Language = { name, family: family as LanguageFamily };
      for (const key of keys.split(" ")) found.set(key, language);
    }
  }
  return found;
}

/**
 * The language of a file by its name, compared without case: a well-known name (`Dockerfile`, also `Dockerfile.dev`),
 * else the ending, else the `#!` line of `text` when it is given. Undefined when none of them tells.
 */
export function languageOf(path: string, text?: string): Language | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const known = byName.get(name);
  if (known) return known;
  const dot = name.lastIndexOf(".");
  const ending = dot >= 0 ? byEnding.get(name.slice(dot + 1)) : undefined;
  if (ending) return ending;
  const stem = byName.get(name.slice(0, Math.max(0, name.indexOf("."))));
  if (stem?.family === "code") return stem;
  return text === undefined ? undefined : languageOfShebang(text);
}

/** What kind of language a name stands for; `text` for one that is not known. */
export function familyOf(language: string): LanguageFamily {
  return families.get(language) ?? "text";
}

function languageOfShebang(text: string): Language | undefined {
  if (!text.startsWith("#!")) return undefined;
  const words = text
    .slice(2, 200)
    .split(/[\r\n]/, 1)[0]!
    .trim()
    .split(/\s+/);
  const program = words.map((word) => word.slice(word.lastIndexOf("/") + 1)).find(isInterpreter);
  const name = program === undefined ? undefined : INTERPRETERS[bareName(program)];
  return name === undefined ? undefined : { name, family: "code" };
}

/** `env`, its flags and its assignments are on the way to the interpreter, not the interpreter. */
function isInterpreter(word: string): boolean {
  return word !== "env" && !word.startsWith("-") && !word.includes("=");
}

function bareName(program: string): string {
  const name = program.toLowerCase().replace(/[\d.]+$/, "");
  return Object.hasOwn(INTERPRETERS, name) ? name : "";
}
