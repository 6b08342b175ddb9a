import type { Corpus, Document, DocumentType, Section } from "../corpus/model.ts";
import { slips } from "../nearest.ts";
import { analyse, isStopWord, type Token } from "./analyse.ts";
import { codeRanges } from "./code.ts";
import { isEveryday } from "./everyday.ts";
import { excerptOf } from "./excerpt.ts";
import { synonymsOf } from "./synonyms.ts";

export interface Hit {
  readonly document: Document;
  readonly section: Section;
  /** 0 to 1: how much of what an ideal section would have, this one has. */
  readonly score: number;
  excerpt(): string;
}

export interface SearchFilters {
  readonly contracts?: ReadonlySet<string> | undefined;
  readonly types?: ReadonlySet<DocumentType> | undefined;
}

/** An index over the sections of the latest version of each contract. */
export interface SearchIndex {
  readonly sections: number;
  /** The matching sections, best first. */
  search(query: string, filters?: SearchFilters): Hit[];
}

/** What a section's fields weigh, and how far their length counts against them (BM25F). */
const FIELDS = {
  title: { weight: 5, norm: 0.35 },
  trail: { weight: 0.9, norm: 0.5 },
  about: { weight: 2, norm: 0.2 },
  body: { weight: 1, norm: 0.5 },
} as const;
type Field = keyof typeof FIELDS;
const FIELD_NAMES = Object.keys(FIELDS) as Field[];

const K1 = 1.4;
/** How much a whole document's match counts beside that of one of its sections. */
const DOCUMENT_WEIGHT = 0.3;
/** How often a term must stand in a document to count half. */
const DOCUMENT_K = 12;
/** How much a part of an identifier counts beside a word of its own. */
const PART_WEIGHT = 0.7;
/** How much a term counts that is one slip away from what was typed. */
const TYPO_WEIGHT = 0.6;
/** How much a word counts that may stand for one that stands nowhere. */
const STAND_IN_WEIGHT = 0.6;
/** How much a word counts in an example's code beside one in prose. */
const CODE_WEIGHT = 0.8;
/** The most that an everyday word tells, however rarely a standard says it. */
const EVERYDAY_RARITY = 3;
/** How much more the rarer words count than the others where it counts how many of them a section has. */
const COVERAGE_POWER = 1.5;
/** How much it counts that a heading says nothing else than the query. */
const HEADING_WEIGHT = 0.25;
/** The longest query that is read, in terms. */
const MAX_TERMS = 64;

interface Entry {
  readonly document: Document;
  readonly section: Section;
  readonly acronym: string;
  readonly prior: number;
  /** The terms of its heading. */
  readonly heading: readonly string[];
  readonly lengths: Record<Field, number>;
}

/** How often a term stands in each field of one section. */
interface Posting {
  readonly entry: number;
  readonly counts: Record<Field, number>;
}

