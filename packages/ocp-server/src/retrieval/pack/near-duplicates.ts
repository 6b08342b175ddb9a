/** Shorter lines (a bracket, an `else`) are in every file. */
const TELLING_LENGTH = 8;
/** A piece is as good as shown when this share of its telling lines is. */
const SAME = 0.8;

/** Remembers the lines of what was taken and recognises what would hardly add to it. */
export interface Repetition {
  isRepeated(lines: readonly string[]): boolean;
  remember(lines: readonly string[]): void;
}

/** A part is asked about again and again, and its lines stay the same. */
const telling = new WeakMap<readonly string[], readonly string[]>();

export function createRepetition(): Repetition {
  const seen = new Set<string>();
  return {
    isRepeated(lines) {
      const own = tellingLines(lines);
      let known = 0;
      for (const line of own) if (seen.has(line)) known++;
      return own.length > 0 && known >= own.length * SAME;
    },
    remember(lines) {
      for (const line of tellingLines(lines)) seen.add(line);
    },
  };
}

function tellingLines(lines: readonly string[]): readonly string[] {
  let own = telling.get(lines);
  if (!own) {
    own = lines.map((line) => line.trim()).filter((line) => line.length >= TELLING_LENGTH);
    telling.set(lines, own);
  }
  return own;
}
