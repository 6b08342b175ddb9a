import { once } from "../once.ts";
import { compareVersions } from "../versions.ts";
import { readExamples } from "./examples.ts";
import type { LaidOut, LaidOutContract, LaidOutVersion } from "./layout.ts";
import { readMarkdown } from "./markdown.ts";
import {
  CATEGORIES,
  STATUSES,
  type Category,
  type Contract,
  type ContractVersion,
  type Document,
  type DocumentType,
  type JsonObject,
  type Problem,
  type Schema,
  type SourceFile,
  type Unsupported,
  type Withheld,
  type WithheldContract,
} from "./model.ts";
import type { Overlay } from "./overlay.ts";
import { parseJson } from "./parse-data.ts";
import { createValidator, type Validator } from "./validator.ts";

export interface ContractSources {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly laidOut: LaidOut;
  readonly overlay: Overlay;
  /** Folders of versions that differ from the lock and must not be served. */
  readonly drifted: ReadonlySet<string>;
  readonly blocks: boolean;
  readonly problems: Problem[];
}

export interface BuiltContracts {
  readonly contracts: Map<string, Contract>;
  readonly withheld: readonly WithheldContract[];
  /** Validates everything that is otherwise validated when asked for, and says what failed. */
  checkAll(): Problem[];
}

/** Makes the contracts of a corpus from where their parts lie and what the overlay states. */
export function buildContracts(sources: ContractSources): BuiltContracts {
  const { files, laidOut, overlay, problems } = sources;
  const schemas = readSchemas(sources);
  const validator = createValidator([...schemas.values()]);
  const contracts = new Map<string, Contract>();
  const withheld: WithheldContract[] = [];
  for (const found of laidOut.contracts.toSorted((a, b) => (a.acronym < b.acronym ? -1 : 1))) {
    const stated = overlay.contracts.get(found.acronym);
    const name = stated?.name ?? found.name;
    const category = CATEGORIES.find((known) => known === (stated?.category ?? found.category));
    const reason = reasonToWithhold(found, { name, category });
    if (reason !== undefined || name === undefined || category === undefined) {
      problems.push({ severity: "error", path: found.path, reason: reason! });
      withheld.push({ acronym: found.acronym, path: found.path, reason: reason!, unsupported: [] });
      continue;
    }
    const unsupported = unsupportedOf(found, sources);
    const contract = buildContract(found, { name, category, unsupported, sources, schemas, validator });
    if (contract) contracts.set(found.acronym, contract);
    else
      withheld.push({
        acronym: found.acronym,
        path: found.path,
        reason: "none of its versions is served here",
        unsupported,
      });
  }
  for (const acronym of overlay.contracts.keys()) {
    if (!laidOut.contracts.some((found) => found.acronym === acronym))
      problems.push({
        severity: "warning",
        path: "overlay",
        reason: `states something of ${acronym}, which is no contract here`,
      });
  }
  if (laidOut.layout === "okham-specs") checkLatest(files, contracts, problems);
  return { contracts, withheld, checkAll: () => checkAll(contracts) };
}

function reasonToWithhold(
  { category: stated }: LaidOutContract,
  { name, category }: { name: string | undefined; category: Category | undefined },
): string | undefined {
  const advice = "state it in an overlay";
  if (name === undefined) return `the contract's name is not stated; ${advice}`;
  if (category !== undefined) return undefined;
  const known = CATEGORIES.join(", ");
  return stated === undefined
    ? `the contract's category is not stated; ${advice}`
    : `the category '${stated.slice(0, 40)}' is not one of ${known}; ${advice}`;
}

interface Parts {
  readonly name: string;
  readonly category: Category;
  readonly unsupported: readonly Unsupported[];
  readonly sources: ContractSources;
  readonly schemas: ReadonlyMap<string, Schema>;
  readonly validator: Validator;
}

/** The versions that were published but cannot be served here, and why. */
function unsupportedOf({ acronym, versions, unsupported }: LaidOutContract, sources: ContractSources): Unsupported[] {
  const { drifted, overlay } = sources;
  const stated = overlay.unsupported.filter(({ contract }) => contract === acronym);
  return [
    ...unsupported,
    ...stated.map(({ version, reason }) => ({ version, reason })),
    ...versions.flatMap(({ version, path }) =>
      drifted.has(path) ? [{ version, reason: "its files differ from what was published" }] : [],
    ),
  ];
}

function buildContract(found: LaidOutContract, parts: Parts): Contract | undefined {
  const { name, category, unsupported } = parts;
  const { acronym, path } = found;
  const versions = found.versions
    .filter(({ version }) => !unsupported.some((gone) => gone.version === version))
    .sort((a, b) => compareVersions(b.version, a.version))
    .map((version) => buildVersion(acronym, version, parts));
  const latest = STATUSES.flatMap((status) => versions.find((version) => version.status === status) ?? [])[0];
  return latest && { acronym, name, category, path, versions, latest, unsupported };
}

