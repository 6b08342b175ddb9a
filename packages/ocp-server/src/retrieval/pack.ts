import { OcpError, type ChunkFilters, type StateEntry } from "ocp-core";
import { createAssembly } from "./assembly.ts";
import type { Gathering } from "./candidates.ts";
import { chunksByRow } from "./chunks.ts";
import { stateLines } from "./pack-state.ts";
import { renderPart, toPart, type Part } from "./part.ts";
import { inReadingOrder } from "./rank.ts";
import { retrieve } from "./retrieve.ts";
import type { TokenCounter } from "./tokens.ts";

export interface PackPorts extends Gathering {
  readonly tokens: TokenCounter;
}

export interface PackRequest {
  readonly workspaceId: string;
  readonly intent: string;
  readonly budgetTokens: number;
  readonly filters?: ChunkFilters | undefined;
  /** Shared state to add, as far as it fits. */
  readonly state?: readonly StateEntry[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Packed {
  readonly context: string;
  /** In the order in which they are in it. */
  readonly chunks_used: string[];
  readonly state_used: string[];
  /** Exact count of `context`. */
  readonly tokens: number;
}

/** Pieces below this share of the best one, or below this score, are left out even where there is room. */
const LEAST_SHARE = 0.25;
const LEAST_SCORE = 0.05;
/** A budget is filled from one candidate for so many tokens. */
const TOKENS_PER_CANDIDATE = 40;
const FEWEST_CANDIDATES = 32;
/**
 * Pieces are taken by worth over length to this power: with 0 one long piece displaces several good ones, with 1 only
 * snippets win. Measured on the development queries, as is that a discount for more of the same file does harm.
 */
const LENGTH_POWER = 0.3;
/** State gets at most one part in so many of a budget for which there are chunks. */
const STATE_PART = 3;

/**
 * Gathers what answers an intent best into one text of at most `budgetTokens` tokens: state first, then pieces of
 * files, the best file first and its pieces in reading order. Nothing found gives an empty text. Throws
 * `BUDGET_EXCEEDED` when there is something but no piece up to its first word, under its header, fits.
 */
export async function packContext(ports: PackPorts, request: PackRequest): Promise<Packed> {
  const parts = await relevantParts(ports, request);
  const state = stateLines(request.state ?? [], request.intent);
  const { budgetTokens } = request;
  const assembly = createAssembly(ports.tokens, budgetTokens);

  assembly.addState(state, parts.length === 0 ? budgetTokens : Math.floor(budgetTokens / STATE_PART));
  assembly.addParts(parts);
  if (!assembly.hasParts()) {
    // So small a budget is for what was asked; state comes after it.
    assembly.dropState();
    assembly.addParts(parts);
  }
  assembly.addState(state, budgetTokens);

  const { context, chunkIds, keys, tokens } = assembly.finish();
  if (context === "" && parts.length + state.length > 0)
    throw budgetExceeded(budgetTokens, assembly.leastTokens(parts, state));
  return { context, chunks_used: chunkIds, state_used: keys, tokens };
}

/** What was found, in the order in which it is worth its length. */
async function relevantParts(
  ports: PackPorts,
  { workspaceId, intent, filters, signal, budgetTokens }: PackRequest,
): Promise<Part[]> {
  const { ranked, scale } = await retrieve(ports, { workspaceId, query: intent, filters, signal }, FEWEST_CANDIDATES);
  const byBase = ranked
    .map(({ candidate, base }, rank) => ({ candidate, base, rank }))
    .sort((a, b) => b.base - a.base || inReadingOrder(a.candidate, b.candidate));
  const floor = (byBase[0]?.base ?? 0) * LEAST_SHARE;
  const relevant = byBase.filter(({ base }) => base >= floor && scale.toScore(base) >= LEAST_SCORE);
  const chosen = firstOfEach(relevant, ({ candidate }) => candidate.content_hash).slice(
    0,
    Math.max(FEWEST_CANDIDATES, Math.ceil(budgetTokens / TOKENS_PER_CANDIDATE)),
  );
  const chunks = await chunksByRow(
    ports.index,
    chosen.map(({ candidate }) => candidate.row),
  );
  signal?.throwIfAborted();
  return chosen
    .flatMap(({ candidate, base, rank }) => {
      const chunk = chunks.get(candidate.row);
      return chunk === undefined
        ? []
        : [{ part: toPart(chunk, rank), value: base / Math.max(1, chunk.content.length) ** LENGTH_POWER }];
    })
    .filter(({ part }) => renderPart(part) !== "")
    .sort((a, b) => b.value - a.value || a.part.rank - b.part.rank)
    .map(({ part }) => part);
}

function firstOfEach<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}

function budgetExceeded(budget: number, needed: number): OcpError {
  return new OcpError(
    "BUDGET_EXCEEDED",
    `budget_tokens is ${budget}, but the smallest useful piece with its header takes ${needed} tokens. Ask again with at least ${needed}.`,
    { details: { needed_tokens: needed } },
  );
}