/** Builds the index. Every name comes from texts, so all tables are maps. */
export function createSearchIndex(corpus: Corpus): SearchIndex {
  const entries: Entry[] = [];
  const postings = new Map<string, Posting[]>();
  const inDocument = new Map<Document, Map<string, number>>();
  for (const { name, acronym, latest } of corpus.contracts.values()) {
    for (const document of latest.documents.values()) {
      for (const section of document.outline()) addSection({ name, acronym, document, section });
    }
  }

  function addSection({
    name,
    acronym,
    document,
    section,
  }: {
    name: string;
    acronym: string;
    document: Document;
    section: Section;
  }): void {
    const id = entries.length;
    const counts = new Map<string, Record<Field, number>>();
    const lengths: Record<Field, number> = { title: 0, trail: 0, about: 0, body: 0 };
    const texts: Record<Field, string> = {
      title: section.title,
      trail: section.trail.slice(1).join("\n"),
      about: `${acronym} ${name} ${document.type.toLowerCase()}`,
      body: bodyOf(section),
    };
    for (const field of FIELD_NAMES) {
      const code = codeRanges(texts[field]);
      let range = 0;
      for (const { term, part, start } of analyse(texts[field])) {
        while (range < code.length && code[range]!.end <= start) range++;
        const share = range < code.length && code[range]!.start <= start ? CODE_WEIGHT : 1;
        let count = counts.get(term);
        if (!count) counts.set(term, (count = { title: 0, trail: 0, about: 0, body: 0 }));
        count[field] += part ? PART_WEIGHT * share : share;
        lengths[field] += part ? 0 : share;
      }
    }
    const heading = analyse(section.title).filter(
      ({ word, part }) => !part && !isStopWord(word) && !/^[\d.]+$/.test(word),
    );
    entries.push({
      document,
      section,
      acronym,
      prior: priorOf(document, section),
      heading: [...new Set(heading.map(({ term }) => term))],
      lengths,
    });
    let whole = inDocument.get(document);
    if (!whole) inDocument.set(document, (whole = new Map<string, number>()));
    for (const [term, count] of counts) {
      whole.set(term, (whole.get(term) ?? 0) + count.body + count.title);
      const list = postings.get(term);
      if (list) list.push({ entry: id, counts: count });
      else postings.set(term, [{ entry: id, counts: count }]);
    }
  }

  const averages = Object.fromEntries(
    FIELD_NAMES.map((field) => [
      field,
      Math.max(1, entries.reduce((sum, { lengths }) => sum + lengths[field], 0) / Math.max(1, entries.length)),
    ]),
  ) as Record<Field, number>;
  const rarity = (term: string): number => {
    const found = postings.get(term)?.length ?? 0;
    return Math.log(1 + (entries.length - found + 0.5) / (found + 0.5));
  };

  /** The terms one slip away, for a word that stands nowhere. */
  function corrected(word: string, term: string): string[] {
    if (word.length < 4 || word.length > 30 || /\d/.test(word)) return [];
    const near: string[] = [];
    for (const candidate of postings.keys()) {
      if (Math.abs(candidate.length - term.length) > 1 || candidate.length < 3) continue;
      if (slips(term, candidate) <= 1 || (candidate.length >= 4 && slips(word, candidate) <= 1)) near.push(candidate);
    }
    return near.sort((a, b) => postings.get(b)!.length - postings.get(a)!.length).slice(0, 3);
  }

  interface QueryTerm {
    /** Terms that satisfy it, and how much each counts. */
    readonly alternatives: ReadonlyMap<string, number>;
    readonly weight: number;
    readonly rarity: number;
  }

  function readQuery(query: string): { terms: QueryTerm[]; acronyms: Set<string> } {
    const tokens = analyse(query).slice(0, MAX_TERMS);
    // A word in capitals is meant, as MUST is.
    const isMeant = ({ word, start, end }: Token): boolean =>
      !isStopWord(word) || (end - start > 1 && isCapitals(query.slice(start, end)));
    const meaningful = tokens.filter(isMeant);
    const seen = new Set<string>();
    const acronyms = new Set<string>();
    const terms: QueryTerm[] = [];
    for (const { term, word, part } of meaningful.length > 0 ? meaningful : tokens) {
      if (seen.has(term)) continue;
      seen.add(term);
      const acronym = word.toUpperCase();
      if (corpus.contracts.has(acronym)) acronyms.add(acronym);
      const alternatives = new Map<string, number>();
      if (postings.has(term)) alternatives.set(term, 1);
      else for (const near of corrected(word, term)) alternatives.set(near, TYPO_WEIGHT);
      const written = [...alternatives.keys()];
      const others = [...synonymsOf(term)].filter(([other]) => postings.has(other) && !alternatives.has(other));
      const known = written.length > 0 ? written : others.map(([other]) => other);
      const rarest = Math.max(0, ...known.map(rarity));
      for (const [other, share] of others)
        // A common word tells little, whatever it stands for.
        alternatives.set(
          other,
          (written.length > 0 ? share : STAND_IN_WEIGHT) * (rarest === 0 ? 1 : Math.min(1, rarity(other) / rarest)),
        );
      const value = rarest === 0 ? Math.log(1 + entries.length) / 2 : rarest;
      terms.push({
        alternatives,
        weight: part ? PART_WEIGHT : 1,
        rarity: isEveryday(term) ? Math.min(value, EVERYDAY_RARITY) : value,
      });
    }
    return { terms, acronyms };
  }

  return {
    sections: entries.length,
    search(query, { contracts, types } = {}) {
      const { terms, acronyms } = readQuery(query);
      const ideal = terms.reduce((sum, { rarity: value, weight }) => sum + value * weight, 0);
      const covered = ({ rarity: value, weight }: QueryTerm): number => (value * weight) ** COVERAGE_POWER;
      const all = terms.reduce((sum, term) => sum + covered(term), 0);
      const scores = new Map<number, { score: number; matched: number }>();
      for (const term of terms) {
        const { alternatives, weight, rarity: value } = term;
        const best = new Map<number, number>();
        for (const [alternative, share] of alternatives) {
          for (const { entry, counts } of postings.get(alternative)!) {
            const { lengths, document } = entries[entry]!;
            if (contracts && !contracts.has(document.contract)) continue;
            if (types && !types.has(document.type)) continue;
            let frequency = 0;
            for (const field of FIELD_NAMES) {
              if (counts[field] === 0) continue;
              const { weight: fieldWeight, norm } = FIELDS[field];
              frequency += (fieldWeight * counts[field]) / (1 - norm + (norm * lengths[field]) / averages[field]);
            }
            const strength = (share * frequency) / (K1 + frequency);
            if (strength > (best.get(entry) ?? 0)) best.set(entry, strength);
          }
        }
        for (const [entry, strength] of best) {
          const known = scores.get(entry) ?? { score: 0, matched: 0 };
          known.score += value * weight * strength;
          known.matched += covered(term);
          scores.set(entry, known);
        }
      }
      const weights = new Map(
        terms.flatMap(({ alternatives, rarity: value }) =>
          [...alternatives].map(([term, part]) => [term, value * part] as const),
        ),
      );
      const asked = new Map(terms.flatMap(({ alternatives }) => [...alternatives]));
      const ofDocument = new Map<Document, number>();
      const documentShare = (document: Document): number => {
        let share = ofDocument.get(document);
        if (share === undefined) {
          const whole = inDocument.get(document)!;
          share = 0;
          for (const { alternatives, weight, rarity: value } of terms) {
            const count = Math.max(0, ...[...alternatives].map(([term, part]) => part * (whole.get(term) ?? 0)));
            share += (value * weight * count) / (DOCUMENT_K + count);
          }
          ofDocument.set(document, (share /= ideal));
        }
        return share;
      };
      return [...scores]
        .map(([id, { score, matched }]) => {
          const { document, section, prior, acronym, heading } = entries[id]!;
          const named = acronyms.size === 0 || acronyms.has(acronym) ? 1 : 0.45;
          const own = (score / ideal) * (0.55 + 0.45 * (matched / all));
          const whole = heading.reduce((sum, term) => sum + rarity(term), 0);
          const said = heading.reduce((sum, term) => sum + rarity(term) * (asked.get(term) ?? 0), 0);
          const headed = whole === 0 ? 0 : said / whole;
          const sum = own + DOCUMENT_WEIGHT * documentShare(document) + HEADING_WEIGHT * headed * own;
          const share = (sum / (1 + DOCUMENT_WEIGHT + HEADING_WEIGHT)) * prior * named;
          const rounded = Math.round(Math.min(1, share) * 10_000) / 10_000;
          return { document, section, score: rounded, excerpt: () => excerptOf(section.text, weights) };
        })
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score);
    },
  };
}

