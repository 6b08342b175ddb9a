import { get, isObject, type JsonObject } from "./json.ts";

/** One file of a document, by its absolute URI. */
export interface Resource {
  readonly uri: string;
  readonly root: unknown;
}

/** A node and the file that its references are relative to. */
export interface Located {
  readonly node: unknown;
  readonly resource: Resource;
  /** Where the last reference led: absolute URI and JSON Pointer. Absent when there was none. */
  readonly key?: string;
}

/** Longest chain of references that lead to references. */
const MAX_HOPS = 64;

/** Resolves `$ref` on demand; nothing is resolved that nobody asks for. */
export class References {
  readonly root: Resource;
  readonly problems = new Set<string>();
  readonly #resources: ReadonlyMap<string, Resource>;
  readonly #found = new Map<Resource, Map<string, Located | null>>();
  readonly #anchors = new Map<Resource, Map<string, JsonObject>>();

  constructor(root: Resource, others: Iterable<Resource> = []) {
    this.root = root;
    this.#resources = new Map([root, ...others].map((resource) => [resource.uri, resource]));
  }

  get resources(): Iterable<Resource> {
    return this.#resources.values();
  }

  /** Follows `$ref` until there is none. A reference that leads nowhere gives `node: undefined` and a problem. */
  resolve(start: Located): Located {
    let at = start;
    for (let hops = 0; hops <= MAX_HOPS; hops++) {
      const ref = get(at.node, "$ref");
      if (typeof ref !== "string") return at;
      const next = this.follow(ref, at.resource);
      if (!next) return { node: undefined, resource: at.resource };
      at = next;
    }
    this.problems.add(`The reference ${describeKey(at.key)} leads back to itself.`);
    return { node: undefined, resource: at.resource };
  }

  /** Where one reference leads, or undefined with a problem noted. */
  follow(ref: string, from: Resource): Located | undefined {
    let found = this.#found.get(from);
    if (!found) this.#found.set(from, (found = new Map()));
    let target = found.get(ref);
    if (target === undefined) {
      target = this.#locate(ref, from) ?? null;
      const reason = /^https?:/.test(ref) ? "is remote; give `remoteRefs` to follow it" : "leads nowhere";
      if (!target) this.problems.add(`The reference ${JSON.stringify(ref.slice(0, 200))} ${reason}.`);
      found.set(ref, target);
    }
    return target ?? undefined;
  }

  #locate(ref: string, from: Resource): Located | undefined {
    const hash = ref.indexOf("#");
    const file = hash === -1 ? ref : ref.slice(0, hash);
    const fragment = hash === -1 ? "" : ref.slice(hash + 1);
    const resource = file === "" ? from : this.#resourceAt(file, from);
    if (!resource) {
      const identified = this.#byAnchor(from, file);
      if (!identified) return undefined;
      return fragment === ""
        ? { node: identified, resource: from, key: `${from.uri}#$id:${file}` }
        : this.#pointer({ uri: from.uri, root: identified }, fragment, from);
    }
    if (fragment === "" || fragment.startsWith("/")) return this.#pointer(resource, fragment, resource);
    const node = this.#byAnchor(resource, `#${decode(fragment)}`);
    return node && { node, resource, key: `${resource.uri}#${fragment}` };
  }

  #resourceAt(file: string, from: Resource): Resource | undefined {
    const uri = resolveUri(file, from.uri);
    return uri === undefined ? undefined : this.#resources.get(uri);
  }

  #pointer({ root }: Resource, fragment: string, resource: Resource): Located | undefined {
    let node: unknown = root;
    let at = resource;
    const tokens = fragment.split("/").slice(1).map(decodeToken);
    for (const [index, token] of tokens.entries()) {
      // A pointer may lead through a reference, to what that refers to.
      if (index > 0 && typeof get(node, "$ref") === "string" && get(node, token) === undefined) {
        if (index > MAX_HOPS) return undefined;
        const through = this.#follow(node, at);
        if (!through) return undefined;
        ({ node, resource: at } = through);
      }
      node = Array.isArray(node) ? (/^\d+$/.test(token) ? node[Number(token)] : undefined) : get(node, token);
      if (node === undefined) return undefined;
    }
    const pointer = tokens.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    return { node, resource: at, key: `${resource.uri}#${pointer}` };
  }

  readonly #open = new Set<unknown>();

  #follow(node: unknown, resource: Resource): Located | undefined {
    if (this.#open.has(node)) return undefined;
    this.#open.add(node);
    try {
      const target = this.resolve({ node, resource });
      return target.node === undefined ? undefined : target;
    } finally {
      this.#open.delete(node);
    }
  }

  /** Schemas by `$id`, and by `#` and their `$anchor` or `$dynamicAnchor`; looked for only when a pointer is none. */
  #byAnchor(resource: Resource, name: string): JsonObject | undefined {
    let anchors = this.#anchors.get(resource);
    if (!anchors) {
      this.#anchors.set(resource, (anchors = new Map()));
      const seen = new Set<unknown>();
      const queue: unknown[] = [resource.root];
      for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
        if (typeof node !== "object" || node === null || seen.has(node)) continue;
        seen.add(node);
        for (const value of Object.values(node)) if (typeof value === "object" && value !== null) queue.push(value);
        if (!isObject(node)) continue;
        for (const key of ["$anchor", "$dynamicAnchor"]) {
          const anchor = get(node, key);
          if (typeof anchor === "string") anchors.set(`#${anchor}`, node);
        }
        const id = get(node, "$id");
        if (typeof id === "string") anchors.set(id, node);
      }
    }
    return anchors.get(name);
  }
}

/** An absolute URI without its fragment; undefined when it cannot be one. */
export function resolveUri(reference: string, base: string): string | undefined {
  const url = URL.parse(reference, base);
  if (!url) return undefined;
  url.hash = "";
  return url.href;
}

/** The part of a key that a person knows: what comes after the file. */
function describeKey(key: string | undefined): string {
  return JSON.stringify((key ?? "").replace(/^[^#]*/, "").slice(0, 200));
}

function decodeToken(token: string): string {
  return decode(token).replaceAll("~1", "/").replaceAll("~0", "~");
}

function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
