import { authority } from "./find.ts";
import { outputSchema, publishedSchema, reference } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** OMP 2.1 */
export const listContracts: Tool<object> = {
  name: "list_contracts",
  title: "List contracts",
  description:
    "Lists every contract (standard) of this server: acronym, name, latest version, status, category, and which versions and documents there are. Start here when you do not know the acronym.",
  inputSchema: publishedSchema("ListContractsRequest"),
  outputSchema: outputSchema(reference("ListContractsResponse")),
  run(corpus) {
    const contracts = [...corpus.contracts.values()].map(({ acronym, name, category, path, latest, versions }) => ({
      acronym,
      name,
      version: latest.version,
      status: latest.status,
      category,
      path,
      versions: versions.map(({ version, status, documents }) => ({
        version,
        status,
        documents: [...documents.keys()],
      })),
    }));
    const withheld = corpus.withheld.map(({ acronym, reason }) => ({ id: acronym, reason }));
    return {
      body: { contracts },
      metadata: {
        path: "/",
        last_updated: corpus.lastUpdated,
        ...authority(corpus, "/"),
        corpus_digest: corpus.digest,
        ...(withheld.length > 0 ? { withheld } : {}),
      },
      freshness: "changing",
    };
  },
};
