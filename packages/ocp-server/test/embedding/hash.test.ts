import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHashEmbedder } from "../../src/embedding/hash.ts";
import { cosine, testEmbedder } from "./contract.ts";

async function embed(texts: string[], dimensions = 512): Promise<Float32Array[]> {
  return createHashEmbedder({ dimensions }).embed(texts, "passage");
}

testEmbedder({
  name: "hash",
  async open() {
    const embedder = createHashEmbedder();
    return { embedder, [Symbol.asyncDispose]: () => embedder[Symbol.asyncDispose]() };
  },
  dimensions: 512,
  interruptible: false,
});

describe("createHashEmbedder", () => {
  it("names its space by method, dimensions and revision, and weighs nothing in ranking", () => {
    expect(createHashEmbedder()).toMatchObject({ id: "hash:512:2", dimensions: 512, weight: 0 });
    expect(createHashEmbedder({ dimensions: 64 })).toMatchObject({ id: "hash:64:2", dimensions: 64 });
  });

  it("gives this text this vector on every machine", async () => {
    const [vector] = await embed(["export function parseHTTPHeaders(text) {}"], 16);
    expect([...vector!].map((value) => Number(value.toFixed(4)))).toEqual([
      0.218, 0, 0.3875, -0.1453, 0.3391, 0.0727, 0.3391, 0.1211, 0.0484, 0.3875, 0, 0.4521, 0.3552, -0.1372, 0.1695,
      -0.0242,
    ]);
  });

  it("gives the same vector whatever was embedded before or together with it", async () => {
    const embedder = createHashEmbedder({ dimensions: 64 });
    const [first] = await embedder.embed(["session cookies"], "passage");
    const again = await embedder.embed(["other words", "session cookies"], "query");
    expect(again[1]).toEqual(first);
  });

  it("makes vectors of unit length, and zero for a text without words", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 600 }), async (text, dimensions) => {
        const [vector] = await embed([text], dimensions);
        const length = Math.sqrt(cosine(vector!, vector!));
        expect(vector).toHaveLength(dimensions);
        expect(length < 1e-9 || Math.abs(length - 1) < 1e-5).toBe(true);
      }),
    );
    const [blank] = await embed([" ?! \n"]);
    expect(blank).toEqual(new Float32Array(512));
  });

  it("puts a misspelt word nearer to what was meant than to anything else", async () => {
    const [slip, meant, ...others] = await embed([
      "authetication",
      "authentication",
      "redirect",
      "compression",
      "automatic",
      "application",
    ]);
    for (const other of others) expect(cosine(slip!, meant!)).toBeGreaterThan(cosine(slip!, other) + 0.1);
  });

  it("puts texts that share words nearer than texts that do not", async () => {
    const [query, near, far] = await embed([
      "parse the cookie header",
      "function parseCookieHeader(header)",
      "class ThreadPool { submit(job) }",
    ]);
    expect(cosine(query!, near!)).toBeGreaterThan(cosine(query!, far!) + 0.3);
  });

  it("weighs words by the statistics that it is given", async () => {
    const texts = ["common cookie", "common thread", "cookie"];
    const shared = async (rarity?: (token: string) => number): Promise<number> => {
      const [a, b] = await createHashEmbedder({ rarity }).embed(texts, "passage");
      return cosine(a!, b!);
    };
    expect(await shared((token) => (token === "common" ? 0.01 : 1))).toBeLessThan((await shared()) - 0.2);
  });
});
