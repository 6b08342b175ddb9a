import { authority, contractStatuses } from "./find.ts";
import { OmpError } from "./omp-error.ts";
import { outputSchema, publishedSchema, reference } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** OMP 2.7 */
export const getContractMap: Tool<object> = {
  name: "get_contract_map",
  title: "Get the responsibility map",
  description:
    "Returns the published map of responsibilities: what each contract owns, does not own, and depends on. Use it to decide which contract a question belongs to.",
  inputSchema: publishedSchema("GetContractMapRequest"),
  outputSchema: outputSchema(reference("GetContractMapResponse")),
  run(corpus) {
    const { map } = corpus;
    if (!map) {
      throw new OmpError(
        "not_found",
        "The served standards have no contract map. list_contracts lists the contracts; their README documents say what each is for.",
      );
    }
    const { path, lastUpdated, lastUpdatedFrom } = map.source;
    return {
      body: {
        contracts: map.entries.map(({ acronym, owns, doesNotOwn, dependsOn }) => ({
          acronym,
          owns: [...owns],
          does_not_own: [...doesNotOwn],
          depends_on: [...dependsOn],
          status: corpus.contracts.get(acronym)!.latest.status,
        })),
      },
      metadata: {
        source: path,
        path,
        last_updated: lastUpdated,
        last_updated_from: lastUpdatedFrom,
        ...authority(corpus, path),
        contract_status: contractStatuses(
          corpus,
          map.entries.flatMap(({ acronym, dependsOn }) => [acronym, ...dependsOn]),
        ),
      },
      freshness: "changing",
    };
  },
};
