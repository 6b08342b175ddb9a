import { OcpError } from "ocp-core";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../src/answer.ts";
import { OcpConnectionError } from "../src/errors.ts";

const caught = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};
const text = (body: unknown) => ({
  content: [{ type: "text", text: typeof body === "string" ? body : JSON.stringify(body) }],
});

describe("reading an answer", () => {
  it("takes structuredContent, and the JSON text where a server has none", () => {
    expect(readAnswer("state.set", { structuredContent: { version: 3 }, content: [] })).toEqual({ version: 3 });
    expect(readAnswer("state.set", text({ version: 4 }))).toEqual({ version: 4 });
    expect(readAnswer("state.set", { content: [{ type: "image" }, ...text({ version: 5 }).content] })).toEqual({
      version: 5,
    });
  });

  it("keeps fields that a later version may add", () => {
    expect(readAnswer("state.set", { structuredContent: { version: 3, region: "eu" } })).toEqual({
      version: 3,
      region: "eu",
    });
  });

  it("throws the error that the server sent, with its code and details", () => {
    const wire = { error: { code: "CONFLICT", message: "Version 3 is there. Read again.", current_version: 3 } };
    for (const result of [{ ...text(wire), isError: true }, { structuredContent: wire, isError: true }, text(wire)]) {
      const error = caught(() => readAnswer("state.set", result));
      expect(OcpError.is(error, "CONFLICT")).toBe(true);
      expect(error).toMatchObject({
        message: "Version 3 is there. Read again.",
        details: { current_version: 3 },
        retryable: false,
      });
    }
  });

  it("keeps an error code that it does not know", () => {
    const error = caught(() =>
      readAnswer("state.set", {
        ...text({ error: { code: "QUOTA", message: "Full.", retryable: true } }),
        isError: true,
      }),
    );
    expect(error).toMatchObject({ code: "INTERNAL", message: "Full.", details: { code: "QUOTA" }, retryable: true });
  });

  it.each([
    ["MCP error -32602: Tool state.set not found", "METHOD_NOT_FOUND"],
    ["Unknown tool: state.set", "METHOD_NOT_FOUND"],
    ["MCP error -32602: Input validation error: Invalid arguments for tool state.set: key: Required", "INVALID_PARAMS"],
    ["the cat sat on it", "INTERNAL"],
  ])("understands an error told in plain words: %s", (words, code) => {
    const error = caught(() => readAnswer("state.set", { ...text(words), isError: true }));
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain("-32602");
  });

  it.each([
    ["a field of the wrong kind", { structuredContent: { version: "3" } }, "version: Invalid input"],
    ["no content", {}, "no JSON at all"],
    ["nothing", undefined, "no JSON at all"],
    ["text that is no JSON", text("fine!"), "no JSON at all"],
    ["a list", { structuredContent: [] }, "the answer: Invalid input"],
    ["content of the wrong kind", { content: "version 3" }, "no JSON at all"],
    ["a content part that is null", { content: [null] }, "no JSON at all"],
  ])("refuses %s and says where it went wrong", (_, result, words) => {
    const error = caught(() => readAnswer("state.set", result));
    expect(OcpConnectionError.is(error, "INVALID_ANSWER")).toBe(true);
    expect(String(error)).toContain(`state.set answered something that ocp/0.1 does not allow (${words}`);
  });
});
