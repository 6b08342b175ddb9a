import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OcpError, type OcpEvent } from "ocp-core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { OcpClient, OcpConnectionError, type EventStream } from "../src/index.ts";
import { createScriptedServer, type Script } from "./support/scripted-server.ts";
import { connectFile, scratch, starts } from "./support/spawn.ts";

const set = (key: string) => ({ key, value: key, scope: "global", workspace_id: "ws_1" });
const keyOf = (event: OcpEvent) => (event as OcpEvent<"state.changed">).payload.key;

async function take(events: EventStream, count: number): Promise<string[]> {
  const keys: string[] = [];
  while (keys.length < count) {
    const { value, done } = await events.next();
    if (done) break;
    keys.push(keyOf(value));
  }
  return keys;
}

function unsubscribed(folder: string): number {
  const file = join(folder, "unsubscribed");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;
}

const subscribed = { subscription_id: "sub_1", cursor: "0", replayed: 0 };
const event = (id: number) => ({
  type: "session.closed",
  event_id: String(id),
  timestamp: "2026-01-01T00:00:00.000Z",
  workspace_id: "ws_1",
  subscription_id: "sub_1",
  payload: { session_id: "s", reason: "ttl" },
});

async function scripted(script: Script): Promise<OcpClient> {
  const client = await OcpClient.inProcess(createScriptedServer(script));
  onTestFinished(() => client.close());
  return client;
}

