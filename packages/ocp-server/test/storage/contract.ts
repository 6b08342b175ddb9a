import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { OcpError, toFileUri, type OcpEvent } from "ocp-core";
import { describe, expect, it } from "vitest";
import { toSearchable } from "../../src/indexing/reanalyse.ts";
import { mergeSegments } from "../../src/retrieval/lexical/merge-segments.ts";
import { createSegmentBuilder } from "../../src/retrieval/lexical/segment.ts";
import { lookUp } from "../../src/retrieval/lookup.ts";
import { queryTerms } from "../../src/retrieval/query.ts";
import type {
  Candidate,
  ChunkSelection,
  FileUpdate,
  IndexStore,
  NewChunk,
  StateOwner,
  Store,
  WriteCounts,
  WriteOptions,
} from "../../src/storage/store.ts";

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
const STAMP = { size: 1, mtimeMs: 1, ctimeMs: 1 };
const WS = "ws_0000000000000001";
const EXPLICIT = { reason: "explicit" } as const;

function chunk(place: string, content: string, startLine = 1): NewChunk {
  const lines = content.split("\n").length;
  return {
    place,
    range: { start_line: startLine, end_line: startLine + lines - 1, start_byte: 0, end_byte: content.length },
    content,
    content_hash: sha(content),
    language: "typescript",
    kind: "function",
    symbol: place,
    metadata: {},
  };
}

/** Writes a batch with its words. */
function put(
  index: IndexStore,
  workspaceId: string,
  updates: readonly FileUpdate[],
  options: Pick<WriteOptions, "reason">,
): Promise<WriteCounts> {
  const replaced = updates.filter((update) => update.kind === "replace");
  const searchable = replaced.flatMap(({ path, chunks }) => chunks.map((each) => toSearchable(path, each)));
  return index.write(workspaceId, updates, { ...options, text: createSegmentBuilder().build(searchable) });
}

/** What holds a word. */
async function find(store: Store, selection: ChunkSelection, word: string): Promise<Candidate[]> {
  const { found } = await lookUp(store, { ...selection, query: word }, { ...queryTerms(word), names: [] });
  return found.map(({ candidate }) => candidate);
}

function file(path: string, chunks: NewChunk[]): FileUpdate {
  return {
    kind: "replace",
    path,
    uri: toFileUri(`/repo/${path}`),
    language: chunks[0]?.language ?? "typescript",
    stamp: STAMP,
    hash: sha(path),
    chunks,
  };
}

const globalState: StateOwner = { scope: "global", workspace_id: WS, session_id: "", agent_id: "", partition: "" };
const agentState: StateOwner = { scope: "agent", workspace_id: "", session_id: "", agent_id: "a1", partition: "" };
const sessionState = (session_id: string): StateOwner => ({ ...globalState, scope: "session", session_id });

interface Backend {
  readonly name: string;
  /** Opens a store on an empty database; `again` opens another on the same one. */
  open(clock: () => number): Promise<{ store: Store; again(): Promise<Store> } & AsyncDisposable>;
}

