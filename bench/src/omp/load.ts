// The load, in a process of its own: calls at a steady rate to an MCP endpoint, whatever comes back and when. Prints one line of JSON.
import { setTimeout as sleep } from "node:timers/promises";
import { makeCalls } from "./calls.ts";
import { openConnection, type Connection } from "./connection.ts";

const CONNECTIONS = 32;
const [address = "", rateText = "1000", seconds = "20", ...contracts] = process.argv.slice(2);
const url = new URL(address);
const rate = Number(rateText);

const requests = makeCalls(contracts, rate * Number(seconds)).map(({ name, arguments: input }, id) => {
  const body = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: input } });
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    "MCP-Protocol-Version: 2025-06-18",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
});
const idle = await Promise.all(
  Array.from({ length: CONNECTIONS }, () => openConnection(url.hostname, Number(url.port))),
);
const all = [...idle];

// Calls are due at fixed times, so that a slow answer does not slow the questions; a delay counts from when it was due.
const start = performance.now();
const latencies: number[] = [];
let failed = 0;
let sent = 0;
let done: (() => void) | undefined;

async function work(connection: Connection): Promise<void> {
  while (sent < requests.length && dueBy(performance.now()) > sent) {
    const index = sent++;
    const status = await connection.send(requests[index]!);
    latencies.push(performance.now() - (start + (index / rate) * 1000));
    if (status !== 200) failed++;
  }
  idle.push(connection);
  if (latencies.length === requests.length) done?.();
}

function dueBy(now: number): number {
  return Math.floor(((now - start) / 1000) * rate);
}

while (sent < requests.length) {
  for (let free = Math.min(idle.length, dueBy(performance.now()) - sent); free > 0; free--) void work(idle.pop()!);
  await sleep(1);
}
if (latencies.length < requests.length) await new Promise<void>((resolve) => (done = resolve));
const took = performance.now() - start;
for (const connection of all) connection.close();

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
