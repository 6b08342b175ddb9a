import type { Environment } from "../config.ts";
import { loadOpenAPI } from "../openapi/load.ts";
import type { OpenAPIDocument } from "../openapi/document.ts";
import type { Auth } from "../openapi/security.ts";
import type { CallerOptions } from "../openapi/caller.ts";
import { textOption, textsOption, UsageError, type OptionSpec, type OptionValues } from "./command.ts";

/** Options of every command that reads a document. */
export const DOCUMENT_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  root: {
    type: "string",
    value: "<folder>",
    help: "Files that the document refers to must be in here [its own folder]",
  },
  "remote-refs": { type: "boolean", help: "Follow references over the network" },
  overlay: { type: "string", multiple: true, value: "<file>", help: "An OpenAPI Overlay to apply; may be repeated" },
};

/** Options that choose among the tools. */
export const FILTER_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  tag: { type: "string", multiple: true, value: "<tag>", help: "Only operations with this tag; may be repeated" },
  path: { type: "string", multiple: true, value: "<prefix>", help: "Only paths that begin so; may be repeated" },
  method: { type: "string", multiple: true, value: "<method>", help: "Only this method; may be repeated" },
};

/** Options of every command that calls an API. */
export const CALL_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  "base-url": { type: "string", value: "<url>", help: "Call this instead of the document's server" },
  "token-env": { type: "string", value: "<name>", help: "Environment variable that holds the token [OCP_TOKEN]" },
  header: { type: "string", multiple: true, value: "<name: value>", help: "A header to send; may be repeated" },
  timeout: { type: "string", value: "<seconds>", help: "Longest wait for an answer [30]" },
  "allow-private": { type: "boolean", help: "Call private addresses too, when a remote document names them" },
};

/** Reads the document that a command was given. */
export async function readDocument(source: string, values: OptionValues): Promise<OpenAPIDocument> {
  const root = textOption(values, "root");
  return loadOpenAPI(source, {
    ...(root !== undefined && { root }),
    remoteRefs: values["remote-refs"] === true,
    overlays: textsOption(values, "overlay"),
  });
}

/** How the API is called, by options and environment. Secrets come from the environment alone. */
export function callerOptions(values: OptionValues, env: Environment): CallerOptions {
  const baseUrl = textOption(values, "base-url");
  const seconds = textOption(values, "timeout");
  if (seconds !== undefined && !/^\d+(?:\.\d+)?$/.test(seconds)) throw new UsageError("--timeout takes seconds.");
  const auth = authFrom(env, textOption(values, "token-env") ?? "OCP_TOKEN");
  return {
    ...filterOptions(values),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(seconds !== undefined && { timeoutMs: Number(seconds) * 1000 }),
    ...(auth && { auth }),
    ...(values["allow-private"] === true && { allowPrivate: true }),
    headers: Object.fromEntries(textsOption(values, "header").map(headerPair)),
  };
}

export function filterOptions(values: OptionValues): Pick<CallerOptions, "tags" | "paths" | "methods"> {
  const [tags, paths, methods] = ["tag", "path", "method"].map((name) => textsOption(values, name)) as [
    string[],
    string[],
    string[],
  ];
  return {
    ...(tags.length > 0 && { tags }),
    ...(paths.length > 0 && { paths }),
    ...(methods.length > 0 && { methods }),
  };
}

function authFrom(env: Environment, tokenName: string): Auth | undefined {
  const { [tokenName]: token, OCP_API_KEY: apiKey, OCP_USERNAME: username, OCP_PASSWORD: password } = env;
  const auth = {
    ...(token && { token }),
    ...(apiKey && { apiKey }),
    ...(username && { username }),
    ...(password && { password }),
  };
  return Object.keys(auth).length > 0 ? auth : undefined;
}

function headerPair(text: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError('--header takes "Name: value".');
  return [name, value];
}