/** What every implementation of the store promises. */
export function testStore({ name: backend, open }: Backend): void {
  let now = 1_700_000_000_000;
  const tick = (ms: number) => (now += ms);
  const fresh = async () => {
    const opened = await open(() => now);
    await opened.store.workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "root" });
    return opened;
  };
  const allEvents = async (store: Store): Promise<OcpEvent[]> => {
    const { cursor } = await store.events.cursorAt("beginning");
    return (await store.events.read({ workspaceId: WS }, { cursor, limit: 500 })).events;
  };
  const eventTypes = async (store: Store) => (await allEvents(store)).map((event) => event.type);

  describe(`${backend}: workspaces`, () => {
    it("registers once and changes only what is given", async () => {
      await using db = await fresh();
      const { workspaces } = db.store;
      const again = await workspaces.register({
        workspace_id: WS,
        root_uri: "file:///repo",
        defaultName: "x",
        metadata: { a: 1 },
      });
      expect(again).toEqual({
        created: false,
        workspace: { workspace_id: WS, root_uri: "file:///repo", name: "root", metadata: { a: 1 }, indexed: false },
      });
      const renamed = await workspaces.register({
        workspace_id: WS,
        root_uri: "file:///repo",
        defaultName: "x",
        name: "new",
      });
      expect(renamed.workspace).toMatchObject({ name: "new", metadata: { a: 1 } });
    });

    it("pages through workspaces in order of registration", async () => {
      await using db = await fresh();
      for (const id of ["ws_b", "ws_a"])
        await db.store.workspaces.register({ workspace_id: id, root_uri: `doc://${id}`, defaultName: id });
      const first = await db.store.workspaces.list({ limit: 2 });
      expect(first.items.map((w) => w.workspace_id)).toEqual([WS, "ws_b"]);
      const second = await db.store.workspaces.list({ limit: 2, cursor: first.next });
      expect(second).toMatchObject({
        items: [{ workspace_id: "ws_a", status: "empty", progress: 0 }],
        next: undefined,
      });
    });

    it("shows only the workspaces asked for", async () => {
      await using db = await fresh();
      expect((await db.store.workspaces.list({ limit: 9, only: [] })).items).toEqual([]);
      expect((await db.store.workspaces.list({ limit: 9, only: [WS, "ws_x"] })).items).toHaveLength(1);
    });

    it("says truthfully whether an index run is under way, was cut off, or is done", async () => {
      await using db = await fresh();
      const status = async () => (await db.store.workspaces.list({ limit: 1 })).items[0]!;
      const owner = { id: "me", host: hostname(), pid: process.pid };
      await put(db.store.index, WS, [file("a.ts", [chunk("a", "a")])], EXPLICIT);
      await db.store.leases.acquire(`index:${WS}`, owner, 1000);
      await db.store.workspaces.reportProgress(WS, { filesDone: 1, filesTotal: 4, finished: false, whole: true });
      expect(await status()).toMatchObject({ status: "indexing", progress: 0.25 });
      tick(1001);
      expect(await status()).toMatchObject({ status: "partial", progress: 0.25 });
      await db.store.workspaces.reportProgress(WS, { filesDone: 4, filesTotal: 4, finished: true, whole: true });
      expect(await status()).toMatchObject({ status: "ready", progress: 1, files: 1, chunks: 1, stale: 0 });
    });

    it("removes a workspace with all that belongs to it", async () => {
      await using db = await fresh();
      await put(db.store.index, WS, [file("a.ts", [chunk("alpha", "alpha beta")])], EXPLICIT);
      await db.store.state.set(globalState, "k", 1, {});
      await db.store.sessions.open({ session_id: "s", workspace_id: WS });
      expect(await db.store.workspaces.remove(WS)).toBe(true);
      expect(await db.store.workspaces.remove(WS)).toBe(false);
      await db.store.workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "root" });
      expect(await find(db.store, { workspaceId: WS }, "beta")).toEqual([]);
      expect(await db.store.state.get(globalState, "k")).toBeUndefined();
      expect(await db.store.sessions.get("s")).toBeUndefined();
      expect(await allEvents(db.store)).toEqual([]);
    });
  });

  describe(`${backend}: a large workspace`, () => {
    const many = (path: string) =>
      file(
        path,
        Array.from({ length: 30 }, (_, at) => chunk(`part${at}`, `words of part ${at}`, at + 1)),
      );
    const paths = Array.from({ length: 60 }, (_, at) => `folder/${at}.ts`);

    it("leaves what is deleted by and by, and is no hindrance when it is there again before", async () => {
      await using db = await fresh();
      const { index, workspaces } = db.store;
      await put(index, WS, paths.map(many), EXPLICIT);
      const { items: before } = await index.list({ workspaceId: WS }, { limit: 5 });
      await workspaces.remove(WS);
      expect(await index.chunk(before[0]!.chunk_id)).toBeUndefined();
      await workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "root" });
      expect(await index.count(WS)).toBe(0);

      await put(index, WS, paths.slice(0, 20).map(many), EXPLICIT);
      const { items: after } = await index.list({ workspaceId: WS }, { limit: 5 });
      expect(after.map(({ chunk_id, version }) => [chunk_id, version])).toEqual(
        before.map(({ chunk_id }) => [chunk_id, 1]),
      );
      // What was indexed again took the place of 600 of them.
      expect(await db.store.hasLeftovers()).toBe(true);
      expect(await db.store.deleteLeftovers()).toBe(1_200);
      expect(await db.store.hasLeftovers()).toBe(false);
      expect(await db.store.deleteLeftovers()).toBe(0);
      expect(await index.count(WS)).toBe(600);
      expect((await find(db.store, { workspaceId: WS }, "part")).length).toBeGreaterThan(0);
    });

    it("is marked stale some chunks at a time, all of them reported once", async () => {
      await using db = await fresh();
      await put(db.store.index, WS, paths.map(many), EXPLICIT);
      const { cursor } = await db.store.events.cursorAt("now");
      expect(await db.store.index.invalidate(WS, ["folder", "folder/3.ts"], "explicit")).toBe(1_800);
      const { events } = await db.store.events.read({ workspaceId: WS }, { cursor, limit: 100 });
      const ids = events.flatMap((event) => (event.type === "chunk.invalidated" ? event.payload.chunk_ids : []));
      expect(events.length).toBeGreaterThan(3);
      expect(new Set(ids).size).toBe(1_800);
      expect(ids).toHaveLength(1_800);
    });
  });

  describe(`${backend}: index`, () => {
    it("keeps id, row and version of an unchanged chunk, and counts a changed place up", async () => {
      await using db = await fresh();
      const { index } = db.store;
      expect(await put(index, WS, [file("a.ts", [chunk("one", "1"), chunk("two", "2", 2)])], EXPLICIT)).toEqual({
        indexed: 2,
        skipped: 0,
        removed: 0,
      });
      const before = (await index.list({ workspaceId: WS }, { limit: 9 })).items;
      expect(await put(index, WS, [file("a.ts", [chunk("one", "1"), chunk("two", "two!", 2)])], EXPLICIT)).toEqual({
        indexed: 1,
        skipped: 1,
        removed: 0,
      });
      const after = (await index.list({ workspaceId: WS }, { limit: 9 })).items;
      expect(after.find((c) => c.symbol === "one")).toEqual(before.find((c) => c.symbol === "one"));
      expect(after.find((c) => c.symbol === "two")).toMatchObject({ version: 2, content: "two!" });
    });

    it("asks for the words of those chunks only that are new", async () => {
      await using db = await fresh();
      const { index } = db.store;
      await put(index, WS, [file("a.ts", [chunk("one", "alpha"), chunk("two", "beta", 2)])], EXPLICIT);
      const fresher = [chunk("one", "alpha"), chunk("two", "gamma", 2), chunk("three", "delta", 3)];
      const asked: number[][] = [];
      const text = (chunks: readonly number[]) => {
        asked.push([...chunks]);
        return createSegmentBuilder().build(chunks.map((number) => toSearchable("a.ts", fresher[number]!)));
      };
      await index.write(WS, [file("a.ts", fresher)], { ...EXPLICIT, text });
      await index.write(WS, [file("a.ts", fresher)], { ...EXPLICIT, text });
      expect(asked).toEqual([[1, 2]]);
      for (const [word, place] of Object.entries({ alpha: "one", gamma: "two", delta: "three" }))
        expect((await find(db.store, { workspaceId: WS }, word)).map(({ symbol }) => symbol)).toEqual([place]);
      expect(await find(db.store, { workspaceId: WS }, "beta")).toEqual([]);
    });

    it("gives a shifted chunk a new id but the same version and hash", async () => {
      await using db = await fresh();
      const { index } = db.store;
      await put(index, WS, [file("a.ts", [chunk("one", "1")])], EXPLICIT);
      const [before] = (await index.list({ workspaceId: WS }, { limit: 9 })).items;
      await put(index, WS, [file("a.ts", [chunk("one", "1", 7)])], EXPLICIT);
      const [after] = (await index.list({ workspaceId: WS }, { limit: 9 })).items;
      expect(after).toMatchObject({ version: 1, content_hash: before!.content_hash });
      expect(after!.chunk_id).not.toBe(before!.chunk_id);
      expect(await index.chunk(before!.chunk_id)).toBeUndefined();
      expect(await find(db.store, { workspaceId: WS }, "1")).toHaveLength(1);
    });

    it("reports what was indexed, changed and deleted, in the same order as it happened", async () => {
      await using db = await fresh();
      const { index } = db.store;
      await put(index, WS, [file("a.ts", [chunk("one", "1")])], EXPLICIT);
      await put(index, WS, [file("a.ts", [chunk("one", "one")])], EXPLICIT);
      await put(index, WS, [{ kind: "remove", path: "a.ts" }], EXPLICIT);
      const events = await allEvents(db.store);
      expect(events.map((e) => [e.type, (e.payload as { reason?: string }).reason])).toEqual([
        ["chunk.indexed", "explicit"],
        ["chunk.invalidated", "file_changed"],
        ["chunk.indexed", "explicit"],
        ["chunk.invalidated", "deleted"],
      ]);
      expect(events.map((e) => e.event_id)).toEqual(events.map((e) => e.event_id).toSorted());
    });

    it("invalidates a folder but not its neighbour with a longer name, and only once", async () => {
      await using db = await fresh();
      const { index } = db.store;
      await put(
        index,
        WS,
        ["src/a/x.ts", "src/ab/x.ts", "src/a.ts"].map((path) => file(path, [chunk("f", path)])),
        EXPLICIT,
      );
      expect(await index.invalidate(WS, ["src/a"], "explicit")).toBe(1);
      expect(await index.invalidate(WS, ["src/a"], "explicit")).toBe(0);
      const listed = (await index.list({ workspaceId: WS }, { limit: 9 })).items;
      expect(listed.map(({ metadata }) => [metadata["path"], metadata["stale"]])).toEqual([
        ["src/a.ts", undefined],
        ["src/a/x.ts", true],
        ["src/ab/x.ts", undefined],
      ]);
      expect((await index.searchSymbols({ workspaceId: WS }, ["f"], 9)).map((c) => c.path)).toEqual([
        "src/a.ts",
        "src/ab/x.ts",
      ]);
      expect((await index.files(WS)).get("src/a/x.ts")!.stale).toBe(true);
    });

    it("does not mark a file stale that was indexed again since somebody found it changed", async () => {
      await using db = await fresh();
      const { index } = db.store;
      await put(index, WS, [file("a.ts", [chunk("alpha", "one")])], EXPLICIT);
      const found = [...(await index.files(WS)).values()];
      await put(index, WS, [{ ...file("a.ts", [chunk("alpha", "two")]), hash: sha("two") } as FileUpdate], EXPLICIT);
      expect(await index.invalidateFound(WS, found)).toBe(0);
      expect(await index.invalidateFound(WS, [...(await index.files(WS)).values()])).toBe(1);
    });

    it("brings a stale chunk back when its file turns out to be the same", async () => {
      await using db = await fresh();
      const { index } = db.store;
      await put(index, WS, [file("a.ts", [chunk("f", "f")])], EXPLICIT);
      await index.invalidate(WS, [""], "explicit");
      expect(await find(db.store, { workspaceId: WS }, "f")).toEqual([]);
      expect(await put(index, WS, [{ kind: "touch", path: "a.ts", stamp: STAMP }], EXPLICIT)).toMatchObject({
        indexed: 1,
      });
      expect(await find(db.store, { workspaceId: WS }, "f")).toHaveLength(1);
    });

    it("filters by language, kind, path and symbol", async () => {
      await using db = await fresh();
      const { index } = db.store;
      await put(
        index,
        WS,
        [
          file("src/a.ts", [chunk("Router.add", "word")]),
          file("docs/a.md", [{ ...chunk("Intro > Add", "word"), language: "markdown", kind: "section" }]),
        ],
        EXPLICIT,
      );
      const paths = async (filters: object) =>
        (await find(db.store, { workspaceId: WS, filters }, "word")).map((c) => c.path);
      expect(await paths({ language: ["typescript"] })).toEqual(["src/a.ts"]);
      expect(await paths({ kind: "section" })).toEqual(["docs/a.md"]);
      expect(await paths({ path: "src" })).toEqual(["src/a.ts"]);
      expect(await paths({ path: "**/*.md" })).toEqual(["docs/a.md"]);
      expect(await paths({ path: "*.ts" })).toEqual(["src/a.ts"]);
      expect(await paths({ symbol: "add", language: "typescript" })).toEqual(["src/a.ts"]);
      expect(await paths({ symbol: "Router.add" })).toEqual(["src/a.ts"]);
      expect(await paths({ symbol: "outer.add" })).toEqual([]);
    });

    it("finds definitions by name, with or without their container", async () => {
      await using db = await fresh();
      await put(db.store.index, WS, [file("a.ts", [chunk("Router.addRoute", "x")])], EXPLICIT);
      for (const name of ["addRoute", "ADDROUTE", "Router.addRoute"]) {
        expect(await db.store.index.searchSymbols({ workspaceId: WS }, [name], 5)).toHaveLength(1);
      }
      expect(await db.store.index.searchSymbols({ workspaceId: WS }, ["Router"], 5)).toEqual([]);
    });

    it("finds the nearest vectors, once per text however often it stands there", async () => {
      await using db = await fresh();
      const { index, vectors } = db.store;
      await put(
        index,
        WS,
        [file("a.ts", [chunk("a", "tea")]), file("b.ts", [chunk("b", "rust")]), file("c.ts", [chunk("c", "tea")])],
        EXPLICIT,
      );
      expect(await vectors.missing(WS, "e:2", 10)).toHaveLength(2);
      await vectors.put({
        embedder: "e:2",
        vectors: [
          { content_hash: sha("rust"), vector: new Float32Array([0, 1]) },
          { content_hash: sha("tea"), vector: new Float32Array([1, 0]) },
        ],
      });
      expect(await vectors.missing(WS, "e:2", 10)).toEqual([]);
      const near = await vectors.search({ workspaceId: WS }, "e:2", new Float32Array([0.9, 0.1]), 2);
      expect(near.map(({ similarity }) => Math.round(similarity * 100))).toEqual([90, 90]);
      const rows = near.map(({ row }) => row);
      expect((await index.candidatesByRow({ workspaceId: WS }, rows)).map(({ path }) => path)).toEqual([
        "a.ts",
        "c.ts",
      ]);
      expect(await vectors.search({ workspaceId: WS }, "other:2", new Float32Array([1, 0]), 2)).toEqual([]);
      const similar = await vectors.similarities([near[0]!.row, 999], "e:2", new Float32Array([0, 1]));
      expect([Math.round(similar[0]!), similar[1]]).toEqual([0, undefined]);
      await put(index, WS, [{ kind: "remove", path: "b.ts" }], EXPLICIT);
      await vectors.collect();
      await put(index, WS, [file("b.ts", [chunk("b", "rust")])], EXPLICIT);
      expect(await vectors.missing(WS, "e:2", 10)).toHaveLength(1);
    });

    it("counts chunks and files, and hands out what words are made of, row by row", async () => {
      await using db = await fresh();
      const { index } = db.store;
      await put(
        index,
        WS,
        [file("a.ts", [chunk("a", "x y"), chunk("b", "z", 2)]), file("b.ts", [chunk("c", "x")])],
        EXPLICIT,
      );
      expect(await index.count(WS)).toBe(3);
      expect(await index.languages(WS)).toEqual(new Map([["typescript", 2 * STAMP.size]]));
      const first = await index.contents(WS, 0, 2);
      expect(first).toMatchObject([
        { path: "a.ts", symbol: "a", content: "x y" },
        { path: "a.ts", symbol: "b", content: "z" },
      ]);
      const rest = await index.contents(WS, first[1]!.row, 2);
      expect(rest).toMatchObject([{ path: "b.ts", symbol: "c" }]);
    });

    it("keeps workspaces apart", async () => {
      await using db = await fresh();
      await db.store.workspaces.register({ workspace_id: "ws_2", root_uri: "doc://2", defaultName: "2" });
      await put(db.store.index, WS, [file("a.ts", [chunk("a", "shared")])], EXPLICIT);
      await put(db.store.index, "ws_2", [file("a.ts", [chunk("a", "shared")])], EXPLICIT);
      expect(await find(db.store, { workspaceId: "ws_2" }, "shared")).toHaveLength(1);
      await db.store.workspaces.remove(WS);
      expect(await find(db.store, { workspaceId: "ws_2" }, "shared")).toHaveLength(1);
    });

    it("gives a row to new words only, and never the row of something that is gone", async () => {
      await using db = await fresh();
      const { index, text } = db.store;
      const rows = async () => (await text.segments(WS)).map((segment) => [...segment.rows]);
      await put(index, WS, [file("a.ts", [chunk("one", "1"), chunk("two", "2", 2)])], EXPLICIT);
      const [first] = await rows();
      await put(index, WS, [file("a.ts", [chunk("one", "1"), chunk("two", "two", 2)])], EXPLICIT);
      const [, second] = await rows();
      expect(second).toEqual([0, expect.any(Number)]);
      expect(second![1]).toBeGreaterThan(Math.max(...first!));
      await put(index, WS, [{ kind: "remove", path: "a.ts" }], EXPLICIT);
      await put(index, WS, [file("a.ts", [chunk("one", "1")])], EXPLICIT);
      expect((await rows()).at(-1)![0]).toBeGreaterThan(second![1]!);
      expect([...(await text.liveRows(Int32Array.from([...first!, ...second!])))]).toEqual([]);
    });

    it("puts one segment in the place of several at once, and not when one of them is gone already", async () => {
      await using db = await fresh();
      const { index, text } = db.store;
      await put(index, WS, [file("a.ts", [chunk("a", "alpha")])], EXPLICIT);
      await put(index, WS, [file("b.ts", [chunk("b", "beta")])], EXPLICIT);
      const segments = await text.segments(WS);
      const ids = segments.map(({ segment }) => segment);
      const merged = () => ({
        rows: Int32Array.from(segments.flatMap(({ rows }) => [...rows])),
        blocks: mergeSegments(
          segments.map(({ segment }, place) => ({
            blocks: text.blocksFrom(segment, ""),
            numbers: Int32Array.of(place),
          })),
        ),
      });
      expect(await text.replaceSegments(WS, ids, merged())).toBe(true);
      expect(await text.segments(WS)).toHaveLength(1);
      expect((await find(db.store, { workspaceId: WS }, "alpha")).map(({ path }) => path)).toEqual(["a.ts"]);
      expect((await find(db.store, { workspaceId: WS }, "beta")).map(({ path }) => path)).toEqual(["b.ts"]);
      expect(await text.replaceSegments(WS, ids, merged())).toBe(false);
      expect(await text.segments(WS)).toHaveLength(1);
    });

    it("lists chunks page by page in order of path and line, without gap or repeat", async () => {
      await using db = await fresh();
      const paths = ["b.ts", "a.ts", "c.ts"];
      await put(
        db.store.index,
        WS,
        paths.map((path) =>
          file(
            path,
            [0, 1, 2].map((i) => ({
              ...chunk(`f${i}`, `${path}${i}`, i + 1),
              range: { start_line: i + 1, end_line: i + 1, start_byte: i * 5, end_byte: i * 5 + 5 },
            })),
          ),
        ),
        EXPLICIT,
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await db.store.index.list({ workspaceId: WS }, { limit: 2, cursor });
        seen.push(...page.items.map((c) => `${String(c.metadata["path"])}:${c.source.range!.start_line}`));
        cursor = page.next;
      } while (cursor);
      expect(seen).toEqual(["a.ts:1", "a.ts:2", "a.ts:3", "b.ts:1", "b.ts:2", "b.ts:3", "c.ts:1", "c.ts:2", "c.ts:3"]);
      await expect(db.store.index.list({ workspaceId: WS }, { limit: 2, cursor: "nonsense" })).rejects.toThrow(
        "next_cursor",
      );
    });
  });

  describe(`${backend}: state`, () => {
    it("counts versions up and returns what was written", async () => {
      await using db = await fresh();
      const value = { a: [1, null, "ü\u0000"], b: { c: true } };
      expect(await db.store.state.set(globalState, "k", value, {})).toEqual({ version: 1 });
      expect(await db.store.state.set(globalState, "k", null, {})).toEqual({ version: 2 });
      expect(await db.store.state.get(globalState, "k")).toMatchObject({
        value: null,
        version: 2,
        workspace_id: WS,
        session_id: null,
      });
    });

    it("refuses a write whose version does not match and says what is there", async () => {
      await using db = await fresh();
      await db.store.state.set(globalState, "k", 1, { ifVersion: 0 });
      const error = await db.store.state.set(globalState, "k", 2, { ifVersion: 0 }).catch((e: unknown) => e);
      expect(OcpError.is(error, "CONFLICT") && error.details).toEqual({ current_version: 1 });
      const absent = await db.store.state.delete(globalState, "none", { ifVersion: 3 }).catch((e: unknown) => e);
      expect(OcpError.is(absent, "CONFLICT") && absent.details).toEqual({ current_version: 0 });
    });

    it("never gives a version twice, also after deletion and expiry", async () => {
      await using db = await fresh();
      await db.store.state.set(globalState, "k", 1, {});
      expect(await db.store.state.delete(globalState, "k", { ifVersion: 1 })).toBe(true);
      expect(await db.store.state.delete(globalState, "k", {})).toBe(false);
      expect(await db.store.state.set(globalState, "k", 2, { ifVersion: 0, ttlSeconds: 1 })).toEqual({ version: 2 });
      tick(1000);
      expect(await db.store.state.get(globalState, "k")).toBeUndefined();
      expect(await db.store.state.set(globalState, "k", 3, { ifVersion: 0 })).toEqual({ version: 3 });
    });

    it("lists by prefix over several owners, page by page", async () => {
      await using db = await fresh();
      for (const key of ["p.a", "p.b", "q"]) await db.store.state.set(agentState, key, key, {});
      for (const key of ["p.b", "p.c", "p%"]) await db.store.state.set(globalState, key, key, {});
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await db.store.state.list([agentState, globalState], { prefix: "p.", limit: 1, cursor });
        seen.push(...page.items.map((e) => `${e.scope}:${e.key}`));
        cursor = page.next;
      } while (cursor);
      expect(seen).toEqual(["agent:p.a", "agent:p.b", "global:p.b", "global:p.c"]);
    });

    it("reports an expired entry once it is swept, and sweeping twice changes nothing", async () => {
      await using db = await fresh();
      await db.store.state.set(globalState, "k", 1, { ttlSeconds: 5 });
      expect(await db.store.purge(now)).toBe(0);
      tick(5000);
      expect(await db.store.purge(now)).toBe(1);
      expect(await db.store.purge(now)).toBe(0);
      expect((await allEvents(db.store)).at(-1)).toMatchObject({
        type: "state.changed",
        payload: { key: "k", deleted: true, version: 1 },
      });
    });
  });

  describe(`${backend}: sessions`, () => {
    it("opens once, joins afterwards, and refuses another workspace", async () => {
      await using db = await fresh();
      const { sessions } = db.store;
      expect(await sessions.open({ session_id: "s", workspace_id: WS })).toEqual({ created: true });
      expect(await sessions.open({ session_id: "s", workspace_id: WS })).toEqual({ created: false });
      await expect(sessions.open({ session_id: "s", workspace_id: "ws_2" })).rejects.toMatchObject({
        code: "CONFLICT",
      });
    });

    it("opens a session by writing its state, and drops the state when it closes", async () => {
      await using db = await fresh();
      await db.store.state.set(sessionState("s"), "plan", 1, {});
      expect(await db.store.sessions.get("s")).toMatchObject({ workspace_id: WS });
      expect(await db.store.sessions.close("s")).toBe(true);
      expect(await db.store.sessions.close("s")).toBe(false);
      expect(await db.store.sessions.close("unknown")).toBe(false);
      expect(await db.store.state.get(sessionState("s"), "plan")).toBeUndefined();
      expect((await allEvents(db.store)).at(-1)).toMatchObject({
        type: "session.closed",
        payload: { session_id: "s", reason: "explicit" },
      });
    });

    it("closes by itself when its time is up, and its state is gone at once", async () => {
      await using db = await fresh();
      await db.store.sessions.open({ session_id: "s", workspace_id: WS, ttlSeconds: 10 });
      await db.store.state.set(sessionState("s"), "k", 1, {});
      tick(10_000);
      expect(await db.store.state.get(sessionState("s"), "k")).toBeUndefined();
      expect((await db.store.state.list([sessionState("s")], { limit: 5 })).items).toEqual([]);
      expect(await db.store.sessions.get("s")).toBeUndefined();
      expect(await db.store.purge(now)).toBe(1);
      expect((await allEvents(db.store)).at(-1)).toMatchObject({ type: "session.closed", payload: { reason: "ttl" } });
    });

    it("loses no handoff: the latest under _inbox, each one under its id", async () => {
      await using db = await fresh();
      await db.store.sessions.open({ session_id: "s", workspace_id: WS });
      for (const [i, handoff_id] of ["ho_1", "ho_2"].entries()) {
        await db.store.sessions.handoff({
          handoff_id,
          session_id: "s",
          from_agent: "p",
          to_agent: "a1",
          message: { i },
          partition: "",
        });
      }
      expect((await db.store.state.get(agentState, "_inbox"))!.value).toMatchObject({
        handoff_id: "ho_2",
        from_agent: "p",
        session_id: "s",
        message: { i: 1 },
      });
      expect((await db.store.state.get(agentState, "handoff.ho_1"))!.value).toMatchObject({ message: { i: 0 } });
      await expect(
        db.store.sessions.handoff({
          handoff_id: "x",
          session_id: "none",
          from_agent: "p",
          to_agent: "a",
          message: 1,
          partition: "",
        }),
      ).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    });

    it("restores a checkpoint as it was, also after later writes and after the session closed", async () => {
      await using db = await fresh();
      const { sessions, state } = db.store;
      await state.set(sessionState("s"), "a", { n: 1 }, {});
      await state.set(sessionState("s"), "t", "soon gone", { ttlSeconds: 60 });
      const saved = await sessions.checkpoint({ checkpoint_id: "ckpt_1", session_id: "s", label: "before" });
      expect(saved.map((e) => e.key)).toEqual(["a", "t"]);
      await state.set(sessionState("s"), "a", { n: 2 }, {});
      await sessions.close("s");
      tick(3_600_000);
      await sessions.restore("ckpt_1", "s2");
      expect((await state.get(sessionState("s2"), "a"))!.value).toEqual({ n: 1 });
      expect((await state.get(sessionState("s2"), "t"))!.value).toBe("soon gone");
      const list = await sessions.list(WS, { limit: 9 });
      expect(list.items.map((s) => [s.session_id, s.status, s.checkpoints.length])).toEqual([
        ["s2", "open", 0],
        ["s", "closed", 1],
      ]);
      await expect(sessions.restore("ckpt_none", "s3")).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    });
  });

  describe(`${backend}: events`, () => {
    it("replays from an id or a time in order, without gap or repeat", async () => {
      await using db = await fresh();
      const { events, state } = db.store;
      const keys = async (cursor: string) =>
        (await events.read({ workspaceId: WS }, { cursor, limit: 50 })).events.map(
          (e) => (e.payload as { key: string }).key,
        );
      await state.set(globalState, "a", 1, {});
      const [a] = await allEvents(db.store);
      tick(1000);
      const between = new Date(now).toISOString();
      await state.set(globalState, "b", 1, {});
      await state.set(globalState, "c", 1, {});
      expect(await keys((await events.cursorAt({ since: a!.event_id })).cursor)).toEqual(["b", "c"]);
      expect(await keys((await events.cursorAt({ since: between })).cursor)).toEqual(["b", "c"]);
      expect(await keys((await events.cursorAt({ since: new Date(now + 1).toISOString() })).cursor)).toEqual([]);
      const page = await events.read(
        { workspaceId: WS },
        { cursor: (await events.cursorAt("beginning")).cursor, limit: 2 },
      );
      expect(page.events).toHaveLength(2);
      expect(await keys(page.cursor)).toEqual(["c"]);
    });

    it("moves the cursor past events that the selection leaves out", async () => {
      await using db = await fresh();
      const { cursor } = await db.store.events.cursorAt("now");
      await db.store.state.set(globalState, "a", 1, {});
      const page = await db.store.events.read({ workspaceId: WS, types: ["chunk.indexed"] }, { cursor, limit: 5 });
      expect(page.events).toEqual([]);
      expect(page.cursor > cursor).toBe(true);
    });

    it("refuses a cursor or a time that means nothing", async () => {
      await using db = await fresh();
      await expect(db.store.events.read({ workspaceId: WS }, { cursor: "x", limit: 1 })).rejects.toMatchObject({
        code: "INVALID_PARAMS",
      });
      await expect(db.store.events.cursorAt({ since: "yesterday" })).rejects.toMatchObject({ code: "INVALID_PARAMS" });
    });

    it("does not take the end of another workspace for a loss of events", async () => {
      await using db = await fresh();
      await db.store.workspaces.register({ workspace_id: "ws_2", root_uri: "doc://2", defaultName: "2" });
      await db.store.state.set(globalState, "a", 1, {});
      await db.store.state.set({ ...globalState, workspace_id: "ws_2" }, "b", 1, {});
      const { cursor } = await db.store.events.cursorAt("now");
      await db.store.workspaces.remove("ws_2");
      expect(await db.store.events.read({ workspaceId: WS }, { cursor, limit: 5 })).toEqual({
        events: [],
        cursor,
        truncated: false,
      });
    });

    it("answers a cursor of another database from the beginning and says so", async () => {
      await using db = await fresh();
      await db.store.state.set(globalState, "a", 1, {});
      const page = await db.store.events.read({ workspaceId: WS }, { cursor: "deadbeef.00000000000042", limit: 5 });
      expect(page).toMatchObject({ truncated: true, events: [{ payload: { key: "a" } }] });
    });

    it("drops what is older than a week and says that it did", async () => {
      await using db = await fresh();
      const { cursor } = await db.store.events.cursorAt("now");
      await db.store.state.set(globalState, "old", 1, {});
      tick(8 * 86_400_000);
      await db.store.state.set(globalState, "new", 1, {});
      await db.store.purge(now);
      const page = await db.store.events.read({ workspaceId: WS }, { cursor, limit: 5 });
      expect(page.truncated).toBe(true);
      expect(page.events.map((e) => (e.payload as { key: string }).key)).toEqual(["new"]);
      expect((await db.store.events.read({ workspaceId: WS }, { cursor: page.cursor, limit: 5 })).truncated).toBe(
        false,
      );
    });

    it("keeps subscriptions, and forgets one that nobody polled for a week", async () => {
      await using db = await fresh();
      const { cursor } = await db.store.events.cursorAt("now");
      const subscription = {
        subscription_id: "sub_1",
        workspaceId: WS,
        types: ["state.changed" as const],
        sessionId: undefined,
        cursor,
      };
      await db.store.events.subscribe(subscription);
      expect(await db.store.events.getSubscription("sub_1")).toEqual(subscription);
      tick(8 * 86_400_000);
      expect(await db.store.events.getSubscription("sub_1")).toBeUndefined();
      expect(await db.store.events.unsubscribe("sub_1")).toBe(true);
      expect(await db.store.events.unsubscribe("sub_1")).toBe(false);
    });

    it("reports session events only to who asked for that session", async () => {
      await using db = await fresh();
      await db.store.state.set(sessionState("s1"), "k", 1, {});
      await db.store.state.set(sessionState("s2"), "k", 1, {});
      const { cursor } = await db.store.events.cursorAt("beginning");
      expect(
        (await db.store.events.read({ workspaceId: WS, sessionId: "s1" }, { cursor, limit: 9 })).events,
      ).toHaveLength(1);
    });

    it("tells a listener of another store's commit within 100 ms", async () => {
      await using db = await fresh();
      await using other = await db.again();
      const noticed = Promise.withResolvers<void>();
      const stop = db.store.onCommit(noticed.resolve);
      let turns = 0;
      // While the machine has no time for this process, no turn comes either.
      const clock = setInterval(() => void turns++, 10);
      await other.state.set(globalState, "k", 1, {});
      turns = 0;
      await noticed.promise;
      expect(turns).toBeLessThanOrEqual(10);
      clearInterval(clock);
      stop();
    });
  });

  describe(`${backend}: leases`, () => {
    it("gives a name to one living holder at a time", async () => {
      await using db = await fresh();
      const me = { id: "me", host: hostname(), pid: process.pid };
      const other = { id: "other", host: "elsewhere", pid: 1 };
      expect(await db.store.leases.acquire("n", me, 1000)).toBe(true);
      expect(await db.store.leases.acquire("n", other, 1000)).toBe(false);
      expect(await db.store.leases.acquire("n", me, 1000)).toBe(true);
      tick(1001);
      expect(await db.store.leases.acquire("n", other, 1000)).toBe(true);
      await db.store.leases.release("n", me);
      expect(await db.store.leases.acquire("n", me, 1000)).toBe(false);
      await db.store.leases.release("n", other);
      expect(await db.store.leases.acquire("n", me, 1000)).toBe(true);
    });

    it("takes a name at once from a process of this host that died", async () => {
      await using db = await fresh();
      expect(await db.store.leases.acquire("n", { id: "dead", host: hostname(), pid: 2 ** 22 + 1 }, 60_000)).toBe(true);
      expect(await db.store.leases.acquire("n", { id: "me", host: hostname(), pid: process.pid }, 1000)).toBe(true);
    });
  });

  describe(`${backend}: sharing`, () => {
    it("lets two stores count one number up without losing a step", async () => {
      await using db = await fresh();
      await using other = await db.again();
      const increment = async ({ state }: Store) => {
        for (;;) {
          const entry = await state.get(globalState, "n");
          try {
            await state.set(globalState, "n", Number(entry?.value ?? 0) + 1, { ifVersion: entry?.version ?? 0 });
            return;
          } catch (error) {
            if (!OcpError.is(error, "CONFLICT")) throw error;
          }
        }
      };
      await Promise.all([db.store, other].flatMap((store) => Array.from({ length: 50 }, () => increment(store))));
      expect((await db.store.state.get(globalState, "n"))!.value).toBe(100);
      expect(await eventTypes(other)).toHaveLength(100);
    });

    it("is sound after all of this", async () => {
      await using db = await fresh();
      expect(await db.store.check()).toEqual([]);
    });
  });
}
