import OpenAI from "openai";
import { expect, it } from "vitest";
import { openEndpoint } from "../src/serve/server.ts";
import { useEndpoint } from "./support/endpoint.ts";
import { EASY, HARD } from "./support/two-vendors.ts";

const served = useEndpoint();

const client = (): OpenAI => new OpenAI({ baseURL: `${served.endpoint.url}/v1`, apiKey: "any", maxRetries: 0 });
const TOOL = { type: "function" as const, name: "read_file", strict: false, parameters: { type: "object" } };
const CALL = { name: "read_file", arguments: { path: "ü.ts" } };

it("gives whole responses to OpenAI's client", async () => {
  const { data, response } = await client()
    .responses.create({ model: "any", input: HARD, instructions: "Be short." })
    .withResponse();
  expect(data.output_text).toBe("From afar.");
  expect(data).toMatchObject({ status: "completed", usage: { input_tokens: 20, output_tokens: 8, total_tokens: 28 } });
  expect(response.headers.get("x-ocp-route-to")).toBe("paid");
  expect(served.two.vendor.asked[0]!.body).toMatchObject({ system: [{ text: "Be short." }] });
});

it.each(["local", "paid"] as const)(
  "streams the %s model's words and calls, and takes the tools' answers",
  async (tier) => {
    const called = tier === "local" ? served.two.ollama : served.two.vendor;
    called.next({
      thinking: "Hm.",
      text: "Reading it.",
      toolCalls: [CALL, CALL],
      usage: { prompt: 20, completion: 8 },
    });
    const stream = client().responses.stream({ model: `ocp-${tier}`, input: EASY, tools: [TOOL] });
    const numbers: number[] = [];
    stream.on("event", (event) => numbers.push(event.sequence_number));
    const first = await stream.finalResponse();
    expect(first.output_text).toBe("Reading it.");
    expect(first.output.map(({ type }) => type)).toEqual(["message", "function_call", "function_call"]);
    expect(first).toMatchObject({ status: "completed", usage: { input_tokens: 20, output_tokens: 8 } });
    expect(numbers).toEqual(numbers.map((_, index) => index));
    const calls = first.output.filter((item) => item.type === "function_call");
    expect(JSON.parse(calls[0]!.arguments)).toEqual(CALL.arguments);
    await client().responses.create({
      model: `ocp-${tier}`,
      input: [
        { role: "user", content: EASY },
        ...first.output.filter((item) => item.type === "message" || item.type === "function_call"),
        ...calls.map(({ call_id: id }) => ({ type: "function_call_output" as const, call_id: id, output: "42" })),
      ],
      tools: [TOOL],
    });
    const messages = called.asked[1]!.body["messages"] as object[];
    expect(messages.length).toBe(tier === "local" ? 4 : 3);
    expect(messages[1]).toMatchObject(
      tier === "local" ? { content: "Reading it.", tool_calls: [{}, {}] } : { content: [{}, {}, {}] },
    );
  },
);

it("streams calls whose arguments came by turns, each whole", async () => {
  const other = { name: "read_file", arguments: { path: "b.ts" } };
  served.two.vendor.next({ toolCalls: [CALL, other], byTurns: true });
  await using paid = await openEndpoint({ router: served.two.router({ OCP_PAID_BACKEND: "openai" }), port: 0 });
  const own = new OpenAI({ baseURL: `${paid.url}/v1`, apiKey: "any", maxRetries: 0 });
  const { output } = await own.responses.stream({ model: "ocp-paid", input: EASY, tools: [TOOL] }).finalResponse();
  expect(output.map((item) => item.type === "function_call" && JSON.parse(item.arguments))).toEqual([
    CALL.arguments,
    other.arguments,
  ]);
});

