import { OcpError } from "ocp-core";
import { describe, expect, it } from "vitest";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { createHashEmbedder } from "../../src/embedding/hash.ts";
import { search } from "../../src/retrieval/search.ts";
import { WORKSPACE, openCorpus, type Piece } from "./support.ts";

const hash = createHashEmbedder({ dimensions: 256 });

const CORPUS: readonly Piece[] = [
  {
    path: "src/auth.ts",
    symbol: "checkPassword",
    content: "export function checkPassword(user, password) {\n  return compareHashes(user.hash, password);\n}\n",
  },
  {
    path: "src/auth.ts",
    symbol: "openSession",
    start: 10,
    content: "export function openSession(user) {\n  return sessions.create(user.id, { ttl: 3600 });\n}\n",
  },
  {
    path: "src/server.ts",
    symbol: "handleLogin",
    content:
      "async function handleLogin(request) {\n  if (!checkPassword(user, request.password)) throw new LoginError();\n  return openSession(user);\n}\n",
  },
  {
    path: "test/auth.test.ts",
    symbol: null,
    content:
      "it('checks a password', () => {\n  expect(checkPassword(user, 'password')).toBe(true);\n  // checkPassword checkPassword\n});\n",
  },
  {
    path: "docs/cache.md",
    symbol: "Caching",
    content: "# Caching\n\nResponses are kept for an hour and dropped when the configuration changes.\n",
  },
  {
    path: "src/tree.ts",
    symbol: "Tree.walk",
    content: "walk(visit) {\n  for (const node of this.nodes) visit(node);\n}\n",
  },
  {
    path: "src/copy-of-tree.ts",
    symbol: "Tree.walk",
    content: "walk(visit) {\n  for (const node of this.nodes) visit(node);\n}\n",
  },
  ...Array.from({ length: 30 }, (_, place): Piece => ({
    path: `src/filler/part${place}.ts`,
    symbol: `filler${place}`,
    content: `const filler${place} = compute(${place});\n`,
  })),
];

async function openSearch(embedder: Embedder = hash, pieces: readonly Piece[] = CORPUS) {
  const corpus = await openCorpus(pieces, embedder);
  const ask = (query: string, more: { k?: number; filters?: object; signal?: AbortSignal } = {}) =>
    search({ ...corpus, embedder }, { workspaceId: WORKSPACE, query, k: 5, ...more });
  const paths = async (query: string, more = {}) =>
    (await ask(query, more)).chunks.map((chunk) => chunk.metadata["path"]);
  return {
    ask,
    paths,
    ...corpus,
    [Symbol.asyncDispose]: corpus[Symbol.asyncDispose],
  };
}

