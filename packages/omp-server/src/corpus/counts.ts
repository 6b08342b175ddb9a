import type { Corpus } from "./model.ts";

/** How much of everything a corpus serves, and how many files and contracts it withholds. */
export function countsOf({ contracts, glossary, withheld }: Corpus): Record<string, number> {
  const versions = [...contracts.values()].flatMap((contract) => contract.versions);
  const documents = versions.flatMap((version) => [...version.documents.values()]);
  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
  const faults = versions.map((version) => version.examples().withheld.length + (version.schema().withheld ? 1 : 0));
  return {
    contracts: contracts.size,
    versions: versions.length,
    documents: documents.length,
    sections: sum(documents.map((document) => document.outline().length)),
    schemas: versions.filter((version) => version.schema().served).length,
    examples: sum(versions.map((version) => version.examples().served.length)),
    terms: glossary?.terms.length ?? 0,
    withheld: withheld.length + sum(faults),
  };
}
