import type { Corpus, Document, DocumentType, Section } from "../corpus/model.ts";
import { slips } from "../nearest.ts";
import { analyse, isStopWord } from "./analyse.ts";
import { codeRanges, type Range } from "./code.ts";
import { excerptOf } from "./excerpt.ts";
import { passagesOf } from "./passages.ts";
import { bodyOf, isExample, priorOf } from "./prior.ts";
import { statesQuantity } from "./quantity.ts";
import { PART_WEIGHT, readQuery, type Query, type QueryTerm } from "./query.ts";

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
  about: { weight: 3, norm: 0.2 },
  body: { weight: 1, norm: 0.5 },
} as const;
type Field = keyof typeof FIELDS;
const FIELD_NAMES = Object.keys(FIELDS) as Field[];

const K1 = 1.4;
/** How much a whole document's match counts beside that of one of its sections. */
const DOCUMENT_WEIGHT = 0.3;
/** How often a term must stand in a document to count half. */
const DOCUMENT_K = 12;
/** How much a word counts in an example's code beside one in prose. */
const CODE_WEIGHT = 0.8;
/** How much of a section's score hangs on how many of the query's words it has. */
const COVERAGE_WEIGHT = 0.55;
/** How much more the rarer words count than the others where it counts how many of them a section has. */
const COVERAGE_POWER = 1.5;
/** How much it counts that a heading says nothing else than the query. */
const HEADING_WEIGHT = 0.25;
/** How much a section keeps of its score when the query names other contracts. */
const UNNAMED_SHARE = 0.45;
/** What it is worth that the passage which answers has a number where one is asked for, a rule where one is. */
const NUMBER_BONUS = 1.2;
const RULE_BONUS = 1.15;
/** How much an example keeps of its score when none is asked for. */
const EXAMPLE_SHARE = 0.85;

interface Entry {
  readonly document: Document;
  readonly section: Section;
  readonly acronym: string;
  readonly prior: number;
  /** The terms of its heading. */
  readonly heading: readonly string[];
  readonly lengths: Record<Field, number>;
  readonly body: string;
  readonly passages: readonly Range[];
}

/** How often a term stands in each field of one section, and in which passages of its body. */
interface Occurrences {
  readonly counts: Record<Field, number>;
  readonly passages: Set<number>;
}
type Posting = Occurrences & { readonly entry: number };

