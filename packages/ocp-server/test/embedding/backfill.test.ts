import { createHash } from "node:crypto";
import { join } from "node:path";
import { OcpError } from "ocp-core";
import { describe, expect, it } from "vitest";
import { createBackfill, fillVectors } from "../../src/embedding/backfill.ts";
import { estimateCost, priceOf } from "../../src/embedding/cost.ts";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import type { FileUpdate, Store } from "../../src/storage/store.ts";
import { temporaryFolder } from "../support.ts";
import { vectorOf } from "./fake-service.ts";

const WS = "ws_0000000000000001";
const sha = (text: string): string => createHash("sha256").update(text).digest("hex");

/** An embedder that remembers what it was asked. */
function createRecorder({ id = "recorder:8", batch = 4, price }: Partial<Embedder> = {}) {
  const asked: string[] = [];
  const troubles: (Error | undefined)[] = [];
  const embedder: Embedder = {
    id,
    dimensions: 8,
    weight: 0.5,
    stored: true,
    batch,
    price,
    async embed(texts) {
      const trouble = troubles.shift();
      if (trouble !== undefined) throw trouble;
      asked.push(...texts);
      return texts.map((text) => Float32Array.from(vectorOf(text, 8)));
    },
    async [Symbol.asyncDispose]() {},
  };
  return { embedder, asked, troubles };
}

function createLog() {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return { lines, error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
}

function file(path: string, texts: readonly string[], mtimeMs = 1): FileUpdate {
  return {
    kind: "replace",
    path,
    uri: `file:///repo/${path}`,
    language: "text",
    stamp: { size: 1, mtimeMs, ctimeMs: 1 },
    hash: sha(path + texts.join()),
    chunking: 1,
    chunks: texts.map((content, place) => ({
      place: String(place),
      range: { start_line: place + 1, end_line: place + 1, start_byte: place, end_byte: place + 1 },
      content,
      content_hash: sha(content),
      language: "text",
      kind: "block",
      symbol: null,
      metadata: {},
    })),
  };
}

const NO_WORDS = { documents: 5_000, blocks: [] };

async function openWorkspace(files: readonly FileUpdate[]) {
  const folder = await temporaryFolder();
  const store: Store = await openSqliteStore({ path: join(folder.path, "ocp.db") });
  await store.workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "repo" });
  await store.index.write(WS, files, { reason: "explicit", text: NO_WORDS });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `text ${index}`);

