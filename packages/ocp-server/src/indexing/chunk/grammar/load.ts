import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { brotliDecompressSync } from "node:zlib";
import type * as WebTreeSitter from "web-tree-sitter";
import { compile, instantiate, type Compiled } from "./compile.ts";
import { GRAMMAR_FILES, PARSER_FILE, type GrammarName } from "./files.ts";

/** A parser with its grammar, for as long as the thread lives. */
export interface LoadedGrammar {
  readonly parser: WebTreeSitter.Parser;
  readonly language: WebTreeSitter.Language;
}

type Library = typeof WebTreeSitter;

/** Bytes of a buffer for what is unpacked: few are put together then. */
const UNPACKED_AT_ONCE = 1 << 20;

let library: Library | undefined;
let preparing: Promise<void> | undefined;
const loaded = new Map<GrammarName, LoadedGrammar | undefined>();

/**
 * Makes the parser ready in this thread; grammars are loaded when a file first needs them. To be awaited before files
 * are cut. Never rejects: without a parser, files are cut by their looks.
 */
export function prepareChunker(): Promise<void> {
  preparing ??= openLibrary().then(
    (opened) => void (library = opened),
    () => undefined,
  );
  return preparing;
}

async function openLibrary(): Promise<Library> {
  const opened = await import("web-tree-sitter");
  const module = compile(readPacked("parser", PARSER_FILE));
  const instantiateWasm = (imports: object, receive: (instance: object, of: Compiled) => void): object => {
    const instance = instantiate(module, imports);
    receive(instance, module);
    return instance.exports;
  };
  await opened.Parser.init({ instantiateWasm });
  return opened;
}

/** The parser for a grammar; undefined when it cannot be had, or before `prepareChunker` is done. */
export function grammarOf(name: GrammarName): LoadedGrammar | undefined {
  if (library === undefined) return undefined;
  if (!loaded.has(name)) loaded.set(name, load(library, name));
  return loaded.get(name);
}

function load({ Language, Parser }: Library, name: GrammarName): LoadedGrammar | undefined {
  try {
    const language = Language.loadSync(compile(readPacked(name, GRAMMAR_FILES[name])));
    return { language, parser: new Parser().setLanguage(language) };
  } catch {
    return undefined;
  }
}

/** From beside the built program, or from the package when running from sources. */
function readPacked(name: string, file: string): Uint8Array {
  let packed: Buffer;
  try {
    packed = readFileSync(new URL(`./grammars/${name}.wasm.br`, import.meta.url));
  } catch {
    return readFileSync(createRequire(import.meta.url).resolve(file));
  }
  return brotliDecompressSync(packed, { chunkSize: UNPACKED_AT_ONCE });
}
