import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  findTool,
  TOOL_NAMES,
  TOOLS,
  underscoreName,
  type ToolInput,
  type ToolName,
  type ToolOutput,
} from "../src/index.ts";

/** The least that each tool accepts. */
const LEAST: { [N in ToolName]: ToolInput<N> } = {
  "workspace.register": { root_uri: "/repo" },
  "workspace.index": { workspace_id: "ws_1" },
  "workspace.invalidate": { workspace_id: "ws_1", paths: ["src"] },
  "workspace.list_chunks": { workspace_id: "ws_1" },
  "workspace.list": {},
  "workspace.put": { workspace_id: "ws_1", documents: [{ uri: "doc://a", content: null }] },
  "workspace.unregister": { workspace_id: "ws_1" },
  "context.search": { workspace_id: "ws_1", query: "" },
  "context.get_chunk": { chunk_id: "c" },
  "context.pack": { workspace_id: "ws_1", intent: "", budget_tokens: 1 },
  "state.set": { key: "k", value: null, scope: "global" },
  "state.get": { key: "k" },
  "state.list": {},
  "state.delete": { key: "k", scope: "global" },
  "session.open": { workspace_id: "ws_1" },
  "session.close": { session_id: "s" },
  "session.handoff": { session_id: "s", from_agent: "a", to_agent: "b", message: null },
  "session.checkpoint": { session_id: "s", label: "l" },
  "session.restore": { checkpoint_id: "c" },
  "session.list": { workspace_id: "ws_1" },
  "events.subscribe": { workspace_id: "ws_1" },
  "events.poll": {},
  "events.unsubscribe": { subscription_id: "sub_1" },
  "prompt.prepare": { prompt: "p" },
  "prompt.record_result": { trace_id: "tr_1", result: null },
};

const inputOf = (name: ToolName): z.ZodType => TOOLS[name].input;

describe.each(TOOL_NAMES)("%s", (name) => {
  const contract = TOOLS[name];

  it("accepts the least that it needs and refuses each of these fields missing", () => {
    const least = LEAST[name] as Record<string, unknown>;
    expect(inputOf(name).safeParse(least).error).toBeUndefined();
    for (const field of Object.keys(least)) {
      const without = Object.fromEntries(Object.entries(least).filter(([key]) => key !== field));
      expect(inputOf(name).safeParse(without).error?.issues[0]?.path, field).toEqual([field]);
    }
  });

  it("refuses a parameter that it does not know, by name", () => {
    const issues = inputOf(name).safeParse({ ...LEAST[name], nonsense: 1 }).error?.issues;
    expect(issues).toMatchObject([{ code: "unrecognized_keys", keys: ["nonsense"] }]);
  });

  it("has a title and a description short enough for every host", () => {
    expect(contract.title.length).toBeGreaterThan(3);
    expect(contract.description.length).toBeGreaterThan(30);
    expect(Buffer.byteLength(contract.description)).toBeLessThan(2048);
  });

  it("has hints that do not contradict each other", () => {
    const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = contract.annotations;
    expect(openWorldHint).toBe(false);
    expect(readOnlyHint && (destructiveHint || !idempotentHint)).toBe(false);
  });

  it("is found under both spellings, of which the second suits every host", () => {
    expect(findTool(name)).toBe(name);
    expect(findTool(underscoreName(name))).toBe(name);
    expect(underscoreName(name)).toMatch(/^[a-z_]{1,64}$/);
  });

  it("never answers a success with the key `error`, by which clients know a failure", () => {
    const output = contract.output as z.ZodObject;
    expect(Object.keys(output.shape)).not.toContain("error");
  });
});