describe("fillVectors", () => {
  it("embeds every text once, with its path, those of the latest files first", async () => {
    await using db = await openWorkspace([
      file("old.txt", ["shared", "old"], 10),
      file("new.txt", ["shared", "new"], 30),
      file("middle.txt", ["middle"], 20),
    ]);
    const { embedder, asked } = createRecorder();
    const { vectors } = db.store;
    expect(await vectors.countMissing(WS, embedder.id)).toEqual({ texts: 4, characters: 18 });
    expect(await fillVectors({ vectors, embedder, log: createLog() }, { workspaceId: WS })).toBe(4);
    expect(asked).toEqual(["new.txt\nshared", "new.txt\nnew", "middle.txt\nmiddle", "old.txt\nold"]);
    expect(await fillVectors({ vectors, embedder, log: createLog() }, { workspaceId: WS })).toBe(0);
    expect(asked).toHaveLength(4);
    expect(await vectors.embedderOf(WS)).toBe(embedder.id);
    const hits = await vectors.search({ workspaceId: WS }, embedder.id, Float32Array.from(vectorOf(asked[0]!, 8)), 9);
    expect(hits).toHaveLength(5);
  });

  it("goes on where it was stopped, and tells how far it is", async () => {
    await using db = await openWorkspace([file("a.txt", numbered(10))]);
    const { embedder, asked } = createRecorder();
    const { vectors } = db.store;
    const ports = { vectors, embedder, log: createLog() };
    const controller = new AbortController();
    const seen: string[] = [];
    const stopped = fillVectors(ports, {
      workspaceId: WS,
      signal: controller.signal,
      onProgress({ done, total }) {
        seen.push(`${done}/${total}`);
        if (done === 8) controller.abort(new Error("enough"));
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(seen).toEqual(["4/10", "8/10"]);
    expect(await vectors.embedderOf(WS)).toBeUndefined();
    expect(await fillVectors(ports, { workspaceId: WS })).toBe(2);
    expect(asked).toHaveLength(10);
    expect(new Set(asked).size).toBe(10);
  });

  it("never mixes the spaces of two embedders", async () => {
    await using db = await openWorkspace([file("a.txt", numbered(3))]);
    const { vectors } = db.store;
    const query = Float32Array.from(vectorOf("q", 8));
    const first = createRecorder();
    const second = createRecorder({ id: "other:8", batch: 1 });
    await fillVectors({ vectors, embedder: first.embedder, log: createLog() }, { workspaceId: WS });
    second.troubles.push(undefined, undefined, new OcpError("EMBEDDER_FAILED", "down"));
    const failing = fillVectors({ vectors, embedder: second.embedder, log: createLog() }, { workspaceId: WS });
    await expect(failing).rejects.toThrow("down");
    expect(await vectors.search({ workspaceId: WS }, "other:8", query, 9)).toHaveLength(2);
    expect(await vectors.search({ workspaceId: WS }, first.embedder.id, query, 9)).toHaveLength(3);
    expect(await vectors.embedderOf(WS)).toBe(first.embedder.id);
    await fillVectors({ vectors, embedder: second.embedder, log: createLog() }, { workspaceId: WS });
    expect(await vectors.embedderOf(WS)).toBe("other:8");
    // Back again: nothing is paid twice.
    expect(await fillVectors({ vectors, embedder: first.embedder, log: createLog() }, { workspaceId: WS })).toBe(0);
  });

  it("says before a run that costs money what it will cost", async () => {
    await using db = await openWorkspace([file("a.txt", [...numbered(1200), "x".repeat(900_000)])]);
    const { embedder } = createRecorder({ batch: 512, price: { usdPerMillionTokens: 0.13 } });
    const log = createLog();
    await fillVectors({ vectors: db.store.vectors, embedder, log }, { workspaceId: WS });
    expect(log.lines[0]).toMatch(/^warn: embedding 1201 texts of ws_0+1, about 28\d{4} tokens and 0\.04 US dollars/);
    expect(log.lines[1]).toMatch(/^info: embedded 1201 texts/);
  });
});

describe("createBackfill", () => {
  it("fills beside the caller, looks again when more came, and outlives a failure", async () => {
    await using db = await openWorkspace([file("a.txt", numbered(3))]);
    const { embedder, asked, troubles } = createRecorder();
    const { vectors } = db.store;
    const log = createLog();
    await using backfill = createBackfill({ vectors, embedder, log });
    troubles.push(new OcpError("EMBEDDER_FAILED", "The far side is down."));
    backfill.start(WS);
    await backfill.settled(WS);
    expect(log.lines).toEqual([`warn: embedding ${WS}: The far side is down.`]);
    backfill.start(WS);
    await db.store.index.write(WS, [file("b.txt", ["more"])], { reason: "explicit", text: NO_WORDS });
    backfill.start(WS);
    await backfill.settled(WS);
    expect(new Set(asked).size).toBe(4);
    expect(asked).toHaveLength(4);
  });

  it("ends at once when it is closed", async () => {
    await using db = await openWorkspace([file("a.txt", numbered(1000))]);
    const { embedder, asked } = createRecorder({ batch: 1 });
    const backfill = createBackfill({ vectors: db.store.vectors, embedder, log: createLog() });
    backfill.start(WS);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await backfill[Symbol.asyncDispose]();
    expect(asked.length).toBeLessThan(1000);
    backfill.start(WS);
    await backfill.settled(WS);
  });

  it("embeds nothing ahead for an embedder whose vectors are not kept", async () => {
    await using db = await openWorkspace([file("a.txt", numbered(3))]);
    const { embedder, asked } = createRecorder();
    await using backfill = createBackfill({
      vectors: db.store.vectors,
      embedder: { ...embedder, stored: false },
      log: createLog(),
    });
    backfill.start(WS);
    await backfill.settled(WS);
    expect(asked).toEqual([]);
  });
});

describe("estimateCost", () => {
  it("multiplies tokens by the model's price, which a caller may replace", () => {
    expect(estimateCost(3_200_000, priceOf("text-embedding-3-small"))).toEqual({ tokens: 1_000_000, usd: 0.02 });
    expect(estimateCost(3_200_000, priceOf("mine", { mine: 2 }))).toEqual({ tokens: 1_000_000, usd: 2 });
    expect(estimateCost(10, priceOf("unknown"))).toEqual({ tokens: 4, usd: undefined });
    expect(priceOf("constructor")).toBeUndefined();
  });
});
