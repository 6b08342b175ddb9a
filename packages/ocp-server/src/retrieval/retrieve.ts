import { createScale, type Scale } from "./calibrate.ts";
import { findByVector, type Gathering, type Wanted } from "./candidates.ts";
import type { Found, TermRoles } from "./features.ts";
import { withMeaning } from "./fuse.ts";
import { lookUp, type LookedUp } from "./lookup.ts";
import type { IndexStore } from "../storage/store.ts";
import { createPathPrior } from "./priors.ts";
import { queryTerms, withTerms, type QueryTerms } from "./query.ts";
import { byScore, rank, type Meaning, type Ranked } from "./rank.ts";
import { correctSpelling } from "./spelling.ts";
import { createWording } from "./wording.ts";
import { WEIGHTS, type Weights } from "./weights.ts";

/** What a query finds, best first, and how to read its numbers. */
export interface Retrieved {
  readonly ranked: readonly Ranked[];
  readonly scale: Scale;
  /** What the query holds as it was written: corrected words are not among them. */
  readonly terms: readonly string[];
  readonly names: readonly string[];
}

/** With less of a query's information in known words than this, the others may be slips. */
const MOSTLY_UNKNOWN = 0.5;

/** Everything that ranking a query's chunks rests on. */
export interface Material {
  readonly asked: string;
  /** As it was written. */
  readonly written: QueryTerms;
  /** Without slips. */
  readonly query: QueryTerms;
  readonly found: readonly Found[];
  readonly roles: TermRoles;
  readonly meaning: Meaning | undefined;
  /** Bytes of each language in the workspace. */
  readonly languages: ReadonlyMap<string, number>;
  readonly scale: Scale;
}

/** Finds and ranks the chunks for a query. `enough` is how many the caller hopes for. */
export async function retrieve(gathering: Gathering, wanted: Wanted, enough: number): Promise<Retrieved> {
  const material = await gather(gathering, wanted, enough);
  if (!material) return { ranked: [], scale: createScale({ total: 0, counts: [] }), terms: [], names: [] };
  const ranked = await byWording(gathering.index, order(material), material);
  const { terms, names } = material.written;
  return { ranked, scale: material.scale, terms, names };
}

/** So many of the best are read to see whether they are worded as the query is. */
const READ = 20;
/** A text is so worded from this share of the query's neighbouring words on; with all of them it is worth so much more. */
const LEAST_WORDING = 0.6;
const WORDING = 1;

/**
 * Lifts those of the best whose text is worded as the query is, and the more so the more of their worth is what a model
 * makes of them: what a text says itself need not be guessed.
 */
async function byWording(index: IndexStore, ranked: Ranked[], { asked, meaning }: Material): Promise<Ranked[]> {
  const wording = createWording(asked);
  if (!wording) return ranked;
  const most = WORDING * (1 + (meaning?.weight ?? 0));
  const texts = await index.textsByRow(ranked.slice(0, READ).map(({ candidate }) => candidate.row));
  const read = ranked.slice(0, READ).map((each) => {
    const share = wording(texts.get(each.candidate.row) ?? "");
    const lift = 1 + (most * Math.max(0, share - LEAST_WORDING)) / (1 - LEAST_WORDING);
    return { ...each, score: each.score * lift, parts: { ...each.parts, wording: share } };
  });
  return [...read, ...ranked.slice(READ)].sort(byScore);
}

/** Finds the chunks for a query; undefined for one without words. */
export async function gather(gathering: Gathering, wanted: Wanted, enough: number): Promise<Material | undefined> {
  const written = queryTerms(wanted.query);
  if (written.terms.length === 0) return undefined;
  wanted.signal?.throwIfAborted();
  const { query, lookedUp, guessed } = await understand(gathering, wanted, written, enough);
  const { roles } = lookedUp;
  const { embedder } = gathering;
  const words = lookedUp.found.map(({ candidate }) => candidate);
  const neighbours = embedder.weight > 0 ? await findByVector(gathering, wanted, words) : undefined;
  const scale = createScale({ ...lookedUp, guessed });
  const { found, meaning } = neighbours
    ? withMeaning(lookedUp.found, neighbours, {
        weight: embedder.weight,
        terms: query.terms.length,
        known: scale.known,
        places: roles.places,
      })
    : { found: lookedUp.found, meaning: undefined };
  wanted.signal?.throwIfAborted();
  const languages = await gathering.index.languages(wanted.workspaceId);
  return { asked: wanted.query, written, query, found, roles, meaning, languages, scale };
}

/** Ranks what was found for a query, best first. */
export function order({ asked, languages, found, ...material }: Material, weights: Weights = WEIGHTS): Ranked[] {
  const pathPrior = createPathPrior(asked, languages, weights.places);
  const priors = new Map<string, number>();
  for (const { candidate } of found)
    if (!priors.has(candidate.path)) priors.set(candidate.path, pathPrior(candidate.path));
  // Where all that was found is tests, being a test says nothing.
  const most = Math.max(0, ...priors.values()) || 1;
  const prior = (path: string): number => priors.get(path)! / most;
  return rank(found, { query: material.query, roles: material.roles, meaning: material.meaning, prior, weights });
}

interface Understood {
  readonly query: QueryTerms;
  readonly lookedUp: LookedUp;
  /** Which of the query's terms are not its own but what it probably meant. */
  readonly guessed: readonly boolean[];
}

/** Looks a query up, and, where it hardly finds anything, what it would be without slips. */
async function understand(
  gathering: Gathering,
  wanted: Wanted,
  asked: QueryTerms,
  enough: number,
): Promise<Understood> {
  const lookedUp = await lookUp(gathering, wanted, asked);
  const asWritten = { query: asked, lookedUp, guessed: [] };
  const unknown = asked.terms.filter((_, place) => lookedUp.counts[place] === 0);
  const satisfied = lookedUp.found.length >= enough && createScale(lookedUp).known >= MOSTLY_UNKNOWN;
  if (unknown.length === 0 || satisfied) return asWritten;
  const corrections = await correctSpelling(gathering.text, wanted, unknown);
  if (corrections.size === 0) return asWritten;
  const terms = [...new Set(asked.terms.map((term) => corrections.get(term) ?? term))];
  const query = withTerms(asked, terms, [...asked.names, ...corrections.values()]);
  return {
    query,
    lookedUp: await lookUp(gathering, wanted, query),
    guessed: terms.map((term) => !asked.terms.includes(term)),
  };
}
