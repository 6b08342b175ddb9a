import { isVersion } from "../versions.ts";
import {
  badVersion,
  isAcronym,
  namesIn,
  sortDocuments,
  versionFolders,
  type LaidOut,
  type LaidOutContract,
  type LaidOutVersion,
  type Survey,
} from "./layout.ts";
import { readMarkdown } from "./markdown.ts";
import type { DocumentType, JsonObject, JsonValue, Problem, Status } from "./model.ts";
import { parseJson } from "./parse-data.ts";

/** The folders and files of this layout that are read. */
export const OKHAM_SPECS_TOPS = ["registry", "specs", "schemas", "examples", "foundation", "LICENSE", "NOTICE"];

const DOCUMENT_FILES: ReadonlyMap<string, DocumentType> = new Map([
  ["readme.md", "README"],
  ["spec.md", "SPECIFICATION"],
  ["schema.md", "SCHEMA"],
  ["examples.md", "EXAMPLES"],
  ["governance.md", "GOVERNANCE"],
]);

const STATUS_WORDS: ReadonlyMap<string, Status> = new Map([
  ["draft", "DRAFT"],
  ["stable", "STABLE"],
  ["deprecated", "DEPRECATED"],
  ["community-governed", "COMMUNITY-GOVERNED"],
]);

/** The ways in which the first heading of a document gives a contract's name. */
const NAME_PATTERNS = [/^OKHAM ([A-Z]+) — (.+)$/, /^([A-Z]+) — (.+)$/];
const NAME_LAST_PATTERN = /^(.+) \(([A-Z]+)\)(?: Specification)?$/;

/**
 * Lays out a checkout of the `okham-specs` repository: `registry/` says what is published, `specs/`, `schemas/` and
 * `examples/` hold it by contract and version. The registry and the folders decide, never a text's own words.
 */
export function layOutOkhamSpecs(survey: Survey): LaidOut {
  const { raw, problems } = survey;
  const contracts: LaidOutContract[] = [];
  const registered = new Set<string>();
  for (const entry of readRegistry(survey)) {
    const contract = layOutContract(survey, entry);
    if (!contract) continue;
    if (registered.has(contract.acronym)) {
      problems.push(error(REGISTRY, `lists ${contract.acronym} twice`));
      continue;
    }
    registered.add(contract.acronym);
    contracts.push(contract);
  }
  for (const name of namesIn(raw, "/specs/")) {
    if (name.endsWith("/") && !registered.has(name.slice(0, -1).toUpperCase()))
      problems.push(error(`/specs/${name}`, `is not listed in ${REGISTRY}, so it is not published`));
  }
  const at = (path: string): string | undefined => (raw.files.has(path) ? path : undefined);
  return {
    layout: "okham-specs",
    contracts,
    glossary: at("/foundation/GLOSSARY.md"),
    map: at("/foundation/CONTRACT-MAP.md"),
  };
}

const REGISTRY = "/registry/contracts.json";

function error(path: string, reason: string): Problem {
  return { severity: "error", path, reason };
}

