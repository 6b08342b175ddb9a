import { describe, expect, it } from "vitest";
import { createCaller, loadOpenAPI, type Caller, type Tool } from "../../src/openapi/index.ts";
import { allDocuments } from "./documents.ts";
import { generate } from "./generate.ts";

describe.each(allDocuments())("$name", ({ path, root }) => {
  it("makes every operation a tool that can be called, without a request going out", async () => {
    const document = await loadOpenAPI(path, {
      root,
      fetch: () => Promise.reject(new Error("nothing may be fetched")),
    });
    const caller = createCaller(document, { baseUrl: "https://api.example/base" });
    const faults: string[] = [];
    for (const tool of caller.tools) {
      for (const full of [false, true]) faults.push(...tryTool(caller, tool, full));
      expect(caller.find(`${tool.method} ${tool.path}`)).toBe(tool);
      expect(tool.model_name).toMatch(/^[A-Za-z_][\w-]{0,63}$/);
      expect(tool.alias).toMatch(/^[a-z][a-zA-Z0-9]*$/);
      const wire = JSON.parse(JSON.stringify(tool)) as Record<string, unknown>;
      expect(Object.keys(wire["parameters"] as object)).toEqual(Object.keys(tool.parameters));
    }
    expect(faults).toEqual([]);
    expect(new Set(caller.tools.map(({ name }) => name)).size).toBe(caller.tools.length);
    expect(new Set(caller.tools.map((tool) => tool.model_name)).size).toBe(caller.tools.length);
  });
});

/** What went wrong, unless one of the alternatives that the schema offers works. */
function tryTool(caller: Caller, tool: Tool, full: boolean): string[] {
  let fault = "";
  for (const pick of [0, 1, 2, 3]) {
    const args = generate(tool.input_schema, { full, pick }) as Record<string, unknown>;
    try {
      const { url } = caller.build(tool.name, args);
      const isFilled = url.startsWith("https://api.example/base/") && !/[{}]|%7B|%7D/i.test(new URL(url).pathname);
      return isFilled ? [] : [`${tool.name}: ${url}`];
    } catch (error) {
      fault ||= `${tool.name}: ${String(error).slice(0, 400)} for ${JSON.stringify(args).slice(0, 300)}`;
    }
  }
  return [fault];
}