describe("a stream of events", () => {
  it("holds what happens after it is ready, in order", async () => {
    const client = await connectFile(scratch());
    await client.state.set(set("before"));
    const events = client.events.on({ workspace_id: "ws_1", types: ["state.changed"] });
    await events.ready;
    for (const key of ["a", "b", "c"]) await client.state.set(set(key));
    expect(await take(events, 3)).toEqual(["a", "b", "c"]);
    await events.return();
  });

  it("starts where `since` says", async () => {
    const client = await connectFile(scratch());
    for (const key of ["a", "b", "c"]) await client.state.set(set(key));
    const events = client.events.on({ workspace_id: "ws_1", since: "1" });
    expect(await take(events, 2)).toEqual(["b", "c"]);
  });

  it("is left by `break`, which ends its subscription", async () => {
    const folder = scratch();
    const client = await connectFile(folder);
    const events = client.events.on({ workspace_id: "ws_1", since: "0" });
    await client.state.set(set("a"));
    for await (const { payload } of events) {
      expect(payload).toMatchObject({ key: "a" });
      break;
    }
    await expect.poll(() => unsubscribed(folder)).toBe(1);
    expect(await events.next()).toEqual({ value: undefined, done: true });
  });

  it("ends at once by return(), also while it waits for an event", async () => {
    const folder = scratch();
    const client = await connectFile(folder);
    const events = client.events.on({ workspace_id: "ws_1" });
    const waiting = events.next();
    await events.ready;
    const started = performance.now();
    await events.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
    // Else it would wait for the poll, which takes 25 seconds.
    expect(performance.now() - started).toBeLessThan(15_000);
    await expect.poll(() => unsubscribed(folder)).toBe(1);
    await events.return();
    expect(unsubscribed(folder)).toBe(1);
  });

  it("ends by its signal without an error, also when nobody reads it", async () => {
    const folder = scratch();
    const client = await connectFile(folder);
    const controller = new AbortController();
    const read = client.events.on({ workspace_id: "ws_1", signal: controller.signal });
    const unread = client.events.on({ workspace_id: "ws_1", signal: controller.signal });
    const waiting = read.next();
    await Promise.all([read.ready, unread.ready]);
    controller.abort();
    expect(await waiting).toMatchObject({ done: true });
    await expect.poll(() => unsubscribed(folder)).toBe(2);
    const late = client.events.on({ workspace_id: "ws_1", signal: controller.signal });
    expect(await late.next()).toMatchObject({ done: true });
    await expect(late.ready).rejects.toBe(controller.signal.reason);
  });

  it("ends with the block of `await using`, and with the client", async () => {
    const folder = scratch();
    const client = await connectFile(folder);
    {
      await using events = client.events.on({ workspace_id: "ws_1" });
      await events.ready;
    }
    expect(unsubscribed(folder)).toBe(1);
    const events = client.events.on({ workspace_id: "ws_1" });
    await events.ready;
    const waiting = events.next();
    await client.close();
    expect(await waiting).toMatchObject({ done: true });
    expect(unsubscribed(folder)).toBe(2);
    await expect(client.events.on({ workspace_id: "ws_1" }).next()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
  });

  it("fetches no page before the one before it was read", async () => {
    const polls: unknown[] = [];
    const client = await scripted({
      "events.subscribe": () => subscribed,
      "events.poll": ({ cursor }) => {
        polls.push(cursor);
        return { events: [event(Number(cursor) + 1), event(Number(cursor) + 2)], cursor: String(Number(cursor) + 2) };
      },
      "events.unsubscribe": () => ({ unsubscribed: true }),
    });
    const events = client.events.on({ workspace_id: "ws_1" });
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.push((await events.next()).value.event_id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(ids).toEqual(["1", "2", "3"]);
    expect(polls).toEqual(["0", "2"]);
  });

  it("asks by name for the types that it knows when none are given", async () => {
    const asked: unknown[] = [];
    const client = await scripted({
      "events.subscribe": ({ types }) => (asked.push(types), subscribed),
      "events.poll": () => ({ events: [event(1)], cursor: "1" }),
      "events.unsubscribe": () => ({ unsubscribed: true }),
    });
    await client.events.on({ workspace_id: "ws_1" }).ready;
    await client.events.on({ workspace_id: "ws_1", types: ["session.closed"] }).ready;
    expect(asked[0]).toContain("index.progress");
    expect(asked[1]).toEqual(["session.closed"]);
  });

  it("tells when the log no longer reaches back", async () => {
    const client = await scripted({
      "events.subscribe": () => ({ ...subscribed, truncated: true }),
      "events.poll": () => ({ events: [event(1)], cursor: "1", truncated: true }),
      "events.unsubscribe": () => ({ unsubscribed: true }),
    });
    const onTruncated = vi.fn<() => void>();
    await client.events.on({ workspace_id: "ws_1", since: "0", onTruncated }).next();
    expect(onTruncated).toHaveBeenCalledTimes(2);
  });

  it("does not hammer a server that answers at once although it was asked to wait", async () => {
    const poll = vi.fn<() => object>(() => ({ events: [], cursor: "0" }));
    const client = await scripted({
      "events.subscribe": () => subscribed,
      "events.poll": poll,
      "events.unsubscribe": () => ({ unsubscribed: true }),
    });
    const events = client.events.on({ workspace_id: "ws_1" });
    void events.next();
    await new Promise((resolve) => setTimeout(resolve, 600));
    await events.return();
    expect(poll.mock.calls.length).toBeGreaterThan(1);
    expect(poll.mock.calls.length).toBeLessThan(10);
  });

  it("throws what cannot pass, from next() and from ready, and ends", async () => {
    const client = await scripted({
      "events.subscribe": () => {
        throw new OcpError("WORKSPACE_NOT_FOUND", "Register it first.");
      },
    });
    const events = client.events.on({ workspace_id: "ws_x" });
    await expect(events.ready).rejects.toThrow("Register it first.");
    await expect(events.next()).rejects.toThrow("Register it first.");
    expect(await events.next()).toMatchObject({ done: true });
  });

  it("refuses an event whose payload the contract does not allow", async () => {
    const client = await scripted({
      "events.subscribe": () => subscribed,
      "events.poll": () => ({ events: [{ ...event(1), payload: { reason: "boredom" } }], cursor: "1" }),
      "events.unsubscribe": () => ({ unsubscribed: true }),
    });
    const error = await client.events
      .on({ workspace_id: "ws_1" })
      .next()
      .catch((e: unknown) => e);
    expect(OcpConnectionError.is(error, "INVALID_ANSWER")).toBe(true);
  });

  it("tries again when the server is busy", async () => {
    let failures = 2;
    const client = await scripted({
      "events.subscribe": () => subscribed,
      "events.poll": () => {
        if (failures-- > 0) throw new OcpError("STORAGE_UNAVAILABLE", "Busy.");
        return { events: [event(1)], cursor: "1" };
      },
      "events.unsubscribe": () => ({ unsubscribed: true }),
    });
    const { value } = await client.events.on({ workspace_id: "ws_1" }).next();
    expect(value.event_id).toBe("1");
  });

  it("does not try again when the server cannot come back", async () => {
    const server = createScriptedServer({
      "events.subscribe": () => subscribed,
      "events.poll": () => new Promise(() => {}),
      "events.unsubscribe": () => ({ unsubscribed: true }),
    });
    const client = await OcpClient.inProcess(server);
    const events = client.events.on({ workspace_id: "ws_1" });
    const waiting = events.next().catch((e: unknown) => e);
    await events.ready;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await server.close();
    expect(OcpConnectionError.is(await waiting, "CONNECTION_LOST")).toBe(true);
    await client.close();
  });
});

describe("across restarts of the server", () => {
  it("a stream loses no event and doubles none", async () => {
    const folder = scratch();
    const client = await connectFile(folder);
    const writer = await connectFile(folder);
    const events = client.events.on({ workspace_id: "ws_1", types: ["state.changed"] });
    await events.ready;

    const keys = Array.from({ length: 120 }, (_, index) => `key ${index}`);
    const taken = take(events, keys.length);
    const [victim = 0] = starts(folder);
    let killed = victim;
    for (const [index, key] of keys.entries()) {
      await writer.state.set(set(key));
      if (index % 30 !== 15) continue;
      const before = starts(folder).length;
      process.kill(killed, "SIGKILL");
      await expect.poll(() => starts(folder).length).toBeGreaterThan(before);
      killed = starts(folder).at(-1) ?? 0;
    }
    expect(await taken).toEqual(keys);
    expect(starts(folder)).toHaveLength(6);
  });

  it("a stream whose server dies before the first poll starts where it was subscribed", async () => {
    const folder = scratch();
    const client = await connectFile(folder, { "events.poll": "exit-once" });
    const events = client.events.on({ workspace_id: "ws_1" });
    await events.ready;
    await client.state.set(set("a"));
    expect(await take(events, 1)).toEqual(["a"]);
    expect(starts(folder)).toHaveLength(2);
  });

  it("a stream whose server dies while subscribing is subscribed by the next one", async () => {
    const folder = scratch();
    const client = await connectFile(folder, { "events.subscribe": "exit-once" });
    const events = client.events.on({ workspace_id: "ws_1", since: "0" });
    await client.state.set(set("a")).catch(() => client.state.set(set("a")));
    expect((await take(events, 1))[0]).toBe("a");
  });

  it("a stream gives up when the server stays away, with the reason", async () => {
    const folder = scratch();
    const client = await connectFile(folder, { "events.poll": "exit" });
    const error = await client.events
      .on({ workspace_id: "ws_1", reconnectMs: 500 })
      .next()
      .catch((e: unknown) => e);
    expect(OcpConnectionError.is(error, "CONNECTION_LOST")).toBe(true);
    expect(String(error)).toContain("boom: out of cheese");
  });
});