function readObject({ raw, problems }: Survey, path: string): JsonObject | undefined {
  const file = raw.files.get(path);
  if (!file) return undefined;
  try {
    const value = parseJson(file.text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    problems.push(error(path, "is not a JSON object"));
  } catch (fault) {
    problems.push(error(path, (fault as Error).message));
  }
  return undefined;
}

interface Entry {
  readonly id: string;
  readonly versions: readonly string[];
  readonly status: string;
}

function readRegistry(survey: Survey): Entry[] {
  const list = readObject(survey, REGISTRY)?.["contracts"];
  if (!Array.isArray(list)) {
    survey.problems.push(error(REGISTRY, "has no list 'contracts' of {id, versions, status}"));
    return [];
  }
  return list.flatMap((item: JsonValue, index): Entry[] => {
    const { id, versions, status } = (item ?? {}) as JsonObject;
    const isTexts = Array.isArray(versions) && versions.every((version) => typeof version === "string");
    if (typeof id === "string" && isTexts && typeof status === "string") return [{ id, versions, status }];
    survey.problems.push(error(REGISTRY, `contracts[${index}] is not {id, versions, status}`));
    return [];
  });
}

function layOutContract(survey: Survey, { id, versions, status }: Entry): LaidOutContract | undefined {
  const { raw, problems } = survey;
  const acronym = id.toUpperCase();
  if (!isAcronym(acronym) || id !== id.toLowerCase()) {
    problems.push(error(REGISTRY, `'${id.slice(0, 40)}' is no contract id: it must be two to five lower-case letters`));
    return undefined;
  }
  const path = `/specs/${id}/`;
  const present = new Set(versionFolders(survey, path));
  const laidOut: LaidOutVersion[] = [];
  for (const version of new Set(versions)) {
    if (!isVersion(version)) problems.push(badVersion(REGISTRY, version));
    else if (!present.has(version))
      problems.push(error(`${path}${version}/`, `is listed in ${REGISTRY}, but not there`));
    else {
      present.delete(version);
      const found = layOutVersion(survey, { id, version, status });
      if (found) laidOut.push(found);
    }
  }
  for (const version of present)
    problems.push(error(`${path}${version}/`, `is not listed in ${REGISTRY}, so it is not published`));
  if (laidOut.length === 0) {
    problems.push(error(path, `${acronym} has no version that can be served`));
    return undefined;
  }
  const documents = laidOut[0]!.documents;
  const name =
    nameIn(raw.files.get(documents.get("SPECIFICATION") ?? "")?.text, acronym) ??
    nameIn(raw.files.get(documents.get("README") ?? "")?.text, acronym);
  return { acronym, path, name, category: undefined, versions: laidOut, unsupported: [] };
}

function layOutVersion(
  survey: Survey,
  { id, version, status: registryStatus }: { id: string; version: string; status: string },
): LaidOutVersion | undefined {
  const { raw, problems } = survey;
  const path = `/specs/${id}/${version}/`;
  const manifestPath = `/schemas/${id}/${version}/manifest.json`;
  const manifest = readObject(survey, manifestPath);
  const stated = manifest?.["status"];
  if (typeof stated === "string" && stated !== registryStatus) {
    const reason = `status '${stated}' differs from '${registryStatus}' in ${REGISTRY}; the manifest's is served`;
    problems.push({ severity: "warning", path: manifestPath, reason });
  }
  for (const [field, expected] of [
    ["contract", id],
    ["version", version],
  ] as const) {
    const value = manifest?.[field];
    if (value !== undefined && value !== expected)
      problems.push({
        severity: "warning",
        path: manifestPath,
        reason: `${field} is not '${expected}', as its folder says`,
      });
  }
  const word = typeof stated === "string" ? stated : registryStatus;
  const status = STATUS_WORDS.get(word);
  if (!status) {
    const known = [...STATUS_WORDS.keys()].join(", ");
    problems.push(error(path, `status '${word.slice(0, 40)}' is not one of ${known}`));
    return undefined;
  }
  const { documents, others } = sortDocuments(survey, path, (name) => DOCUMENT_FILES.get(name.toLowerCase()));
  const schema = `/schemas/${id}/${version}/schema.json`;
  const folder = `/examples/${id}/${version}/`;
  const examples = namesIn(raw, folder).flatMap((name) => (/\.(json|ya?ml)$/i.test(name) ? [`${folder}${name}`] : []));
  checkListed(survey, { manifest, manifestPath, examples });
  return {
    version,
    status,
    path,
    documents,
    schema: raw.files.has(schema) ? schema : undefined,
    examples,
    extra: others,
  };
}

/** A manifest may list examples; each must be where it says. */
function checkListed(
  { problems }: Survey,
  { manifest, manifestPath, examples }: { manifest: JsonObject | undefined; manifestPath: string; examples: string[] },
): void {
  const listed = manifest?.["examples"];
  if (!Array.isArray(listed)) return;
  for (const item of listed) {
    const target = typeof item === "string" ? new URL(item, `file://${manifestPath}`).pathname : "";
    if (!examples.includes(target))
      problems.push({
        severity: "warning",
        path: manifestPath,
        reason: `lists the example ${JSON.stringify(item)}, which is not there`,
      });
  }
}

/** A contract's name as the first heading of a document gives it, or undefined. */
function nameIn(text: string | undefined, acronym: string): string | undefined {
  const title = text === undefined ? undefined : firstHeading(text);
  if (title === undefined) return undefined;
  for (const pattern of NAME_PATTERNS) {
    const [, found, name] = pattern.exec(title) ?? [];
    if (found === acronym) return name;
  }
  const [, name, found] = NAME_LAST_PATTERN.exec(title) ?? [];
  return found === acronym ? name : undefined;
}

/** The title of a document's first heading. One on the first line is plain to see; reading all would cost the start. */
function firstHeading(text: string): string | undefined {
  const [, title] = /^\uFEFF?#{1,6} +([^\n\r#*_`[\]\\<&]+?) *(?:\r|\n|$)/.exec(text) ?? [];
  return title ?? readMarkdown(text).sections.find(({ level }) => level > 0)?.title;
}