function buildVersion(
  contract: string,
  found: LaidOutVersion,
  { sources, schemas, validator }: Parts,
): ContractVersion {
  const { files, blocks } = sources;
  const { version, status, path } = found;
  const schema = schemas.get(found.schema ?? "");
  const documents = new Map<DocumentType, Document>();
  const readings = new Map<DocumentType, () => ReturnType<typeof readMarkdown>>();
  for (const [type, filePath] of found.documents) {
    const file = files.get(filePath)!;
    const read = once(() => readMarkdown(file.text));
    readings.set(type, read);
    documents.set(type, { ...file, contract, version, type, format: "markdown", outline: () => read().sections });
  }
  if (!documents.has("SCHEMA") && schema)
    documents.set("SCHEMA", {
      ...files.get(schema.path)!,
      contract,
      version,
      type: "SCHEMA",
      format: "json",
      outline: () => [],
    });
  const judged = once((): { served?: Schema; withheld?: Withheld } => {
    if (!schema) return {};
    const fault = validator.faultOf(schema);
    return fault ? { withheld: fault } : { served: schema };
  });
  return {
    contract,
    version,
    status,
    path,
    documents,
    extra: found.extra.map((extraPath) => files.get(extraPath)!),
    schema: judged,
    examples: once(() =>
      readExamples({
        files: found.examples.map((examplePath) => files.get(examplePath)!),
        document: blocks ? documents.get("EXAMPLES") : undefined,
        blocks: () => readings.get("EXAMPLES")?.().blocks ?? [],
        schema: judged().served,
        validator,
      }),
    ),
  };
}

/** Reads every schema file; one without its own `$id`, or with that of another or of an older version, is withheld. */
function readSchemas({ files, laidOut, problems }: ContractSources): Map<string, Schema> {
  const schemas = new Map<string, Schema>();
  const taken = new Map<string, string>();
  const versions = laidOut.contracts.flatMap((contract) =>
    contract.versions.toSorted((a, b) => compareVersions(a.version, b.version)),
  );
  for (const { schema: path } of versions) {
    const file = files.get(path ?? "");
    if (!file) continue;
    const refuse = (reason: string): void => void problems.push({ severity: "error", path: file.path, reason });
    let json: JsonObject;
    try {
      json = parseJson(file.text) as JsonObject;
    } catch (error) {
      refuse((error as Error).message);
      continue;
    }
    const { $id: id, $schema: dialect } = (json ?? {}) as { $id?: unknown; $schema?: unknown };
    if (typeof id !== "string" || !URL.canParse(id)) refuse("has no $id that is an absolute URI");
    else if (typeof dialect !== "string" || !URL.canParse(dialect)) refuse("has no $schema that names its dialect");
    else if (taken.has(id)) refuse(`has the $id of ${taken.get(id)}`);
    else {
      taken.set(id, file.path);
      schemas.set(file.path, { ...file, id, json });
    }
  }
  return schemas;
}

/** The registry's pointers must say what the rule of OMP 4.2 says; the rule is what is followed. */
function checkLatest(
  files: ReadonlyMap<string, SourceFile>,
  contracts: ReadonlyMap<string, Contract>,
  problems: Problem[],
): void {
  const path = "/registry/latest.json";
  const file = files.get(path);
  if (!file) return;
  const warn = (reason: string): void => void problems.push({ severity: "warning", path, reason });
  let pointers: JsonObject;
  try {
    pointers = parseJson(file.text) as JsonObject;
  } catch (error) {
    return warn((error as Error).message);
  }
  for (const { acronym, latest, versions } of contracts.values()) {
    const pointer = (pointers?.[acronym.toLowerCase()] ?? {}) as JsonObject;
    const stable = versions.find(({ status }) => status === "STABLE")?.version ?? null;
    if ((pointer["stable"] ?? null) !== stable) warn(`${acronym}: 'stable' is not ${stable ?? "null"}`);
    if (pointer["latest"] !== versions[0]!.version && pointer["latest"] !== latest.version)
      warn(`${acronym}: 'latest' is not ${latest.version}`);
  }
}

function checkAll(contracts: ReadonlyMap<string, Contract>): Problem[] {
  const problems: Problem[] = [];
  let otherBlocks = 0;
  for (const { versions } of contracts.values()) {
    for (const version of versions) {
      const { withheld: schema } = version.schema();
      const examples = version.examples();
      for (const { path, reason } of [...(schema ? [schema] : []), ...examples.withheld])
        problems.push({ severity: "error", path, reason });
      otherBlocks += examples.otherBlocks;
    }
  }
  if (otherBlocks > 0) {
    const reason = `${otherBlocks} code blocks are no valid artifacts, so they are not offered as examples`;
    problems.push({ severity: "note", path: "EXAMPLES documents", reason });
  }
  return problems;
}
