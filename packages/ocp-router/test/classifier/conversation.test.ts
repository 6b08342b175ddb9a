import type { ModelMessage } from "ocp-core";
import { expect, test } from "vitest";
import { TaskClassifier } from "../../src/index.ts";

const HARD = "Design a multi-region failover for the ledger, with rollback and consistency checks";

const classify = (...messages: ModelMessage[]) => new TaskClassifier().classify({ messages });
const user = (content: ModelMessage["content"]): ModelMessage => ({ role: "user", content });
const assistant = (content: string): ModelMessage => ({ role: "assistant", content });

test.each(["yes, go on", "now the second step", "why?", "apply that to both"])(
  "'%s' after a hard request is as hard as what it goes on with",
  (followUp) => {
    const result = classify(user(HARD), assistant("First …"), user(followUp));
    expect(result.route_to).toBe("paid");
    expect(result.signals).toContain("follows a harder request");
  },
);

test.each(["thanks!", "which port does postgres use?", "rename `a` to `b`", "translate 'hello' to French"])(
  "'%s' after a hard request is as easy as ever",
  (followUp) => {
    expect(classify(user(HARD), assistant("Done."), user(followUp)).route_to).toBe("local");
  },
);

test("a hard last message is hard whatever came before", () => {
  expect(classify(user("hi"), assistant("Hello."), user(HARD)).route_to).toBe("paid");
});

test("what the model or a tool said is nobody's wish", () => {
  const loud = "security architecture migration deadlock across all files";
  const result = classify(
    { role: "system", content: loud },
    user("list the files"),
    assistant(loud),
    { role: "tool", content: [{ type: "tool_result", tool_call_id: "1", content: loud }] },
    user([{ type: "tool_result", tool_call_id: "2", content: loud }]),
  );
  expect(result.route_to).toBe("local");
});

test("blocks that an agent puts between tags are context", () => {
  const text = "<system-reminder>\nReview the security architecture.\n</system-reminder>\nlist the files";
  expect(classify(user([{ type: "text", text }])).route_to).toBe("local");
});

test("messages stand for the prompt, and a conversation without words is easy", () => {
  const classifier = new TaskClassifier();
  expect(classifier.classify({ prompt: HARD, messages: [user("hello")] }).route_to).toBe("local");
  expect(classifier.classify({ prompt: HARD, messages: [] }).route_to).toBe("paid");
  expect(classifier.classify({}).complexity_score).toBe(0);
});
