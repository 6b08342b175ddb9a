import { afterEach, describe, expect, it, vi } from "vitest";
import { createOpenAiEmbedder } from "../../src/embedding/openai.ts";
import { openTokenCounter } from "../../src/retrieval/tokens.ts";
import { cosine, testEmbedder } from "./contract.ts";
import { startFakeService, vectorOf, type Received, type Trouble } from "./fake-service.ts";

const KEY = "sk-test-0123456789";
const DIMENSIONS = 48;

const float32 = (values: readonly number[]): string => Buffer.from(new Float32Array(values).buffer).toString("base64");

/** As the embeddings API answers, but in another order than it was asked, which the API leaves open. */
function answer({ body }: Received) {
  const {
    input,
    encoding_format,
    dimensions = DIMENSIONS,
  } = body as {
    input: string[];
    encoding_format?: string;
    dimensions?: number;
  };
  if (input.length > 2048 || input.some((text) => text === ""))
    return { status: 400, body: { error: { message: "'$.input' is invalid.", type: "invalid_request_error" } } };
  const data = input.map((text, index) => {
    const vector = vectorOf(text, dimensions);
    return { object: "embedding", index, embedding: encoding_format === "base64" ? float32(vector) : vector };
  });
  return { body: { object: "list", data: data.toReversed(), model: body["model"], usage: { total_tokens: 1 } } };
}

