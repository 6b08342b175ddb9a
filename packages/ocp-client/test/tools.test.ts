import { TOOL_NAMES, type ToolInput, type ToolOutput } from "ocp-core";
import { describe, expect, expectTypeOf, it } from "vitest";
import { createTools, type OcpTools } from "../src/tools.ts";

describe("the methods of a client", () => {
  it("are exactly the tools of the contract, in camel case", () => {
    const tools = createTools(() => Promise.reject(new Error("not called")));
    const methods = Object.entries(tools).flatMap(([group, members]) =>
      Object.keys(members).map((method) => `${group}.${method}`),
    );
    const expected = TOOL_NAMES.map((name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
    expect(methods).toEqual(expected);
    expect(methods).toContain("workspace.listChunks");
    expect(methods).toContain("context.getChunk");
  });

  it("call the tool under its name on the wire, with the input and the options untouched", async () => {
    const calls: unknown[][] = [];
    const tools = createTools((...args) => {
      calls.push(args);
      return Promise.resolve({}) as never;
    });
    const input = { workspace_id: "ws_1", query: "q" };
    const options = { timeoutMs: 5 };
    await tools.context.search(input, options);
    await tools.workspace.list();
    expect(calls).toEqual([
      ["context.search", input, options],
      ["workspace.list", {}, undefined],
    ]);
  });

  it("are typed by the contract", () => {
    expectTypeOf<OcpTools["workspace"]["listChunks"]>()
      .parameter(0)
      .toEqualTypeOf<ToolInput<"workspace.list_chunks">>();
    expectTypeOf<OcpTools["context"]["search"]>().returns.resolves.toEqualTypeOf<ToolOutput<"context.search">>();
    expectTypeOf<OcpTools["context"]["search"]>().returns.resolves.toHaveProperty("scores").toEqualTypeOf<number[]>();
    expectTypeOf<OcpTools["session"]["handoff"]>().toBeCallableWith({
      session_id: "s",
      from_agent: "a",
      to_agent: "b",
      message: { any: "json" },
    });
    expectTypeOf<keyof OcpTools>().toEqualTypeOf<"workspace" | "context" | "state" | "session" | "events" | "prompt">();
  });

  it("may leave the input out only where nothing in it is required", () => {
    expectTypeOf<OcpTools["workspace"]["list"]>().toBeCallableWith();
    expectTypeOf<Parameters<OcpTools["workspace"]["index"]>>().not.toExtend<[]>();
    // @ts-expect-error workspace_id is required
    expectTypeOf<OcpTools["workspace"]["index"]>().toBeCallableWith({});
    // @ts-expect-error fields are spelled as on the wire
    expectTypeOf<OcpTools["workspace"]["index"]>().toBeCallableWith({ workspaceId: "ws_1" });
  });
});
