export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** The statuses of OMP 4.3, in the order in which the latest version is looked for (OMP 4.2). */
export const STATUSES = ["STABLE", "DRAFT", "COMMUNITY-GOVERNED", "DEPRECATED"] as const;
export type Status = (typeof STATUSES)[number];

export const CATEGORIES = ["core", "extension", "tooling", "supporting"] as const;
export type Category = (typeof CATEGORIES)[number];

export const DOCUMENT_TYPES = ["README", "SPECIFICATION", "SCHEMA", "EXAMPLES", "GOVERNANCE"] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** A file as it was when the corpus was read; its bytes are never changed. */
export interface SourceFile {
  /** From the corpus's root, with a leading slash: `/specs/otc/0.1.0/spec.md`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The bytes decoded as UTF-8, a byte order mark kept. */
  readonly text: string;
  readonly sha256: string;
  /** RFC 3339. */
  readonly lastUpdated: string;
  /** Where that time was taken from: the lock, the contract's own statement, a header in the text, the file system. */
  readonly lastUpdatedFrom: "lock" | "statement" | "header" | "file";
}

export interface Section {
  /** The heading's anchor as GitHub makes it; empty for the text before the first heading. */
  readonly anchor: string;
  readonly title: string;
  /** 1 to 6; 0 for the text before the first heading. */
  readonly level: number;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The heading and what follows it up to the next heading, verbatim. */
  readonly text: string;
  /** The same with all sections below it. */
  readonly fullText: string;
  /** The titles of the sections around it, outermost first. */
  readonly trail: readonly string[];
}

export interface Document extends SourceFile {
  readonly contract: string;
  readonly version: string;
  readonly type: DocumentType;
  readonly format: "markdown" | "json";
  /** The sections in reading order; none in a JSON document. */
  outline(): readonly Section[];
}

export interface Schema extends SourceFile {
  /** Its `$id`. */
  readonly id: string;
  readonly json: JsonObject;
}

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly artifact: JsonObject;
  /** The `$id` of the schema that it was checked against. */
  readonly validatesAgainst: string;
  readonly path: string;
  readonly source: SourceFile;
}

export interface Withheld {
  readonly path: string;
  readonly id: string;
  readonly reason: string;
}

export interface Examples {
  readonly served: readonly Example[];
  readonly withheld: readonly Withheld[];
  /** Code blocks of the EXAMPLES document that are no valid artifacts, so no examples in the sense of OMP 2.4. */
  readonly otherBlocks: number;
}

export interface ContractVersion {
  readonly contract: string;
  readonly version: string;
  readonly status: Status;
  /** `/specs/otc/0.1.0/` */
  readonly path: string;
  readonly documents: ReadonlyMap<DocumentType, Document>;
  /** Other files of this version, which are resources only. */
  readonly extra: readonly SourceFile[];
  /** The schema when it is a valid JSON Schema, and else why it is withheld. */
  schema(): { readonly served?: Schema; readonly withheld?: Withheld };
  /** The examples, validated when first asked for. */
  examples(): Examples;
}

export interface Unsupported {
  readonly version: string;
  readonly reason: string;
}

export interface Contract {
  readonly acronym: string;
  readonly name: string;
  readonly category: Category;
  readonly path: string;
  /** Highest first; at least one. */
  readonly versions: readonly ContractVersion[];
  /** What is served when no version is asked for (OMP 4.2). */
  readonly latest: ContractVersion;
  /** Versions that were published but are not served here. */
  readonly unsupported: readonly Unsupported[];
}

/** A contract of which nothing can be served. */
export interface WithheldContract {
  readonly acronym: string;
  readonly path: string;
  readonly reason: string;
  readonly unsupported: readonly Unsupported[];
}

export interface Term {
  readonly term: string;
  readonly definition: string;
  readonly aliases: readonly string[];
  readonly contracts: readonly string[];
  /** The anchor of its heading in the glossary. */
  readonly anchor: string;
}

export interface Glossary {
  readonly source: SourceFile;
  readonly terms: readonly Term[];
}

export interface Responsibilities {
  readonly acronym: string;
  readonly owns: readonly string[];
  readonly doesNotOwn: readonly string[];
  readonly dependsOn: readonly string[];
}

export interface ContractMap {
  readonly source: SourceFile;
  readonly entries: readonly Responsibilities[];
}

/** Something wrong with a corpus. An error means that what it names is withheld; a note is worth knowing only. */
export interface Problem {
  readonly severity: "error" | "warning" | "note";
  readonly path: string;
  readonly reason: string;
}

/** A set of standards as it is served: read once, never changed. */
export interface Corpus {
  readonly root: string;
  readonly layout: "okham-specs" | "standards";
  readonly title: string | undefined;
  /** SPDX identifier, when the operator states one. */
  readonly license: string | undefined;
  /** The authoritative base URL, when the operator states one; ends with a slash. */
  readonly base: string | undefined;
  /** SHA-256 over the paths and digests of all files: the version of the corpus. */
  readonly digest: string;
  /** The newest time of its files. */
  readonly lastUpdated: string;
  /** By acronym, in alphabetical order. */
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly glossary: Glossary | undefined;
  readonly map: ContractMap | undefined;
  readonly licences: readonly SourceFile[];
  /** Every file that is served, by its path. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Contracts that are withheld as a whole, and why. */
  readonly withheld: readonly WithheldContract[];
  /** What was found while reading. */
  readonly problems: readonly Problem[];
  /** What was found while reading, and what validating every schema and example finds. */
  checks(): readonly Problem[];
}

/** Nothing can be served: the message says why and what to do. */
export class CorpusError extends Error {
  override readonly name = "CorpusError";
  /** What was found, where there is more to say than the message. */
  readonly problems: readonly Problem[];
  constructor(message: string, { problems = [], ...options }: ErrorOptions & { problems?: readonly Problem[] } = {}) {
    super(message, options);
    this.problems = problems;
  }
}