function isCapitals(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}

/** A section's own text without its heading, which is a field of its own. */
function bodyOf({ text, level }: Section): string {
  return level === 0 ? text : text.replace(/^[^\n\r]*(?:\r\n|\n|\r)(?:(?:=+|-+)[ \t]*(?:\r\n|\n|\r))?/, "");
}

/** How likely a section is what someone looks for, whatever the query: the text that says what the words mean is not. */
function priorOf(document: Document, section: Section): number {
  const body = bodyOf(section);
  if (/key words? "MUST"|RFC 2119/.test(body) && body.length < 700) return 0.35;
  const lines = body.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  const links = lines.filter((line) => /^\s*(?:[-*]|\d+\.)\s*\[[^\]]*\]\([^)]*\)/.test(line)).length;
  if (lines.length > 2 && links > lines.length * 0.6) return 0.35;
  if (
    /^(?:\d+\.?\s*)?(?:changelog|references|related documents|(?:non-)?normative references|informative references)$/i.test(
      section.title,
    )
  )
    return 0.6;
  const facts = lines.filter((line) => /^\s*[-*]?\s*\**[A-Z][\w ]*\**:\**\s/.test(line)).length;
  if (section.level === 1 && lines.length > 0 && facts >= lines.length * 0.5) return 0.6;
  if (body.trim().replace(/^-+$/, "") === "") return 0.7;
  return document.type === "SPECIFICATION" ? 1 : 0.92;
}
