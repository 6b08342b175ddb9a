import type { SignalPart } from "../classifier.ts";
import { FAMILIES, type Family, type FamilyName } from "../lexicon/families.ts";
import { phraseIndex } from "../lexicon/phrase-index.ts";
import type { Ask } from "../text/ask.ts";
import type { Hit } from "../text/phrases.ts";
import { countWords, wordsOf, type Word } from "../text/words.ts";
import { codeClues } from "./code-clues.ts";
import { quantityParts } from "./quantities.ts";
import { structureParts } from "./structure.ts";

const WEIGHTY: readonly FamilyName[] = ["guarantees", "scope"];
/** From here on a subject is hard by itself. */
const HARD_SUBJECT = 38;
/** So many words would show it if something easy were asked. */
const TOLD = 11;
const CLAUSE_END = /[:;：；]\s*|\s[-–—]\s/u;
/** Words that stand before what is asked and say nothing of it. */
const FILLERS = new Set(
  `please pls can could would will you u i we need want to like lets let us hi hey hello ok okay so and then now also just only quick question
  one help me my is the for thanks por favor puedes podrias bitte kannst konntest du mir s il te vous plait peux tu pouvez pode voce per favore puoi
  пожалуйста можешь 请 帮 我 麻 烦 _q _c _f _b`.split(/\s+/),
);
const LATIN = /^[\p{Script=Latin}\d_]/u;
/** In a language that puts the verb last, a short sentence is led by any of its words. */
const SHORT = 18;

/** What the wider lexicon and the build of an asking say, beside `known`: signals of the reference that are there already. */
export function wideParts({ sentences, text, code }: Ask, known: readonly SignalPart[]): SignalPart[] {
  const { found, words } = familiesIn(sentences);
  const parts: SignalPart[] = [];
  // An edit that is mechanical in one place is none where much depends on it, nor where its object is hard and no trifle.
  const hard = [...found.keys()].some((name) => isHardSubject(FAMILIES[name]));
  const weighty = WEIGHTY.some((name) => found.has(name)) || (hard && !found.has("trifles"));
  for (const name of Object.keys(FAMILIES) as FamilyName[]) {
    const phrases = found.get(name);
    if (phrases === undefined) continue;
    const part = toPart(FAMILIES[name], phrases, known);
    const weight = weighty && name === "mechanical" ? Math.trunc(part.weight / 3) : part.weight;
    if (weight !== 0) parts.push({ ...part, weight });
  }
  const easy = parts.some(({ layer }) => layer === "ease");
  if (!easy && words >= TOLD) parts.push({ layer: "structure", signal: "no sign of ease", weight: 14 });
  return [...parts, ...codeClues(text, code), ...quantityParts(text), ...structureParts(text, words)];
}

/** The families whose phrases stand in these sentences, with the phrases, and how many words there are. */
export function familiesIn(sentences: readonly string[]): {
  readonly found: ReadonlyMap<FamilyName, ReadonlySet<string>>;
  readonly words: number;
} {
  const found = new Map<FamilyName, Set<string>>();
  let words = 0;
  for (const clause of sentences.flatMap((sentence) => sentence.split(CLAUSE_END))) {
    const clauseWords = wordsOf(clause);
    words += countWords(clauseWords.filter(({ text }) => !text.startsWith("_")));
    collect(clauseWords, found);
  }
  return { found, words };
}

function collect(words: readonly Word[], found: Map<FamilyName, Set<string>>): void {
  const lead = leadOf(words);
  const reached = new Map<FamilyName, number>();
  for (const { entry, first, last } of outermost(phraseIndex().find(words))) {
    const family: Family = FAMILIES[entry];
    if (family.leads === true && first > lead) continue;
    // Of phrases that overlap, the first and longest says it all.
    if (first < (reached.get(entry) ?? 0)) continue;
    reached.set(entry, last);
    const phrase = words
      .slice(first, last)
      .map(({ text }) => text)
      .join(" ");
    found.set(entry, (found.get(entry) ?? new Set()).add(phrase));
  }
}

/**
 * By place, longest first. Inside a longer phrase neither what speaks for ease counts nor what is of its layer: a "regex
 * engine" is no "regex", "what is wrong" no "what is", and a "memory leak" counts once.
 */
function outermost(hits: readonly Hit<FamilyName>[]): Hit<FamilyName>[] {
  const kept: Hit<FamilyName>[] = [];
  let outer: { first: number; last: number; layer: Family["layer"] } = { first: 0, last: 0, layer: "ease" };
  for (const hit of hits.toSorted((a, b) => a.first - b.first || b.last - a.last)) {
    const inside = hit.last <= outer.last && hit.last - hit.first < outer.last - outer.first;
    const { layer } = FAMILIES[hit.entry];
    if (!inside || (layer !== "ease" && layer !== outer.layer)) kept.push(hit);
    if (hit.last > outer.last) outer = { first: hit.first, last: hit.last, layer };
  }
  return kept;
}

function leadOf(words: readonly Word[]): number {
  const start = words[0]?.text;
  if (start !== undefined && !LATIN.test(start) && countWords(words) <= SHORT) return words.length;
  const lead = words.findIndex(({ text }) => !FILLERS.has(text));
  return lead < 0 ? words.length : lead;
}

const isHardSubject = ({ layer, first }: Family): boolean => layer === "subject" && first >= HARD_SUBJECT;

function toPart(family: Family, phrases: ReadonlySet<string>, known: readonly SignalPart[]): SignalPart {
  const grown = family.first + family.more * (phrases.size - 1);
  const full = family.most < 0 ? Math.max(family.most, grown) : Math.min(family.most, grown);
  let said = 0;
  for (const { signal, weight } of known) if (family.covers?.includes(signal) === true) said += weight;
  return { layer: family.layer, signal: family.signal, weight: full < 0 ? full : Math.max(0, full - said) };
}
