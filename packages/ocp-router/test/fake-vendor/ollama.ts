import { pieces, tokens, type Frames, type Reply } from "./script.ts";

interface Message {
  readonly role: string;
  readonly content: string;
}

/** `/api/chat` and `/api/generate`: NDJSON, a last line with `done`. Cuts a prompt to the window, as Ollama does. */
export function ollamaFrames(reply: Reply, body: Readonly<Record<string, unknown>>, isChat: boolean): Frames {
  const { text = "", thinking, toolCalls = [], finish = "stop" } = reply;
  const model = String(body["model"]);
  const options = (body["options"] ?? {}) as { num_ctx?: number };
  const messages = (body["messages"] ?? []) as Message[];
  const prompt = isChat ? messages.map(({ content }) => content).join("\n") : ((body["prompt"] ?? "") as string);
  const read = Math.min(tokens(prompt), options.num_ctx ?? 4096);
  const usage = reply.usage ?? { prompt: read, completion: tokens(text) };
  const at = { model, created_at: "2026-11-26T12:00:00.000000Z" };
  const say = (content: string, more: object = {}): object =>
    isChat
      ? { ...at, message: { role: "assistant", content, ...more }, done: false }
      : { ...at, response: content, done: false };
  const end = {
    ...at,
    ...(isChat ? { message: { role: "assistant", content: "" } } : { response: "" }),
    done: true,
    done_reason: finish,
    total_duration: 5_000_000,
    load_duration: 1_000_000,
    ...(usage === false ? {} : { prompt_eval_count: usage.prompt, eval_count: usage.completion }),
  };
  const calls = toolCalls.map((call) => ({ function: call }));
  const lines = [
    ...pieces(thinking ?? "").map((piece) => say("", { thinking: piece })),
    ...pieces(text).map((piece) => say(piece)),
    ...(calls.length > 0 ? [say("", { tool_calls: calls })] : []),
    end,
  ];
  return {
    contentType: "application/x-ndjson",
    events: lines.map((line) => `${JSON.stringify(line)}\n`),
    terminators: 1,
    whole: {
      ...end,
      ...(isChat
        ? {
            message: {
              role: "assistant",
              content: text,
              ...(thinking ? { thinking } : {}),
              ...(calls.length > 0 ? { tool_calls: calls } : {}),
            },
          }
        : { response: text }),
    },
    error: (_, message) => `${JSON.stringify({ error: message })}\n`,
    malformed: '{"model":"llama3.2","message":{"role":"assis\n',
  };
}
