const known = new Map<string, string>();

/** An English word without its endings, by Porter's algorithm of 1980; the word must be lower-case. */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let stemmed = known.get(word);
  if (stemmed === undefined) known.set(word, (stemmed = STEPS.reduce((rest, step) => step(rest), word)));
  return stemmed;
}

const STEPS: readonly ((word: string) => string)[] = [
  plurals,
  pastAndProgress,
  (word) => (word.endsWith("y") && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word),
  replacing(0, {
    ational: "ate",
    ization: "ize",
    iveness: "ive",
    fulness: "ful",
    ousness: "ous",
    tional: "tion",
    biliti: "ble",
    entli: "ent",
    ousli: "ous",
    ation: "ate",
    alism: "al",
    aliti: "al",
    iviti: "ive",
    enci: "ence",
    anci: "ance",
    izer: "ize",
    abli: "able",
    alli: "al",
    ator: "ate",
    eli: "e",
  }),
  replacing(0, { icate: "ic", ative: "", alize: "al", iciti: "ic", ical: "ic", ness: "", ful: "" }),
  replacing(1, {
    ement: "",
    ance: "",
    ence: "",
    able: "",
    ible: "",
    ment: "",
    sion: "s",
    tion: "t",
    ant: "",
    ent: "",
    ism: "",
    ate: "",
    iti: "",
    ous: "",
    ive: "",
    ize: "",
    al: "",
    er: "",
    ic: "",
    ou: "",
  }),
  lastE,
  (word) => (word.endsWith("ll") && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word),
];

function plurals(word: string): string {
  if (/(?:sses|ies)$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function pastAndProgress(word: string): string {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const rest = word.replace(/(?:ed|ing)$/, "");
  if (rest === word || !hasVowel(rest)) return word;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/([^aeiou])\1$/.test(rest) && !/[lsz]$/.test(rest)) return rest.slice(0, -1);
  return measure(rest) === 1 && isShort(rest) ? `${rest}e` : rest;
}

function lastE(word: string): string {
  if (!word.endsWith("e")) return word;
  const rest = word.slice(0, -1);
  return measure(rest) > 1 || (measure(rest) === 1 && !isShort(rest)) ? rest : word;
}

/** A step that replaces the first ending that fits, longer ones being first, where more than `least` syllables are left. */
function replacing(least: number, endings: Readonly<Record<string, string>>): (word: string) => string {
  const all = Object.entries(endings);
  return (word) => {
    const found = all.find(([ending]) => word.endsWith(ending));
    if (found === undefined) return word;
    const [ending, instead] = found;
    const rest = word.slice(0, -ending.length) + instead;
    // Of "-sion" and "-tion" the consonant belongs to what is left.
    const counted = least === 1 ? rest : word.slice(0, -ending.length);
    return measure(counted) > least ? rest : word;
  };
}

/** Vowels as `v` and consonants as `c`; a y is a vowel after a consonant. */
function shapeOf(word: string): string {
  let shape = "";
  for (const letter of word) {
    const isVowel = letter === "y" ? shape.endsWith("c") : "aeiou".includes(letter);
    shape += isVowel ? "v" : "c";
  }
  return shape;
}

const measure = (word: string): number => shapeOf(word).match(/v+c+/g)?.length ?? 0;
const hasVowel = (word: string): boolean => shapeOf(word).includes("v");
const isShort = (word: string): boolean => shapeOf(word).endsWith("cvc") && !/[wxy]$/.test(word);
