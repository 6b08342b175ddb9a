/** A text without its fenced code, and the code. */
export interface Unfenced {
  readonly prose: string;
  readonly code: string;
  readonly fences: number;
  /** Line ends inside fences. A fence left open runs to the end of the text. */
  readonly lines: number;
}

const FENCE = "```";

/** Takes fenced code out of a text. */
export function takeFences(text: string): Unfenced {
  const pieces = text.split(FENCE);
  const prose: string[] = [];
  const code: string[] = [];
  for (const [at, piece] of pieces.entries()) (at % 2 === 0 ? prose : code).push(piece);
  const inside = code.join("\n");
  return { prose: prose.join("\n"), code: inside, fences: code.length, lines: countLineEnds(code) };
}

function countLineEnds(pieces: readonly string[]): number {
  let count = 0;
  for (const piece of pieces) for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) count += 1;
  return count;
}
