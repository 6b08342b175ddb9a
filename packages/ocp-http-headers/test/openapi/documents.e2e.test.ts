import { describe, expect, it } from "vitest";
import { createCaller, loadOpenAPI, type Caller, type RequestPreview, type Tool } from "../../src/openapi/index.ts";
import { allDocuments } from "./documents.ts";
import { generate } from "./generate.ts";
import { createJudge } from "./independent.ts";

/** What the judge itself cannot read, by the words of its complaint. */
const JUDGE_LIMITS: readonly RegExp[] = [
  // It reads text as a number before it asks which alternative fits, and then several do.
  /oneOf \{"passingSchemas":\[0,1\]\}/,
  // It looks for an exploded object under the parameter's name instead of its properties.
  /^\/query must NOT have additional properties/,
];

describe.each(allDocuments().filter(({ path }) => !path.includes("petstore-separate")))("$name", ({ path, root }) => {
  it("gives requests that another library finds nothing wrong with", { timeout: 600_000 }, async () => {
    const document = await loadOpenAPI(path, { root });
    const caller = createCaller(document, { baseUrl: "https://api.example/base" });
    const judge = await createJudge(document);
    const faults: string[] = [];
    for (const tool of caller.tools)
      for (const full of [false, true]) {
        const request = build(caller, tool, full);
        const found = await judge(tool, request).catch((error: unknown) => [`the judge broke: ${String(error)}`]);
        const real = found.filter(
          (fault) =>
            !JUDGE_LIMITS.some((limit) => limit.test(fault)) &&
            // Nor does it match a path that holds a query, as a few of OpenAI's do.
            !(tool.path.includes("?") && fault.startsWith("/path must have required property")),
        );
        if (real.length > 0) faults.push(`${tool.method} ${tool.path} ${full}: ${real.join("; ").slice(0, 300)}`);
      }
    expect(faults).toEqual([]);
  });
});

function build(caller: Caller, tool: Tool, full: boolean): RequestPreview {
  let fault: unknown;
  for (const pick of [0, 1, 2, 3]) {
    try {
      return caller.build(tool.name, generate(tool.input_schema, { full, pick }) as Record<string, unknown>);
    } catch (error) {
      fault ??= error;
    }
  }
  throw fault;
}
