import { createCaller, type Caller, type CallerOptions } from "./caller.ts";
import { loadOpenAPI, type LoadOptions } from "./load.ts";
import type { Tool } from "./tool.ts";
import { toolsFromOpenAPI, type ToolsOptions } from "./tools.ts";
import type { AnyMethod, ApiClient } from "./wrap-types.ts";

/** How a document is read and its operations are called. */
export interface WrapOptions extends CallerOptions, Omit<LoadOptions, keyof CallerOptions> {}

const callers = new WeakMap<object, Caller>();

/**
 * An API as an object with a method for each operation, under its name and its camelCase alias. A document that is
 * given as a literal types its arguments and answers; for others, say what you know: `wrapOpenAPI<MyDocument>(url)`.
 */
export async function wrapOpenAPI<const Document extends object>(
  source: Document | string | URL,
  options: WrapOptions = {},
): Promise<ApiClient<Document>> {
  const caller = createCaller(await loadOpenAPI(source, options), options);
  const methods = Object.create(null) as Record<string, AnyMethod>;
  const add = (name: string, tool: Tool): void => {
    // An object with a `then` would be taken for a promise.
    if (name !== "then" && !(name in methods)) methods[name] = (args, own) => caller.call(tool.name, args, own);
  };
  for (const tool of caller.tools) add(tool.name, tool);
  for (const tool of caller.tools) add(tool.alias, tool);
  callers.set(methods, caller);
  return methods as ApiClient<Document>;
}

/** The caller behind an object that `wrapOpenAPI` made: for searching, listing and paging. */
export function callerOf(client: object): Caller {
  const caller = callers.get(client);
  if (!caller) throw new TypeError("This object was not made by wrapOpenAPI.");
  return caller;
}

/** The tools of several documents in one list, to be shown to a model. `OCPClient` calls them by name. */
export async function discoverFromOpenAPI(
  sources: readonly (string | URL | object)[],
  options: LoadOptions & ToolsOptions = {},
): Promise<Tool[]> {
  const documents = await Promise.all(sources.map((source) => loadOpenAPI(source, options)));
  return documents.flatMap((document) => toolsFromOpenAPI(document, options));
}
