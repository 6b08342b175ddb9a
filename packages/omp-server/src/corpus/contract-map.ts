import { cutByHeading, itemsOf } from "./glossary.ts";
import { parseMarkdown, plainText } from "./markdown.ts";
import type { Problem, Responsibilities, SourceFile } from "./model.ts";

const PARTS = ["Owns", "Does not own", "Depends on"] as const;

/**
 * Reads a map of responsibilities: a second-level heading that begins with an acronym, below it `### Owns`,
 * `### Does not own` and `### Depends on`, each with one list. An entry that is not of this form is withheld.
 */
export function readContractMap(
  source: SourceFile,
  isKnown: (acronym: string) => boolean,
  problems: Problem[],
): Responsibilities[] {
  const entries: Responsibilities[] = [];
  for (const { title, body } of cutByHeading(parseMarkdown(source.text), 2)) {
    const acronym = /^[A-Z]{2,5}\b/.exec(title)?.[0];
    const refuse = (reason: string): void =>
      void problems.push({ severity: "error", path: source.path, reason: `'${title}' ${reason}` });
    if (acronym === undefined || !isKnown(acronym)) {
      refuse("is no contract of this corpus");
      continue;
    }
    if (entries.some((entry) => entry.acronym === acronym)) {
      refuse("appears twice");
      continue;
    }
    const lists = new Map<string, string[]>();
    let part: string | undefined;
    for (const block of body) {
      if (block.type === "heading") {
        part = plainText(block).trim();
        lists.set(part, []);
      } else if (part !== undefined) lists.get(part)!.push(...(itemsOf(block) ?? []));
    }
    const missing = PARTS.find((name) => !lists.has(name));
    const dependsOn = lists.get("Depends on") ?? [];
    const unknown = dependsOn.find((other) => !isKnown(other));
    if (missing !== undefined) refuse(`has no heading '### ${missing}'`);
    else if (unknown !== undefined) refuse(`depends on '${unknown}', which is no contract of this corpus`);
    else entries.push({ acronym, owns: lists.get("Owns")!, doesNotOwn: lists.get("Does not own")!, dependsOn });
  }
  return entries;
}
