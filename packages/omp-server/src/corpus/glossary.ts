import GithubSlugger from "github-slugger";
import type { Node } from "commonmark";
import { linesOf, parseMarkdown, plainText, topBlocks } from "./markdown.ts";
import type { Problem, SourceFile, Term } from "./model.ts";

const LABEL_PATTERN = /^(Aliases|Contracts): *(.*)$/;

/**
 * Reads a glossary: each second-level heading is a term, what follows it the definition, verbatim; a last list of
 * `Aliases: a, b` and `Contracts: ABC` belongs to neither. A term or alias that is already taken is withheld.
 */
export function readGlossary(source: SourceFile, isKnown: (acronym: string) => boolean, problems: Problem[]): Term[] {
  const lines = source.text.split(/\r\n|\n|\r/);
  const slugger = new GithubSlugger();
  const taken = new Map<string, string>();
  const terms: Term[] = [];
  const refuse = (reason: string): void => void problems.push({ severity: "error", path: source.path, reason });
  for (const { heading, title, body } of cutByHeading(parseMarkdown(source.text), 2, slugger)) {
    const labels = labelsOf(body.at(-1));
    const defining = labels ? body.slice(0, -1) : body;
    const [first, last] = [defining[0], defining.at(-1)];
    const definition =
      first && last
        ? lines
            .slice(linesOf(first)[0] - 1, linesOf(last)[1])
            .join("\n")
            .trim()
        : "";
    if (title === "" || definition === "") {
      refuse(`the term '${title}' has no definition`);
      continue;
    }
    const aliases = labels?.get("Aliases") ?? [];
    const clash = [title, ...aliases].find((name) => taken.has(name.toLowerCase()));
    if (clash !== undefined) {
      refuse(`'${clash}' of the term '${title}' is already taken by '${taken.get(clash.toLowerCase())}'`);
      continue;
    }
    for (const name of [title, ...aliases]) taken.set(name.toLowerCase(), title);
    const contracts = (labels?.get("Contracts") ?? []).filter((acronym) => {
      if (isKnown(acronym)) return true;
      problems.push({
        severity: "warning",
        path: source.path,
        reason: `the term '${title}' names the unknown contract '${acronym}'`,
      });
      return false;
    });
    terms.push({ term: title, definition, aliases, contracts, anchor: heading });
  }
  return terms;
}

/** A document's blocks by the headings of one level; what stands before the first is left out. */
export function cutByHeading(
  root: Node,
  level: number,
  slugger = new GithubSlugger(),
): { heading: string; title: string; body: Node[] }[] {
  const parts: { heading: string; title: string; body: Node[] }[] = [];
  let open = false;
  for (const block of topBlocks(root)) {
    const isHeading = block.type === "heading";
    const anchor = isHeading ? slugger.slug(plainText(block)) : "";
    if (isHeading && block.level <= level) {
      open = block.level === level;
      if (open) parts.push({ heading: anchor, title: plainText(block).trim(), body: [] });
    } else if (open) parts.at(-1)!.body.push(block);
  }
  return parts;
}

/** The items of a list block as plain text, or undefined when the block is no list. */
export function itemsOf(block: Node | undefined): string[] | undefined {
  if (block?.type !== "list") return undefined;
  const items: string[] = [];
  for (let item = block.firstChild; item; item = item.next) items.push(plainText(item).trim());
  return items;
}

function labelsOf(block: Node | undefined): Map<string, string[]> | undefined {
  const labels = new Map<string, string[]>();
  for (const item of itemsOf(block) ?? [""]) {
    const [, label, values] = LABEL_PATTERN.exec(item) ?? [];
    if (label === undefined) return undefined;
    labels.set(
      label,
      values!.split(",").flatMap((value) => value.trim() || []),
    );
  }
  return labels;
}
