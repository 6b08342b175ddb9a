import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openTestEngine, temporaryFolder } from "../support.ts";
import { startFakeService, type Received } from "./fake-service.ts";

/** A model that knows that cats are felines, and nothing else. */
function answer({ body }: Received) {
  const input = body["input"] as string[];
  return { body: { embeddings: input.map((text) => (/cat|feline/i.test(text) ? [1, 0.01] : [0.01, 1])) } };
}

async function open() {
  const service = await startFakeService(answer);
  const folder = await temporaryFolder({
    "animals/cat.md": "# Whiskers\n\nThe cat sleeps all day.\n",
    "animals/dog.md": "# Rex\n\nThe dog barks at the postman.\n",
    "animals/cow.md": "# Berta\n\nMilk comes from cows.\n",
  });
  const database = await temporaryFolder();
  const engine = openTestEngine(join(database.path, "ocp.db"), {
    embedder: "ollama",
    embedDimensions: undefined,
    ollamaUrl: service.url,
  });
  const { workspace_id } = await engine.call("workspace.register", { root_uri: folder.path });
  const search = async (query: string): Promise<string[]> => {
    const { chunks } = await engine.call("context.search", { workspace_id, query });
    return chunks.map((chunk) => String(chunk.metadata["path"]));
  };
  return {
    service,
    engine,
    workspace_id,
    search,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Asks until the answer is as wanted, since vectors come beside the searches. */
async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const found = await ask();
    if (wanted(found) || attempt === 200) return found;
    await sleep(25);
  }
}

describe("a server with a model", () => {
  it("finds by words at once, and by meaning when the vectors are there", async () => {
    await using server = await open();
    server.service.troubles.push({ kind: "slow", ms: 300 });
    await server.engine.call("workspace.index", { workspace_id: server.workspace_id });
    expect((await server.search("dog barks"))[0]).toBe("animals/dog.md");
    const found = await eventually(
      () => server.search("feline"),
      (paths) => paths.length > 0,
    );
    expect(found[0]).toBe("animals/cat.md");
    const passages = server.service.received.flatMap(({ body }) => body["input"] as string[]);
    expect(passages.filter((text) => text.startsWith("search_document: animals "))).toHaveLength(3);
  });

  it("waits for the vectors where it is asked to", async () => {
    await using server = await open();
    const { engine, workspace_id, service } = server;
    service.troubles.push({ kind: "slow", ms: 500 });
    await engine.call("workspace.index", { workspace_id });
    const told: unknown[] = [];
    expect(await engine.embedAll(workspace_id, { onProgress: (progress) => told.push(progress) })).toBe(0);
    expect(told.at(-1)).toEqual({ done: 3, total: 3 });
    expect((await server.search("feline"))[0]).toBe("animals/cat.md");
    const asked = service.received.length;
    expect(await engine.embedAll(workspace_id)).toBe(0);
    expect(service.received.length).toBe(asked);
  });

  it("says how many texts have no vector when it is stopped or the model fails", async () => {
    await using server = await open();
    const { engine, workspace_id, service } = server;
    service.troubles.push(...Array.from({ length: 40 }, () => ({ kind: "status", status: 400 }) as const));
    await engine.call("workspace.index", { workspace_id });
    expect(await engine.embedAll(workspace_id)).toBe(3);
    service.troubles.length = 0;
    service.troubles.push({ kind: "slow", ms: 60_000 });
    const stop = new AbortController();
    const stopped = engine.embedAll(workspace_id, { signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    expect(await stopped).toBe(3);
  });

  it("answers by words while the model does not answer", async () => {
    await using server = await open();
    await server.engine.call("workspace.index", { workspace_id: server.workspace_id });
    await eventually(
      () => server.search("feline"),
      (paths) => paths.length > 0,
    );
    server.service.troubles.push(...Array.from({ length: 8 }, () => ({ kind: "status", status: 503 }) as const));
    expect((await server.search("postman"))[0]).toBe("animals/dog.md");
  });

  it("gives vectors to documents that are put", async () => {
    await using server = await open();
    const { workspace_id } = await server.engine.call("workspace.register", { root_uri: "notes://all" });
    await server.engine.call("workspace.put", {
      workspace_id,
      documents: [
        { uri: "notes://all/1", content: "My cat is called Tom.\n" },
        { uri: "notes://all/2", content: "The postman comes at noon.\n" },
      ],
    });
    const ask = async () => (await server.engine.call("context.search", { workspace_id, query: "feline" })).chunks;
    const chunks = await eventually(ask, (found) => found.length > 0);
    expect(chunks[0]?.source.uri).toBe("notes://all/1");
  });
});
