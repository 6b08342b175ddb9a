import { nearest } from "../nearest.ts";
import type { Glossary, Term } from "../corpus/model.ts";
import { authority, contractStatuses } from "./find.ts";
import { OmpError } from "./omp-error.ts";
import { outputSchema, publishedSchema, reference } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** OMP 2.6 */
export const resolveTerm: Tool<{ term: string }> = {
  name: "resolve_term",
  title: "Resolve a glossary term",
  description:
    "Returns the glossary's definition of a term, verbatim, with its aliases and the contracts that define it. Only what the published glossary has: a term that is not there is not_found.",
  inputSchema: publishedSchema("ResolveTermRequest"),
  outputSchema: outputSchema(reference("ResolveTermResponse")),
  run(corpus, { term: wanted }) {
    const { glossary } = corpus;
    if (!glossary) {
      throw new OmpError(
        "not_found",
        "The served standards have no glossary, so no term can be resolved. search_docs searches the documents.",
      );
    }
    const found = findTerm(glossary, wanted);
    if (!found) throw notFound(glossary, wanted);
    const { term, definition, aliases, contracts, anchor } = found;
    const { path, lastUpdated, lastUpdatedFrom } = glossary.source;
    return {
      body: {
        term,
        definition,
        ...(contracts.length > 0 ? { related_contracts: [...contracts] } : {}),
        ...(aliases.length > 0 ? { aliases: [...aliases] } : {}),
      },
      metadata: {
        source: path,
        path: `${path}#${anchor}`,
        last_updated: lastUpdated,
        last_updated_from: lastUpdatedFrom,
        ...authority(corpus, path),
        ...(contracts.length > 0 ? { contract_status: contractStatuses(corpus, contracts) } : {}),
      },
      freshness: "changing",
    };
  },
};

/** As it is spelled, else without regard to case, else by an alias. */
function findTerm({ terms }: Glossary, wanted: string): Term | undefined {
  const name = wanted.trim();
  const folded = name.toLowerCase();
  return (
    terms.find(({ term }) => term === name) ??
    terms.find(({ term }) => term.toLowerCase() === folded) ??
    terms.find(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === folded))
  );
}

function notFound({ terms }: Glossary, wanted: string): OmpError {
  const meant = nearest(
    wanted,
    terms.flatMap(({ term, aliases }) => [term, ...aliases]),
  );
  const hint = meant === undefined ? "" : ` Did you mean '${meant}'?`;
  const shown = wanted.length > 80 ? `${wanted.slice(0, 80)}…` : wanted;
  return new OmpError(
    "not_found",
    `The glossary has no term '${shown}'.${hint}`,
    meant === undefined ? {} : { suggestions: [meant] },
  );
}