describe("the tools", () => {
  it("are these, in this order, at these levels", () => {
    expect(TOOL_NAMES.map((name) => `${name} ${TOOLS[name].level}`)).toEqual([
      "workspace.register core",
      "workspace.index core",
      "workspace.invalidate core",
      "workspace.list_chunks core",
      "workspace.list core",
      "workspace.put core",
      "workspace.unregister core",
      "context.search core",
      "context.get_chunk core",
      "context.pack core",
      "state.set core",
      "state.get core",
      "state.list core",
      "state.delete core",
      "session.open core+coordination",
      "session.close core+coordination",
      "session.handoff core+coordination",
      "session.checkpoint core+coordination",
      "session.restore core+coordination",
      "session.list core+coordination",
      "events.subscribe full",
      "events.poll full",
      "events.unsubscribe full",
      "prompt.prepare optional",
      "prompt.record_result optional",
    ]);
  });

  it("have no spelling in common", () => {
    const spellings = TOOL_NAMES.flatMap((name) => [name, underscoreName(name)]);
    expect(new Set(spellings).size).toBe(spellings.length);
  });

  it.each(["", "workspace", "workspace.Register", "workspace-register", "toString", "__proto__"])(
    "do not answer to '%s'",
    (name) => {
      expect(findTool(name)).toBeUndefined();
    },
  );

  it("only read, or say what else they do", () => {
    const readers = TOOL_NAMES.filter((name) => TOOLS[name].annotations.readOnlyHint);
    const removers = TOOL_NAMES.filter((name) => TOOLS[name].annotations.destructiveHint);
    expect(readers).toEqual([
      "workspace.list_chunks",
      "workspace.list",
      "context.search",
      "context.get_chunk",
      "context.pack",
      "state.get",
      "state.list",
      "session.list",
      "events.poll",
    ]);
    expect(removers).toEqual([
      "workspace.put",
      "workspace.unregister",
      "state.set",
      "state.delete",
      "session.close",
      "events.unsubscribe",
    ]);
  });

  it("fill in the documented defaults", () => {
    const filled = (name: ToolName): unknown => inputOf(name).parse(LEAST[name]);
    expect(filled("workspace.index")).toMatchObject({ wait: true });
    expect(filled("workspace.list_chunks")).toMatchObject({ limit: 50 });
    expect(filled("context.search")).toMatchObject({ k: 5 });
    expect(filled("context.get_chunk")).toMatchObject({ allow_stale: false });
    expect(filled("context.pack")).toMatchObject({ include_state: false });
    expect(filled("state.list")).toMatchObject({ limit: 100 });
    expect(filled("session.checkpoint")).toMatchObject({ include_state: false });
    expect(filled("events.poll")).toMatchObject({ limit: 100, wait_ms: 0 });
  });

  it.each([
    ["context.search", { k: 0 }],
    ["context.search", { k: 2.5 }],
    ["context.search", { k: "5" }],
    ["context.search", { query: "x".repeat(20_001) }],
    ["context.search", { filters: { lang: "ts" } }],
    ["context.search", { filters: { language: [] } }],
    ["context.pack", { budget_tokens: 0 }],
    ["context.pack", { budget_tokens: 2_000_001 }],
    ["workspace.invalidate", { paths: [] }],
    ["workspace.list_chunks", { limit: 501 }],
    ["state.set", { key: "" }],
    ["state.set", { key: "k".repeat(513) }],
    ["state.set", { ttl_seconds: 0 }],
    ["state.set", { ttl_seconds: 315_360_001 }],
    ["state.set", { if_version: -1 }],
    ["session.open", { session_id: "" }],
    ["session.open", { session_id: "a\nb" }],
    ["session.open", { session_id: "s".repeat(257) }],
    ["events.subscribe", { types: ["chunk.gone"] }],
    ["events.poll", { wait_ms: 30_001 }],
  ] as const)("refuse %s with %o", (name, wrong) => {
    expect(inputOf(name).safeParse({ ...LEAST[name], ...wrong }).success).toBe(false);
  });

  it("accept any string as an id and as a scope, so that the right error can answer it", () => {
    const odd = ["", " ", "\u0000", "nope", "x".repeat(100_000)];
    expect(odd.filter((chunk_id) => !inputOf("context.get_chunk").safeParse({ chunk_id }).success)).toEqual([]);
    expect(odd.filter((workspace_id) => !inputOf("workspace.index").safeParse({ workspace_id }).success)).toEqual([]);
    expect(odd.filter((scope) => !inputOf("state.set").safeParse({ ...LEAST["state.set"], scope }).success)).toEqual(
      [],
    );
  });

  it("let answers grow: a field of a later version does not break a client of this one", () => {
    const answer = { workspace_id: "ws_1", created: true, root_uri: "file:///repo", name: "repo", later: 1 };
    expect(TOOLS["workspace.register"].output.safeParse(answer).success).toBe(true);
  });

  it("have types that tell what may be left out", () => {
    expectTypeOf<ToolInput<"context.search">>().toHaveProperty("k").toEqualTypeOf<number | undefined>();
    expectTypeOf<ToolOutput<"context.search">["scores"]>().toEqualTypeOf<number[]>();
    expectTypeOf<ToolOutput<"session.restore">>().toEqualTypeOf<{ session_id: string }>();
  });
});
