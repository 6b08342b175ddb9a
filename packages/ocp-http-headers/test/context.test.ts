import { describe, expect, it } from "vitest";
import { AgentContext, parseContext } from "../src/index.ts";

const MOMENT = "2026-01-02T03:04:05.678Z";
const past = (more: object = {}): AgentContext =>
  new AgentContext({ created_at: MOMENT, last_updated: MOMENT, ...more });

describe("a new context", () => {
  it("has an id of its own, the time, and defaults for all else", () => {
    const context = new AgentContext();
    expect(context.context_id).toMatch(/^ocp-[0-9a-f]{16}$/);
    expect(new AgentContext().context_id).not.toBe(context.context_id);
    expect(Math.abs(Date.parse(context.created_at) - Date.now())).toBeLessThan(60_000);
    expect(context.toJSON()).toEqual({
      context_id: context.context_id,
      agent_type: "generic_agent",
      user: null,
      workspace: null,
      current_file: null,
      session: { start_time: context.created_at, interaction_count: 0, agent_type: "generic_agent" },
      history: [],
      current_goal: null,
      context_summary: null,
      error_context: null,
      recent_changes: [],
      api_specs: {},
      created_at: context.created_at,
      last_updated: context.created_at,
    });
  });

  it("writes its 14 fields in the order of the wire", () => {
    expect(Object.keys(new AgentContext({ last_updated: MOMENT, user: "a" }).toJSON()).join()).toBe(
      "context_id,agent_type,user,workspace,current_file,session,history,current_goal,context_summary,error_context," +
        "recent_changes,api_specs,created_at,last_updated",
    );
  });

  it("takes the names of the first draft", () => {
    const context = new AgentContext({
      agent_goal: "debug",
      workspace: { name: "payment-service", language: "python", current_file: "deployment.py" },
      conversation: { history: [{ role: "user", content: "help" }] },
      accumulated_context: { repos: ["payment-service"] },
    });
    expect([context.current_goal, context.agent_goal, context.id]).toEqual(["debug", "debug", context.context_id]);
    expect([context.workspace, context.current_file]).toEqual(["payment-service", "deployment.py"]);
    expect(context.session).toMatchObject({
      workspace: { name: "payment-service", language: "python", current_file: "deployment.py" },
      conversation: { history: [{ role: "user", content: "help" }] },
      accumulated_context: { repos: ["payment-service"] },
    });
    expect(context.accumulated_context).toEqual({ repos: ["payment-service"] });
    context.agent_goal = "repair";
    expect(context.current_goal).toBe("repair");
  });

  it("has no name of a workspace that has none, and prefers what is said at the top", () => {
    expect(new AgentContext({ workspace: { language: "go" } }).workspace).toBeNull();
    const context = new AgentContext({
      workspace: { current_file: "b" },
      current_file: "a",
      current_goal: "x",
      agent_goal: "y",
    });
    expect([context.current_file, context.current_goal]).toEqual(["a", "x"]);
  });

  it.each([
    ["a number", 5],
    ["a string", "hi"],
    ["null", null],
    ["a list", []],
    [
      "an object whose members throw",
      Object.defineProperty({}, "user", { enumerable: true, get: () => JSON.parse("") }),
    ],
  ])("is made of %s as of nothing", (_what, value) => {
    expect(new AgentContext(value as object).toJSON()).toMatchObject({ agent_type: "generic_agent", user: null });
  });

  it("mends what has the wrong type and leaves out what says nothing", () => {
    const context = new AgentContext({
      context_id: "two words",
      agent_type: "",
      user: 7,
      workspace: [],
      session: { interaction_count: -1, start_time: 5, agent_type: 0, mine: true },
      history: [
        null,
        {},
        { action: "a", timestamp: MOMENT, result: { deep: 1 }, metadata: 5, interaction_id: "x" },
        { action: 5, timestamp: 5, result: 200, api_endpoint: false, metadata: { a: undefined } },
      ],
      recent_changes: ["1", 2, "3"],
      api_specs: { good: "https://a/", "not good": "https://b/", number: 5, ["__proto__"]: "x" },
      created_at: "20260102",
      last_updated: "+012345-01-01T00:00:00Z",
    } as object);
    expect(context.context_id).toMatch(/^ocp-/);
    expect(context).toMatchObject({
      agent_type: "generic_agent",
      user: "7",
      workspace: null,
      recent_changes: ["1", "3"],
    });
    expect(context.session).toEqual({
      start_time: context.created_at,
      interaction_count: 0,
      agent_type: "0",
      mine: true,
    });
    expect(context.history).toEqual([
      { timestamp: MOMENT, action: "a", api_endpoint: null, result: '{"deep":1}', metadata: {} },
      { timestamp: expect.any(String), action: "5", api_endpoint: "false", result: "200", metadata: {} },
    ]);
    expect(context.api_specs).toEqual({ good: "https://a/" });
    expect(context.last_updated).toBe(context.created_at);
  });

  it.each([
    ["2026-01-02T03:04:05.678000+00:00", "2026-01-02T03:04:05.678Z"],
    ["2026-01-02T03:04:05", "2026-01-02T03:04:05.000Z"],
    ["2026-01-02t03:04z", "2026-01-02T03:04:00.000Z"],
    ["2026-01-02T01:04:05-0200", "2026-01-02T03:04:05.000Z"],
    ["2026-13-02T03:04:05Z", null],
    ["0000-01-01T00:00:00+14:00", null],
    ["9999-12-31T23:59:59-14:00", null],
    ["2026-01-02", null],
  ])("reads the time %s as %s", (created_at, read) => {
    const context = new AgentContext({ created_at, context_id: "a" });
    if (read === null) expect(Math.abs(Date.parse(context.created_at) - Date.now())).toBeLessThan(60_000);
    else expect(context.created_at).toBe(read);
  });

  it("keeps any value that JSON can hold, and what it cannot as null", () => {
    const cycle: Record<string, unknown> = { name: "cycle" };
    cycle["self"] = cycle;
    let deep: unknown = "bottom";
    for (let at = 0; at < 5000; at++) deep = [deep];
    const { session } = new AgentContext({
      session: {
        cycle,
        deep,
        date: new Date(MOMENT),
        odd: [undefined, Symbol("s"), () => 1, Number.NaN, -0, 10n, new Map([[1, 2]])],
        gone: { toJSON: () => undefined },
        hostile: { toJSON: () => JSON.parse("") },
        strange: new Proxy({}, { ownKeys: () => JSON.parse("") }),
        ["__proto__"]: { polluted: true },
      },
    });
    expect(Object.hasOwn(session, "gone")).toBe(true);
    expect(session).toMatchObject({
      gone: null,
      cycle: { name: "cycle", self: null },
      date: MOMENT,
      odd: [null, null, null, null, 0, "10", {}],
      hostile: null,
      strange: null,
    });
    expect(JSON.stringify(session).length).toBeLessThan(1000);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("a value that shares its parts", () => {
  it("does not become endless when it is written out", () => {
    let shared: unknown = "leaf";
    for (let level = 0; level < 40; level++) shared = { left: shared, right: shared };
    const context = new AgentContext({ session: { shared } });
    expect(Object.keys(context.toHeaders())).toContain("OCP-Session");
  });
});

describe("what happens", () => {
  it("moves last_updated, whatever it is", () => {
    const changes: ((context: AgentContext) => AgentContext)[] = [
      (context) => context.updateGoal("g"),
      (context) => context.addInteraction("a"),
      (context) => context.addRecentChange("c"),
      (context) => context.setErrorContext("e"),
      (context) => context.addApiSpec("n", "u"),
      (context) => context.accumulate("n", 1),
    ];
    for (const change of changes) {
      const context = past();
      expect(change(context)).toBe(context);
      expect(Date.parse(context.last_updated)).toBeGreaterThan(Date.parse(MOMENT));
      expect(context.created_at).toBe(MOMENT);
    }
  });

  it("sets a goal, keeps the summary where none is given, and counts", () => {
    const context = past().updateGoal("first", "a summary").updateGoal("second");
    expect(context).toMatchObject({ current_goal: "second", context_summary: "a summary" });
    expect(context.session.interaction_count).toBe(2);
  });

  it("adds to the history and forgets the oldest of more than 1000", () => {
    const context = past();
    context.addInteraction("call", "GET /items", "HTTP 200", { arguments: ["id"] });
    expect(context.history).toEqual([
      {
        timestamp: context.last_updated,
        action: "call",
        api_endpoint: "GET /items",
        result: "HTTP 200",
        metadata: { arguments: ["id"] },
      },
    ]);
    for (let at = 0; at < 1001; at++) context.addInteraction(`${at}`);
    expect([context.history.length, context.history[0]?.action, context.session.interaction_count]).toEqual([
      1000,
      "1",
      0,
    ]);
    context.addInteraction(undefined as never);
    expect(context.history.length).toBe(1000);
  });

  it("keeps the ten latest changes", () => {
    const context = past();
    for (let at = 1; at <= 12; at++) context.addRecentChange(`${at}`);
    expect(context.recent_changes).toEqual(["3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]);
  });

  it("sets and clears an error, and the file where one is given", () => {
    const context = past({ current_file: "a.ts" }).setErrorContext("boom");
    expect([context.error_context, context.current_file]).toEqual(["boom", "a.ts"]);
    context.setErrorContext(null, "b.ts");
    expect([context.error_context, context.current_file]).toEqual([null, "b.ts"]);
  });

  it("notes where APIs are described, under names that may be sent", () => {
    const context = past()
      .addApiSpec("git hub", "https://a/")
      .addApiSpec("", "https://b/")
      .addApiSpec("__proto__", "https://c/");
    expect(context.toJSON().api_specs).toEqual({ git_hub: "https://a/", _: "https://b/", _proto_: "https://c/" });
  });

  it("gathers facts", () => {
    const context = past({ accumulated_context: "not an object" });
    expect(context.accumulated_context).toEqual({});
    context.accumulate("weather", { sky: "clear" }).accumulate("empty", undefined).accumulate("count", 1);
    expect(context.accumulated_context).toEqual({ weather: { sky: "clear" }, count: 1 });
  });
});

describe("a context as JSON", () => {
  it("comes back as it was, as text and parsed", () => {
    const context = new AgentContext({ user: "alice" }).updateGoal("g").addInteraction("a").accumulate("k", [1]);
    expect(AgentContext.fromJSON(JSON.stringify(context)).toJSON()).toEqual(context.toJSON());
    expect(AgentContext.fromJSON(context.toJSON()).toJSON()).toEqual(context.toJSON());
  });

  it.each([["{"], ["[]"], ["null"], ['"text"']])("is not read from %s", (text) => {
    expect(() => AgentContext.fromJSON(text)).toThrow(TypeError);
    expect(() => AgentContext.fromJSON(text)).toThrow("JSON.stringify(context)");
  });

  it("is whole even after its fields were set to nonsense", () => {
    const context = new AgentContext({ user: "alice" });
    Object.assign(context, { history: "nope", session: null, context_id: "", recent_changes: [1] });
    expect(context.toJSON()).toMatchObject({
      user: "alice",
      history: [],
      recent_changes: [],
      session: { interaction_count: 0 },
    });
    expect(parseContext(context.toHeaders())?.user).toBe("alice");
  });

  it("is cloned under a new id, and the clone goes its own way", () => {
    const context = past({ user: "alice" }).accumulate("k", { deep: 1 });
    const clone = context.clone();
    expect(clone.context_id).not.toBe(context.context_id);
    expect({ ...clone.toJSON(), context_id: context.context_id }).toEqual(context.toJSON());
    (clone.accumulated_context["k"] as Record<string, number>)["deep"] = 2;
    clone.addRecentChange("only here");
    expect(context.accumulated_context).toEqual({ k: { deep: 1 } });
    expect(context.recent_changes).toEqual([]);
  });
});

describe("an answer's headers", () => {
  const theirs = (more: object): Record<string, string> =>
    new AgentContext({ user: "mallory", workspace: "theirs", agent_type: "server", ...more }).toHeaders();

  it("change goal, summary, error, changes, history and facts, and nothing else", () => {
    const context = past({ user: "alice", agent_type: "ide", context_id: "mine", accumulated_context: { a: 1, b: 1 } });
    context.addRecentChange("one").addInteraction("asked");
    const answer = {
      current_goal: "goal",
      context_summary: "summary",
      error_context: "error",
      recent_changes: ["one", "two"],
      history: [{ timestamp: "2026-01-01T00:00:00Z", action: "earlier" }],
      accumulated_context: { b: 2, c: 3 },
      current_file: "theirs.ts",
      api_specs: { theirs: "https://t/" },
    };
    expect(context.updateFromHeaders(theirs(answer))).toBe(true);
    expect(context).toMatchObject({
      context_id: "mine",
      user: "alice",
      agent_type: "ide",
      workspace: null,
      current_file: null,
      api_specs: {},
      current_goal: "goal",
      context_summary: "summary",
      error_context: "error",
      recent_changes: ["one", "two"],
    });
    expect(context.history.map(({ action }) => action)).toEqual(["earlier", "asked"]);
    expect(context.accumulated_context).toEqual({ a: 1, b: 2, c: 3 });
  });

  it("add each item of history once, however often they come", () => {
    const context = past().addInteraction("a").addInteraction("b");
    const echo = context.toHeaders();
    context.addInteraction("c");
    for (let time = 0; time < 3; time++) context.updateFromHeaders(echo);
    expect(context.history.map(({ action }) => action)).toEqual(["a", "b", "c"]);
    const twice = { timestamp: MOMENT, action: "x", api_endpoint: null };
    context.updateFromHeaders(theirs({ history: [twice, { ...twice, result: "other" }] }));
    expect(context.history.map(({ action }) => action)).toEqual(["x", "a", "b", "c"]);
  });

  it("put what has no readable time first, and make facts of what was none", () => {
    const context = past({ accumulated_context: "none" }).addInteraction("mine");
    const history = [{ action: "x", timestamp: "no time" }];
    context.updateFromHeaders(theirs({ history, accumulated_context: { a: 1 } }));
    expect(context.history.map(({ action }) => action)).toEqual(["x", "mine"]);
    expect(context.accumulated_context).toEqual({ a: 1 });
  });

  it("leave what they do not say, and the time where nothing is new", () => {
    const context = past({ current_goal: "mine", context_summary: "s" });
    expect(
      context.updateFromHeaders(theirs({ current_goal: "", history: [{ action: "x", timestamp: "no time" }] })),
    ).toBe(true);
    expect(context).toMatchObject({ current_goal: "mine", context_summary: "s" });
    const again = past({ current_goal: "mine" });
    again.updateFromHeaders(theirs({ current_goal: "mine" }));
    expect(again.last_updated).toBe(MOMENT);
  });

  it("change only the fields that may change", () => {
    const context = past({ current_goal: "mine" });
    context.updateFromHeaders(theirs({ current_goal: "other", context_summary: "s" }), { fields: ["context_summary"] });
    expect(context).toMatchObject({ current_goal: "mine", context_summary: "s" });
  });

  it("count for nothing where they are none, or of another context than asked for", async () => {
    const context = past({ current_goal: "mine" });
    expect(context.updateFromHeaders({})).toBe(false);
    expect(context.updateFromHeaders(theirs({ current_goal: "other" }), { sameContext: true })).toBe(false);
    expect(await context.updateFromHeadersAsync({ "ocp-context-id": "a", "ocp-session": "!" })).toBe(false);
    expect(context.toJSON()).toMatchObject({ current_goal: "mine", last_updated: MOMENT });
  });

  it("are read and written without zlib too", async () => {
    const context = past().addRecentChange("é".repeat(2000));
    const headers = await context.toHeadersAsync();
    expect(headers["OCP-Session"]).toMatch(/^gzip:/);
    const other = past();
    expect(await other.updateFromHeadersAsync(headers)).toBe(true);
    expect(other.recent_changes).toEqual(context.recent_changes);
  });
});
