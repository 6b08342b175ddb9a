import { createScale, type Scale, type TermStatistics } from "./calibrate.ts";
import { findByVector, findByWords, type Gathering, type Wanted } from "./candidates.ts";
import { byWords, withMeaning, type Fused } from "./fuse.ts";
import { createPathPrior } from "./priors.ts";
import { queryTerms, type QueryTerms } from "./query.ts";
import { rank, type Ranked } from "./rank.ts";
import { correctSpelling } from "./spelling.ts";

/** What a query finds, best first, and how to read its numbers. */
export interface Retrieved {
  readonly ranked: readonly Ranked[];
  readonly scale: Scale;
}

/** With less of a query's information in known words than this, the others may be slips. */
const MOSTLY_UNKNOWN = 0.5;
/** In a larger workspace comparing every vector takes longer than a search may. */
const LARGEST_COMPARED = 100_000;

/** Finds and ranks the chunks for a query. `enough` is how many the caller hopes for. */
export async function retrieve(gathering: Gathering, wanted: Wanted, enough: number): Promise<Retrieved> {
  const asked = queryTerms(wanted.query);
  if (asked.terms.length === 0) return { ranked: [], scale: createScale({ total: 0, counts: [] }) };
  const { fused, scale, query } = await find(gathering, wanted, asked, enough);
  wanted.signal?.throwIfAborted();
  const prior = createPathPrior(wanted.query);
  const priors = fused.map(({ candidate }) => prior(candidate.path));
  // Where all that was found is tests, being a test says nothing.
  const most = priors.reduce((high, each) => Math.max(high, each), 0);
  const evidence = fused.map(({ candidate, score }, place) => ({ candidate, score, prior: priors[place]! / most }));
  return { ranked: rank(evidence, query), scale };
}

interface Findings {
  readonly fused: readonly Fused[];
  readonly scale: Scale;
  /** As it was understood. */
  readonly query: QueryTerms;
}

async function find(gathering: Gathering, wanted: Wanted, query: QueryTerms, enough: number): Promise<Findings> {
  const { index, embedder } = gathering;
  wanted.signal?.throwIfAborted();
  const statistics = await index.documentFrequencies(wanted.workspaceId, query.terms);
  const scale = createScale(statistics);
  const found = await findByWords(index, wanted, query, statistics);
  wanted.signal?.throwIfAborted();
  if (embedder.weight > 0) {
    const neighbours = await findByVector(gathering, wanted, wanted.query, found);
    return {
      fused: neighbours === undefined ? byWords(found) : withMeaning(found, neighbours, embedder.weight, scale),
      scale,
      query,
    };
  }
  const asFound = { fused: byWords(found), scale, query };
  const unknown = query.terms.filter((_, place) => statistics.counts[place] === 0);
  const satisfied = found.length >= enough && scale.known >= MOSTLY_UNKNOWN;
  if (unknown.length === 0 || satisfied || statistics.total > LARGEST_COMPARED) return asFound;
  const corrections = await correctSpelling(gathering, wanted, unknown);
  return corrections.size === 0 ? asFound : findCorrected(gathering, wanted, { query, statistics, corrections });
}

interface Correction {
  readonly query: QueryTerms;
  readonly statistics: TermStatistics;
  readonly corrections: ReadonlyMap<string, string>;
}

async function findCorrected(
  { index }: Gathering,
  wanted: Wanted,
  { query, statistics, corrections }: Correction,
): Promise<Findings> {
  const terms = query.terms.map((term) => corrections.get(term) ?? term);
  const understood = { ...query, terms: [...new Set(terms)], names: [...query.names, ...corrections.values()] };
  const { total, counts } = await index.documentFrequencies(wanted.workspaceId, understood.terms);
  const guessed = understood.terms.map((term) => !query.terms.includes(term));
  const found = await findByWords(index, wanted, understood, { total, counts });
  return { fused: byWords(found), scale: createScale({ total: statistics.total, counts, guessed }), query: understood };
}
