import type { Place } from "./queries.ts";

const DEPTH = 10;

/**
 * nDCG@10 by file, 0..1: a relevant file counts the less the lower it stands among the first ten different files, as a
 * share of what the best order would give.
 */
export function gainByFile(hits: readonly string[], relevant: readonly Place[]): number {
  const wanted = new Set(relevant.map(({ path }) => path));
  const files = [...new Set(hits)].slice(0, DEPTH);
  const gained = files.reduce((sum, path, place) => (wanted.has(path) ? sum + worthAt(place) : sum), 0);
  const most = Array.from({ length: Math.min(DEPTH, wanted.size) }, (_, place) => worthAt(place));
  return gained / most.reduce((sum, worth) => sum + worth, 0);
}

const worthAt = (place: number): number => 1 / Math.log2(place + 2);

/** Whether a packed context shows at least one line of an answer; of an answer without lines, anything of its file. */
export function showsAnswer(context: string, relevant: readonly Place[]): boolean {
  const shown = shownPlaces(context);
  return relevant.some((answer) => shown.some((place) => overlaps(place, answer)));
}

const HEADER = /^\[(?<path>.+?)(?::(?<start>\d+)-(?<end>\d+))?\]$/;

/** The pieces of a packed context, by their headers. */
function shownPlaces(context: string): Place[] {
  const places: Place[] = [];
  const lines = context.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const { path, start, end } = HEADER.exec(lines[at]!)?.groups ?? {};
    if (path === undefined) continue;
    if (start === undefined || end === undefined) {
      places.push({ path });
      continue;
    }
    places.push({ path, start_line: Number(start), end_line: Number(end) });
    // What is shown may itself hold a line that looks like a header.
    at += Number(end) - Number(start) + 1;
  }
  return places;
}

function overlaps(a: Place, b: Place): boolean {
  if (a.path !== b.path) return false;
  if (a.start_line === undefined || b.start_line === undefined) return true;
  return a.start_line <= b.end_line! && b.start_line <= a.end_line!;
}
