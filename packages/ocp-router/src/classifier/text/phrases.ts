import { fold, wordsOf, type Word } from "./words.ts";

/** A phrase found: which entry it belongs to, and the words from `first` up to, but without, `last`. */
export interface Hit<T> {
  readonly entry: T;
  readonly first: number;
  readonly last: number;
}

interface Node<T> {
  readonly exact: Map<string, Node<T>>;
  readonly prefixes: Map<string, Node<T>>;
  readonly entries: T[];
}

/** Prefixes are looked up letter by letter, so a word of 100 KB must not be tried at every length. */
const LONGEST_PREFIX = 24;

const createNode = <T>(): Node<T> => ({ exact: new Map(), prefixes: new Map(), entries: [] });

/**
 * Finds many phrases in one pass. A phrase is words with spaces between; a `*` at the end of a word stands for any
 * ending. Time is linear in the text.
 */
export class PhraseIndex<T> {
  readonly #root: Node<T> = createNode();

  /** Adds phrases, separated by commas or line ends. */
  add(entry: T, phrases: string): void {
    for (const phrase of phrases.split(/[,\n]/)) this.#addOne(entry, phrase);
  }

  #addOne(entry: T, phrase: string): void {
    let node = this.#root;
    const folded = fold(phrase.trim());
    const words = wordsOf(folded);
    if (words.length === 0) return;
    for (const word of words) {
      const next = folded[word.end] === "*" ? node.prefixes : node.exact;
      let child = next.get(word.text);
      if (child === undefined) next.set(word.text, (child = createNode()));
      node = child;
    }
    if (!node.entries.includes(entry)) node.entries.push(entry);
  }

  /** Every phrase in these words, overlapping ones included, by first word. */
  find(words: readonly Word[]): Hit<T>[] {
    const hits: Hit<T>[] = [];
    for (let first = 0; first < words.length; first++) this.#walk(this.#root, words, { first, at: first }, hits);
    return hits;
  }

  #walk(node: Node<T>, words: readonly Word[], { first, at }: { first: number; at: number }, hits: Hit<T>[]): void {
    for (const entry of node.entries) hits.push({ entry, first, last: at });
    const word = words[at]?.text;
    if (word === undefined) return;
    const exact = node.exact.get(word);
    if (exact !== undefined) this.#walk(exact, words, { first, at: at + 1 }, hits);
    if (node.prefixes.size === 0) return;
    for (let length = 1; length <= word.length && length <= LONGEST_PREFIX; length++) {
      const child = node.prefixes.get(word.slice(0, length));
      if (child !== undefined) this.#walk(child, words, { first, at: at + 1 }, hits);
    }
  }
}
