import { takeFences } from "./fences.ts";
import { maskFiles } from "./files.ts";
import { sortLines } from "./material.ts";
import { dropUnwanted } from "./negation.ts";
import { maskQuotes } from "./quotes.ts";
import { fold } from "./words.ts";

/** What a person asks, apart from what they paste, quote, name or do not want. */
export interface Ask {
  /** The sentences asked, folded, each once. */
  readonly sentences: readonly string[];
  /** The sentences as one text. */
  readonly text: string;
  /** Code and other material that came along. */
  readonly material: string;
  readonly fences: number;
  readonly fencedLines: number;
  readonly pastedLines: number;
  /** Different files named. */
  readonly files: number;
}

const SENTENCE_END = /(?<=[.!?。！？])(?:\s+|(?<=[。！？]))|\n+/u;
const HAS_WORD = /[\p{L}\p{N}]/u;
const ONLY_PLACEHOLDERS = /^(?:\s|[^\p{L}\p{N}_]|_[qcfb]\b)*$/u;

/** Finds what a text asks for. */
export function readAsk(text: string): Ask {
  const { prose, code, fences, lines } = takeFences(text);
  const { written, pasted } = sortLines(prose);
  const own = written.join("\n");
  const { text: unfiled, files } = maskFiles(maskQuotes(own));
  // A prompt that is one quotation, as shells and logs make them, asks what it quotes.
  const body = ONLY_PLACEHOLDERS.test(unfiled) ? own.replaceAll(/["“”«»「」]/gu, " ") : unfiled;
  const sentences = distinct(dropUnwanted(fold(body)).split(SENTENCE_END));
  return {
    sentences,
    text: sentences.join("\n"),
    material: pasted.length === 0 ? code : `${code}\n${pasted.join("\n")}`,
    fences,
    fencedLines: lines,
    pastedLines: pasted.length,
    files,
  };
}

function distinct(pieces: readonly (string | undefined)[]): string[] {
  const seen = new Set<string>();
  for (const piece of pieces) {
    const sentence = piece?.trim() ?? "";
    if (HAS_WORD.test(sentence)) seen.add(sentence);
  }
  return [...seen];
}
