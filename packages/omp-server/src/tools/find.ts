import type {
  Contract,
  ContractVersion,
  Corpus,
  Document,
  DocumentType,
  JsonObject,
  SourceFile,
} from "../corpus/model.ts";
import { nearest } from "../nearest.ts";
import { OmpError } from "./omp-error.ts";
import type { Freshness } from "./tool.ts";

/** The contract of an acronym. Throws `not_found`. */
export function findContract(corpus: Corpus, acronym: string): Contract {
  const found = corpus.contracts.get(acronym);
  if (found) return found;
  const withheld = corpus.withheld.find((other) => other.acronym === acronym);
  if (withheld)
    throw new OmpError("not_found", `Contract '${acronym}' is withheld by this server: ${withheld.reason}.`);
  const available = [...corpus.contracts.keys()];
  const meant = nearest(acronym, available);
  const hint = meant === undefined ? "list_contracts lists those that do." : `Did you mean '${meant}'?`;
  throw new OmpError("not_found", `Contract '${acronym}' does not exist. ${hint}`, { available });
}

/** The version asked for, or the latest. Throws `not_found`, or `unsupported_version` for one that is not served here. */
export function findVersion(
  corpus: Corpus,
  { contract, version }: { contract: string; version?: string },
): ContractVersion {
  const withheld = corpus.withheld.find((other) => other.acronym === contract);
  const known = withheld && withheld.unsupported.length > 0 ? undefined : findContract(corpus, contract);
  if (known && version === undefined) return known.latest;
  const found = known?.versions.find((other) => other.version === version);
  if (found) return found;
  const available = known?.versions.map((other) => other.version) ?? [];
  const unsupported = known?.unsupported ?? withheld?.unsupported ?? [];
  const gone = unsupported.find((other) => version === undefined || other.version === version);
  const instead = available.length === 0 ? "No other version is served." : `Served: ${available.join(", ")}.`;
  if (gone)
    throw new OmpError(
      "unsupported_version",
      `${contract} ${gone.version} is not served here: ${gone.reason}. ${instead}`,
      { available },
    );
  throw new OmpError("not_found", `${contract} has no version '${version}'. ${instead}`, { available });
}

/** A document of a version. Throws `not_found`, naming what there is instead; versions are never mixed. */
export function findDocument(corpus: Corpus, version: ContractVersion, type: DocumentType): Document {
  const document = version.documents.get(type);
  if (document) return document;
  const available = [...version.documents.keys()];
  const others = corpus.contracts.get(version.contract)!.versions.filter(({ documents }) => documents.has(type));
  const elsewhere =
    others.length === 0 ? "" : ` These versions have one: ${others.map((other) => other.version).join(", ")}.`;
  const message = `${version.contract} ${version.version} has no ${type} document; it has ${available.join(", ") || "none"}.${elsewhere}`;
  throw new OmpError("not_found", message, {
    available,
    ...(others.length === 0 ? {} : { available_in: others.map((other) => other.version) }),
  });
}

/** What an answer says of the file that it was taken from (OMP 3.3, 4.1). */
export function sourceMetadata(corpus: Corpus, file: SourceFile, path = file.path): JsonObject {
  return {
    path,
    last_updated: file.lastUpdated,
    last_updated_from: file.lastUpdatedFrom,
    ...authority(corpus, path),
  };
}

/** Where the operator says that this is published, and under which licence; nothing when nothing is stated. */
export function authority({ base, license }: Corpus, path: string): JsonObject {
  return {
    ...(base === undefined ? {} : { authoritative_source: new URL(path.slice(1), base).href }),
    ...(license === undefined ? {} : { license }),
  };
}

export function freshnessOf({ status }: ContractVersion): Freshness {
  return status === "STABLE" ? "stable" : "changing";
}

/** The statuses of contracts that an answer names by acronym alone (OMP 4.3). */
export function contractStatuses(corpus: Corpus, acronyms: Iterable<string>): JsonObject {
  const named = [...new Set(acronyms)].filter((acronym) => corpus.contracts.has(acronym)).sort();
  return Object.fromEntries(named.map((acronym) => [acronym, corpus.contracts.get(acronym)!.latest.status]));
}
