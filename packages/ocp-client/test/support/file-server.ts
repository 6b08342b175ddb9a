import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { OcpError } from "ocp-core";
import { createScriptedServer, type Script } from "./scripted-server.ts";

// A stdio server that keeps a log of writes in a folder, so that it can be killed and started again. The second
// argument plans its faults as JSON: { [tool]: "exit" | "exit-once" | "hang" | "forget" }, or a fault for all of it.

const [, , folder = ".", planned = "{}"] = process.argv;
const log = join(folder, "log");
const faults = JSON.parse(planned) as Record<string, string>;

if (faults["*"] === "refuse") {
  process.stderr.write("starting\nOCP_API_KEY is not one of the keys of this server\n");
  process.exit(1);
}
if (faults["*"] === "silent") await new Promise((resolve) => process.stdin.resume().on("end", resolve));
if (faults["*"] === "report-environment")
  writeFileSync(join(folder, "environment"), JSON.stringify({ env: process.env, cwd: process.cwd() }));
appendFileSync(join(folder, "starts"), `${process.pid}\n`);

/** What stands in the log; another process may be about to write its first line, or to end its last. */
const lines = (): { key: string; value: unknown }[] =>
  existsSync(log)
    ? readFileSync(log, "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line))
    : [];
const subscriptions = new Set<string>();

function fail(tool: string): void {
  const fault = faults[tool];
  const mark = join(folder, `failed-${tool}`);
  if (fault !== "exit" && !(fault === "exit-once" && !existsSync(mark))) return;
  writeFileSync(mark, "");
  process.stderr.write("boom: out of cheese\n");
  process.exit(7);
}

const script: Script = {
  "state.set": ({ key, value }) => {
    appendFileSync(log, `${JSON.stringify({ key, value })}\n`);
    fail("state.set");
    return { version: lines().length };
  },
  "state.get": ({ key }) => {
    fail("state.get");
    const entry = lines().findLast((line) => line.key === key);
    return {
      entry: entry
        ? { ...scope, ...entry, version: 1, updated_at: "2026-01-01T00:00:00.000Z", expires_at: null }
        : null,
    };
  },
  "state.delete": async ({ key }) => {
    if (faults["state.delete"] === "hang") await new Promise(() => {});
    return { deleted: lines().some((line) => line.key === key) };
  },
  "events.subscribe": ({ since }) => {
    fail("events.subscribe");
    const subscription_id = `sub_${Math.random()}`;
    subscriptions.add(subscription_id);
    const cursor = since === undefined ? lines().length : Number(since);
    return { subscription_id, cursor: String(cursor), replayed: lines().length - cursor };
  },
  "events.poll": async ({ subscription_id, cursor, limit, wait_ms = 0 }, { signal }) => {
    fail("events.poll");
    if (!subscriptions.has(String(subscription_id))) throw new OcpError("SUBSCRIPTION_NOT_FOUND", "Subscribe again.");
    const end = Date.now() + Number(wait_ms);
    while (lines().length <= Number(cursor) && Date.now() < end && !signal.aborted) await sleep(10);
    const page = lines().slice(Number(cursor), Number(cursor) + Number(limit ?? 100));
    const events = page.map(({ key }, index) => ({
      type: "state.changed",
      event_id: String(Number(cursor) + index + 1),
      timestamp: "2026-01-01T00:00:00.000Z",
      workspace_id: "ws_1",
      subscription_id,
      payload: { key, scope: "global", session_id: null, agent_id: null, version: 1, deleted: false },
    }));
    return { events, cursor: String(Number(cursor) + page.length) };
  },
  "events.unsubscribe": ({ subscription_id }) => {
    appendFileSync(join(folder, "unsubscribed"), `${String(subscription_id)}\n`);
    return { unsubscribed: subscriptions.delete(String(subscription_id)) };
  },
};

const scope = { scope: "global", workspace_id: "ws_1", session_id: null, agent_id: null };
process.stdin.on("end", () => process.exit(0));
await createScriptedServer(script).connect(new StdioServerTransport());
