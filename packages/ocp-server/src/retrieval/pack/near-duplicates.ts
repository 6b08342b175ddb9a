/** Shorter lines (a bracket, an `else`) are in every file. */
const TELLING_LENGTH = 8;
/** A piece is as good as shown when this share of its telling lines is. */
const SAME = 0.8;

/** Remembers the lines of what was taken and recognises what would hardly add to it. */
export interface Repetition {
  isRepeated(lines: readonly string[]): boolean;
  remember(lines: readonly string[]): void;
}

export function createRepetition(): Repetition {
  const seen = new Set<string>();
  return {
    isRepeated(lines) {
      const telling = tellingLines(lines);
      const known = telling.filter((line) => seen.has(line)).length;
      return telling.length > 0 && known >= telling.length * SAME;
    },
    remember(lines) {
      for (const line of tellingLines(lines)) seen.add(line);
    },
  };
}

function tellingLines(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line.length >= TELLING_LENGTH);
}
