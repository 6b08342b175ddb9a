import type { OpenAPIDocument } from "./document.ts";
import { ToolError } from "./errors.ts";
import { get, getArray, getObject, getString, getStrings, isObject, type JsonObject } from "./json.ts";
import type { Operation } from "./operations.ts";

/** What a provider of credentials is asked for. */
export interface SecretRequest {
  /** The name of the security scheme; null when the document has none. */
  readonly scheme: string | null;
  readonly scopes: readonly string[];
  /** The only origin that will see the credential. */
  readonly origin: string;
  /** The last one was refused: get a new one. */
  readonly refresh: boolean;
}

/** A secret, or a function that fetches one, such as an OAuth2 access token. */
export type Secret = string | ((request: SecretRequest) => string | Promise<string>);

export interface BasicCredentials {
  readonly username: string;
  readonly password: Secret;
}

/** Credentials of one API. They are sent to its own servers only. */
export interface Auth {
  /** For bearer, OAuth2 and OpenID Connect; without any scheme in the document `Authorization: Bearer …`. */
  readonly token?: Secret;
  /** For an API key in a header, in the query or in a cookie. */
  readonly apiKey?: Secret;
  readonly username?: string;
  readonly password?: Secret;
  /** By the names of the document's security schemes, before all others. */
  readonly schemes?: Readonly<Record<string, Secret | BasicCredentials>>;
  /** Sent as they are. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further origins that may have the credentials. */
  readonly origins?: readonly string[];
}

/** Where in a request a credential goes. */
export interface Credential {
  readonly place: "header" | "query" | "cookie";
  readonly name: string;
  readonly value: string;
}

interface Asked {
  readonly document: OpenAPIDocument;
  readonly operation: Operation;
  readonly auth: Auth;
  readonly origin: string;
  readonly refresh?: boolean;
}

/** The credentials for one call: those of the first alternative that all can be given for. */
export async function credentialsFor(asked: Asked): Promise<Credential[]> {
  const { document, operation, auth } = asked;
  const schemes = schemesOf(document);
  const fixed = Object.entries(auth.headers ?? {}).map(([name, value]): Credential => ({
    place: "header",
    name,
    value,
  }));
  const own = get(operation.node, "security");
  const alternatives = Array.isArray(own) ? own : getArray(document.raw, "security");
  for (const alternative of alternatives) {
    if (!isObject(alternative)) continue;
    const wanted = Object.keys(alternative);
    if (wanted.length === 0 || !wanted.every((name) => secretFor(schemes.get(name), name, auth) !== undefined))
      continue;
    const given = wanted.map((name) =>
      credential({ ...asked, name, node: schemes.get(name), scopes: getStrings(alternative, name) }),
    );
    return [...fixed, ...(await Promise.all(given))];
  }
  // A document that says nothing of security may be for an API that has it all the same.
  if (alternatives.length === 0 && !Array.isArray(own)) return [...fixed, ...(await undescribed(asked, schemes))];
  return fixed;
}

function schemesOf({ references, raw, dialect }: OpenAPIDocument): Map<string, JsonObject> {
  const node =
    dialect === "2.0"
      ? getObject(raw, "securityDefinitions")
      : getObject(getObject(raw, "components"), "securitySchemes");
  const found = new Map<string, JsonObject>();
  for (const [name, scheme] of Object.entries(node ?? {})) {
    const resolved = references.resolve({ node: scheme, resource: references.root }).node;
    if (isObject(resolved)) found.set(name, resolved);
  }
  return found;
}

type SchemeKind = "basic" | "bearer" | "apiKey" | "other";

function kindOf(node: JsonObject | undefined): SchemeKind {
  const type = getString(node, "type");
  if (type === "basic") return "basic";
  if (type === "oauth2" || type === "openIdConnect") return "bearer";
  if (type === "apiKey") return "apiKey";
  const scheme = getString(node, "scheme")?.toLowerCase();
  return type !== "http" ? "other" : scheme === "basic" ? "basic" : scheme === "bearer" ? "bearer" : "other";
}

function secretFor(node: JsonObject | undefined, name: string, auth: Auth): Secret | BasicCredentials | undefined {
  const named = auth.schemes && Object.hasOwn(auth.schemes, name) ? auth.schemes[name] : undefined;
  if (named !== undefined) return named;
  const basic = auth.username === undefined ? undefined : { username: auth.username, password: auth.password ?? "" };
  switch (kindOf(node)) {
    case "basic":
      return basic;
    case "bearer":
      return auth.token;
    case "apiKey":
      // Some documents describe `Authorization: Bearer …` as an API key.
      return auth.apiKey ?? (getString(node, "name")?.toLowerCase() === "authorization" ? auth.token : undefined);
    case "other":
      return undefined;
  }
}

async function credential(
  asked: Asked & { name: string; node: JsonObject | undefined; scopes: readonly string[] },
): Promise<Credential> {
  const { name, node, auth } = asked;
  const secret = secretFor(node, name, auth) as Secret | BasicCredentials;
  if (typeof secret === "object")
    return authorization(`Basic ${toBase64(`${secret.username}:${await resolve(secret.password, asked)}`)}`);
  const value = await resolve(secret, asked);
  if (kindOf(node) === "basic") return authorization(`Basic ${toBase64(value)}`);
  if (kindOf(node) !== "apiKey") {
    const scheme = getString(node, "scheme") ?? "Bearer";
    return authorization(`${scheme.charAt(0).toUpperCase()}${scheme.slice(1)} ${value}`);
  }
  const place = getString(node, "in");
  const header = getString(node, "name") ?? "";
  if (header.toLowerCase() === "authorization" && auth.apiKey === undefined && auth.schemes?.[name] === undefined)
    return authorization(`Bearer ${value}`);
  return { place: place === "query" || place === "cookie" ? place : "header", name: header, value };
}

async function undescribed(asked: Asked, schemes: ReadonlyMap<string, JsonObject>): Promise<Credential[]> {
  const { auth } = asked;
  const only = schemes.size === 1 ? [...schemes][0] : undefined;
  if (only && secretFor(only[1], only[0], auth) !== undefined)
    return [await credential({ ...asked, name: only[0], node: only[1], scopes: [] })];
  const request = { ...asked, name: null, scopes: [] };
  if (auth.token !== undefined) return [authorization(`Bearer ${await resolve(auth.token, request)}`)];
  if (auth.username !== undefined)
    return [authorization(`Basic ${toBase64(`${auth.username}:${await resolve(auth.password ?? "", request)}`)}`)];
  return [];
}

function authorization(value: string): Credential {
  return { place: "header", name: "authorization", value };
}

async function resolve(
  secret: Secret,
  { name, scopes, origin, refresh = false }: Asked & { name: string | null; scopes: readonly string[] },
): Promise<string> {
  if (typeof secret === "string") return secret;
  try {
    return await secret({ scheme: name, scopes, origin, refresh });
  } catch {
    // What the provider says may hold what it knows.
    throw new ToolError("AUTH_FAILED", `The provider of credentials for ${name ?? "the API"} failed.`);
  }
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Whether there is a secret that a provider can fetch anew. */
export function canRefresh({ token, apiKey, password, schemes = {} }: Auth): boolean {
  return [token, apiKey, password, ...Object.values(schemes)].some(
    (secret) => typeof secret === "function" || (typeof secret === "object" && typeof secret.password === "function"),
  );
}
