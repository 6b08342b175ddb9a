// The load, in a process of its own: calls at a steady rate to an MCP endpoint, whatever comes back and when. Prints one line of JSON.
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { makeCalls, type Call } from "./calls.ts";

const [url = "", rate = "1000", seconds = "20", ...contracts] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const HEADERS = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2025-06-18",
};

function send({ name, arguments: input }: Call, id: number): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: input } });
  return new Promise((resolve) => {
    const sent = request(url, { method: "POST", agent, headers: HEADERS }, (response) => {
      response
        .on("data", () => {})
        .on("end", () => resolve(response.statusCode === 200))
        .on("error", () => resolve(false));
    });
    sent.on("error", () => resolve(false));
    sent.end(body);
  });
}

/** Sends at fixed times, so that a slow answer does not slow the questions; a delay counts from when it was due. */
async function run(calls: readonly Call[]): Promise<{ latencies: number[]; failed: number; took: number }> {
  const latencies: number[] = [];
  let failed = 0;
  const pending: Promise<void>[] = [];
  const start = performance.now();
  let sent = 0;
  while (sent < calls.length) {
    const due = Math.min(calls.length, Math.floor(((performance.now() - start) / 1000) * Number(rate)));
    for (; sent < due; sent++) {
      const at = start + (sent / Number(rate)) * 1000;
      pending.push(
        send(calls[sent]!, sent).then((ok) => {
          latencies.push(performance.now() - at);
          if (!ok) failed++;
        }),
      );
    }
    await sleep(1);
  }
  await Promise.all(pending);
  return { latencies, failed, took: performance.now() - start };
}

await run(makeCalls(contracts, 2 * Number(rate)));
const { latencies, failed, took } = await run(makeCalls(contracts, Number(rate) * Number(seconds)));
const sorted = latencies.toSorted((a, b) => a - b);
const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
console.log(
  JSON.stringify({
    count: sorted.length,
    failed,
    rate: (sorted.length / took) * 1000,
    p50: at(0.5),
    p99: at(0.99),
    worst: sorted.at(-1),
  }),
);
agent.destroy();
