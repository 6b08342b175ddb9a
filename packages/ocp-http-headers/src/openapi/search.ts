import MiniSearch from "minisearch";
import type { Tool } from "./tool.ts";

export interface SearchHit {
  readonly tool: Tool;
  /** Higher is better; only comparable within one search. */
  readonly score: number;
}

export type Search = (query: string, options?: { readonly limit?: number }) => SearchHit[];

/** Finds tools by the words of their names, summaries, tags and paths. The index is built by the first search. */
export function createSearch(tools: readonly Tool[]): Search {
  let index: MiniSearch | undefined;
  return (query, { limit = 10 } = {}) => {
    if (!index) {
      index = new MiniSearch({
        fields: ["name", "summary", "tags", "path"],
        tokenize: words,
        processTerm: stem,
      });
      index.addAll(
        tools.map((tool, id) => ({
          id,
          name: tool.name,
          summary: tool.description.slice(0, 300),
          tags: tool.tags.join(" "),
          path: tool.path,
        })),
      );
    }
    const hits = index.search(query.slice(0, 500), {
      boost: { name: 4, summary: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      weights: { prefix: 0.5, fuzzy: 0.2 },
    });
    return hits
      .map(({ id, score }) => ({ tool: tools[id as number] as Tool, score }))
      .sort((a, b) => b.score - a.score || (a.tool.name < b.tool.name ? -1 : 1))
      .slice(0, limit);
  };
}

function words(text: string): string[] {
  return text
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** `issues` is found by `issue`, and `Creates` by `create`. */
function stem(term: string): string {
  const word = term.toLowerCase();
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
