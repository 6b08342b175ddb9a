import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  addContextHeaders,
  AgentContext,
  contextHeadersFor,
  isContextHeader,
  parseContext,
  parseContextAsync,
  stripContextHeaders,
  toHeaders,
  toHeadersAsync,
  traceFrom,
} from "../src/index.ts";

const lengthOf = (headers: Record<string, string>): number =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
let drawn = 0;
/** Text that does not compress, never the same twice, and the same on every run. */
const noise = (length: number): string => {
  const hashes = Array.from({ length: Math.ceil(length / 43) }, () => createHash("sha256").update(`${drawn++}`));
  return hashes
    .map((hash) => hash.digest("base64url").slice(0, 43))
    .join("")
    .slice(0, length);
};

describe("the size of what is sent", () => {
  it("stays below its caps by forgetting the oldest history first", () => {
    const context = new AgentContext({ user: "alice", current_goal: "goal" });
    for (let at = 0; at < 1000; at++)
      context.addInteraction(`call:${at}`, "GET /items", noise(40), { arguments: ["a"] });
    context.addRecentChange("kept").accumulate("kept", true);
    const headers = context.toHeaders();
    const session = headers["OCP-Session"] ?? "";
    expect(session.length).toBeLessThanOrEqual(8000);
    expect(session.length).toBeGreaterThan(7700);
    expect(lengthOf(headers)).toBeLessThanOrEqual(12_288);
    const read = parseContext(headers);
    expect(read?.history).toEqual(context.history.slice(-(read?.history.length ?? 0)));
    expect(read).toMatchObject({ recent_changes: ["kept"], current_goal: "goal" });
    expect(read?.accumulated_context).toEqual({ kept: true });
    expect(context.history.length).toBe(1000);
  });

  it("gives up, in this order, details, history, turns of the conversation, changes, facts, documents, ends of texts", () => {
    const big = (more: object): AgentContext => new AgentContext({ error_context: "error", ...more });
    const item = { timestamp: "2026-01-01T00:00:00Z", action: "call", result: "ok", metadata: { body: noise(9000) } };
    expect(parseContext(big({ history: [item] }).toHeaders())?.history).toEqual([
      { ...item, api_endpoint: null, result: null, metadata: {} },
    ]);
    expect(parseContext(big({ history: [{ ...item, action: noise(9000) }] }).toHeaders())).toMatchObject({
      history: [],
      error_context: "error",
    });
    const turns = Array.from({ length: 9 }, (_, at) => ({ role: "user", content: `${at}${noise(2000)}` }));
    for (const conversation of [turns, { history: turns, topic: "t" }]) {
      const read = parseContext(
        big({ conversation, recent_changes: ["c"], accumulated_context: { fact: 1 } }).toHeaders(),
      );
      const left = [read?.session["conversation"]].flatMap(
        (value) => (value as { history?: unknown[] }).history ?? value,
      );
      expect(left).toEqual(turns.slice(-left.length));
      expect(left.length).toBeGreaterThan(1);
      expect(read).toMatchObject({ recent_changes: ["c"], session: { accumulated_context: { fact: 1 } } });
    }
    const changes = Array.from({ length: 5 }, (_, at) => `${at}${noise(2500)}`);
    const changed = parseContext(big({ recent_changes: changes, accumulated_context: { fact: 1 } }).toHeaders());
    expect(changed?.recent_changes).toEqual(changes.slice(-3));
    expect(changed?.accumulated_context).toEqual({ fact: 1 });
    const facts = big({ accumulated_context: { fact: noise(9000) }, api_specs: { a: "https://a/" } });
    expect(parseContext(facts.toHeaders())).toMatchObject({ api_specs: { a: "https://a/" }, error_context: "error" });
    expect(parseContext(facts.toHeaders())?.accumulated_context).toEqual({});
    expect(parseContext(big({ api_specs: { a: noise(9000) } }).toHeaders())).toMatchObject({
      api_specs: {},
      error_context: "error",
    });
    const cut = parseContext(big({ error_context: `start ${noise(20_000)}`, user: "alice" }).toHeaders());
    expect(cut?.error_context).toMatch(/^start /);
    expect(cut?.user).toBe("alice");
  });

  it("fits whatever limit is set, and never passes the profile's", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 9000 }), fc.nat({ max: 12_000 }).map(noise));
    fc.assert(
      fc.property(
        fc.record({ user: text, agent_type: text, current_goal: text, error_context: text, context_id: fc.string() }),
        fc.integer({ min: 900, max: 20_000 }),
        (init, limit) => {
          const headers = toHeaders(init, { maxSessionLength: limit, maxTotalLength: limit + 1500 });
          expect((headers["OCP-Session"] ?? "").length).toBeLessThanOrEqual(Math.min(limit, 8192));
          expect(lengthOf(headers)).toBeLessThanOrEqual(Math.min(limit + 1500, 12_288));
          expect(parseContext(headers)?.context_id).toBe(headers["OCP-Context-ID"]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("leaves the session out where not even an id has room", async () => {
    expect(Object.keys(toHeaders({ context_id: "a" }, { maxSessionLength: 10 }))).toEqual([
      "OCP-Context-ID",
      "OCP-Agent-Type",
      "OCP-Version",
    ]);
    expect(await toHeadersAsync({ context_id: "a" }, { maxTotalLength: 10 })).not.toHaveProperty("OCP-Session");
  });

  it("is that of nothing where a context cannot be read", () => {
    expect(toHeaders({ toJSON: () => JSON.parse("") })).toMatchObject({ "OCP-Agent-Type": "generic_agent" });
  });

  it("sends nothing that inflates to more than readers take, however well it compresses", async () => {
    const context = new AgentContext({ error_context: "a".repeat(1_100_000), user: "alice" });
    expect(parseContext(context.toHeaders())?.error_context).toMatch(/^a{2048}$/);
    expect((await parseContextAsync(await context.toHeadersAsync()))?.user).toBe("alice");
  });

  it("compresses above 1000 bytes of UTF-8 and not before", () => {
    const base = new AgentContext({ error_context: "" });
    const length = Buffer.byteLength(JSON.stringify(base));
    const plain = new AgentContext({ ...base.toJSON(), error_context: "a".repeat(1000 - length) });
    const packed = new AgentContext({ ...base.toJSON(), error_context: "a".repeat(1001 - length) });
    expect(plain.toHeaders()["OCP-Session"]).not.toMatch(/^gzip:/);
    expect(packed.toHeaders()["OCP-Session"]).toMatch(/^gzip:H4sI/);
    const wide = new AgentContext({ ...base.toJSON(), error_context: "é".repeat(Math.ceil((1001 - length) / 2)) });
    expect(wide.toHeaders()["OCP-Session"]).toMatch(/^gzip:/);
  });
});

describe("values of fields", () => {
  it("are accepted by fetch and node:http whatever the texts are", () => {
    fc.assert(
      fc.property(
        fc.record({
          user: fc.string({ unit: "binary" }),
          current_goal: fc.string({ unit: "grapheme" }),
          agent_type: fc.string({ unit: "binary" }),
        }),
        (init) => {
          const headers = toHeaders(init);
          expect([...new Headers(headers)].length).toBe(Object.keys(headers).length);
          for (const value of Object.values(headers)) expect(value).toMatch(/^[!-~](?:[ -~]*[!-~])?$/);
        },
      ),
    );
  });

  it("name the goal under both names", () => {
    const headers = toHeaders({ current_goal: "ship — it" });
    expect(headers["OCP-Current-Goal"]).toBe("ship %E2%80%94 it");
    expect(headers["OCP-Agent-Goal"]).toBe("ship %E2%80%94 it");
  });

  it("hold no secret, and neither does the session", () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    const headers = toHeaders({
      current_goal: `use ${token}`,
      error_context: "password=hunter22",
      accumulated_context: { api_key: "k-123", note: token },
    });
    const { context } = parseContext(headers, { strict: true });
    expect(JSON.stringify({ ...headers, session: context })).not.toMatch(/ghp_a|hunter22|k-123/);
    expect(context).toMatchObject({ current_goal: "use [redacted]", error_context: "password=[redacted]" });
    expect(toHeaders({ current_goal: token }, { redact: false })["OCP-Current-Goal"]).toBe(token);
  });
});

describe("where there is no zlib", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("nothing is compressed without waiting, and compressed sessions are read by the asynchronous function only", async () => {
    const context = new AgentContext({ error_context: "é".repeat(1000) });
    const compressed = context.toHeaders();
    vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
    const plain = context.toHeaders();
    expect(plain["OCP-Session"]).not.toMatch(/^gzip:/);
    expect(parseContext(plain)?.toJSON()).toEqual(context.toJSON());
    expect((await toHeadersAsync(context))["OCP-Session"]).toMatch(/^gzip:/);
    expect(parseContext(compressed, { strict: true }).reason).toBe("session_needs_async");
    expect((await parseContextAsync(compressed))?.toJSON()).toEqual(context.toJSON());
  });

  it("what is too long is trimmed by the asynchronous function too", async () => {
    const context = new AgentContext();
    for (let at = 0; at < 300; at++) context.addInteraction(`call:${at}`, null, noise(60));
    const headers = await toHeadersAsync(context);
    expect(headers["OCP-Session"]?.length).toBeLessThanOrEqual(8192);
    expect((await parseContextAsync(headers))?.toJSON()).toEqual(parseContext(context.toHeaders())?.toJSON());
  });
});

