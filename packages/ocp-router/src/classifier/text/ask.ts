import { takeFences } from "./fences.ts";
import { maskFiles } from "./files.ts";
import { sortLines } from "./material.ts";
import { dropUnwanted } from "./negation.ts";
import { maskQuotes } from "./quotes.ts";
import { takeTagged } from "./tagged.ts";
import { fold } from "./words.ts";

/** What a person asks, apart from what they paste, quote, name or do not want. */
export interface Ask {
  /** The sentences asked, folded, each once. */
  readonly sentences: readonly string[];
  /** The sentences as one text. */
  readonly text: string;
  /** The sentences of the first and of the last paragraph, where there are several. */
  readonly edges: readonly (readonly string[])[];
  /** Code that came along, in fences and inline. */
  readonly code: string;
  readonly fences: number;
  readonly fencedLines: number;
  readonly pastedLines: number;
  /** Different files named. */
  readonly files: number;
}

const SENTENCE_END = /(?<=[.!?。！？])(?:\s+|(?<=[。！？]))|\n+/u;
const PARAGRAPH_END = /\n[^\S\n]*\n/;
const INLINE = /`[^`\n]{1,400}`/g;
const PASTE_SAMPLE = 200;
const HAS_WORD = /[\p{L}\p{N}]/u;
const ONLY_MASKS = /^(?:\s|[^\p{L}\p{N}_]|_[qcfb]\b)*$/u;

/** People ask at the start or at the end; what lies between, beyond these, is a paste of some kind. */
const MOST_TEXT = 64_000;
const MOST_ASKED = 8_000;

/** Finds what a text asks for. */
export function readAsk(text: string): Ask {
  const { prose, code, fences, lines } = takeFences(ends(text, MOST_TEXT));
  const { written, pasted } = sortLines(takeTagged(prose));
  const own = ends(written.join("\n"), MOST_ASKED);
  const { text: unfiled, files } = maskFiles(maskQuotes(own));
  // A prompt that is one quotation, as shells and logs make them, asks what it quotes.
  const body = ONLY_MASKS.test(unfiled) ? own.replaceAll(/["“”«»「」]/gu, " ") : unfiled;
  const asked = dropUnwanted(fold(body));
  const sentences = sentencesOf(asked);
  const paragraphs = asked
    .split(PARAGRAPH_END)
    .map(sentencesOf)
    .filter(({ length }) => length > 0);
  return {
    sentences,
    text: sentences.join("\n"),
    edges: paragraphs.length > 1 ? [paragraphs[0]!, paragraphs.at(-1)!] : [],
    code: [code, ...(own.match(INLINE) ?? []), ...pasted.slice(0, PASTE_SAMPLE)].join("\n"),
    fences,
    fencedLines: lines,
    pastedLines: pasted.length,
    files,
  };
}

const ends = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most / 2)}\n${text.slice(-most / 2)}`;

const sentencesOf = (text: string): string[] => distinct(text.split(SENTENCE_END));

function distinct(pieces: readonly (string | undefined)[]): string[] {
  const seen = new Set<string>();
  for (const piece of pieces) {
    const sentence = piece?.trim() ?? "";
    if (HAS_WORD.test(sentence)) seen.add(sentence);
  }
  return [...seen];
}
