/** Grammar → where its package keeps it. The build packs the same files into `grammars/` of what it makes. */
export const GRAMMAR_FILES = {
  bash: "@vscode/tree-sitter-wasm/wasm/tree-sitter-bash.wasm",
  cpp: "@vscode/tree-sitter-wasm/wasm/tree-sitter-cpp.wasm",
  csharp: "@vscode/tree-sitter-wasm/wasm/tree-sitter-c-sharp.wasm",
  go: "@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm",
  java: "@vscode/tree-sitter-wasm/wasm/tree-sitter-java.wasm",
  javascript: "@vscode/tree-sitter-wasm/wasm/tree-sitter-javascript.wasm",
  kotlin: "@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm",
  php: "@vscode/tree-sitter-wasm/wasm/tree-sitter-php.wasm",
  python: "@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm",
  ruby: "@vscode/tree-sitter-wasm/wasm/tree-sitter-ruby.wasm",
  rust: "@vscode/tree-sitter-wasm/wasm/tree-sitter-rust.wasm",
  scala: "@cursorless/tree-sitter-wasms/out/tree-sitter-scala.wasm",
  swift: "@cursorless/tree-sitter-wasms/out/tree-sitter-swift.wasm",
  tsx: "@vscode/tree-sitter-wasm/wasm/tree-sitter-tsx.wasm",
  typescript: "@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm",
} as const;

/** The parser that runs the grammars. */
export const PARSER_FILE = "web-tree-sitter/web-tree-sitter.wasm";

export type GrammarName = keyof typeof GRAMMAR_FILES;
