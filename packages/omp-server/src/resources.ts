import {
  DOCUMENT_TYPES,
  type ContractVersion,
  type Corpus,
  type DocumentType,
  type SourceFile,
} from "./corpus/model.ts";
import type { Freshness } from "./tools/tool.ts";

/** What a resource's address begins with. The contract stands in the path, where its case is kept. */
const BASE = "omp://standards/";

export interface ResourceEntry {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly mimeType: string;
  readonly size?: number;
}

export interface ResourceContent {
  readonly text: string;
  readonly mimeType: string;
  readonly freshness: Freshness;
}

export const RESOURCE_TEMPLATES = [
  {
    uriTemplate: `${BASE}{contract}/{version}/{document}`,
    name: "document",
    title: "Document",
    description: "A document of a contract, as published",
    mimeType: "text/markdown",
  },
  {
    uriTemplate: `${BASE}{contract}/{version}/{document}{#section}`,
    name: "section",
    title: "Section",
    description: "One section of a document with the sections below it",
    mimeType: "text/markdown",
  },
  {
    uriTemplate: `${BASE}{contract}/{version}/schema.json`,
    name: "schema",
    title: "JSON Schema",
    description: "The schema of a contract, as published",
    mimeType: "application/schema+json",
  },
  {
    uriTemplate: `${BASE}{contract}/{version}/examples/{example}`,
    name: "example",
    title: "Example",
    description: "A valid example artifact, as JSON",
    mimeType: "application/json",
  },
];

const listed = new WeakMap<Corpus, readonly ResourceEntry[]>();

/** Every resource: licences, glossary and map, then each version's documents, schema, examples and other files, then all sections. */
export function listResources(corpus: Corpus): readonly ResourceEntry[] {
  let entries = listed.get(corpus);
  if (!entries) {
    const versions = [...corpus.contracts.values()].flatMap(({ name, versions: all }) =>
      all.map((version) => ({ name, version })),
    );
    const whole = aboutTheWhole(corpus).map(({ source, name, title }) =>
      fileEntry(`${BASE}${name}`, name, title, source),
    );
    listed.set(corpus, (entries = [...whole, ...versions.flatMap(partEntries), ...versions.flatMap(sectionEntries)]));
  }
  return entries;
}

interface NamedVersion {
  readonly name: string;
  readonly version: ContractVersion;
}

function partEntries({ name, version }: NamedVersion): ResourceEntry[] {
  const at = `${BASE}${version.contract}/${version.version}/`;
  const label = `${version.contract} ${version.version}`;
  const { served: schema } = version.schema();
  return [
    ...[...version.documents.values()].map((document) =>
      fileEntry(`${at}${document.type}`, `${label} ${document.type}`, `${name}: ${document.type}`, document),
    ),
    ...(schema
      ? [
          {
            ...fileEntry(`${at}schema.json`, `${label} schema`, `${name}: JSON Schema`, schema),
            mimeType: "application/schema+json",
          },
        ]
      : []),
    ...version.examples().served.map(({ id, title }) => {
      const uri = `${at}examples/${encodeURIComponent(id)}`;
      return { uri, name: `${label} example ${id}`, title: `${name}: ${title}`, mimeType: "application/json" };
    }),
    ...version.extra.map((file) => {
      const base = baseName(file.path);
      return fileEntry(`${at}extra/${encodeURIComponent(base)}`, `${label} ${base}`, `${name}: ${base}`, file);
    }),
  ];
}

function sectionEntries({ version }: NamedVersion): ResourceEntry[] {
  return [...version.documents.values()].flatMap((document) =>
    document
      .outline()
      .filter(({ anchor }) => anchor !== "")
      .map(({ anchor, title, fullText }) => ({
        uri: `${BASE}${version.contract}/${version.version}/${document.type}#${encodeURIComponent(anchor)}`,
        name: `${version.contract} ${version.version} ${document.type} ${anchor}`,
        title,
        mimeType: "text/markdown",
        size: Buffer.byteLength(fullText),
      })),
  );
}

function fileEntry(uri: string, name: string, title: string, { path, bytes }: SourceFile): ResourceEntry {
  return { uri, name, title, mimeType: mimeTypeOf(path), size: bytes.length };
}

