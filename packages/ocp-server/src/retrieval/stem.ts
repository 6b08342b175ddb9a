/**
 * The stem of an English word in lower-case ASCII letters, by the rules of M. F. Porter, "An algorithm for suffix
 * stripping" (1980). Words shorter than three letters are their own stem.
 */
export function stem(word: string): string {
  if (word.length < 3) return word;
  return ending(derivation(derivation(derivation(yToI(pastOrGerund(plural(word))), DOUBLE, 0), SINGLE, 0), LAST, 1));
}

type Endings = readonly (readonly [suffix: string, replacement: string])[];

// Longest first: a rule applies to the longest suffix that is there, whether or not its condition then holds.
const DOUBLE: Endings = [
  ["ational", "ate"],
  ["ization", "ize"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["tional", "tion"],
  ["biliti", "ble"],
  ["entli", "ent"],
  ["ousli", "ous"],
  ["ation", "ate"],
  ["alism", "al"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["alli", "al"],
  ["ator", "ate"],
  ["logi", "log"],
  ["bli", "ble"],
  ["eli", "e"],
];
const SINGLE: Endings = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ness", ""],
  ["ful", ""],
];
const LAST: Endings = [
  ["ement", ""],
  ["ance", ""],
  ["ence", ""],
  ["able", ""],
  ["ible", ""],
  ["ment", ""],
  ["sion", "s"],
  ["tion", "t"],
  ["ant", ""],
  ["ent", ""],
  ["ism", ""],
  ["ate", ""],
  ["iti", ""],
  ["ous", ""],
  ["ive", ""],
  ["ize", ""],
  ["al", ""],
  ["er", ""],
  ["ic", ""],
  ["ou", ""],
];

function isVowel(word: string, index: number): boolean {
  const letter = word[index];
  if (letter === "y") return index > 0 && !isVowel(word, index - 1);
  return letter === "a" || letter === "e" || letter === "i" || letter === "o" || letter === "u";
}

/** How many times a vowel is followed by a consonant: roughly the syllables. */
function measure(word: string): number {
  let count = 0;
  let vowel = false;
  for (let index = 0; index < word.length; index++) {
    const now = isVowel(word, index);
    if (vowel && !now) count++;
    vowel = now;
  }
  return count;
}

function hasVowel(word: string): boolean {
  for (let index = 0; index < word.length; index++) if (isVowel(word, index)) return true;
  return false;
}

/** Ends like `hop`: consonant, vowel, consonant, where the last is not w, x or y. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  if (last < 2 || isVowel(word, last) || !isVowel(word, last - 1) || isVowel(word, last - 2)) return false;
  return !"wxy".includes(word[last]!);
}

function plural(word: string): string {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function pastOrGerund(word: string): string {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const cut = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
  const rest = word.slice(0, word.length - cut);
  if (cut === 0 || !hasVowel(rest)) return word;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  const last = rest[rest.length - 1]!;
  if (rest.endsWith(last + last) && !isVowel(rest, rest.length - 1))
    return "lsz".includes(last) ? rest : rest.slice(0, -1);
  return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest;
}

function yToI(word: string): string {
  return word.endsWith("y") && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

function derivation(word: string, endings: Endings, above: number): string {
  const rule = endings.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const [suffix, replacement] = rule;
  const shorter = word.slice(0, word.length - suffix.length) + replacement;
  // -ion goes only after s or t, and those belong to the stem that is measured.
  const rest = above > 0 ? shorter : word.slice(0, word.length - suffix.length);
  return measure(rest) > above ? shorter : word;
}

function ending(word: string): string {
  let result = word;
  if (result.endsWith("e")) {
    const rest = result.slice(0, -1);
    const size = measure(rest);
    if (size > 1 || (size === 1 && !endsShort(rest))) result = rest;
  }
  return result.endsWith("ll") && measure(result) > 1 ? result.slice(0, -1) : result;
}
