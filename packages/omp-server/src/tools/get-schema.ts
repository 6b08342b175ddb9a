import { findVersion, freshnessOf, sourceMetadata } from "./find.ts";
import { OmpError } from "./omp-error.ts";
import { outputSchema, publishedSchema, reference } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** OMP 2.3 */
export const getSchema: Tool<{ contract: string; version?: string }> = {
  name: "get_schema",
  title: "Get a JSON Schema",
  description:
    "Returns the JSON Schema of a contract as published, with its $id. Validate artifacts against it instead of guessing their fields.",
  inputSchema: publishedSchema("GetSchemaRequest"),
  outputSchema: outputSchema(reference("GetSchemaResponse")),
  run(corpus, input) {
    const version = findVersion(corpus, input);
    const { served, withheld } = version.schema();
    if (!served) {
      const why = withheld
        ? `The schema of ${version.contract} ${version.version} is withheld: it ${withheld.reason}.`
        : `${version.contract} ${version.version} has no schema.`;
      throw new OmpError("not_found", `${why} get_outline of its SPECIFICATION shows what is described in words.`);
    }
    return {
      body: { contract: version.contract, version: version.version, status: version.status, schema: served.json },
      metadata: { schema_id: served.id, ...sourceMetadata(corpus, served), sha256: served.sha256 },
      freshness: freshnessOf(version),
    };
  },
};
