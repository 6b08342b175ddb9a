import type { Paint } from "../colour.ts";
import { safeLine } from "../format.ts";

const CONTEXT = 2;
const SECRET =
  /((?:key|token|secret|password|credential|authorization)\w*["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,]+)/gi;

/**
 * What changes from one text to another, line by line, where they differ in one stretch: `-` and `+` lines with a little
 * around them. Values that look like secrets are covered.
 */
export function formatDiff(before: string, after: string, paint: Paint): string {
  const old = lines(before);
  const now = lines(after);
  let top = 0;
  while (top < old.length && top < now.length && old[top] === now[top]) top++;
  let bottom = 0;
  while (bottom < old.length - top && bottom < now.length - top && old.at(-1 - bottom) === now.at(-1 - bottom))
    bottom++;

  const show = (mark: string, line: string): string => `${mark} ${safeLine(line.replace(SECRET, '$1"…"'))}`;
  return [
    ...old.slice(Math.max(top - CONTEXT, 0), top).map((line) => paint.faint(show(" ", line))),
    ...old.slice(top, old.length - bottom).map((line) => paint.bad(show("-", line))),
    ...now.slice(top, now.length - bottom).map((line) => paint.good(show("+", line))),
    ...now
      .slice(now.length - bottom)
      .slice(0, CONTEXT)
      .map((line) => paint.faint(show(" ", line))),
  ].join("\n");
}

function lines(text: string): string[] {
  const found = text.split(/\r\n|\n|\r/);
  return found.at(-1) === "" ? found.slice(0, -1) : found;
}
