import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tree } from "./method.ts";

const LINES = 40;

/** A part of a file that can be found by itself. */
export interface Piece {
  readonly id: string;
  readonly path: string;
  readonly text: string;
}

/** Cuts every file into forty lines each and what is left at its end. */
export async function readPieces({ root, paths }: Tree): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const path of paths) {
    const lines = (await readFile(join(root, path), "utf8")).split("\n");
    for (let start = 0; start < lines.length; start += LINES)
      pieces.push({ id: `${path}:${start + 1}`, path, text: lines.slice(start, start + LINES).join("\n") });
  }
  return pieces;
}
