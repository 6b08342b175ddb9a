import { parseConfig, type Config } from "../../src/config.ts";
import { makeRouter, type MakeRouterOptions } from "../../src/factory.ts";
import type { OCPRouter } from "../../src/router.ts";
import type { RouteEvent } from "../../src/route/result.ts";
import type { CallRecord, TraceRecord } from "../../src/trace/record.ts";
import { startFakeVendor, type FakeVendor } from "../fake-vendor/server.ts";

/** A fake Ollama and a fake paid vendor, and routers between them. */
export interface TwoVendors extends AsyncDisposable {
  readonly ollama: FakeVendor;
  readonly vendor: FakeVendor;
  config(env?: Readonly<Record<string, string>>): Config;
  router(env?: Readonly<Record<string, string>>, options?: MakeRouterOptions): OCPRouter;
  /** The records of all routers made here. */
  readonly records: readonly TraceRecord[];
  readonly calls: readonly CallRecord[];
}

export async function startTwoVendors(): Promise<TwoVendors> {
  const [ollama, vendor] = await Promise.all([startFakeVendor(), startFakeVendor()]);
  ollama.otherwise = { text: "From here.", usage: { prompt: 11, completion: 6 } };
  vendor.otherwise = { text: "From afar.", usage: { prompt: 20, completion: 8 } };
  const records: TraceRecord[] = [];
  const config = (env: Readonly<Record<string, string>> = {}): Config =>
    parseConfig({
      cwd: "/",
      env: {
        OCP_OLLAMA_URL: ollama.url,
        OCP_LOCAL_URL: `${ollama.url}/v1`,
        ANTHROPIC_BASE_URL: vendor.url,
        OPENAI_BASE_URL: `${vendor.url}/v1`,
        ANTHROPIC_API_KEY: "test",
        OPENAI_API_KEY: "test",
        ...env,
      },
    });
  return {
    ollama,
    vendor,
    config,
    router: (env, options = {}) =>
      makeRouter({
        config: config(env),
        retry: { firstPauseMs: 1 },
        trace: (record) => void records.push(record),
        ...options,
      }),
    records,
    get calls() {
      return records.filter((record) => record.type === "call");
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([ollama[Symbol.asyncDispose](), vendor[Symbol.asyncDispose]()]);
    },
  };
}

/** All events of a stream, and the error it ended with, if any. */
export async function collectEvents(
  stream: AsyncIterable<RouteEvent>,
): Promise<{ events: RouteEvent[]; error: unknown; text: string }> {
  const events: RouteEvent[] = [];
  let error: unknown;
  try {
    for await (const event of stream) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  return { events, error, text: events.map((event) => (event.type === "text" ? event.text : "")).join("") };
}

export const EASY = "explain the auth middleware";
export const HARD = "review security vulnerabilities across all endpoints";