describe("a strict reader", () => {
  const strictly = (value: object): string => {
    const session = Buffer.from(JSON.stringify(value)).toString("base64");
    const reading = parseContext({ "OCP-Context-ID": "a", "OCP-Session": session }, { strict: true });
    return reading.context === null ? reading.message : "";
  };

  it("accepts what senders send", () => {
    const context = new AgentContext({ user: "a" }).addInteraction("a").addRecentChange("c").addApiSpec("n", "u");
    expect(strictly(context.toJSON())).toBe("");
    expect(strictly({ workspace: { name: "a" }, agent_goal: "g", unknown: 1 })).toBe("");
  });

  it.each([
    [{ context_id: "a b" }, "`context_id` must be 1 to 64 visible ASCII characters"],
    [{ agent_type: null }, "`agent_type` must be a string"],
    [{ user: 5, workspace: [] }, "`user` must be a string or null; `workspace` must be a string, an object or null"],
    [{ session: [] }, "`session` must be an object"],
    [{ history: [{ action: 5 }] }, "`history` must be a list of objects with an action"],
    [{ recent_changes: [5] }, "`recent_changes` must be a list of strings"],
    [{ recent_changes: {} }, "`recent_changes` must be a list of strings"],
    [{ api_specs: { a: 5 } }, "`api_specs` must be an object of strings"],
    [{ created_at: "now" }, "`created_at` must be a date-time"],
  ])("says what is wrong with %j", (value, fault) => {
    expect(strictly(value)).toBe(`OCP-Session holds fields of the wrong type. ${fault}.`);
  });
});

