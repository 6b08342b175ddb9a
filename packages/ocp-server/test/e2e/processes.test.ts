import { join } from "node:path";
import Database from "better-sqlite3";
import type { OcpEvent } from "ocp-core";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support.ts";
import { spawnServer, startServer, type ConnectedServer } from "./support.ts";

const PROCESSES = 8;
const ROUNDS = 40;

async function increment(server: ConnectedServer, workspace_id: string): Promise<void> {
  for (;;) {
    const { entry } = await server.call("state.get", { key: "counter", scope: "global", workspace_id });
    try {
      await server.call("state.set", {
        key: "counter",
        value: Number(entry?.value ?? 0) + 1,
        scope: "global",
        workspace_id,
        if_version: entry?.version ?? 0,
      });
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "CONFLICT") throw error;
    }
  }
}

/** Polls until the event that ends the test has come. */
async function collectEvents(server: ConnectedServer, subscription_id: string): Promise<OcpEvent[]> {
  const events: OcpEvent[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await server.call("events.poll", {
      subscription_id,
      wait_ms: 5000,
      ...(cursor === undefined ? {} : { cursor }),
    });
    events.push(...(page.events as OcpEvent[]));
    cursor = page.cursor;
    if (page.events.some((event) => event.payload["key"] === "the end")) return events;
  }
}

describe(`${PROCESSES} processes on one database`, () => {
  it("lose no update, miss and double no event, and never see a lock error", async () => {
    await using folder = await temporaryFolder({});
    await using stack = new AsyncDisposableStack();
    const dbPath = join(folder.path, "ocp.db");
    const servers = await Promise.all(
      Array.from({ length: PROCESSES }, async () => stack.use(await startServer(dbPath))),
    );
    const { workspace_id } = await servers[0]!.call("workspace.register", { root_uri: "doc://shared" });

    const subscriptions = await Promise.all(servers.map((server) => server.call("events.subscribe", { workspace_id })));
    const collecting = Promise.all(
      servers.map((server, i) => collectEvents(server, subscriptions[i]!.subscription_id)),
    );
    await Promise.all(
      servers.map(async (server, i) => {
        const { session_id } = await server.call("session.open", { workspace_id, session_id: `session-${i}` });
        for (let round = 0; round < ROUNDS; round++) {
          await increment(server, workspace_id);
          await server.call("state.set", { key: `own-${i}`, value: round, scope: "global", workspace_id });
          if (round % 10 === 0)
            await server.call("session.handoff", {
              session_id,
              from_agent: `a${i}`,
              to_agent: "all",
              message: { i, round },
            });
          if (round % 10 === 5)
            await server.call("workspace.put", {
              workspace_id,
              documents: [{ uri: `doc-${i}`, content: `# Document ${i}\n\nround ${round}` }],
            });
        }
      }),
    );
    expect(
      (await servers[3]!.call("state.get", { key: "counter", scope: "global", workspace_id })).entry,
    ).toMatchObject({ value: PROCESSES * ROUNDS, version: PROCESSES * ROUNDS });
    await servers[0]!.call("state.set", { key: "the end", value: true, scope: "global", workspace_id });

    const [first, ...others] = await collecting;
    const ids = first!.map((event) => event.event_id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    const changes = first!.filter((event) => event.type === "state.changed" && event.payload.key === "counter");
    expect(changes.map((event) => (event.payload as { version: number }).version)).toEqual(
      Array.from({ length: PROCESSES * ROUNDS }, (_, i) => i + 1),
    );
    for (const other of others) expect(other.map((event) => event.event_id)).toEqual(ids);

    const handoffs = await servers[0]!.call("state.list", { agent_id: "all", prefix: "handoff.", limit: 500 });
    expect(handoffs.entries).toHaveLength(PROCESSES * (ROUNDS / 10));
  });
});

describe("kill -9", () => {
  it("during state writes loses nothing that was acknowledged", async () => {
    await using folder = await temporaryFolder({});
    const dbPath = join(folder.path, "ocp.db");
    let workspace_id: string;
    {
      await using server = await startServer(dbPath);
      ({ workspace_id } = await server.call("workspace.register", { root_uri: "doc://x" }));
    }
    for (let round = 0; round < 3; round++) {
      const server = spawnServer(dbPath);
      server.send({
        id: 0,
        method: "initialize",
        params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
      });
      await server.receive((m) => m["id"] === 0);
      for (let i = 1; i <= 2000; i++) {
        server.send({
          id: i,
          method: "tools/call",
          params: { name: "state.set", arguments: { key: `r${round}.k${i}`, value: i, scope: "global", workspace_id } },
        });
      }
      await server.receive((m) => m["id"] === 100 + round * 37);
      server.child.kill("SIGKILL");
      await server.exited;
      const acknowledged = server.lines
        .filter((line) => "result" in line && Number(line["id"]) > 0)
        .map((line) => Number(line["id"]));
      expect(acknowledged.length).toBeGreaterThan(0);

      await using reopened = await startServer(dbPath);
      for (const i of acknowledged) {
        expect(
          (await reopened.call("state.get", { key: `r${round}.k${i}`, scope: "global", workspace_id })).entry,
        ).toMatchObject({ value: i });
      }
    }
    expect(new Database(dbPath).pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });

  it("during indexing leaves a sound database, says that the index is partial, and the next run goes on", async () => {
    await using folder = await temporaryFolder({});
    const files = 2500;
    await Promise.all(
      Array.from({ length: files }, (_, i) =>
        folder.write(`root/d${i % 50}/f${i}.md`, `# File ${i}\n\n${`word${i} and some more words `.repeat(80)}`),
      ),
    );
    const dbPath = join(folder.path, "ocp.db");
    const server = await startServer(dbPath);
    const { workspace_id } = await server.call("workspace.register", { root_uri: join(folder.path, "root") });
    await server.call("workspace.index", { workspace_id, wait: false });
    await expect
      .poll(async () => (await server.call("workspace.list", {})).workspaces[0]!.chunks, {
        interval: 5,
      })
      .toBeGreaterThan(200);
    process.kill(server.pid, "SIGKILL");
    await server.client.close();

    await using reopened = await startServer(dbPath);
    const [workspace] = (await reopened.call("workspace.list", {})).workspaces;
    expect(workspace).toMatchObject({ status: "partial" });
    expect(workspace!.progress).toBeLessThan(1);
    const rest = await reopened.call("workspace.index", { workspace_id });
    expect(rest).toMatchObject({ files, errors: [] });
    expect(rest.skipped).toBeGreaterThanOrEqual(workspace!.chunks);
    expect(rest.indexed + rest.skipped).toBe(files);
    expect((await reopened.call("workspace.list", {})).workspaces[0]).toMatchObject({
      status: "ready",
      progress: 1,
      files,
    });
    expect(
      (await reopened.call("context.search", { workspace_id, query: "word1234" })).chunks[0]!.metadata["path"],
    ).toBe("d34/f1234.md");
    expect(new Database(dbPath).pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });
});