async function open(options: { model?: string; dimensions?: number; key?: string; troubles?: Trouble[] } = {}) {
  const service = await startFakeService(answer);
  service.troubles.push(...(options.troubles ?? []));
  const embedder = createOpenAiEmbedder({
    embedModel: options.model,
    embedDimensions: options.dimensions,
    openaiKey: () => options.key ?? KEY,
    openaiUrl: `${service.url}/v1`,
  });
  return {
    ...service,
    embedder,
    async [Symbol.asyncDispose]() {
      await embedder[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

const failure = (status: number, message: string, headers: Record<string, string> = {}): Trouble => ({
  kind: "status",
  status,
  headers,
  body: { error: { message, type: "error" } },
});

testEmbedder({ name: "openai", open, dimensions: DIMENSIONS, interruptible: true });

describe("createOpenAiEmbedder", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("asks as the API wants it, and puts the answers back in order", async () => {
    await using opened = await open({ dimensions: 32 });
    const [a, b] = await opened.embedder.embed(["alpha", "beta"], "passage");
    const [{ path, headers, body }] = opened.received as [Received];
    expect(path).toBe("/v1/embeddings");
    expect(headers.authorization).toBe(`Bearer ${KEY}`);
    expect(body).toEqual({
      model: "text-embedding-3-small",
      input: ["alpha", "beta"],
      encoding_format: "base64",
      dimensions: 32,
    });
    expect(cosine(a!, Float32Array.from(vectorOf("alpha", 32)))).toBeGreaterThan(1);
    expect(cosine(b!, Float32Array.from(vectorOf("beta", 32)))).toBeGreaterThan(1);
  });

  it("names its space by model, dimensions and server", async () => {
    const id = (model?: string, dimensions?: number, openaiUrl = "https://api.openai.com/v1") =>
      createOpenAiEmbedder({ embedModel: model, embedDimensions: dimensions, openaiKey: () => KEY, openaiUrl }).id;
    expect(id()).toBe("openai:text-embedding-3-small");
    expect(id("text-embedding-3-large", 256)).toBe("openai:text-embedding-3-large:256");
    expect(id(undefined, undefined, "http://gpu:8000/v1")).toBe("openai:text-embedding-3-small:gpu:8000");
  });

  it("knows the price of OpenAI's models, and none of another server's", () => {
    const at = (openaiUrl: string) =>
      createOpenAiEmbedder({ embedModel: undefined, embedDimensions: undefined, openaiKey: () => KEY, openaiUrl })
        .price;
    expect(at("https://api.openai.com/v1")?.usdPerMillionTokens).toBeGreaterThan(0);
    expect(at("http://127.0.0.1:8000/v1")).toBeUndefined();
  });

  it("gives models that want prefixes theirs", async () => {
    await using opened = await open({ model: "intfloat/multilingual-e5-small" });
    await opened.embedder.embed(["x"], "query");
    await opened.embedder.embed(["x"], "passage");
    expect(opened.received.map(({ body }) => body["input"])).toEqual([["query: x"], ["passage: x"]]);
  });

  it("keeps a request within what the API takes", async () => {
    await using opened = await open();
    await opened.embedder.embed(
      Array.from({ length: 5000 }, (_, index) => `text ${index}`),
      "passage",
    );
    expect(opened.received.map(({ body }) => (body["input"] as string[]).length)).toEqual([2048, 2048, 904]);
    await opened.embedder.embed(
      ["x ".repeat(4000), ..."abcdefghij".repeat(9)].map((text) => text + "y ".repeat(4000)),
      "passage",
    );
    const counter = await openTokenCounter("cl100k_base");
    for (const { body } of opened.received) {
      const tokens = (body["input"] as string[]).reduce((sum, text) => sum + counter.count(text), 0);
      expect(tokens).toBeLessThanOrEqual(300_000);
    }
  });

  it("cuts a text to the tokens that the API takes, and not much more", async () => {
    await using opened = await open();
    await opened.embedder.embed(["const answer = 42;\n".repeat(20_000), "漢字".repeat(20_000)], "passage");
    const counter = await openTokenCounter("cl100k_base");
    for (const text of opened.received.flatMap(({ body }) => body["input"] as string[])) {
      const tokens = counter.count(text);
      expect(tokens).toBeLessThanOrEqual(8191);
      expect(tokens).toBeGreaterThan(6000);
    }
  });

  it("waits as long as Retry-After says when it asks too fast", async () => {
    const busy = failure(429, "Rate limit reached", { "retry-after": "1" });
    await using opened = await open({ troubles: [busy] });
    expect(await opened.embedder.embed(["text"], "passage")).toHaveLength(1);
    const [first, second] = opened.received.map(({ at }) => at) as [number, number];
    expect(second - first).toBeGreaterThan(950);
  });

  it.each<[string, Trouble]>([
    ["a server error", failure(500, "The server had an error")],
    ["an overloaded gateway", { kind: "status", status: 503 }],
    ["a connection that breaks", { kind: "hang-up" }],
    ["an answer that is cut off", { kind: "cut" }],
  ])("tries again after %s", async (_name, trouble) => {
    await using opened = await open({ troubles: [trouble] });
    expect(await opened.embedder.embed(["text"], "passage")).toHaveLength(1);
    expect(opened.received).toHaveLength(2);
  });

  it("accepts numbers from servers that do not know base64", async () => {
    const data = [{ index: 0, embedding: vectorOf("text", DIMENSIONS) }];
    await using opened = await open({ troubles: [{ kind: "answer", body: { data } }] });
    expect((await opened.embedder.embed(["text"], "passage"))[0]).toHaveLength(DIMENSIONS);
  });

  it.each<[string, Trouble, RegExp]>([
    ["a wrong key", failure(401, `Incorrect API key provided: ${KEY}`), /refused the key \(401\).*OPENAI_API_KEY/],
    ["an unknown model", failure(404, "The model does not exist"), /does not know the model.*OCP_EMBED_MODEL/],
    ["a bad request", failure(400, `Bad input, ${KEY}, \n really`), /failed \(400\): .*Bad input, …, really/],
    ["too few vectors", { kind: "answer", body: { data: [] } }, /answered 0 vectors for 1 texts/],
    [
      "text for numbers",
      { kind: "answer", body: { data: [{ index: 0, embedding: ["a", "b"] }] } },
      /not made of numbers/,
    ],
    ["no list", { kind: "answer", body: { ok: true } }, /not a list of embeddings/],
    ["no vectors", { kind: "answer", body: { data: [null] } }, /not a list of embeddings/],
    ["an empty vector", { kind: "answer", body: { data: [{ index: 0, embedding: "" }] } }, /vector of 0 dimensions/],
    ["a page", { kind: "garbage" }, /did not answer properly/],
  ])("says so when it is answered with %s, never with the key", async (_name, trouble, message) => {
    const prints = vi.spyOn(process.stdout, "write");
    await using opened = await open({ troubles: [trouble] });
    const error = await opened.embedder.embed(["text"], "passage").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "EMBEDDER_FAILED", message: expect.stringMatching(message) });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain(KEY);
    expect(prints).not.toHaveBeenCalled();
  });

  it("refuses vectors of other dimensions than it had before", async () => {
    await using opened = await open();
    await opened.embedder.embed(["text"], "passage");
    opened.troubles.push({ kind: "answer", body: { data: [{ index: 0, embedding: [1, 2, 3] }] } });
    await expect(opened.embedder.embed(["text"], "passage")).rejects.toMatchObject({
      code: "EMBEDDER_FAILED",
      message: expect.stringMatching(/3 dimensions instead of 48/),
    });
  });

  it("gives up on a search's query soon, so that words alone answer it", async () => {
    await using opened = await open({ troubles: Array.from({ length: 9 }, () => failure(500, "down")) });
    await expect(opened.embedder.embed(["text"], "query")).rejects.toMatchObject({ code: "EMBEDDER_FAILED" });
    expect(opened.received).toHaveLength(2);
  });

  it("stops waiting for a slow answer when it is told to", async () => {
    await using opened = await open({ troubles: [{ kind: "slow", ms: 60_000 }] });
    const started = performance.now();
    const signal = AbortSignal.timeout(100);
    await expect(opened.embedder.embed(["text"], "passage", { signal })).rejects.toThrow(/timeout/);
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});
