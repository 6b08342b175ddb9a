import { endOfDefinition } from "./extent.ts";
import { findDocumentation } from "./documentation.ts";
import type { Made } from "./record.ts";
import { firstSentence } from "./sentence.ts";
import { namesIn, type Source } from "./source.ts";

/**
 * Makes a query of each sentence that documents a definition; the definition answers it, with its documentation blanked.
 * Sentences that document more than one, such as what overrides another, are left out.
 */
export function sentencesOf(files: readonly Source[]): Made[] {
  const made = Map.groupBy(files.flatMap(sentencesIn), ({ query }) => query.toLowerCase());
  return [...made.values()].flatMap((same) => (same.length === 1 ? same : []));
}

function sentencesIn({ path, language, lines, chunks }: Source): Made[] {
  return findDocumentation(lines, language).flatMap((documentation): Made[] => {
    const { start, end, head, text } = documentation;
    const known = chunks.filter(
      ({ source: { range } }) => range && range.start_line <= head + 1 && range.end_line > head,
    );
    const name = nameAt(lines[head]!, known.flatMap(namesIn));
    if (name === undefined || /^_[^_]/.test(name)) return [];
    const query = firstSentence(text, name);
    if (query === undefined) return [];
    const relevant = [{ path, start_line: head + 1, end_line: endOfDefinition(lines, head) + 1 }];
    return [{ kind: "k1", query, relevant, symbol: name, strip: [{ path, start_line: start + 1, end_line: end + 1 }] }];
  });
}

/** The name that a line defines, of those that are known to be defined around there: one called, else the first. */
function nameAt(line: string, names: readonly string[]): string | undefined {
  const text = line.replace(/^(\s*func\s*)\([^)]*\)/, "$1");
  const words = [...text.matchAll(/[\p{L}\p{N}_$]+[?!]?(?=(\s*[(<])?)/gu)].filter(([word]) => names.includes(word));
  return (words.find((word) => word[1] !== undefined) ?? words[0])?.[0];
}
