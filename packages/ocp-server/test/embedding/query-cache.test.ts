import { expect, it } from "vitest";
import { createHashEmbedder } from "../../src/embedding/hash.ts";
import { rememberQueries } from "../../src/embedding/query-cache.ts";

function openCounting() {
  const asked: string[] = [];
  const hash = createHashEmbedder({ dimensions: 32 });
  const embedder = rememberQueries({
    ...hash,
    async embed(texts, purpose, options) {
      asked.push(...texts.map((text) => `${purpose}: ${text}`));
      return hash.embed(texts, purpose, options);
    },
  });
  return { asked, embedder, hash };
}

it("embeds a query once, and passages every time", async () => {
  const { asked, embedder, hash } = openCounting();
  for (let time = 0; time < 3; time++) {
    const [vector] = await embedder.embed(["where is it"], "query");
    expect(vector).toEqual((await hash.embed(["where is it"], "query"))[0]);
    await embedder.embed(["where is it"], "passage");
  }
  expect(asked).toEqual(["query: where is it", ...Array.from({ length: 3 }, () => "passage: where is it")]);
});

it("forgets the query that was asked longest ago", async () => {
  const { asked, embedder } = openCounting();
  await embedder.embed(["first"], "query");
  await embedder.embed(["second"], "query");
  await embedder.embed(["first"], "query");
  for (let place = 0; place < 255; place++) await embedder.embed([`query ${place}`], "query");
  await embedder.embed(["first"], "query");
  expect(asked).toHaveLength(257);
  await embedder.embed(["second"], "query");
  expect(asked).toHaveLength(258);
});

it("stops when it is told to, also for a query that it remembers", async () => {
  const { embedder } = openCounting();
  await embedder.embed(["text"], "query");
  const reason = new Error("enough");
  await expect(embedder.embed(["text"], "query", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
