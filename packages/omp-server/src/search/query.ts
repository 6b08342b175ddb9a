import { analyse, isStopWord, type Token } from "./analyse.ts";
import { isEveryday } from "./everyday.ts";
import { phrasesOf, synonymsOf } from "./synonyms.ts";

/** What is asked for: a word of the query, or what a phrase of it may stand for. */
export interface QueryTerm {
  /** Terms of the index that satisfy it, and how much each counts. */
  readonly alternatives: ReadonlyMap<string, number>;
  readonly weight: number;
  readonly rarity: number;
}

export interface Query {
  readonly terms: readonly QueryTerm[];
  /** The contracts that it names. */
  readonly acronyms: ReadonlySet<string>;
  /** It asks for a number or a default. */
  readonly asksHowMuch: boolean;
  /** It asks what must or may be. */
  readonly asksForRule: boolean;
  readonly asksForExample: boolean;
}

/** What a query is read with: the index that it is put to. */
export interface Terms {
  readonly sections: number;
  isAcronym(word: string): boolean;
  has(term: string): boolean;
  /** How much a term tells: more, the fewer sections have it. */
  rarity(term: string): number;
  /** The terms one slip away from a word that stands nowhere. */
  near(word: string, term: string): string[];
}

/** How much a part of an identifier counts beside a word of its own. */
export const PART_WEIGHT = 0.7;
/** How much a term counts that is one slip away from what was typed. */
const TYPO_WEIGHT = 0.6;
/** How much a word counts that may stand for one that stands nowhere, or for a phrase. */
const STAND_IN_WEIGHT = 0.6;
/** The most that an everyday word or a phrase tells, however rarely a standard says it. */
const EVERYDAY_RARITY = 3;
/** The longest query that is read, in terms. */
const MAX_TERMS = 64;

const HOW_MUCH =
  /\bhow (?:long|large|big|many|much|often|fast|small|old|far)\b|\b(?:limit|maximum|minimum|largest|longest|most|least|default)\b/i;
const RULE =
  /^\s*(?:may|must|can|should|could|do|does|is|are|will|has|have)\b|\b(?:must|may|should|allowed|required)\b/i;
const EXAMPLE = /\b(?:examples?|samples?|show|looks? like|yaml|json|template)\b/i;

export function readQuery(query: string, index: Terms): Query {
  const tokens = analyse(query).slice(0, MAX_TERMS);
  // A word in capitals is meant, as MUST is.
  const isMeant = ({ word, start, end }: Token): boolean =>
    !isStopWord(word) || (end - start > 1 && isCapitals(query.slice(start, end)));
  const meaningful = tokens.filter(isMeant);
  const seen = new Set<string>();
  const acronyms = new Set<string>();
  const terms: QueryTerm[] = [];
  for (const token of meaningful.length > 0 ? meaningful : tokens) {
    const { term, word, part } = token;
    if (seen.has(term)) continue;
    seen.add(term);
    if (isWhole(token) && index.isAcronym(word.toUpperCase())) acronyms.add(word.toUpperCase());
    const alternatives = new Map<string, number>();
    if (index.has(term)) alternatives.set(term, 1);
    else for (const near of index.near(word, term)) alternatives.set(near, TYPO_WEIGHT);
    const isWritten = alternatives.size > 0;
    const others = [...synonymsOf(term)].filter(([other]) => index.has(other) && !alternatives.has(other));
    const known = isWritten ? [...alternatives.keys()] : others.map(([other]) => other);
    const rarest = Math.max(0, ...known.map(index.rarity));
    for (const [other, share] of others)
      // A common word tells little, whatever it stands for.
      alternatives.set(
        other,
        (isWritten ? share : STAND_IN_WEIGHT) * (rarest === 0 ? 1 : Math.min(1, index.rarity(other) / rarest)),
      );
    const value = rarest === 0 ? Math.log(1 + index.sections) / 2 : rarest;
    terms.push({
      alternatives,
      weight: part ? PART_WEIGHT : 1,
      rarity: isEveryday(term) ? Math.min(value, EVERYDAY_RARITY) : value,
    });
  }
  for (const stems of phrasesOf(tokens.filter(isWhole).map(({ word }) => word))) {
    const known = [...stems].filter((stem) => index.has(stem) && !seen.has(stem));
    if (known.length === 0) continue;
    const rarest = Math.max(...known.map(index.rarity));
    terms.push({
      alternatives: new Map(known.map((stem) => [stem, (STAND_IN_WEIGHT * index.rarity(stem)) / rarest])),
      weight: 1,
      rarity: Math.min(rarest, EVERYDAY_RARITY),
    });
  }
  return {
    terms,
    acronyms,
    asksHowMuch: HOW_MUCH.test(query),
    asksForRule: RULE.test(query),
    asksForExample: EXAMPLE.test(query),
  };
}

/** Whether a token is a word as it was written, not a part of one. */
function isWhole({ word, start, end }: Token): boolean {
  return end - start === word.length;
}

function isCapitals(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}
