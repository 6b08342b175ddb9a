/** What every generated TypeScript client consists of, but for its methods and types. */
export const TYPESCRIPT_RUNTIME = String.raw`/** What the agent is about; it goes along in OCP headers. */
export interface Context {
  context_id: string;
  agent_type: string;
  user?: string | null;
  workspace?: string | null;
  current_goal?: string | null;
  [field: string]: unknown;
}

export interface ClientOptions {
  baseUrl?: string;
  /** Sent as "Authorization: Bearer …", to this API only. */
  token?: string;
  headers?: Record<string, string>;
  context?: Context;
  fetch?: typeof fetch;
}

export interface CallOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
  context?: Context;
}

/** An answer of 4xx or 5xx. */
export class ApiError extends Error {
  readonly status: number;
  readonly data: unknown;
  constructor(status: number, data: unknown) {
    super("The API answered " + status + ".");
    this.name = "ApiError";
    this.status = status;
    this.data = data;
  }
}

interface Wire {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly (readonly (string | boolean)[])[];
  readonly body: readonly unknown[] | null;
}

type Pair = [string, string];

export class Client {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
  }

// {{methods}}
  async #send(wire: unknown, args: object, options: CallOptions): Promise<unknown> {
    const { name, method, path, parameters, body } = wire as Wire;
    const given = new Map<string, unknown>(Object.entries(args));
    const headers = new Headers({ accept: "application/json", ...this.#options.headers, ...options.headers });
    if (this.#options.token !== undefined) headers.set("authorization", "Bearer " + this.#options.token);
    for (const [field, value] of await contextHeaders(options.context ?? this.#options.context)) headers.set(field, value);
    const query: string[] = [];
    const cookies: string[] = [];
    const holes = new Map<string, string>();
    for (const [argument, field, place, style, explode] of parameters as readonly [string, string, string, string, boolean][]) {
      const value = given.get(argument);
      if (value === undefined || value === null) continue;
      if (place === "path") holes.set(field, pathText(field, value, style, explode));
      else if (place === "header") headers.set(field, pairs(field, value, "form", false, String).map(([, text]) => text).join(","));
      else if (place === "cookie") cookies.push(...pairs(field, value, "form", explode, encode).map((pair) => pair.join("=")));
      else query.push(...pairs(field, value, style, explode, encode).map(([key, text]) => encode(key) + "=" + text));
    }
    if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
    const filled = path.replace(/\{([^{}]*)\}/g, (_hole, field: string) => {
      const text = holes.get(field) ?? "";
      if (text === "" || text === "." || text === "..") throw new TypeError(name + ": " + field + " must not be empty or dots.");
      return text;
    });
    const base = (this.#options.baseUrl ?? "{{server}}").replace(/\/+$/, "");
    const url = base + filled + (query.length > 0 ? (filled.includes("?") ? "&" : "?") + query.join("&") : "");
    const content = body === null ? undefined : encodeBody(body, given);
    if (content !== undefined && content.type !== null) headers.set("content-type", content.type);
    // A redirect could take credentials and context to strangers.
    const response = await (this.#options.fetch ?? fetch)(url, {
      method,
      headers,
      redirect: "error",
      ...(content !== undefined && { body: content.body }),
      ...(options.signal !== undefined && { signal: options.signal }),
    });
    const data = await read(response);
    if (!response.ok) throw new ApiError(response.status, data);
    return data;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => "%" + character.charCodeAt(0).toString(16).toUpperCase());
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function pairs(name: string, value: unknown, style: string, explode: boolean, coded: (text: string) => string): Pair[] {
  if (value === null || value === undefined) return [];
  if (style === "json" || typeof value !== "object") return [[name, coded(style === "json" ? JSON.stringify(value) : show(value))]];
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  if (style === "deepObject")
    return entries.flatMap(([key, item]) => pairs(name + "[" + key + "]", item, style, explode, coded));
  const delimiter = { spaceDelimited: "%20", pipeDelimited: "%7C", tabDelimited: "%09" }[style] ?? ",";
  if (Array.isArray(value)) {
    const items = entries.map(([, item]) => coded(show(item)));
    if (explode) return items.map((item): Pair => [name, item]);
    return items.length === 0 ? [] : [[name, items.join(delimiter)]];
  }
  if (explode) return entries.map(([key, item]): Pair => [key, coded(show(item))]);
  return entries.length === 0 ? [] : [[name, entries.flatMap(([key, item]) => [coded(key), coded(show(item))]).join(delimiter)]];
}

function pathText(name: string, value: unknown, style: string, explode: boolean): string {
  const found = pairs(name, value, style === "json" ? style : "form", explode, encode);
  const isObject = typeof value === "object" && !Array.isArray(value);
  if (style === "matrix") return found.map(([key, text]) => ";" + encode(key) + (text === "" ? "" : "=" + text)).join("");
  const texts = found.map(([key, text]) => (isObject && explode ? encode(key) + "=" + text : text));
  return style === "label" ? "." + texts.join(explode ? "." : ",") : texts.join(",");
}

function encodeBody([kind, type, properties, required]: readonly unknown[], given: ReadonlyMap<string, unknown>) {
  let value = given.get("body");
  const styles = new Map<string, string>();
  if (properties !== null) {
    const listed = properties as readonly (readonly [string, string, string])[];
    for (const [, field, style] of listed) styles.set(field, style);
    const present = listed.filter(([argument]) => given.get(argument) !== undefined);
    value = present.length > 0 || required === true ? Object.fromEntries(present.map(([argument, field]) => [field, given.get(argument)])) : undefined;
  }
  if (value === undefined) return undefined;
  const fields = typeof value === "object" && value !== null && !(value instanceof Blob) ? Object.entries(value) : [];
  switch (kind) {
    case "json":
      return { type: type as string, body: JSON.stringify(value) };
    case "form": {
      const all = fields.flatMap(([field, item]): Pair[] => {
        const style = styles.get(field) ?? "";
        if (style !== "") return pairs(field, item, style.replace("*", ""), style.endsWith("*"), (text) => text);
        return pairs(field, item, typeof item === "object" && !Array.isArray(item) ? "json" : "form", true, (text) => text);
      });
      return { type: type as string, body: new URLSearchParams(all).toString() };
    }
    case "multipart": {
      const form = new FormData();
      for (const [field, item] of fields)
        for (const one of Array.isArray(item) ? (item as unknown[]) : [item as unknown])
          if (one instanceof Blob) form.append(field, one);
          else if (one !== undefined && one !== null) form.append(field, show(one));
      return { type: null, body: form };
    }
    default:
      return { type: type as string, body: value instanceof Blob ? value : show(value) };
  }
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Header fields of the Open Context Protocol. */
async function contextHeaders(context: Context | undefined): Promise<Pair[]> {
  if (context === undefined) return [];
  const bytes = new TextEncoder().encode(JSON.stringify(context));
  const isLong = bytes.length > 1000;
  const packed = isLong
    ? new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer())
    : bytes;
  const base64 = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  const found: [string, unknown][] = [
    ["OCP-Context-ID", context.context_id],
    ["OCP-Agent-Type", context.agent_type],
    ["OCP-Current-Goal", context.current_goal],
    ["OCP-Agent-Goal", context.current_goal],
    ["OCP-User", context.user],
    ["OCP-Workspace", context.workspace],
    ["OCP-Version", "1.0"],
  ];
  const plain = found.filter((pair): pair is Pair => typeof pair[1] === "string" && pair[1] !== "");
  const session: Pair[] = base64.length <= 8192 ? [["OCP-Session", (isLong ? "gzip:" : "") + base64]] : [];
  return [...plain.map(([name, value]): Pair => [name, value.replace(/[^\x20-\x7E]/g, "?").slice(0, 256)]), ...session];
}
`;