describe("search", () => {
  it("lifts what is worded as the query is, and says so", async () => {
    await using corpus = await openSearch();
    const { scores, parts } = await corpus.ask(
      "responses are kept for an hour and dropped when the configuration changes",
    );
    expect(parts[0]!.wording).toBe(1);
    const other = await corpus.ask("configuration dropped when changes hour kept responses for");
    expect(other.parts[0]!.wording).toBeLessThan(0.6);
    expect(scores[0]).toBeGreaterThan(other.scores[0]!);
    expect((await corpus.ask("Tree.walk")).parts[0]).not.toHaveProperty("wording");
  });

  it("puts the definition of a name before its uses, whatever the style of writing", async () => {
    await using corpus = await openSearch();
    for (const query of ["checkPassword", "check_password", "CheckPassword()"]) {
      const { chunks } = await corpus.ask(query);
      expect(chunks[0]).toMatchObject({ symbol: "checkPassword", metadata: { path: "src/auth.ts" } });
    }
  });

  it("answers a question with the place that does it, tests after the code unless tests are asked for", async () => {
    await using corpus = await openSearch();
    expect((await corpus.paths("how is a password checked"))[0]).toBe("src/auth.ts");
    expect((await corpus.paths("which test covers the password check"))[0]).toBe("test/auth.test.ts");
  });

  it("finds the other forms of a word", async () => {
    await using corpus = await openSearch();
    expect((await corpus.paths("cached configurations"))[0]).toBe("docs/cache.md");
  });

  it("gives as many scores as chunks, descending and in 0..1, high for the definition and low for a passing mention", async () => {
    await using corpus = await openSearch();
    const { chunks, scores } = await corpus.ask("openSession");
    expect(scores).toHaveLength(chunks.length);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores[0]).toBeGreaterThan(0.8);
    const weak = await corpus.ask("payment invoices of a user in the warehouse");
    expect(weak.scores[0] ?? 0).toBeLessThan(0.4);
  });

  it("gives the same content once", async () => {
    await using corpus = await openSearch();
    const hits = await corpus.paths("Tree.walk");
    expect(hits.filter((path) => String(path).includes("tree"))).toHaveLength(1);
  });

  it("finds what a misspelt word meant, with less confidence", async () => {
    await using corpus = await openSearch();
    const slip = await corpus.ask("checkPasword");
    const right = await corpus.ask("checkPassword");
    expect(slip.chunks[0]?.symbol).toBe("checkPassword");
    expect(slip.scores[0]).toBeLessThan(right.scores[0]!);
  });

  it.each(["zxqvkw", "flibbertigibbet wombat", "quantum chromodynamics"])(
    "finds nothing for %j, of which no word is here",
    async (query) => {
      await using corpus = await openSearch();
      expect(await corpus.ask(query)).toEqual({ chunks: [], scores: [], parts: [] });
    },
  );

  it("shows few hits, then none, the more of a query is in words that are not here", async () => {
    await using corpus = await openSearch();
    const foreign = "quantum chromodynamics wombat flibbertigibbet zygote marzipan bassoon".split(" ");
    const found = await Promise.all(
      [...foreign.keys(), foreign.length].map((count) =>
        corpus.ask(["compute", ...foreign.slice(0, count)].join(" "), { k: 20 }),
      ),
    );
    const counts = found.map(({ chunks }) => chunks.length);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect([...new Set(counts)]).toEqual([20, 3, 0]);
    for (const { scores } of found.filter(({ chunks }) => chunks.length === 3)) expect(scores[0]).toBeLessThan(0.12);
  });

  it("does not take a corrected word of a sentence for a name that was asked for", async () => {
    const pieces = Array.from({ length: 20 }, (_, place): Piece => ({
      path: `src/part${place}.ts`,
      symbol: place === 0 ? "format" : null,
      content: `// ${place}\nformat(${place});\n`,
    }));
    await using corpus = await openSearch(hash, pieces);
    expect(await corpus.paths("formot", { k: 20 })).toHaveLength(20);
    expect((await corpus.paths("quantum chromodynamics wombat formot", { k: 20 })).length).toBeLessThanOrEqual(3);
  });

  it.each(["", "  \n ", "?!… ()", "what is it", "\0"])("finds nothing for %j, which has no word", async (query) => {
    await using corpus = await openSearch();
    expect(await corpus.ask(query)).toEqual({ chunks: [], scores: [], parts: [] });
  });

  it.each(['"', "a AND b", "NEAR(password)", "body:password*", "'; DROP TABLE chunk; --", "^password -user"])(
    "takes %j for words, not for the index's own language",
    async (query) => {
      await using corpus = await openSearch();
      const { chunks, scores } = await corpus.ask(query);
      expect(scores).toHaveLength(chunks.length);
      if (query.includes("password")) expect(chunks[0]?.content).toContain("password");
    },
  );

  it("obeys filters and k", async () => {
    await using corpus = await openSearch();
    expect(new Set(await corpus.paths("password", { filters: { path: "test/**" } }))).toEqual(
      new Set(["test/auth.test.ts"]),
    );
    expect(await corpus.paths("password user session", { k: 2 })).toHaveLength(2);
  });

  it("returns nothing that turned stale", async () => {
    await using corpus = await openSearch();
    await corpus.index.invalidate(WORKSPACE, ["src/auth.ts"], "explicit");
    const hits = await corpus.paths("checkPassword openSession", { k: 20 });
    expect(hits).not.toContain("src/auth.ts");
    expect(hits).toContain("src/server.ts");
  });

  it("is empty for an unknown workspace and one without chunks", async () => {
    await using corpus = await openSearch(hash, []);
    expect(await corpus.ask("password")).toEqual({ chunks: [], scores: [], parts: [] });
    expect(await search({ ...corpus, embedder: hash }, { workspaceId: "ws_unknown", query: "password", k: 5 })).toEqual(
      { chunks: [], scores: [], parts: [] },
    );
  });

  it("has scores that mean something in a workspace of one chunk", async () => {
    await using corpus = await openSearch(hash, CORPUS.slice(0, 1));
    const { scores } = await corpus.ask("check password");
    expect(scores).toHaveLength(1);
    expect(scores[0]).toBeGreaterThan(0.3);
  });

  it("answers a query of thousands of words", async () => {
    await using corpus = await openSearch();
    const log = Array.from({ length: 3000 }, (_, line) => `at frame${line}`).join("\n");
    expect((await corpus.paths(`${log} checkPassword`))[0]).toBe("src/auth.ts");
  });

  it("stops when it is told to", async () => {
    await using corpus = await openSearch();
    await expect(corpus.ask("password", { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

/** Means "cat" and "feline" by its first dimension and everything else by its second. */
function createMeaningEmbedder(weight: number, failing = false): Embedder {
  return {
    id: "meaning:2",
    dimensions: 2,
    weight,
    stored: true,
    batch: 8,
    async embed(texts, purpose) {
      if (failing && purpose === "query") throw new OcpError("EMBEDDER_FAILED", "The far side is down.");
      return texts.map((text) => (/cat|feline/i.test(text) ? new Float32Array([1, 0]) : new Float32Array([0, 1])));
    },
    async [Symbol.asyncDispose]() {},
  };
}

const ANIMALS: readonly Piece[] = [
  { path: "cat.md", content: "The cat sleeps.\n" },
  { path: "care.md", content: "Care of small animals in general.\n" },
  { path: "dog.md", content: "The dog barks at the animals.\n" },
  { path: "cow.md", content: "Milk comes from cows.\n" },
];

describe("search with an embedder that knows meanings", () => {
  it("finds what no word finds", async () => {
    await using corpus = await openSearch(createMeaningEmbedder(0.4), ANIMALS);
    const { chunks, scores } = await corpus.ask("feline");
    expect(chunks[0]?.metadata["path"]).toBe("cat.md");
    expect(scores[0]).toBeGreaterThan(0.3);
  });

  it("adds what is near in meaning to what words find, by its weight", async () => {
    await using strong = await openSearch(createMeaningEmbedder(0.9), ANIMALS);
    await using weak = await openSearch(createMeaningEmbedder(0.1), ANIMALS);
    expect((await strong.paths("feline animals"))[0]).toBe("cat.md");
    expect((await weak.paths("feline animals"))[0]).not.toBe("cat.md");
  });

  it("answers by words alone while the embedder fails, and says so when words find nothing", async () => {
    await using corpus = await openSearch(createMeaningEmbedder(0.5, true), ANIMALS);
    expect((await corpus.paths("barking dog"))[0]).toBe("dog.md");
    await expect(corpus.ask("feline")).rejects.toMatchObject({ code: "EMBEDDER_FAILED" });
  });
});
