import type { Definition } from "../outline.ts";
import type { Parsed } from "./parse.ts";

/**
 * Completes what a grammar found in a text that does not parse: where it could make nothing of the lines, and for
 * definitions that are damaged, what is found by their looks takes its place.
 */
export function mergeDefinitions(
  { definitions, hasErrors }: Pick<Parsed, "definitions" | "hasErrors">,
  byLooks: () => readonly Definition[],
): Definition[] {
  if (!hasErrors) return [...definitions];
  const sound = definitions.filter(({ damaged }) => !damaged);
  const merged: Definition[] = [...sound];
  const add = (candidates: readonly Definition[]): void => {
    const taken = createOverlap(merged);
    for (const candidate of candidates) {
      if (!taken(candidate)) merged.push(candidate);
      else if (candidate.container && !adopt(candidate)) add(candidate.children);
    }
    merged.sort((a, b) => a.start - b.start);
  };

  /** A container of which the grammar saw only members. */
  const adopt = (candidate: Definition): boolean => {
    const within = merged.filter(({ start, end }) => start > candidate.start && end <= candidate.end);
    const touching = merged.filter(({ start, end }) => start <= candidate.end && end >= candidate.start);
    if (within.length < touching.length) return false;
    const taken = createOverlap(within);
    const children = [...within, ...candidate.children.filter((child) => !taken(child))];
    children.sort((a, b) => a.start - b.start);
    for (const member of within) merged.splice(merged.indexOf(member), 1);
    merged.push({ ...candidate, children: children.map(toMember) });
    return true;
  };
  add(byLooks());
  add(definitions.filter(({ damaged }) => damaged));
  return merged;
}

function toMember(definition: Definition): Definition {
  return definition.kind === "function" ? { ...definition, kind: "method" } : definition;
}

/** Whether a definition shares lines with one of these, which are in order and do not overlap. */
function createOverlap(taken: readonly Definition[]): (one: Definition) => boolean {
  const spans = taken.map(({ start, end }) => ({ start, end })).sort((a, b) => a.start - b.start);
  return ({ start, end }) => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle]!.end < start) low = middle + 1;
      else high = middle;
    }
    return low < spans.length && spans[low]!.start <= end;
  };
}
