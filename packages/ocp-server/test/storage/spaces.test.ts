import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import type { FileUpdate, Store } from "../../src/storage/store.ts";
import { vectorOf } from "../embedding/fake-service.ts";
import { temporaryFolder } from "../support.ts";

const WS = "ws_0000000000000001";
const DIMENSIONS = 12;
const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
const vector = (text: string): Float32Array => {
  const values = vectorOf(text, DIMENSIONS);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
};

function file(path: string, texts: readonly string[]): FileUpdate {
  return {
    kind: "replace",
    path,
    uri: `file:///repo/${path}`,
    language: path.endsWith(".md") ? "markdown" : "text",
    stamp: { size: 1, mtimeMs: 1, ctimeMs: 1 },
    hash: sha(path + texts.join()),
    chunking: 1,
    chunks: texts.map((content, place) => ({
      place: String(place),
      range: { start_line: place + 1, end_line: place + 1, start_byte: place, end_byte: place + 1 },
      content,
      content_hash: sha(content),
      language: path.endsWith(".md") ? "markdown" : "text",
      kind: "block",
      symbol: null,
      metadata: {},
    })),
  };
}

async function openTwo() {
  const folder = await temporaryFolder();
  const path = join(folder.path, "ocp.db");
  const [mine, theirs] = [await openSqliteStore({ path }), await openSqliteStore({ path })];
  await mine.workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "repo" });
  return {
    path,
    mine,
    theirs,
    async [Symbol.asyncDispose]() {
      await mine[Symbol.asyncDispose]();
      await theirs[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** No words, for as many chunks as there are. */
const wordsOf = (updates: readonly FileUpdate[]) => ({
  documents: updates.reduce((sum, update) => sum + (update.kind === "replace" ? update.chunks.length : 0), 0),
  blocks: [],
});

const write = (store: Store, ...updates: FileUpdate[]) =>
  store.index.write(WS, updates, { reason: "explicit", text: wordsOf(updates) });
const put = (store: Store, texts: readonly string[], embedder = "e") =>
  store.vectors.put({ embedder, vectors: texts.map((text) => ({ content_hash: sha(text), vector: vector(text) })) });

async function found(store: Store, text: string, limit = 50, filters = {}, embedder = "e"): Promise<string[]> {
  const selection = { workspaceId: WS, filters };
  const near = await store.vectors.search(selection, embedder, vector(text), limit);
  const chunks = await store.index.chunksByRow(near.map(({ row }) => row));
  return near.flatMap(({ row }) => chunks.get(row)?.content ?? []);
}

describe("searching vectors while the index changes", () => {
  it("sees what another process writes, replaces and removes, and what gets its vector later", async () => {
    await using db = await openTwo();
    const { mine, theirs } = db;
    await write(theirs, file("a.txt", ["one", "two"]), file("b.txt", ["three"]));
    expect(await found(mine, "one")).toEqual([]);
    await put(theirs, ["one", "three"]);
    expect((await found(mine, "one"))[0]).toBe("one");
    expect(new Set(await found(mine, "one"))).toEqual(new Set(["one", "three"]));
    await put(theirs, ["two"]);
    expect((await found(mine, "two"))[0]).toBe("two");
    await write(theirs, file("a.txt", ["changed", "two"]));
    expect(new Set(await found(mine, "one"))).toEqual(new Set(["two", "three"]));
    await put(theirs, ["changed"]);
    expect((await found(mine, "changed"))[0]).toBe("changed");
    await write(theirs, { kind: "remove", path: "b.txt" });
    expect(new Set(await found(mine, "one"))).toEqual(new Set(["changed", "two"]));
    await mine.index.invalidate(WS, ["a.txt"], "explicit");
    expect(await found(mine, "one")).toEqual([]);
    await write(theirs, file("a.txt", ["changed", "two"]));
    expect(new Set(await found(mine, "one"))).toEqual(new Set(["changed", "two"]));
  });

  it("sees a text whose vector was there before it came back", async () => {
    await using db = await openTwo();
    const { mine, theirs } = db;
    await write(theirs, file("a.txt", ["one", "two"]));
    await put(theirs, ["one", "two"]);
    expect(await found(mine, "one")).toHaveLength(2);
    await write(theirs, file("a.txt", ["two"]));
    expect(await found(mine, "one")).toEqual(["two"]);
    await write(theirs, file("b.txt", ["one"]));
    expect((await found(mine, "one"))[0]).toBe("one");
  });

  it("sees vectors that came after older ones were dropped", async () => {
    await using db = await openTwo();
    const { mine, theirs } = db;
    await write(theirs, file("a.txt", ["one", "two", "three"]));
    await put(theirs, ["one", "two"]);
    expect(await found(mine, "one")).toHaveLength(2);
    await write(theirs, file("a.txt", ["one", "three"]));
    await theirs.vectors.collect();
    await put(theirs, ["three"]);
    expect((await found(mine, "three"))[0]).toBe("three");
  });

  it("sees thousands of texts and vectors that came since it last looked", async () => {
    await using db = await openTwo();
    const { mine, theirs } = db;
    const texts = (from: number) => Array.from({ length: 4_500 }, (_, at) => `text ${from + at}`);
    await write(theirs, file("a.txt", texts(0)));
    await put(theirs, ["text 0"]);
    expect(await found(mine, "text 0", 9_999)).toEqual(["text 0"]);
    await put(theirs, texts(0).slice(1));
    expect(await found(mine, "text 9", 9_999)).toHaveLength(4_500);
    await write(theirs, file("b.txt", texts(4_500)));
    await put(theirs, texts(4_500));
    expect(await found(mine, "text 9", 9_999)).toHaveLength(9_000);
  });

  it("fills up to the limit whatever a filter leaves out", async () => {
    await using db = await openTwo();
    const { mine } = db;
    const many = Array.from({ length: 400 }, (_, index) => `near ${index}`);
    await write(mine, file("many.txt", many), file("few.md", ["far 1", "far 2", "far 3"]));
    await put(mine, [...many, "far 1", "far 2", "far 3"]);
    expect(await found(mine, "near 7", 2, { language: "markdown" })).toHaveLength(2);
    expect(await found(mine, "near 7", 9, { path: "*.md" })).toHaveLength(3);
    expect((await found(mine, "near 7", 9, { language: "text" }))[0]).toBe("near 7");
  });

  it("keeps two embedders apart that have the same dimensions", async () => {
    await using db = await openTwo();
    await write(db.mine, file("a.txt", ["one", "two"]));
    await put(db.mine, ["one"], "e");
    await put(db.mine, ["two"], "f");
    expect(await found(db.mine, "one")).toEqual(["one"]);
    expect(await found(db.mine, "one", 9, {}, "f")).toEqual(["two"]);
    expect(await found(db.mine, "one", 9, {}, "g")).toEqual([]);
  });

  it("equals a fresh reading after a hundred random changes", async () => {
    await using db = await openTwo();
    const { mine, theirs } = db;
    let seed = 5;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >>> 8) % below;
    };
    for (let step = 0; step < 100; step++) {
      const path = `${random(6)}.txt`;
      if (random(5) === 0) await write(theirs, { kind: "remove", path });
      else
        await write(
          theirs,
          file(
            path,
            [...new Set([random(30), random(30), random(30)])].map((n) => `text ${n}`),
          ),
        );
      if (random(3) > 0)
        await put(
          theirs,
          Array.from({ length: 3 }, () => `text ${random(30)}`),
        );
      if (random(9) === 0) await theirs.vectors.collect();
      const incremental = await found(mine, "text 3", 100);
      if (step % 10 === 0) {
        await using folder = await openAgain(db);
        expect(incremental.toSorted()).toEqual((await found(folder.store, "text 3", 100)).toSorted());
      }
    }
  });
});

/** Another store on the same file, which has read nothing yet. */
async function openAgain({ path }: { readonly path: string }) {
  const store = await openSqliteStore({ path });
  return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}
