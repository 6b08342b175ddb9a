import type { DocumentType } from "../corpus/model.ts";
import { searchIndex } from "../search/open.ts";
import { authority } from "./find.ts";
import { outputSchema, publishedSchema, reference } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** The most results of one answer; the metadata say how many there are. */
const MAX_RESULTS = 20;

/** OMP 2.5 */
export const searchDocs: Tool<{ query: string; contracts?: string[]; document_types?: DocumentType[] }> = {
  name: "search_docs",
  title: "Search the documents",
  description: `Finds sections of the latest version of every contract by words, identifiers or a question; best first, at most ${MAX_RESULTS}, with verbatim excerpts. Narrow it with contracts and document_types. Read a result with get_section and its section.`,
  inputSchema: publishedSchema("SearchDocsRequest"),
  outputSchema: outputSchema(reference("SearchDocsResponse")),
  run(corpus, { query, contracts, document_types: types }) {
    const unknown = (contracts ?? []).filter((acronym) => !corpus.contracts.has(acronym));
    const hits = searchIndex(corpus).search(query, {
      // An empty list is how some clients leave a parameter out.
      contracts: contracts?.length ? new Set(contracts) : undefined,
      types: types?.length ? new Set(types) : undefined,
    });
    const results = hits.slice(0, MAX_RESULTS).map(({ document, section, excerpt, score }) => ({
      contract: document.contract,
      document: document.type,
      version: document.version,
      status: corpus.contracts.get(document.contract)!.latest.status,
      section: section.anchor,
      title: section.title,
      excerpt: excerpt(),
      relevance_score: score,
      path: section.anchor === "" ? document.path : `${document.path}#${section.anchor}`,
    }));
    const isStable = results.length > 0 && results.every(({ status }) => status === "STABLE");
    return {
      body: { results },
      metadata: {
        query,
        total_results: hits.length,
        path: "/",
        last_updated: corpus.lastUpdated,
        ...authority(corpus, "/"),
        ...(unknown.length > 0 ? { unknown_contracts: [...new Set(unknown)] } : {}),
      },
      freshness: isStable ? "stable" : "changing",
    };
  },
};
