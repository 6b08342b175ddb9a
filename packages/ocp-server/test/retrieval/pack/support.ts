import type { StateEntry, ToolOutput } from "ocp-core";
import { expect } from "vitest";
import { createHashEmbedder } from "../../../src/embedding/hash.ts";
import { packContext, type PackRequest } from "../../../src/retrieval/pack/pack.ts";
import { openTokenCounter } from "../../../src/retrieval/tokens.ts";
import { NO_VECTORS, WORKSPACE, createMemoryIndex, type Piece } from "../support.ts";

export const cl100k = await openTokenCounter("cl100k_base");
export const o200k = await openTokenCounter("o200k_base");
export const embedder = createHashEmbedder({ dimensions: 64 });

/** Packs from an index in which earlier pieces are the better. */
export async function pack(
  pieces: readonly Piece[],
  request: Partial<PackRequest>,
  tokens = cl100k,
): Promise<ToolOutput<"context.pack">> {
  // A counter of its own: counts are remembered by ids, which here do not stand for the text.
  const ports = { ...createMemoryIndex(pieces), vectors: NO_VECTORS, embedder, tokens: { ...tokens } };
  const wanted = { workspaceId: WORKSPACE, intent: "needle", budgetTokens: 1000, ...request };
  const { answer } = await packContext(ports, wanted);
  // What the first time remembered changes nothing.
  expect((await packContext(ports, wanted)).answer).toEqual(answer);
  return answer;
}

export function entry(key: string, value: unknown, more: Partial<StateEntry> = {}): StateEntry {
  return {
    key,
    value,
    scope: "global",
    workspace_id: WORKSPACE,
    session_id: null,
    agent_id: null,
    version: 1,
    updated_at: "2026-01-01T00:00:00.000Z",
    expires_at: null,
    ...more,
  };
}

/** Lines that all hold the word which is asked for, and are unlike each other. */
export function lines(count: number, label: string): string {
  return Array.from(
    { length: count },
    (_, place) => `const ${label}${place} = needle("${label} number ${place}");\n`,
  ).join("");
}
