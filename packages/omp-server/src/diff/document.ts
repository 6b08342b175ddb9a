import type { Section } from "../corpus/model.ts";
import { isSame } from "./values.ts";

/** What happened to one section of a document. */
export interface SectionChange {
  readonly change: "added" | "removed" | "changed";
  readonly section: string;
  readonly title: string;
  /** Lines that only the newer version has, in order. */
  readonly added: readonly string[];
  /** Lines that only the older version has, in order. */
  readonly removed: readonly string[];
  /** How many of these lines state a requirement; whether it breaks anything, a person must judge. */
  readonly requirements: number;
}

/** Key words of RFC 2119 and their like in capitals. */
const REQUIREMENT = /\b(?:MUST|SHALL|SHOULD|REQUIRED|RECOMMENDED|MAY|OPTIONAL)\b/;

/** What changed between two versions of a document, section by section, in the order of the newer one. */
export function compareSections(before: readonly Section[], after: readonly Section[]): SectionChange[] {
  const old = new Map(before.map((section) => [section.anchor, section]));
  const now = new Map(after.map((section) => [section.anchor, section]));
  const present = after.flatMap((section) => {
    const earlier = old.get(section.anchor);
    if (!earlier) return [changeOf("added", section, { added: linesOf(section), removed: [] })];
    if (earlier.text === section.text) return [];
    return [changeOf("changed", section, lineChanges(linesOf(earlier), linesOf(section)))];
  });
  const gone = before
    .filter(({ anchor }) => !now.has(anchor))
    .map((section) => changeOf("removed", section, { added: [], removed: linesOf(section) }));
  return [...present, ...gone];
}

function changeOf(
  change: SectionChange["change"],
  { anchor, title }: Section,
  lines: { added: string[]; removed: string[] },
): SectionChange {
  const requirements = [...lines.added, ...lines.removed].filter((line) => REQUIREMENT.test(line)).length;
  return { change, section: anchor, title, ...lines, requirements };
}

function linesOf({ text }: Section): string[] {
  return text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
}

/** Lines that one side has more often than the other. */
function lineChanges(before: readonly string[], after: readonly string[]): { added: string[]; removed: string[] } {
  return isSame(before, after)
    ? { added: [], removed: [] }
    : { added: beyond(after, before), removed: beyond(before, after) };
}

function beyond(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
