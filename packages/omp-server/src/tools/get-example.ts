import { nearest } from "../nearest.ts";
import type { ContractVersion, Corpus, Example, JsonObject } from "../corpus/model.ts";
import { authority, findVersion, freshnessOf } from "./find.ts";
import { OmpError } from "./omp-error.ts";
import { outputSchema, publishedSchema, reference } from "./schemas.ts";
import type { Tool } from "./tool.ts";

/** OMP 2.4 */
export const getExample: Tool<{ contract: string; example_id?: string; version?: string }> = {
  name: "get_example",
  title: "Get examples",
  description:
    "Returns published example artifacts of a contract, each valid against the schema that it names; one by example_id, or all. Contracts with many examples answer at length: name one when you can.",
  inputSchema: publishedSchema("GetExampleRequest"),
  outputSchema: outputSchema(reference("GetExampleResponse")),
  run(corpus, input) {
    const version = findVersion(corpus, input);
    const { served, withheld } = version.examples();
    const wanted = input.example_id === undefined ? served : served.filter(({ id }) => id === input.example_id);
    if (wanted.length === 0) throw notFound(version, input.example_id);
    const listed: JsonObject[] = withheld.map(({ id, path, reason }) => ({ id, path, reason }));
    return {
      body: {
        contract: version.contract,
        version: version.version,
        status: version.status,
        examples: wanted.map(toWire),
      },
      metadata: {
        ...sourceOf(corpus, wanted),
        ...(input.example_id === undefined && listed.length > 0 ? { withheld: listed } : {}),
      },
      freshness: freshnessOf(version),
    };
  },
};

function toWire({ id, title, description, artifact, validatesAgainst, path }: Example): JsonObject {
  return {
    id,
    title,
    ...(description === undefined ? {} : { description }),
    artifact,
    validates_against: validatesAgainst,
    path,
  };
}

function notFound(version: ContractVersion, id: string | undefined): OmpError {
  const { served, withheld } = version.examples();
  const name = `${version.contract} ${version.version}`;
  const available = served.map((example) => example.id);
  const reasons = withheld.map(({ id: other, reason }) => ({ id: other, reason }));
  if (id === undefined) {
    const message = `${name} has no example that can be served${withheld.length > 0 ? `; ${withheld.length} are withheld because they are not valid` : ""}.`;
    return new OmpError("not_found", message, withheld.length > 0 ? { withheld: reasons } : {});
  }
  const shown = id.length > 80 ? `${id.slice(0, 80)}…` : id;
  const failed = withheld.find((example) => example.id === id);
  if (failed)
    return new OmpError("not_found", `The example '${shown}' of ${name} is withheld: ${failed.reason}.`, { available });
  const meant = nearest(id, available);
  const hint = meant === undefined ? "Leave out example_id to get all." : `Did you mean '${meant}'?`;
  return new OmpError("not_found", `${name} has no example '${shown}'. ${hint}`, { available });
}

/** One source: the file's path and time; several: the folder that they share, and the newest time. */
function sourceOf(corpus: Corpus, examples: readonly Example[]): JsonObject {
  const [first] = examples;
  const newest = examples.map(({ source }) => source).sort((a, b) => (a.lastUpdated < b.lastUpdated ? 1 : -1))[0]!;
  const paths = new Set(examples.map(({ path }) => path));
  let path = first!.path;
  if (paths.size > 1) {
    // Files of one folder, or sections of one document: what all their paths begin with, up to the last separator.
    const files = [...new Set(examples.map(({ source }) => source.path))];
    path = files.length === 1 ? files[0]! : commonFolder(files);
  }
  return {
    path,
    last_updated: newest.lastUpdated,
    last_updated_from: newest.lastUpdatedFrom,
    ...authority(corpus, path),
  };
}

function commonFolder(paths: readonly string[]): string {
  const parts = paths.map((path) => path.split("/"));
  let depth = 0;
  while (parts.every((other) => depth < other.length - 1 && other[depth] === parts[0]![depth])) depth++;
  return `${parts[0]!.slice(0, depth).join("/")}/`;
}
