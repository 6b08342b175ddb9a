import { describe, expect, it } from "vitest";
import type { Embedder } from "../../src/embedding/embedder.ts";

export interface EmbedderCase {
  readonly name: string;
  open(): Promise<{ readonly embedder: Embedder } & AsyncDisposable>;
  readonly dimensions: number;
  /** Whether embedding takes turns, so that it can be stopped half-way. */
  readonly interruptible: boolean;
}

export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

const AWKWARD = [
  "export function parseHeaders(text: string): Headers {}",
  "",
  " \n\t",
  "?!",
  "Straße, Ünïcödé, 漢字かな交じり文, Ελληνικά, עברית, 👩‍👩‍👧‍👦",
  "\u0000 NUL and \ud800 half a character",
  "a".repeat(100_000),
  "word ".repeat(20_000),
  "漢".repeat(30_000),
];

const numbered = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) => `function ${"abcdefghij"[index % 10]!.repeat(1 + (index % 7))}${index}() {}`,
  );

/** What every embedder promises. */
export function testEmbedder({ name, open, dimensions, interruptible }: EmbedderCase): void {
  describe(`${name}: an embedder`, () => {
    it("answers one vector of unit length per text, however awkward", async () => {
      await using opened = await open();
      for (const purpose of ["passage", "query"] as const) {
        const vectors = await opened.embedder.embed(AWKWARD, purpose);
        expect(vectors).toHaveLength(AWKWARD.length);
        for (const [place, vector] of vectors.entries()) {
          expect(vector).toBeInstanceOf(Float32Array);
          expect(vector).toHaveLength(dimensions);
          const length = Math.sqrt(cosine(vector, vector));
          const wordless = !/(?<!\p{L})\p{L}{1,100}(?!\p{L})/u.test(AWKWARD[place]!);
          expect(wordless && length === 0 ? 1 : length).toBeCloseTo(1, 4);
        }
      }
      expect(opened.embedder.dimensions).toBe(dimensions);
    });

    it("answers nothing for nothing", async () => {
      await using opened = await open();
      expect(await opened.embedder.embed([], "passage")).toEqual([]);
    });

    it("answers a thousand texts in their order, each as it does alone", async () => {
      await using opened = await open();
      const texts = numbered(1000);
      const vectors = await opened.embedder.embed(texts, "passage");
      expect(vectors).toHaveLength(1000);
      for (const place of [0, 1, 63, 64, 500, 998, 999]) {
        const [alone] = await opened.embedder.embed([texts[place]!], "passage");
        expect(cosine(alone!, vectors[place]!)).toBeGreaterThan(0.9999);
        expect(cosine(alone!, vectors[(place + 1) % 1000]!)).toBeLessThan(0.9999);
      }
    });

    it("answers several requests at once", async () => {
      await using opened = await open();
      const { embedder } = opened;
      const texts = numbered(12);
      const answers = await Promise.all(texts.map((text) => embedder.embed([text], "query")));
      const together = await embedder.embed(texts, "query");
      for (const [place, [vector]] of answers.entries())
        expect(cosine(vector!, together[place]!)).toBeGreaterThan(0.9999);
    });

    it("stops when it is told to, for the reason given", async () => {
      await using opened = await open();
      const reason = new Error("the user went home");
      const stopped = AbortSignal.abort(reason);
      await expect(opened.embedder.embed(["text"], "passage", { signal: stopped })).rejects.toBe(reason);
      if (!interruptible) return;
      const controller = new AbortController();
      const answer = opened.embedder.embed(numbered(1000), "passage", { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 1);
      await expect(answer).rejects.toBe(reason);
      expect(await opened.embedder.embed(["goes on"], "query")).toHaveLength(1);
    });

    it("is closed while it works without leaving anybody waiting", async () => {
      await using opened = await open();
      const answer = opened.embedder.embed(numbered(1000), "passage").then(
        (vectors) => vectors.length,
        (error: { code?: string }) => error.code,
      );
      await opened.embedder[Symbol.asyncDispose]();
      expect([1000, "EMBEDDER_FAILED"]).toContain(await answer);
    });
  });
}
