import type { SourceRange } from "ocp-core";
import type { DecodedText, TextEncoding } from "../detect.ts";
import type { Piece } from "./chunker.ts";
import { lineBreakOf } from "./split-lines.ts";

/** Where a piece stands in the bytes of its file, a byte-order mark included in the first piece, and what it says. */
export interface PieceRange extends SourceRange {
  readonly content: string;
}

/**
 * Finds the bytes and the text of each piece. Of pieces that cover a file, the ranges cover its bytes: joined, they are
 * the file (but for a file that holds only a byte-order mark, which has no pieces).
 */
export function sourceRanges(
  bytes: Uint8Array,
  decoded: Pick<DecodedText, "text" | "encoding">,
  pieces: readonly Piece[],
): PieceRange[] {
  const { text, encoding } = decoded;
  const lineBreak = lineBreakOf(text).charCodeAt(0);
  const textStarts = lineStartsOfText(text, lineBreak);
  const sameOffsets = encoding === "utf-8" && bytes.length === text.length;
  const byteStarts = sameOffsets ? textStarts : lineStartsOfBytes(bytes, encoding, lineBreak);
  return pieces.map(({ startLine, endLine }) => ({
    start_line: startLine,
    end_line: endLine,
    start_byte: byteStarts[startLine - 1]!,
    end_byte: byteStarts[endLine] ?? bytes.length,
    content: text.slice(textStarts[startLine - 1], textStarts[endLine] ?? text.length),
  }));
}

function lineStartsOfText(text: string, lineBreak: number): number[] {
  const char = String.fromCharCode(lineBreak);
  const starts = [0];
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) starts.push(at + 1);
  return starts;
}

function lineStartsOfBytes(bytes: Uint8Array, encoding: TextEncoding, lineBreak: number): number[] {
  const starts = [0];
  if (encoding === "utf-8") {
    for (let at = bytes.indexOf(lineBreak); at >= 0; at = bytes.indexOf(lineBreak, at + 1)) starts.push(at + 1);
    return starts;
  }
  const [low, high] = encoding === "utf-16le" ? [0, 1] : [1, 0];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at + low] === lineBreak && bytes[at + high] === 0) starts.push(at + 2);
  }
  return starts;
}
