import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CHUNKING } from "../../../src/indexing/chunk/chunk-file.ts";
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

  it("are those of the rules' number: whoever changes them raises CHUNKING, so that what is indexed is cut again", () => {
    const pieces = [...fixtures].flatMap(([file, text]) => chunksOf(file, text).map(describePiece));
    const digest = hash("sha256", pieces.join("\n"), "hex").slice(0, 8);
    expect(`${CHUNKING} ${digest}`).toMatchInlineSnapshot(`"1 a6ce751c"`);
  });
});
