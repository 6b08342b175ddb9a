import { MASKS } from "./quotes.ts";

/** A text with its files masked, and how many different ones it names. */
export interface Unfiled {
  readonly text: string;
  readonly files: number;
}

const LONGEST_TOKEN = 200;
const TOKEN = /[^\s,;()]+/g;
const EXTENSION =
  /\.(?:[cm]?[jt]sx?|d\.ts|pyi?|go|rs|java|kts?|scala|swift|rb|php|cs|cpp|cc|hpp|[ch]|mm?|ex|exs|erl|hs|clj|lua|pl|r|jl|dart|vue|svelte|astro|s?css|less|html?|xml|svg|json[5cl]?|ya?ml|toml|ini|cfg|conf|env|lock|md[x]?|rst|txt|log|csv|tsv|sql|sh|bash|zsh|ps1|bat|tf|proto|graphql|gradle|ipynb|pdf|png|jpe?g|gif|zip|gz|wasm|so|dll|exe)[:.!?]*(?:\d+(?:[:-]\d+)*)?$/i;
const ADDRESS = /^[a-z][a-z+.-]{1,20}:\/\//i;
const PATH = /^~?\.{0,2}[\w@.-]*\/[\w@./-]*$/;
const IS_NAMED = /\b(?:named|called|branch)\s$/i;
const WORDS_WITH_SLASHES = /^[a-z]+(?:\/[a-z]+)+$/i;

/** Masks what names files, folders or addresses in a text: their words are names, not wishes. */
export function maskFiles(text: string): Unfiled {
  const files = new Set<string>();
  const masked = text.replaceAll(TOKEN, (token, at: number) => {
    if (token.length > LONGEST_TOKEN) return NOT_ASCII.test(token) ? token : MASKS.blob;
    if (token.includes(".") && EXTENSION.test(token)) {
      files.add(token.toLowerCase());
      return MASKS.file;
    }
    if (
      token.includes("/") &&
      (ADDRESS.test(token) || isPath(token) || IS_NAMED.test(text.slice(Math.max(0, at - 9), at)))
    )
      return MASKS.file;
    return token;
  });
  return { text: masked, files: files.size };
}

const NOT_ASCII = /[\u0080-\uffff]/;

/** `read/write` and `TCP/IP` are words; two slashes, a dot or a leading slash make a path. */
function isPath(token: string): boolean {
  if (!PATH.test(token)) return false;
  return !WORDS_WITH_SLASHES.test(token) || token.split("/").length > 2;
}
