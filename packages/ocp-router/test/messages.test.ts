import fc from "fast-check";
import type { ContentPart, ModelMessage } from "ocp-core";
import { expect, it } from "vitest";
import { toAnthropic } from "../src/messages/anthropic.ts";
import { toOllama } from "../src/messages/ollama.ts";
import { toOpenAI } from "../src/messages/openai.ts";
import { readMessagesRequest } from "../src/serve/anthropic/request.ts";
import { readChatRequest } from "../src/serve/openai/chat-request.ts";

const words = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text.trim() !== "");
const json = fc.dictionary(
  fc.string({ maxLength: 5 }).filter((name) => name !== "__proto__"),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Turns of a conversation with one tool: what an agent's history looks like. */
const turn = fc
  .record({ asked: words, said: words, args: json, answer: words, after: words })
  .map(({ asked, said, args, answer, after }): ((id: string) => ModelMessage[]) => (id) => [
    { role: "user", content: asked },
    {
      role: "assistant",
      content: [
        { type: "text", text: said },
        { type: "tool_call", id, name: "look", arguments: args },
      ],
    },
    { role: "tool", content: [{ type: "tool_result", tool_call_id: id, content: answer }] },
    { role: "assistant", content: after },
  ]);
const conversation = fc
  .array(turn, { minLength: 1, maxLength: 3 })
  .map((turns) => turns.flatMap((make, at) => make(`c${at}`)));

/** What was said and done in a conversation, however it is cut into messages. */
function essence(messages: readonly ModelMessage[] | undefined): unknown[] {
  return (messages ?? []).flatMap(({ role, content }) => {
    const parts: readonly ContentPart[] = typeof content === "string" ? [{ type: "text", text: content }] : content;
    return parts.map((part) => ({
      from: part.type === "tool_result" ? "tool" : role,
      part: JSON.parse(JSON.stringify(part)) as unknown,
    }));
  });
}

it("loses nothing on the way into OpenAI's format and back", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const body = JSON.parse(JSON.stringify(toOpenAI({ messages }, "m", "openai"))) as Record<string, unknown>;
      expect(essence(readChatRequest(body).messages)).toEqual(essence(messages));
    }),
  );
});

it("loses nothing on the way into Anthropic's format and back", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const body = JSON.parse(JSON.stringify(toAnthropic({ messages }, "m"))) as Record<string, unknown>;
      expect(essence(readMessagesRequest(body).messages)).toEqual(essence(messages));
    }),
  );
});

it("gives Ollama every word, call and answer", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const sent = toOllama({ messages }, "m").messages ?? [];
      expect(sent.map(({ role }) => role)).toEqual(messages.map(({ role }) => role));
      expect(sent.filter(({ tool_calls: calls }) => calls).length).toBe(
        sent.filter(({ role }) => role === "tool").length,
      );
    }),
  );
});

it("puts what several tools answered together, and first, for Anthropic", () => {
  const result = (id: string) => ({ type: "tool_result" as const, tool_call_id: id, content: id });
  const { messages } = toAnthropic(
    {
      messages: [
        { role: "user", content: "go" },
        {
          role: "assistant",
          content: ["a", "b"].map((id) => ({ type: "tool_call" as const, id, name: "look", arguments: {} })),
        },
        { role: "tool", content: [result("a")] },
        { role: "user", content: [{ type: "text", text: "and?" }, result("b")] },
      ],
    },
    "m",
  );
  expect(messages).toHaveLength(3);
  expect(messages[2]).toMatchObject({ content: [{ tool_use_id: "a" }, { tool_use_id: "b" }, { text: "and?" }] });
});
