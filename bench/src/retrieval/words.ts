/** The different words of a text, lower-case; names with underscores stay whole. */
export function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu))];
}
