import type { Chunk } from "ocp-core";
import { nameParts } from "../names.ts";
import { calledNames } from "./calls.ts";
import { toPart, type Part } from "./part.ts";
import { windowsOf, type Windows } from "./windows.ts";

/** A found chunk as the chooser weighs it. What takes time to work out is worked out when it is first asked for. */
export interface Item {
  /** What it is worth by itself, as a share of the best, above 0 and at most 1. */
  readonly worth: number;
  /** In characters. */
  readonly length: number;
  /** Unqualified name of what it defines. */
  readonly name: string | undefined;
  /** Which of the intent's terms it holds, by their places. */
  terms(): readonly number[];
  /** The names that it calls. */
  calls(): ReadonlySet<string>;
}

/** An item with the chunk that it stands for. */
export interface Found extends Item {
  readonly chunk: Chunk;
  readonly part: Part;
  /** What may be shown of it where it has no room whole. */
  windows(): Windows;
}

export interface Standing {
  readonly worth: number;
  /** Position among what was found, 0 for the best. */
  readonly rank: number;
}

/** A chunk as something to choose; `wanted` are the beginnings of the intent's terms, in small letters. */
export function toFound(chunk: Chunk, { worth, rank }: Standing, wanted: readonly string[]): Found {
  const part = toPart(chunk, rank);
  const name = chunk.symbol === null ? undefined : nameParts(chunk.symbol).at(-1);
  return {
    chunk,
    worth,
    part,
    length: Math.max(1, chunk.content.length),
    name,
    terms: once(() => heldTerms(chunk, part.path, wanted)),
    calls: once(() => calledNames(chunk.content)),
    windows: once(() => windowsOf(part, chunk, wanted)),
  };
}

/** Endings change with stemming: `happy` is indexed as `happi`. */
export const beginningOf = (term: string): string => (term.length > 4 ? term.slice(0, -1) : term);

/**
 * The terms that a chunk holds, by their letters: a short one is also found inside another word. That changes little
 * about what is chosen, and analysing every chunk would take longer than all the rest.
 */
function heldTerms({ content, symbol }: Chunk, path: string, wanted: readonly string[]): number[] {
  const text = `${content}\n${symbol ?? ""}\n${path}`.toLowerCase().replaceAll("_", "");
  return wanted.flatMap((term, place) => (text.includes(term) ? [place] : []));
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
