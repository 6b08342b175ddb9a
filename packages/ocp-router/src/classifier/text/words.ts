/** A word of a text, lower-cased and without accents, with its place in the text it came from. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// Scripts that put no spaces between words count every character as a word, so that phrases match anywhere in a run.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]|[[\p{L}\p{M}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]]+/gv;
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const ACCENTS = /[\u0300-\u036f\u064b-\u0652\u0670]/g;
const ARABIC = /[\u0621-\u064a]/;
/** "and", "the", "to the": Arabic writes them onto the word. */
const ARABIC_PREFIX = /(?<!\p{L})[وف]?(?:[بك]?ال|لل|[لب](?=\p{L}{4}))(?=\p{L}{3})|(?<!\p{L})و(?=\p{L}{4})/gu;
const NOT_ASCII = /[\u0080-\uffff]/;
const CONTRACTED_NOT = /n['’]t\b/g;

/** Lower case, without accents, `don't` as one word. Offsets move only where a text has accents or contractions. */
export function fold(text: string): string {
  const lower = text.toLowerCase().replaceAll(CONTRACTED_NOT, "nt");
  if (!NOT_ASCII.test(lower)) return lower;
  const plain = lower.normalize("NFD").replaceAll(ACCENTS, "").normalize("NFC");
  return ARABIC.test(plain) ? plain.replaceAll(ARABIC_PREFIX, "") : plain;
}

/** The words of an already folded text. */
export function wordsOf(folded: string): Word[] {
  const words: Word[] = [];
  for (const match of folded.matchAll(WORD)) {
    words.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return words;
}

/** How many words a reader would count: two characters of a script without spaces make about one. */
export function countWords(words: readonly Word[]): number {
  let spaceless = 0;
  for (const word of words) if (word.end - word.start === 1 && SPACELESS.test(word.text)) spaceless += 1;
  return words.length - spaceless + Math.ceil(spaceless / 2);
}
