import { describe, expect, it } from "vitest";
import type { Piece } from "../../../src/indexing/chunk/chunker.ts";
import { chunksOf } from "./check.ts";
import { fixtures } from "./fixtures.ts";

function describePiece({ startLine, endLine, kind, symbol, symbols, signature }: Piece): string {
  const others = symbols.filter((name) => name !== symbol);
  const lines = [
    `${startLine}-${endLine} ${kind}${symbol === null ? "" : ` ${symbol}`}`,
    ...(signature === null ? [] : [`    ${signature}`]),
    ...others.map((name) => `    + ${name}`),
  ];
  return lines.join("\n");
}

describe("the pieces of a real-looking file", () => {
  it.each([...fixtures.keys()])("are as they were reviewed: %s", async (file) => {
    const pieces = chunksOf(file, fixtures.get(file)!);
    await expect(`${pieces.map(describePiece).join("\n")}\n`).toMatchFileSnapshot(`fixtures/pieces/${file}.txt`);
  });
});
