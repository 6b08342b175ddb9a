import { pieces, tokens, type Frames, type Reply } from "./script.ts";

/** `/v1/chat/completions`: server-sent events, `[DONE]`, usage only when asked for, arguments in pieces. */
export function openaiFrames(reply: Reply, body: Readonly<Record<string, unknown>>): Frames {
  const { text = "", thinking, toolCalls = [], finish = "stop" } = reply;
  const model = String(body["model"]);
  const head = { id: "chatcmpl-fake", created: 1_795_000_000, model };
  const reason = toolCalls.length > 0 ? "tool_calls" : finish;
  const counted = reply.usage ?? { prompt: tokens(JSON.stringify(body["messages"])), completion: tokens(text) };
  const usage =
    counted === false
      ? undefined
      : {
          prompt_tokens: counted.prompt,
          completion_tokens: counted.completion,
          total_tokens: counted.prompt + counted.completion,
          prompt_tokens_details: { cached_tokens: counted.cached ?? 0 },
        };
  const wanted = (body["stream_options"] as { include_usage?: boolean } | undefined)?.include_usage === true;
  const chunk = (delta: object, finishReason: string | null = null): object => ({
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason: finishReason, logprobs: null }],
    ...(wanted ? { usage: null } : {}),
  });
  const chunks = [
    chunk({ role: "assistant", content: "" }),
    ...pieces(thinking ?? "").map((piece) => chunk({ reasoning_content: piece })),
    ...pieces(text).map((piece) => chunk({ content: piece })),
    ...callPieces(reply).map((piece) => chunk({ tool_calls: [piece] })),
    chunk({}, reason),
    ...(wanted && usage ? [{ ...head, object: "chat.completion.chunk", choices: [], usage }] : []),
  ];
  const events = [...chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`), "data: [DONE]\n\n"];
  return {
    contentType: "text/event-stream",
    events,
    terminators: wanted && usage ? 3 : 2,
    whole: {
      ...head,
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: text === "" && toolCalls.length > 0 ? null : text,
            refusal: null,
            ...(toolCalls.length > 0
              ? {
                  tool_calls: toolCalls.map(({ name, arguments: args }, index) => ({
                    id: `call_${index}`,
                    type: "function",
                    function: { name, arguments: JSON.stringify(args) },
                  })),
                }
              : {}),
          },
          finish_reason: reason,
          logprobs: null,
        },
      ],
      ...(usage ? { usage } : {}),
    },
    error: (type, message) => `data: ${JSON.stringify({ error: { message, type, code: null, param: null } })}\n\n`,
    malformed: 'data: {"id":"chatcmpl-fake","choices":[{"ind\n\n',
  };
}

/** The calls in pieces: one after the other, or all names, then all first halves, then all second ones. */
function callPieces(reply: Reply): object[] {
  const { toolCalls = [], byTurns = false } = reply;
  const calls = toolCalls.map(({ name, arguments: args }, at) => {
    const index = "index" in reply ? reply.index : at;
    return [
      { index, id: `call_${at}`, type: "function", function: { name, arguments: "" } },
      ...halves(JSON.stringify(args)).map((json) => ({ index, function: { arguments: json } })),
    ];
  });
  if (!byTurns) return calls.flat();
  return [0, 1, 2].flatMap((turn) => calls.map((call) => call[turn]!));
}

/** A text in two pieces. */
export function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}