// As Codex asks: stateless, with a custom tool, and tools of OpenAI's own that it offers by habit.
const PATCH = {
  type: "custom" as const,
  name: "apply_patch",
  description: "Edits files.",
  format: { type: "grammar" as const, syntax: "lark" as const, definition: "start: /.+/" },
};
const AGENT = {
  model: "ocp-local",
  instructions: "You are an agent.",
  tools: [TOOL, PATCH, { type: "web_search" as const }],
  tool_choice: "auto" as const,
  parallel_tool_calls: true,
  reasoning: { effort: "medium" as const, summary: "auto" as const },
  include: ["reasoning.encrypted_content" as const],
  store: false,
};

it.each([true, false])("gives an agent its custom tools, and takes what they answered (stream: %s)", async (stream) => {
  const text = '*** Begin Patch\n"quoted" {\n';
  served.two.ollama.next({ text: "Editing.", toolCalls: [{ name: "apply_patch", arguments: { input: text } }, CALL] });
  const input = [
    { type: "message" as const, role: "developer" as const, content: [{ type: "input_text" as const, text: "Obey." }] },
    { type: "message" as const, role: "user" as const, content: [{ type: "input_text" as const, text: EASY }] },
  ];
  const seen: string[] = [];
  const asked = { ...AGENT, input };
  const first = stream
    ? await client()
        .responses.stream(asked)
        .on("event", ({ type }) => seen.push(type))
        .finalResponse()
    : await client().responses.create(asked);
  expect(first).toMatchObject({ store: false, reasoning: AGENT.reasoning, tools: [{}, {}, {}] });
  const [, patch, read] = first.output;
  expect(patch).toMatchObject({ type: "custom_tool_call", name: "apply_patch", input: text, status: "completed" });
  expect(read).toMatchObject({ type: "function_call", name: "read_file" });
  if (stream) expect(seen).toContain("response.custom_tool_call_input.done");
  const { tools } = served.two.ollama.asked[0]!.body as {
    tools: { function: { name: string; description: string } }[];
  };
  expect(tools.map(({ function: { name } }) => name)).toEqual(["read_file", "apply_patch"]);
  expect(tools[1]!.function.description).toContain("lark grammar:\nstart:");

  const callId = patch?.type === "custom_tool_call" ? patch.call_id : "";
  await client().responses.create({
    ...AGENT,
    input: [
      ...input,
      { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "c2VhbGVk" },
      { type: "custom_tool_call", call_id: callId, name: "apply_patch", input: text },
      { type: "custom_tool_call_output", call_id: callId, output: "Done." },
    ],
  });
  expect(served.two.ollama.asked[1]!.body["messages"]).toMatchObject([
    { role: "system" },
    { role: "system", content: "Obey." },
    { role: "user" },
    { role: "assistant", tool_calls: [{ function: { name: "apply_patch", arguments: { input: text } } }] },
    { role: "tool", content: "Done.", tool_name: "apply_patch" },
  ]);
});

it("says when an answer was cut short, and when it broke", async () => {
  served.two.ollama.next({ text: "one two", finish: "length" });
  expect(await client().responses.create({ model: "any", input: EASY })).toMatchObject({
    status: "incomplete",
    incomplete_details: { reason: "max_output_tokens" },
  });
  served.two.vendor.next({ text: "one two three", fault: { kind: "error_event", after: 5 } });
  const events = [];
  for await (const event of await client().responses.create({ model: "any", input: HARD, stream: true }))
    events.push(event);
  expect(events.at(-1)).toMatchObject({ type: "response.failed", response: { error: { code: "server_error" } } });
});

it.each<[string, object]>([
  ["a memory that is not kept here", { input: "x", previous_response_id: "resp_1" }],
  ["an item that is kept elsewhere", { input: [{ type: "item_reference", id: "msg_1" }] }],
  ["tools that only OpenAI runs", { input: "x", tools: [{ type: "file_search", vector_store_ids: ["v"] }] }],
  ["no input", {}],
  ["an item of another kind", { input: [{ type: "computer_call" }] }],
])("refuses %s, and says so", async (_, body) => {
  const response = await fetch(`${served.endpoint.url}/v1/responses`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "any", ...body }),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: "bad_request" } });
});
