import { describe, expect, it } from "vitest";
import { toSearchable } from "../../../src/indexing/reanalyse.ts";
import { mergeSegments } from "../../../src/retrieval/lexical/merge-segments.ts";
import { createSegmentBuilder } from "../../../src/retrieval/lexical/segment.ts";
import type { FileUpdate } from "../../../src/storage/store.ts";
import { EXPLICIT, STAMP, WS, chunk, file, find, put, sha, type Setting } from "./setting.ts";

export function testChunks({ backend, fresh, allEvents }: Setting): void {
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
      const candidates = await index.candidatesByRow({ workspaceId: WS }, [...rows, 999]);
      expect(candidates.size).toBe(2);
      expect(rows.map((row) => candidates.get(row)?.path)).toEqual(["a.ts", "c.ts"]);
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
}
