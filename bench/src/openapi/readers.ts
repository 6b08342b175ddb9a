import { readFile } from "node:fs/promises";
import { load } from "js-yaml";

/** What one library makes of a document. */
export interface Reading {
  /** Operations or tools that it lists. */
  readonly count: number;
}

/** One library, loaded before the clock starts; its reader goes from the file to the list of operations. */
export type Reader = () => Promise<(file: string) => Promise<Reading>>;

async function parse(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, "utf8");
  return (file.endsWith(".json") ? JSON.parse(text) : load(text)) as Record<string, unknown>;
}

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

function countOperations(document: unknown): number {
  const { paths } = document as { paths?: Record<string, object> };
  return Object.values(paths ?? {}).reduce(
    (sum, item) => sum + Object.keys(item).filter((key) => METHODS.has(key)).length,
    0,
  );
}

export const READERS: Readonly<Record<string, Reader>> = {
  async "ocp-http-headers"() {
    const { loadOpenAPI, toolsFromOpenAPI } = await import("ocp-http-headers/openapi");
    return async (file) => ({ count: toolsFromOpenAPI(await loadOpenAPI(file)).length });
  },
  // The same, and the schemas of every tool's arguments written, as a list for a model needs them.
  async "ocp-http-headers, all arguments"() {
    const { loadOpenAPI, toolsFromOpenAPI, toMcpTools } = await import("ocp-http-headers/openapi");
    return async (file) => ({ count: toMcpTools(toolsFromOpenAPI(await loadOpenAPI(file))).length });
  },
  // One tool found and its request built: what a first call costs before the network does.
  async "ocp-http-headers, first request"() {
    const { createCaller, loadOpenAPI } = await import("ocp-http-headers/openapi");
    return async (file) => {
      const caller = createCaller(await loadOpenAPI(file), { baseUrl: "https://api.example" });
      const plain = caller.tools.find((tool) => tool.method === "GET" && !tool.path.includes("{"));
      if (plain) caller.build(plain.name);
      return { count: caller.tools.length };
    };
  },
  async "openapi-client-axios"() {
    const { OpenAPIClientAxios } = await import("openapi-client-axios");
    return async (file) => {
      const api = new OpenAPIClientAxios({ definition: (await parse(file)) as never, quick: true });
      await api.init();
      return { count: api.getOperations().length };
    };
  },
  async "@scalar/openapi-parser"() {
    const { dereference } = await import("@scalar/openapi-parser");
    return async (file) => ({ count: countOperations(dereference(await readFile(file, "utf8")).schema) });
  },
  async "@apidevtools/swagger-parser"() {
    const { default: SwaggerParser } = await import("@apidevtools/swagger-parser");
    return async (file) => ({ count: countOperations(await SwaggerParser.dereference(file)) });
  },
  async "openapi-mcp-generator"() {
    const { getToolsFromOpenApi } = await import("openapi-mcp-generator");
    return async (file) => ({ count: (await getToolsFromOpenApi(file)).length });
  },
};
