import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCaller } from "../../src/openapi/index.ts";
import { startRecorder, type Recorder } from "./recorder.ts";
import { BODY_CASES } from "./wire/bodies.ts";
import type { Case } from "./wire/case.ts";
import { PARAMETER_CASES } from "./wire/parameters.ts";

const CASES = [...PARAMETER_CASES, ...BODY_CASES];

function documentOf({ dialect = "3.1.1", method = "get", path = "/x", operation = {} }: Case): object {
  const responses = { 200: { description: "ok" } };
  const own = { operationId: "op", responses, ...operation };
  const item = method === "PURGE" ? { additionalOperations: { [method]: own } } : { [method]: own };
  const version = dialect === "2.0" ? { swagger: "2.0" } : { openapi: dialect };
  return { ...version, info: { title: "wire", version: "1" }, paths: { [path]: item } };
}

describe("what goes over the wire", () => {
  let recorder: Recorder;
  beforeAll(async () => {
    recorder = await startRecorder();
  });
  afterAll(() => recorder[Symbol.asyncDispose]());

  it("is tried with at least sixty operations", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(CASES.map(({ title }) => title)).size).toBe(CASES.length);
  });

  it.each(CASES)("$title", async (one) => {
    const caller = createCaller(documentOf(one), { baseUrl: recorder.url });
    recorder.requests.length = 0;
    const answer = await caller.call("op", one.args, one.options);
    expect(answer.status).toBe(200);
    const [request] = recorder.requests;
    expect(request?.method).toBe((one.method ?? "get").toUpperCase());
    expect(request?.target).toBe(one.target ?? one.path ?? "/x");
    for (const [name, value] of Object.entries(one.headers ?? {})) expect(request?.headers[name], name).toBe(value);
    if (one.body instanceof Uint8Array) expect([...(request?.bytes ?? [])]).toEqual([...one.body]);
    else expect(request?.body).toBe(one.body ?? "");
  });
});
