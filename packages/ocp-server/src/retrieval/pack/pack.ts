import { OcpError, type Chunk, type ChunkFilters, type StateEntry, type ToolOutput } from "ocp-core";
import type { Gathering } from "../candidates.ts";
import type { TokenCounter } from "../tokens.ts";
import { createAssembly } from "./assembly.ts";
import { fill, isWhole } from "./fill.ts";
import { gather } from "./gather.ts";
import { toManifest } from "./manifest.ts";
import { stateLines } from "./state.ts";

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
  readonly answer: ToolOutput<"context.pack">;
  /** The chunks that it shows something of. */
  readonly chunks: Chunk[];
}

/** State gets at most one part in so many of a budget for which there are chunks. */
const STATE_PART = 3;

/**
 * Gathers what answers an intent best into one text of at most `budgetTokens` tokens: state first, then pieces of
 * files, the best file first and its pieces in reading order. Nothing found gives an empty text. Throws
 * `BUDGET_EXCEEDED` when there is something but no piece up to its first word, under its header, fits.
 */
export async function packContext(ports: PackPorts, request: PackRequest): Promise<Packed> {
  const { workspaceId, intent, budgetTokens, filters, signal } = request;
  const gathered = await gather(ports, { workspaceId, query: intent, filters, signal }, budgetTokens);
  const { found, terms } = gathered;
  const state = stateLines(request.state ?? [], intent);
  const assembly = createAssembly(ports.tokens, budgetTokens);

  assembly.addState(state, found.length === 0 ? budgetTokens : Math.floor(budgetTokens / STATE_PART));
  let repeated = fill(assembly, found, terms);
  if (!assembly.hasParts()) {
    // So small a budget is for what was asked; state comes after it.
    assembly.clear();
    repeated = fill(assembly, found, terms);
  }
  assembly.addState(state, budgetTokens);

  const { context, chunkIds, partialIds, keys, tokens } = assembly.finish();
  if (context === "" && found.length + state.length > 0) {
    const parts = found.filter(isWhole).map(({ part }) => part);
    // A counter of another kind may find a text shorter than a part of it.
    throw budgetExceeded(budgetTokens, Math.max(budgetTokens + 1, assembly.leastTokens(parts, state)));
  }
  const used = new Set(chunkIds);
  const manifest = await toManifest(ports.index, gathered, used, repeated);
  return {
    answer: { context, chunks_used: chunkIds, chunks_partial: partialIds, state_used: keys, tokens, ...manifest },
    chunks: found.flatMap(({ chunk }) => (used.has(chunk.chunk_id) ? [chunk] : [])),
  };
}

function budgetExceeded(budget: number, needed: number): OcpError {
  return new OcpError(
    "BUDGET_EXCEEDED",
    `budget_tokens is ${budget}, but the smallest useful piece with its header takes ${needed} tokens. Ask again with at least ${needed}.`,
    { details: { needed_tokens: needed } },
  );
}