/** Files about the corpus as a whole, by the names under which they can be read. */
function aboutTheWhole({ glossary, map, licences }: Corpus): { source: SourceFile; name: string; title: string }[] {
  return [
    ...licences.map((source) => ({ source, name: baseName(source.path), title: `Licence: ${baseName(source.path)}` })),
    ...(glossary ? [{ source: glossary.source, name: "GLOSSARY", title: "Glossary" }] : []),
    ...(map ? [{ source: map.source, name: "CONTRACT-MAP", title: "Contract map" }] : []),
  ];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The media type of a file by its name. */
export function mimeTypeOf(path: string): string {
  if (/\.json$/i.test(path)) return "application/json";
  if (/\.ya?ml$/i.test(path)) return "application/yaml";
  return /\.(md|markdown)$/i.test(path) ? "text/markdown" : "text/plain";
}

/** What a resource holds, or undefined when there is none at this address. */
export function readResource(corpus: Corpus, uri: string): ResourceContent | undefined {
  if (!uri.startsWith(BASE) || uri.length > 1_000) return undefined;
  const [address = "", fragment] = uri.slice(BASE.length).split("#");
  let parts: string[];
  let anchor: string | undefined;
  try {
    parts = address.split("/").map((part) => decodeURIComponent(part));
    anchor = fragment === undefined ? undefined : decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
  if (parts.length === 1 && anchor === undefined) {
    const found = aboutTheWhole(corpus).find(({ name }) => name === parts[0]);
    return found && { ...textOf(found.source), freshness: "changing" };
  }
  const [acronym, label, kind, id, ...more] = parts;
  const version = corpus.contracts.get(acronym!)?.versions.find((other) => other.version === label);
  if (!version || more.length > 0) return undefined;
  const content = readPart(version, { kind: kind ?? "", id, anchor });
  return content && { ...content, freshness: version.status === "STABLE" ? "stable" : "changing" };
}

function readPart(
  version: ContractVersion,
  { kind, id, anchor }: { kind: string; id: string | undefined; anchor: string | undefined },
): Omit<ResourceContent, "freshness"> | undefined {
  if (id !== undefined) {
    if (anchor !== undefined) return undefined;
    if (kind === "examples") {
      const example = version.examples().served.find((other) => other.id === id);
      return example && { text: JSON.stringify(example.artifact, undefined, 2), mimeType: "application/json" };
    }
    const file = kind === "extra" ? version.extra.find(({ path }) => baseName(path) === id) : undefined;
    return file && textOf(file);
  }
  if (kind === "schema.json") {
    const { served } = version.schema();
    return served && anchor === undefined ? { text: served.text, mimeType: "application/schema+json" } : undefined;
  }
  const document = version.documents.get(kind as DocumentType);
  if (!document || anchor === undefined) return document && textOf(document);
  const section = document.outline().find((other) => other.anchor === anchor);
  return section && { text: section.fullText, mimeType: mimeTypeOf(document.path) };
}

function textOf({ path, text }: SourceFile): { text: string; mimeType: string } {
  return { text, mimeType: mimeTypeOf(path) };
}

/** The address of a document. */
export function documentUri({ contract, version }: ContractVersion, type: DocumentType): string {
  return `${BASE}${contract}/${version}/${type}`;
}

/** Values for a variable of a template or an argument of a prompt, given those that are chosen already. */
export function completeArgument(
  corpus: Corpus,
  { name, value }: { readonly name: string; readonly value: string },
  chosen: Readonly<Record<string, string>>,
): string[] {
  const contract = corpus.contracts.get(chosen["contract"] ?? "");
  const version = contract?.versions.find((other) => other.version === chosen["version"]) ?? contract?.latest;
  const document = version?.documents.get((chosen["document"] ?? "") as DocumentType);
  const candidates = (): Iterable<string> => {
    switch (name) {
      case "contract":
        return corpus.contracts.keys();
      case "version":
      case "from":
      case "to":
        return contract?.versions.map((other) => other.version) ?? [];
      case "document":
        return version?.documents.keys() ?? DOCUMENT_TYPES;
      case "section":
        return document?.outline().flatMap(({ anchor }) => anchor || []) ?? [];
      case "example":
        return version?.examples().served.map(({ id }) => id) ?? [];
      default:
        return [];
    }
  };
  const typed = value.toLowerCase();
  return [...candidates()].filter((candidate) => candidate.toLowerCase().startsWith(typed));
}
