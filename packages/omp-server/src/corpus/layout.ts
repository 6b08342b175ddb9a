import { isVersion } from "../versions.ts";
import { DOCUMENT_TYPES, type DocumentType, type Problem, type Status } from "./model.ts";
import type { RawFiles } from "./read-files.ts";

/** Where the parts of one version lie. */
export interface LaidOutVersion {
  readonly version: string;
  readonly status: Status;
  readonly path: string;
  readonly documents: ReadonlyMap<DocumentType, string>;
  readonly schema: string | undefined;
  readonly examples: readonly string[];
  readonly extra: readonly string[];
  /** When the contract itself says that this version was last updated. */
  readonly lastUpdated?: string | undefined;
}

export interface LaidOutContract {
  readonly acronym: string;
  readonly path: string;
  readonly name: string | undefined;
  readonly category: string | undefined;
  readonly versions: readonly LaidOutVersion[];
  readonly unsupported: readonly { readonly version: string; readonly reason: string }[];
}

/** What an adapter makes of a folder: the parts by their paths, without their content. */
export interface LaidOut {
  readonly layout: "okham-specs" | "standards";
  readonly contracts: readonly LaidOutContract[];
  readonly glossary: string | undefined;
  readonly map: string | undefined;
}

/** What adapters share while they look at the files. */
export interface Survey {
  readonly raw: RawFiles;
  readonly problems: Problem[];
}

const ACRONYM_PATTERN = /^[A-Z]{2,5}$/;

export function isAcronym(text: string): boolean {
  return ACRONYM_PATTERN.test(text);
}

/** Names of the files and folders directly in a folder; those of folders end with a slash. */
export function namesIn({ folders }: RawFiles, folder: string): readonly string[] {
  return folders.get(folder) ?? [];
}

/** The version folders of a contract; each that is none is reported. */
export function versionFolders({ raw, problems }: Survey, folder: string): string[] {
  const versions: string[] = [];
  for (const name of namesIn(raw, folder)) {
    if (!name.endsWith("/")) continue;
    const version = name.slice(0, -1);
    if (isVersion(version)) versions.push(version);
    else problems.push(badVersion(`${folder}${name}`, version));
  }
  return versions;
}

export function badVersion(path: string, version: string): Problem {
  const reason = `'${version.slice(0, 40)}' is no version: it must be MAJOR.MINOR.PATCH without leading zeros`;
  return { severity: "error", path, reason };
}

/** Which document type a file holds, by a table of names compared without case. */
export function sortDocuments(
  { raw, problems }: Survey,
  folder: string,
  typeOf: (name: string) => DocumentType | undefined,
): { documents: Map<DocumentType, string>; others: string[] } {
  const documents = new Map<DocumentType, string>();
  const others: string[] = [];
  for (const name of namesIn(raw, folder)) {
    const path = `${folder}${name}`;
    if (name.endsWith("/")) continue;
    const type = typeOf(name);
    const taken = type && documents.get(type);
    if (taken !== undefined)
      problems.push({ severity: "error", path, reason: `is the ${type} document, as ${taken} is; only one can be` });
    else if (type) documents.set(type, path);
    else others.push(path);
  }
  return {
    documents: new Map(DOCUMENT_TYPES.flatMap((type) => (documents.has(type) ? [[type, documents.get(type)!]] : []))),
    others,
  };
}
