import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openTrace, readTrace } from "../src/trace/open.ts";
import type { CallRecord, TraceRecord } from "../src/trace/record.ts";
import { summarise } from "../src/trace/summary.ts";
import { collectEvents, EASY, HARD, startTwoVendors, type TwoVendors } from "./support/two-vendors.ts";

let two: TwoVendors;
let folder: string;

beforeEach(async () => {
  // No day ends during a test.
  vi.setSystemTime("2026-01-02T12:00:00Z");
  two = await startTwoVendors();
  folder = mkdtempSync(join(tmpdir(), "ocp-router-"));
});

afterEach(async () => {
  vi.useRealTimers();
  await two[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function recordsOf(path: string): Promise<TraceRecord[]> {
  const records: TraceRecord[] = [];
  for await (const record of readTrace(path)) records.push(record);
  return records;
}

describe.each(["trace.jsonl", "trace.db"])("the record in %s", (name) => {
  it("holds every decision and outcome, without the prompt unless asked for", async () => {
    const path = join(folder, "new", name);
    {
      await using router = two.router({}, { trace: path });
      const { trace_id: id } = await router.route(EASY);
      await collectEvents(router.stream(HARD, { session_id: "s" }));
      await router.feedback(id, "paid");
    }
    const records = await recordsOf(path);
    expect(records).toMatchObject([
      {
        type: "call",
        prompt: null,
        route_to: "local",
        answered_by: "local",
        outcome: "ok",
        saved_usd: 0.000123,
        streamed: false,
      },
      { type: "call", session_id: "s", answered_by: "paid", cost_usd: 0.00018, complexity_score: 0.55, streamed: true },
      { type: "feedback", trace_id: records[0]!.trace_id, label: "paid" },
    ]);
    {
      await using router = two.router({ OCP_TRACE_CONTENT: "1" }, { trace: path });
      await router.route({
        messages: [
          { role: "user", content: "first" },
          { role: "assistant", content: "a" },
          { role: "user", content: EASY },
        ],
      });
    }
    expect((await recordsOf(path))[3]).toMatchObject({ prompt: EASY });
  });

  it("reminds the next process of what was spent today", async () => {
    const path = join(folder, name);
    const env = { OCP_BUDGET_DAY_USD: "0.0001" };
    {
      await using router = two.router(env, { trace: path });
      await router.route(HARD);
    }
    await using router = two.router(env, { trace: path });
    expect(await router.route(HARD)).toMatchObject({ reason: "budget" });
  });

  it("takes records from many at once, and adds up", async () => {
    const path = join(folder, name);
    const sinks = await Promise.all([openTrace(path), openTrace(path)]);
    await using router = two.router();
    await router.route(EASY);
    const [call] = two.calls;
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => sinks[index % 2]!.write({ ...call!, trace_id: `t${index}` })),
    );
    const unpriced = { ...call!, trace_id: "u", answered_by: "paid" as const, cost_usd: null };
    await sinks[0].write(unpriced);
    for (const sink of sinks) await sink.close?.();
    const summary = await summarise(readTrace(path));
    expect(summary).toMatchObject({ total: { calls: 101, unpriced: 1 }, by_tier: { local: { saved_usd: 0.0123 } } });
    expect(summary.days).toMatchObject([{ local: 100, paid: 1, cost_usd: 0 }]);
  });
});

it("lets processes that share a record in SQLite share a budget", async () => {
  const trace = join(folder, "trace.db");
  const env = { OCP_BUDGET_DAY_USD: "0.0003" };
  await using one = two.router(env, { trace });
  await using other = two.router(env, { trace });
  expect(await one.route(HARD)).toMatchObject({ route_to: "paid" });
  expect(await other.route(HARD)).toMatchObject({ route_to: "paid" });
  expect(await one.route(HARD)).toMatchObject({ route_to: "local", reason: "budget" });
  expect(await other.route(HARD)).toMatchObject({ route_to: "local", reason: "budget" });
});

it("is written for its owner only, and outlives a line that was cut", async () => {
  const path = join(folder, "trace.jsonl");
  const sink = await openTrace(path);
  const record: TraceRecord = { type: "feedback", trace_id: "1", at: new Date().toISOString(), label: "local" };
  await sink.write(record);
  expect(statSync(path).mode & 0o077).toBe(0);
  const { appendFileSync } = await import("node:fs");
  appendFileSync(path, '{"type":"call","trace_i\n[1]\nnull\n');
  await sink.write(record);
  expect(await recordsOf(path)).toEqual([record, record]);
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(6);
});

it("breaks no answer when it cannot be written", async () => {
  const heard: unknown[] = [];
  const router = two.router(
    {},
    {
      trace: () => {
        throw new Error("disk full");
      },
      onTraceError: (error) => heard.push(error),
    },
  );
  expect((await router.route(EASY)).text).toBe("From here.");
  expect(heard).toMatchObject([{ message: "disk full" }]);
});

it("adds up what went wrong", async () => {
  two.ollama.next({ fault: { kind: "status", status: 404, type: "not_found_error" } });
  const router = two.router();
  await router.route(EASY);
  two.vendor.otherwise = { fault: { kind: "status", status: 401 } };
  await router.route(HARD, { force: "paid" }).catch(() => {});
  const summary = await summarise(listed(two.calls));
  expect(summary.total).toMatchObject({ calls: 2, errors: 1, fallbacks: 1 });
  expect(summary.reasons).toEqual({ score: 1, forced: 1 });
  expect(summary.local_share).toBe(0);
});

async function* listed(calls: readonly CallRecord[]): AsyncGenerator<TraceRecord> {
  yield* calls;
}

it("shows OpenTelemetry one span for each model asked, by the conventions", async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  try {
    two.ollama.next({ fault: { kind: "status", status: 404 } });
    await two.router().route(EASY, { max_tokens: 30, temperature: 0.5 });
    const [failed, answered] = exporter.getFinishedSpans().filter(({ name }) => name.startsWith("chat "));
    expect(failed).toMatchObject({
      name: "chat llama3.2",
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.ERROR },
      attributes: { "gen_ai.provider.name": "ollama", "error.type": "model_not_found" },
    });
    expect(answered).toMatchObject({
      name: "chat claude-sonnet-4-6",
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": "claude-sonnet-4-6",
        "gen_ai.request.max_tokens": 30,
        "gen_ai.response.model": "claude-sonnet-4-6",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 20,
        "gen_ai.usage.output_tokens": 8,
        "ocp.route.reason": "score",
      },
    });
  } finally {
    await provider.shutdown();
  }
});