describe("where fields are read from", () => {
  const fields = new AgentContext({ context_id: "a", user: "alice" }).toHeaders();
  const lower = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  const sources: [string, object][] = [
    ["a plain object", fields],
    ["Node's lower-case object", lower],
    [
      "an object with lists as values",
      Object.fromEntries(Object.entries(lower).map(([name, value]) => [name, [value, "x"]])),
    ],
    ["Headers", new Headers(fields)],
    ["a Request", new Request("http://localhost/", { headers: fields })],
    ["a Response", new Response(null, { headers: fields })],
    ["an IncomingMessage", { headers: lower, rawHeaders: [] }],
    ["a Map", new Map(Object.entries(fields))],
    ["pairs", Object.entries(fields)],
    ["an object without a prototype", Object.assign(Object.create(null), fields)],
  ];

  it.each(sources)("%s", (_what, source) => {
    expect(parseContext(source)?.user).toBe("alice");
  });

  it.each([
    ["null", null],
    ["undefined", undefined],
    ["an object that throws", new Proxy({}, { ownKeys: () => JSON.parse(""), get: () => JSON.parse("") })],
    ["what only a prototype holds", Object.create(fields)],
    ["lists of nothing", { "ocp-context-id": [] }],
    ["pairs of nothing", [[], ["ocp-context-id"], "ocp-context-id", null]],
  ])("not %s", (_what, source) => {
    expect(parseContext(source)).toBeNull();
    expect(parseContext(source, { strict: true }).reason).toBe("no_context");
  });
});

