import type { Chunk } from "ocp-core";
import { nameParts } from "../names.ts";
import { analyse } from "../analyse.ts";
import { calledNames } from "./calls.ts";
import { toPart, type Part } from "./part.ts";

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
}

export interface Standing {
  readonly worth: number;
  /** Position among what was found, 0 for the best. */
  readonly rank: number;
}

/** A chunk as something to choose. `places` says where each term of the intent stands among them. */
export function toFound(chunk: Chunk, { worth, rank }: Standing, places: ReadonlyMap<string, number>): Found {
  const part = toPart(chunk, rank);
  const name = chunk.symbol === null ? undefined : nameParts(chunk.symbol).at(-1);
  return {
    chunk,
    worth,
    part,
    length: Math.max(1, chunk.content.length),
    name,
    terms: once(() => heldTerms(chunk, part.path, places)),
    calls: once(() => calledNames(chunk.content)),
  };
}

function heldTerms({ content, symbol }: Chunk, path: string, places: ReadonlyMap<string, number>): number[] {
  const held = new Set<number>();
  for (const text of [content, symbol ?? "", path]) {
    for (const token of analyse(text)) {
      const place = places.get(token);
      if (place !== undefined) held.add(place);
    }
  }
  return [...held];
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
