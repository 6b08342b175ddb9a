import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tree } from "./method.ts";

const LINES = 40;

/** Forty lines of a file, or what is left at its end. */
export interface Piece {
  readonly id: number;
  readonly path: string;
  readonly text: string;
}

export async function readPieces({ root, paths }: Tree): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const path of paths) {
    const lines = (await readFile(join(root, path), "utf8")).split("\n");
    for (let start = 0; start < lines.length; start += LINES)
      pieces.push({ id: pieces.length, path, text: lines.slice(start, start + LINES).join("\n") });
  }
  return pieces;
}
