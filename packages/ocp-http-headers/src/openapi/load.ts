import { createDocument, type OpenAPIDocument } from "./document.ts";
import { messageOf, ToolError } from "./errors.ts";
import { externalUris, mayReferOutside } from "./external.ts";
import { fileUrl, folderOf, readFileText } from "./files.ts";
import { createGuard, type NetworkOptions } from "./guard.ts";
import { isObject } from "./json.ts";
import { applyOverlays } from "./overlay.ts";
import { parseText } from "./parse.ts";
import type { Resource } from "./references.ts";
import { readCapped } from "./read-capped.ts";
import { fetchGuarded } from "./redirects.ts";

/** How a document is read. */
export interface LoadOptions extends NetworkOptions {
  /** Files that it refers to must be below this folder [the document's own folder]. A path or a `file:` URL. */
  readonly root?: string | URL;
  /** Whether references over the network are followed: never, to these origins, or anywhere allowed [false]. */
  readonly remoteRefs?: boolean | readonly string[];
  /** Largest file, in bytes [64 MiB]. */
  readonly maxBytes?: number;
  /** Most files that one document may consist of [10000]. */
  readonly maxFiles?: number;
  /** OpenAPI Overlays 1.0 to apply, in this order: paths, URLs or parsed overlays. */
  readonly overlays?: readonly (string | URL | object)[];
  /** Sent when the document itself is fetched. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
  /** Longest wait for one file from the network, in milliseconds [30000]. */
  readonly timeoutMs?: number;
}

const AT_ONCE = 16;

/**
 * Reads an OpenAPI document: a path, a `file:` or `http(s):` URL, the text itself, or what was parsed already. Files
 * inside its root that it refers to are read too; nothing is resolved, so this costs little more than parsing.
 */
export async function loadOpenAPI(source: string | URL | object, options: LoadOptions = {}): Promise<OpenAPIDocument> {
  const overlays = await Promise.all(
    (options.overlays ?? []).map(async (overlay) => (await readSource(overlay, options)).parsed),
  );
  const main = await readSource(source, options);
  const parsed = overlays.length > 0 ? applyOverlays(structuredClone(main.parsed), overlays) : main.parsed;
  const problems: string[] = [];
  const others = main.mayRefer || overlays.length > 0 ? await readOthers({ ...main, parsed }, options, problems) : [];
  const document = createDocument(parsed, { source: main.uri === null ? null : withoutSecrets(main.uri), others });
  for (const problem of problems) document.references.problems.add(problem);
  return document;
}

interface Source {
  readonly parsed: unknown;
  readonly uri: string | null;
  readonly mayRefer: boolean;
}

async function readSource(source: string | URL | object, options: LoadOptions): Promise<Source> {
  if (typeof source !== "string" && !(source instanceof URL)) return { parsed: source, uri: null, mayRefer: true };
  const given = String(source);
  if (/^\s*[{[]/.test(given) || given.includes("\n"))
    return {
      parsed: parseText(given, "the document"),
      uri: null,
      mayRefer: mayReferOutside(given, followsRemote(options)),
    };
  const uri = /^[a-z][a-z0-9+.-]+:/i.test(given) ? new URL(given).href : fileUrl(given);
  const text = await readText(uri, options, {});
  return { parsed: parseText(text, withoutSecrets(uri)), uri, mayRefer: mayReferOutside(text, followsRemote(options)) };
}

async function readText(uri: string, options: LoadOptions, { root }: { root?: string }): Promise<string> {
  const maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
  if (uri.startsWith("file:")) return readFileText(uri, { maxBytes, ...(root !== undefined && { root }) });
  if (!/^https?:/.test(uri))
    throw new ToolError("DOCUMENT_INVALID", `${uri.slice(0, 80)} is neither a file nor an http(s) URL.`);
  const name = withoutSecrets(uri);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const headers = new Headers({ accept: "application/json, application/yaml;q=0.9, */*;q=0.5", ...options.headers });
  // A document that the caller names may be on his own network; what it refers to may not, unless it is there too.
  const guard = createGuard({ ...options, trusted: [new URL(uri)] });
  const { response } = await fetchGuarded({
    request: { method: "GET", url: new URL(uri), headers, body: null },
    guard,
    fetch: options.fetch ?? fetch,
    signal,
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new ToolError("DOCUMENT_INVALID", `${name} answered ${response.status}, not a document.`);
  }
  return new TextDecoder().decode(await readCapped(response, maxBytes, name));
}

async function readOthers(main: Source, options: LoadOptions, problems: string[]): Promise<Resource[]> {
  if (main.uri === null) return [];
  const root = rootOf(main.uri, options);
  const read = new Map<string, Resource>();
  const asked = new Set<string>([main.uri]);
  let wanted = [...externalUris(main.parsed, main.uri)];
  while (wanted.length > 0) {
    const next = new Set<string>();
    for (let start = 0; start < wanted.length; start += AT_ONCE) {
      if (read.size >= (options.maxFiles ?? 10_000))
        throw new ToolError("DOCUMENT_INVALID", `${withoutSecrets(main.uri)} refers to more than ${read.size} files.`);
      await Promise.all(
        wanted.slice(start, start + AT_ONCE).map(async (uri) => {
          asked.add(uri);
          try {
            refuseRemote(uri, main.uri ?? "", options);
            const text = await readText(uri, options, root === undefined ? {} : { root });
            const parsed = parseText(text, withoutSecrets(uri));
            read.set(uri, { uri, root: parsed });
            if (mayReferOutside(text, followsRemote(options)))
              for (const further of externalUris(parsed, uri)) next.add(further);
          } catch (error) {
            options.signal?.throwIfAborted();
            problems.push(`A file that the document refers to was left out: ${messageOf(error)}`);
          }
        }),
      );
    }
    wanted = [...next].filter((uri) => !asked.has(uri));
  }
  // In a stable order, whatever answered first.
  return [...read.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

function followsRemote({ remoteRefs = false }: LoadOptions): boolean {
  return remoteRefs !== false;
}

function rootOf(uri: string, { root }: LoadOptions): string | undefined {
  if (root === undefined) return uri.startsWith("file:") ? folderOf(uri) : undefined;
  const url = String(root).startsWith("file:") ? String(root) : fileUrl(String(root));
  return url.endsWith("/") ? url : `${url}/`;
}

function refuseRemote(uri: string, from: string, { remoteRefs = false }: LoadOptions): void {
  if (uri.startsWith("file:")) {
    if (from.startsWith("file:")) return;
    throw new ToolError("DOCUMENT_INVALID", `${uri} is a file here, and the document is not.`);
  }
  const { origin } = new URL(uri);
  if (remoteRefs === true || (Array.isArray(remoteRefs) && remoteRefs.includes(origin))) return;
  throw new ToolError("DOCUMENT_INVALID", `${withoutSecrets(uri)} is remote. Give \`remoteRefs\` to follow it.`);
}

/** A URL as it may be shown: without user, password, query and fragment. */
function withoutSecrets(uri: string): string {
  const url = URL.parse(uri);
  if (!url || url.protocol === "file:") return uri;
  return `${url.origin === "null" ? url.protocol : url.origin}${url.pathname}`;
}

/** A document from what is given synchronously: loaded before, or parsed. */
export function asDocument(source: OpenAPIDocument | object): OpenAPIDocument {
  return isDocument(source) ? source : createDocument(source);
}

function isDocument(source: object): source is OpenAPIDocument {
  return "references" in source && "raw" in source && isObject(source.raw);
}
