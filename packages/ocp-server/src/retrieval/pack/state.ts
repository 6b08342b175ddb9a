import type { StateEntry } from "ocp-core";
import { analyse } from "../analyse.ts";
import { queryTerms } from "../query.ts";

/** Of a long value, so much is looked at for words of the intent. */
const LOOKED_AT = 4000;

/** A state entry as a pack shows it, `key: value` on one line. */
export interface StateLine {
  readonly key: string;
  readonly scope: string;
  readonly text: string;
}

/** Entries as lines, those first that have most to do with the intent, then the latest. */
export function stateLines(entries: readonly StateEntry[], intent: string): StateLine[] {
  const wanted = queryTerms(intent).terms;
  return entries
    .map(({ key, scope, value, updated_at }) => {
      const text = `${keyText(key)}: ${JSON.stringify(value) ?? "null"}`;
      const words = new Set(analyse(text.slice(0, LOOKED_AT)));
      return { line: { key, scope, text }, updated_at, shared: wanted.filter((term) => words.has(term)).length };
    })
    .sort(
      (a, b) =>
        b.shared - a.shared ||
        compare(b.updated_at, a.updated_at) ||
        compare(a.line.scope, b.line.scope) ||
        compare(a.line.key, b.line.key),
    )
    .map(({ line }) => line);
}

/** Lines under one header a scope, in their order; empty when there are none. */
export function renderState(lines: readonly StateLine[]): string {
  return [...Map.groupBy(lines, stateHeader)]
    .map(([header, group]) => `${header}\n${group.map(({ text }) => `${text}\n`).join("")}`)
    .join("\n");
}

export function stateHeader({ scope }: StateLine): string {
  return `[state:${scope}]`;
}

/** A plain key stays as it is; one with spaces, quotes or line breaks is quoted, so that it stays on its line. */
function keyText(key: string): string {
  return /^\w[\w./:@-]*$/.test(key) ? key : JSON.stringify(key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