describe("adding and stripping fields", () => {
  const context = new AgentContext({ context_id: "mine", user: "alice" });

  it("replaces what is there in any case", () => {
    const target = { "ocp-context-id": "theirs", "OCP-CURRENT-GOAL": "theirs", Accept: "*/*" };
    expect(addContextHeaders(target, context)).toBe(target);
    expect(target).toEqual({ Accept: "*/*", ...context.toHeaders() });
    const pairs: [string, string][] = [
      ["ocp-user", "theirs"],
      ["accept", "*/*"],
    ];
    expect(Object.fromEntries(addContextHeaders(pairs, context))).toEqual({ accept: "*/*", ...context.toHeaders() });
  });

  it("works on Headers, requests and answers", () => {
    const headers = new Headers({ "ocp-context-id": "theirs", "ocp-current-goal": "theirs" });
    for (const target of [headers, new Request("http://localhost/"), new Response("")]) {
      addContextHeaders(target, context);
      expect(parseContext(target)?.toJSON()).toEqual(context.toJSON());
    }
    expect(headers.has("ocp-current-goal")).toBe(false);
  });

  it("returns a copy of what cannot be changed", async () => {
    const fixed = Response.redirect("https://example.com/", 302);
    const copy = addContextHeaders(fixed, context);
    expect([copy.status, copy.headers.get("location"), copy.headers.get("ocp-context-id")]).toEqual([
      302,
      "https://example.com/",
      "mine",
    ]);
    expect(fixed.headers.has("ocp-context-id")).toBe(false);
    const request = new Request("http://localhost/", { method: "POST", body: "x" });
    Object.defineProperty(request, "headers", { value: fixed.headers });
    const sent = addContextHeaders(request, context);
    expect([await sent.text(), sent.headers.get("ocp-user")]).toEqual(["x", "alice"]);
    expect(() => addContextHeaders(Response.error(), context)).toThrow(TypeError);
  });

  it("adds the id to baggage that is there", () => {
    expect(addContextHeaders({ Baggage: "k=v" }, context, { detail: "ids" })).toEqual({
      "OCP-Context-ID": "mine",
      "OCP-Agent-Type": "generic_agent",
      "OCP-Version": "1.0",
      baggage: "k=v,ocp.context_id=mine",
    });
  });

  it("strips every field of the profile, the user's too, and the id from baggage", () => {
    const others = { Accept: "*/*", Authorization: "Bearer x", "ocp-other": "1", list: ["a", "b"] };
    const all = { ...others, ...context.toHeaders(), "ocp-agent-goal": "g", baggage: "ocp.context_id=a" };
    expect(stripContextHeaders(all)).toEqual(others);
    expect(all).toHaveProperty("OCP-User", "alice");
    expect(stripContextHeaders({ baggage: "k=v,ocp.context_id=a" })).toEqual({ baggage: "k=v" });
    const headers = stripContextHeaders(new Headers({ ...context.toHeaders(), accept: "*/*", baggage: "k=v" }));
    expect([...headers]).toEqual([
      ["accept", "*/*"],
      ["baggage", "k=v"],
    ]);
    expect(
      stripContextHeaders([
        ["OCP-User", "a"],
        ["x", "y"],
      ] as [string, string][]),
    ).toEqual([["x", "y"]]);
    expect([isContextHeader("ocp-session"), isContextHeader("OCP-Else")]).toEqual([true, false]);
  });
});

describe("the trace of a message", () => {
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  it("is passed on where it is well-formed", () => {
    const fields = { traceparent, tracestate: "a=1", baggage: "k=v" };
    expect(traceFrom(new Headers(fields))).toEqual(fields);
    expect(traceFrom({ traceparent: "00-zz", tracestate: "a=1" })).toEqual({});
    expect(traceFrom({ traceparent: traceparent.replace("00-", "ff-") })).toEqual({});
    expect(traceFrom({ traceparent: `00-${"0".repeat(32)}-00f067aa0ba902b7-01` })).toEqual({});
    expect(traceFrom({ traceparent, tracestate: "é" })).toEqual({ traceparent });
  });

  it("goes with a context, whose id it gets, and alone where no context goes", () => {
    const trace = { traceparent, baggage: "k=v" };
    expect(toHeaders({ context_id: "mine" }, { trace, detail: "ids" })).toMatchObject({
      traceparent,
      baggage: "k=v,ocp.context_id=mine",
    });
    expect(toHeaders({ context_id: "mine" }, { trace, detail: "none" })).toEqual(trace);
  });

  it("keeps its baggage where the id has no room", () => {
    const full = Array.from({ length: 64 }, (_, at) => `k${at}=v`).join(",");
    expect(toHeaders({ context_id: "mine" }, { trace: { baggage: full }, detail: "ids" })["baggage"]).toBe(full);
    const long = `k=${"v".repeat(8180)}`;
    expect(toHeaders({ context_id: "mine" }, { trace: { baggage: long }, detail: "ids" })["baggage"]).toBe(long);
  });
});

describe("the policy of an API", () => {
  const context = new AgentContext({ user: "alice" });
  const names = async (
    options: Parameters<typeof contextHeadersFor>[1],
    redirectedFrom: string | null = null,
  ): Promise<number> =>
    Object.keys(
      await contextHeadersFor(
        context,
        options,
      )({
        url: new URL("https://api.example/x"),
        redirectedFrom: redirectedFrom === null ? null : new URL(redirectedFrom),
      }),
    ).length;

  it("sends all of the context, its id, nothing, or what the document asks for", async () => {
    expect(await names({})).toBe(5);
    expect(await names({ policy: "full" })).toBe(5);
    expect(await names({ policy: "ids" })).toBe(3);
    expect(await names({ policy: "none", enabled: true })).toBe(0);
    expect(await names({ policy: "auto" })).toBe(0);
    expect(await names({ policy: "auto", enabled: true })).toBe(5);
  });

  it("sends nothing where a redirect led to another origin", async () => {
    expect(await names({}, "https://api.example/y")).toBe(5);
    expect(await names({}, "https://other.example/y")).toBe(0);
    expect(await names({}, "http://api.example/y")).toBe(0);
  });
});