/** How well a section matches a query so far. */
interface Match {
  score: number;
  matched: number;
  /** What each passage says of the query. */
  readonly passages: Map<number, number>;
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
    const body = bodyOf(section);
    const passages = passagesOf(body);
    const found = new Map<string, Occurrences>();
    const lengths: Record<Field, number> = { title: 0, trail: 0, about: 0, body: 0 };
    const texts: Record<Field, string> = {
      title: section.title,
      trail: section.trail.slice(1).join("\n"),
      about: `${acronym} ${name} ${document.type.toLowerCase()}`,
      body,
    };
    for (const field of FIELD_NAMES) {
      const code = codeRanges(texts[field]);
      let range = 0;
      let passage = 0;
      for (const { term, part, start } of analyse(texts[field])) {
        while (range < code.length && code[range]!.end <= start) range++;
        const share = range < code.length && code[range]!.start <= start ? CODE_WEIGHT : 1;
        let occurrences = found.get(term);
        if (!occurrences)
          found.set(
            term,
            (occurrences = { counts: { title: 0, trail: 0, about: 0, body: 0 }, passages: new Set<number>() }),
          );
        occurrences.counts[field] += part ? PART_WEIGHT * share : share;
        lengths[field] += part ? 0 : share;
        if (field !== "body") continue;
        while (passages[passage]!.end <= start) passage++;
        occurrences.passages.add(passage);
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
      body,
      passages,
    });
    let whole = inDocument.get(document);
    if (!whole) inDocument.set(document, (whole = new Map<string, number>()));
    for (const [term, occurrences] of found) {
      const { counts } = occurrences;
      whole.set(term, (whole.get(term) ?? 0) + counts.body + counts.title);
      const list = postings.get(term);
      if (list) list.push({ entry: id, ...occurrences });
      else postings.set(term, [{ entry: id, ...occurrences }]);
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

  function near(word: string, term: string): string[] {
    if (word.length < 4 || word.length > 30 || /\d/.test(word)) return [];
    const candidates: string[] = [];
    for (const candidate of postings.keys()) {
      if (Math.abs(candidate.length - term.length) > 1 || candidate.length < 3) continue;
      if (slips(term, candidate) <= 1 || (candidate.length >= 4 && slips(word, candidate) <= 1))
        candidates.push(candidate);
    }
    return candidates.sort((a, b) => postings.get(b)!.length - postings.get(a)!.length).slice(0, 3);
  }
  const terms = {
    sections: entries.length,
    isAcronym: (word: string) => corpus.contracts.has(word),
    has: (term: string) => postings.has(term),
    rarity,
    near,
  };

  /** How strongly one term of a query stands in each section, and in which of its passages. */
  function occurrencesOf(
    { alternatives }: QueryTerm,
    { contracts, types }: SearchFilters,
    byPassage: boolean,
  ): Map<number, { strength: number; passages: Map<number, number> }> {
    const best = new Map<number, { strength: number; passages: Map<number, number> }>();
    for (const [alternative, share] of alternatives) {
      for (const { entry, counts, passages } of postings.get(alternative)!) {
        const { lengths, document } = entries[entry]!;
        if (contracts && !contracts.has(document.contract)) continue;
        if (types && !types.has(document.type)) continue;
        let frequency = 0;
        for (const field of FIELD_NAMES) {
          if (counts[field] === 0) continue;
          const { weight, norm } = FIELDS[field];
          frequency += (weight * counts[field]) / (1 - norm + (norm * lengths[field]) / averages[field]);
        }
        let known = best.get(entry);
        if (!known) best.set(entry, (known = { strength: 0, passages: new Map<number, number>() }));
        known.strength = Math.max(known.strength, (share * frequency) / (K1 + frequency));
        if (byPassage)
          for (const passage of passages)
            known.passages.set(passage, Math.max(share, known.passages.get(passage) ?? 0));
      }
    }
    return best;
  }

  /** How much of an ideal match each document has as a whole. */
  function documentShares(query: Query, ideal: number): (document: Document) => number {
    const shares = new Map<Document, number>();
    return (document) => {
      let share = shares.get(document);
      if (share === undefined) {
        const whole = inDocument.get(document)!;
        share = 0;
        for (const { alternatives, weight, rarity: value } of query.terms) {
          const count = Math.max(0, ...[...alternatives].map(([term, part]) => part * (whole.get(term) ?? 0)));
          share += (value * weight * count) / (DOCUMENT_K + count);
        }
        shares.set(document, (share /= ideal));
      }
      return share;
    };
  }

  /** What a section is worth beside its words: by what it is, and by what the query asks for. */
  function standing({ document, section, acronym, prior, body, passages }: Entry, query: Query, match: Match): number {
    const { acronyms, asksHowMuch, asksForRule, asksForExample } = query;
    const [answering] = [...match.passages].reduce((a, b) => (b[1] > a[1] ? b : a), [-1, 0]);
    const passage = passages[answering];
    const text = passage === undefined ? "" : body.slice(passage.start, passage.end);
    return (
      prior *
      (acronyms.size === 0 || acronyms.has(acronym) ? 1 : UNNAMED_SHARE) *
      (asksHowMuch && statesQuantity(text) ? NUMBER_BONUS : 1) *
      (asksForRule && /\b(?:MUST|MAY|SHOULD|SHALL|not)\b/.test(text) ? RULE_BONUS : 1) *
      (!asksForExample && isExample(document, section) ? EXAMPLE_SHARE : 1)
    );
  }

  return {
    sections: entries.length,
    search(text, filters = {}) {
      const query = readQuery(text, terms);
      const ideal = query.terms.reduce((sum, { rarity: value, weight }) => sum + value * weight, 0);
      const covered = ({ rarity: value, weight }: QueryTerm): number => (value * weight) ** COVERAGE_POWER;
      const all = query.terms.reduce((sum, term) => sum + covered(term), 0);
      const matches = new Map<number, Match>();
      for (const term of query.terms) {
        const value = term.rarity * term.weight;
        for (const [entry, { strength, passages }] of occurrencesOf(
          term,
          filters,
          query.asksHowMuch || query.asksForRule,
        )) {
          let match = matches.get(entry);
          if (!match) matches.set(entry, (match = { score: 0, matched: 0, passages: new Map<number, number>() }));
          match.score += value * strength;
          match.matched += covered(term);
          for (const [passage, share] of passages)
            match.passages.set(passage, (match.passages.get(passage) ?? 0) + value * share);
        }
      }
      const weights = new Map(
        query.terms.flatMap(({ alternatives, rarity: value }) =>
          [...alternatives].map(([term, part]) => [term, value * part] as const),
        ),
      );
      const asked = new Map(query.terms.flatMap(({ alternatives }) => [...alternatives]));
      const documentShare = documentShares(query, ideal);
      return [...matches]
        .map(([id, match]) => {
          const entry = entries[id]!;
          const { document, section, heading } = entry;
          const own = (match.score / ideal) * (1 - COVERAGE_WEIGHT + COVERAGE_WEIGHT * (match.matched / all));
          const whole = heading.reduce((sum, term) => sum + rarity(term), 0);
          const said = heading.reduce((sum, term) => sum + rarity(term) * (asked.get(term) ?? 0), 0);
          const headed = whole === 0 ? 0 : said / whole;
          const sum = own + DOCUMENT_WEIGHT * documentShare(document) + HEADING_WEIGHT * headed * own;
          const share = (sum / (1 + DOCUMENT_WEIGHT + HEADING_WEIGHT)) * standing(entry, query, match);
          const score = Math.round(Math.min(1, share) * 10_000) / 10_000;
          return { document, section, score, excerpt: () => excerptOf(section.text, weights) };
        })
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score);
    },
  };
}
