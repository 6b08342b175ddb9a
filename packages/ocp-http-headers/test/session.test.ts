import fc from "fast-check";
import { AgentContextData, ContextHeaders } from "ocp-core";
import { describe, expect, it } from "vitest";
import { AgentContext, parseContext, parseContextAsync, toHeaders, toHeadersAsync } from "../src/index.ts";
import { toContextData } from "../src/context/data.ts";
import { redactData } from "../src/redact.ts";

const text = fc.string({ unit: "binary", maxLength: 60 });
const orNull = fc.option(text, { nil: null });
const json = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });
const time = fc.oneof(
  fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom("2026-01-02T03:04:05.678000+00:00", "2026-01-02T03:04:05", "never", ""),
);

/** Contexts of every shape that the constructor takes, and of shapes that it should not be given. */
const init = fc.record(
  {
    context_id: fc.oneof(fc.string({ minLength: 1, maxLength: 64 }), text),
    agent_type: text,
    user: orNull,
    workspace: fc.oneof(orNull, fc.dictionary(text, json, { maxKeys: 4 })),
    current_file: orNull,
    session: fc.dictionary(text, json, { maxKeys: 4 }),
    history: fc.array(
      fc.record(
        {
          timestamp: time,
          action: text,
          api_endpoint: orNull,
          result: orNull,
          metadata: fc.dictionary(text, json, { maxKeys: 3 }),
        },
        { requiredKeys: ["action"] },
      ),
      { maxLength: 6 },
    ),
    current_goal: orNull,
    agent_goal: orNull,
    context_summary: orNull,
    error_context: orNull,
    recent_changes: fc.array(text, { maxLength: 12 }),
    api_specs: fc.dictionary(text, text, { maxKeys: 4 }),
    created_at: time,
    last_updated: time,
    conversation: json,
    accumulated_context: json,
  },
  { requiredKeys: [] },
);

describe("any context", () => {
  it("comes out of its headers as it went in", () => {
    fc.assert(
      fc.property(init, (given) => {
        const context = new AgentContext(given);
        const read = parseContext(toHeaders(context, { redact: false }));
        expect(read?.toJSON()).toEqual(context.toJSON());
      }),
      { numRuns: 500 },
    );
  });

  it("comes out of headers that were made and read by web standards alone, and of mixed ones", async () => {
    await fc.assert(
      fc.asyncProperty(init, async (given) => {
        const context = new AgentContext(given);
        const headers = await toHeadersAsync(context, { redact: false });
        expect((await parseContextAsync(toHeaders(context, { redact: false })))?.toJSON()).toEqual(context.toJSON());
        expect(parseContext(headers)?.toJSON()).toEqual(context.toJSON());
      }),
      { numRuns: 100 },
    );
  });

  it("is sent without what looks like a secret, and only without that", () => {
    fc.assert(
      fc.property(init, (given) => {
        const context = new AgentContext(given);
        expect(parseContext(toHeaders(context))?.toJSON()).toEqual(redactData(context.toJSON()));
      }),
    );
  });

  it("has the form that ocp-core publishes, and headers that do too", () => {
    fc.assert(
      fc.property(fc.oneof(init, fc.anything()), (given) => {
        const data = toContextData(given);
        expect(AgentContextData.safeParse(data).error).toBeUndefined();
        expect(toContextData(data)).toEqual(data);
        expect(ContextHeaders.safeParse(toHeaders(data)).error).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe("reading headers", () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  const base64 = bytes.map((some) => Buffer.from(some).toString("base64"));

  it("never throws, whatever the session's characters are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          text,
          base64,
          base64.map((some) => `gzip:${some}`),
        ),
        async (session) => {
          const headers = { "OCP-Context-ID": "a", "OCP-Session": session };
          const read = parseContext(headers, { strict: true });
          expect(read.context === null ? typeof read.message : read.reason).toEqual(
            read.context === null ? "string" : null,
          );
          expect((await parseContextAsync(headers)) === null).toBe(parseContext(headers) === null);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never throws, whatever it is given for headers", () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withNullPrototype: true, withBigInt: true }), (anything) => {
        expect(parseContext(anything as object)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it("reads any JSON object in a session as a whole context", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.oneof(text, fc.constantFrom("history", "session", "api_specs", "created_at", "recent_changes")),
          json,
        ),
        (value) => {
          const session = Buffer.from(JSON.stringify(value)).toString("base64");
          const context = parseContext({ "OCP-Context-ID": "a", "OCP-Session": session });
          expect(AgentContextData.safeParse(context?.toJSON()).error).toBeUndefined();
        },
      ),
    );
  });
});
