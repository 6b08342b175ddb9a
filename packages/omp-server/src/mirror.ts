import type { Corpus, JsonObject } from "./corpus/model.ts";

/** A tool call that has an address. */
export interface MirrorEntry {
  readonly path: string;
  readonly tool: string;
  readonly input: JsonObject;
}

const LATEST = "latest";

/** Every tool call whose answer is worth an address: all but searches. */
export function* listMirror(corpus: Corpus): Generator<MirrorEntry> {
  yield entry("list_contracts.json", "list_contracts", {});
  if (corpus.map) yield entry("get_contract_map.json", "get_contract_map", {});
  for (const { term } of corpus.glossary?.terms ?? [])
    yield entry(`resolve_term/${encodeURIComponent(term)}.json`, "resolve_term", { term });
  for (const { acronym, versions, latest } of corpus.contracts.values()) {
    for (const { label, version, input } of [
      { label: LATEST, version: latest, input: { contract: acronym } },
      ...versions.map((one) => ({
        label: one.version,
        version: one,
        input: { contract: acronym, version: one.version },
      })),
    ]) {
      for (const document of version.documents.values()) {
        const { type } = document;
        const place = `${acronym}/${label}/${type}`;
        yield entry(`get_contract_doc/${place}.json`, "get_contract_doc", { ...input, document: type });
        yield entry(`get_outline/${place}.json`, "get_outline", { ...input, document: type });
        for (const { anchor } of document.outline()) {
          if (anchor === "") continue;
          yield entry(`get_section/${place}/${encodeURIComponent(anchor)}.json`, "get_section", {
            ...input,
            document: type,
            section: anchor,
          });
        }
      }
      if (version.schema().served) yield entry(`get_schema/${acronym}/${label}.json`, "get_schema", input);
      const { served } = version.examples();
      if (served.length > 0) yield entry(`get_example/${acronym}/${label}.json`, "get_example", input);
      for (const { id } of served)
        yield entry(`get_example/${acronym}/${label}/${encodeURIComponent(id)}.json`, "get_example", {
          ...input,
          example_id: id,
        });
    }
  }
}

function entry(name: string, tool: string, input: JsonObject): MirrorEntry {
  return { path: `/answers/${name}`, tool, input };
}

/** The tool call that an address stands for, or undefined. Whether there is such a contract is for the call to say. */
export function parseMirrorPath(path: string, query: URLSearchParams): Omit<MirrorEntry, "path"> | undefined {
  const [, name] = /^\/answers\/(.+)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  if (name === "search_docs") return { tool: name, input: searchInput(query) };
  const parts = name.endsWith(".json") ? decode(name.slice(0, -5).split("/")) : undefined;
  if (!parts) return undefined;
  const [tool = "", ...rest] = parts;
  if ((tool === "list_contracts" || tool === "get_contract_map") && rest.length === 0) return { tool, input: {} };
  if (tool === "resolve_term" && rest.length === 1) return { tool, input: { term: rest[0]! } };
  const [contract, label, third, fourth, ...more] = rest;
  if (contract === undefined || label === undefined || more.length > 0) return undefined;
  const input: JsonObject = { contract, ...(label === LATEST ? {} : { version: label }) };
  if (tool === "get_schema" && third === undefined) return { tool, input };
  if (tool === "get_example" && fourth === undefined)
    return { tool, input: third === undefined ? input : { ...input, example_id: third } };
  if ((tool === "get_contract_doc" || tool === "get_outline") && third !== undefined && fourth === undefined)
    return { tool, input: { ...input, document: third } };
  if (tool === "get_section" && third !== undefined && fourth !== undefined)
    return { tool, input: { ...input, document: third, section: fourth } };
  return undefined;
}

function searchInput(query: URLSearchParams): JsonObject {
  const input: JsonObject = {};
  for (const [name, value] of query) {
    if (name === "contracts" || name === "document_types") input[name] = value.split(",").filter((item) => item !== "");
    else input[name] = value;
  }
  return input;
}

function decode(parts: readonly string[]): string[] | undefined {
  try {
    return parts.map((part) => decodeURIComponent(part));
  } catch {
    return undefined;
  }
}
