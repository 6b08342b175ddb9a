import { afterEach, describe, expect, it, vi } from "vitest";
import { createOllamaEmbedder } from "../../src/embedding/ollama.ts";
import { testEmbedder } from "./contract.ts";
import { startFakeService, vectorOf, type Received, type Trouble } from "./fake-service.ts";

const DIMENSIONS = 40;

/** As Ollama answers `POST /api/embed`. */
function answer({ body }: Received) {
  const { model, input, dimensions = DIMENSIONS } = body as { model: string; input: string[]; dimensions?: number };
  if (model === "missing") return { status: 404, body: { error: `model "missing" not found, try pulling it first` } };
  return {
    body: {
      model,
      embeddings: input.map((text) => vectorOf(text, dimensions)),
      total_duration: 1,
      prompt_eval_count: 1,
    },
  };
}

async function open(options: { model?: string; dimensions?: number; troubles?: Trouble[] } = {}) {
  const service = await startFakeService(answer);
  service.troubles.push(...(options.troubles ?? []));
  const embedder = createOllamaEmbedder({
    embedModel: options.model,
    embedDimensions: options.dimensions,
    ollamaUrl: service.url,
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

testEmbedder({ name: "ollama", open, dimensions: DIMENSIONS, interruptible: true });

describe("createOllamaEmbedder", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("asks for the model's vectors with its prefixes, to be kept loaded", async () => {
    await using opened = await open();
    await opened.embedder.embed(["where is it"], "query");
    await opened.embedder.embed(["here"], "passage");
    expect(opened.received[0]).toMatchObject({
      path: "/api/embed",
      body: {
        model: "nomic-embed-text",
        input: ["search_query: where is it"],
        truncate: true,
        keep_alive: "15m",
      },
    });
    expect(opened.received[1]!.body["input"]).toEqual(["search_document: here"]);
  });

  it("asks for the dimensions that are set, and names its space by them", async () => {
    await using opened = await open({ dimensions: 16 });
    expect((await opened.embedder.embed(["x"], "passage"))[0]).toHaveLength(16);
    expect(opened.embedder.id).toBe("ollama:nomic-embed-text:16:words");
  });

  it("says how to get a model that is not there, and does not ask again", async () => {
    await using opened = await open({ model: "missing" });
    await expect(opened.embedder.embed(["x"], "passage")).rejects.toMatchObject({
      code: "EMBEDDER_FAILED",
      message: expect.stringMatching(/has no model 'missing'\. Get it: ollama pull missing/),
    });
    expect(opened.received).toHaveLength(1);
  });

  it("says what to do when nothing answers", async () => {
    const gone = await startFakeService(answer);
    await gone[Symbol.asyncDispose]();
    await using embedder = createOllamaEmbedder({
      embedModel: undefined,
      embedDimensions: undefined,
      ollamaUrl: gone.url,
    });
    await expect(embedder.embed(["x"], "query")).rejects.toMatchObject({
      code: "EMBEDDER_FAILED",
      message: expect.stringMatching(/cannot be reached.*ollama serve.*OCP_OLLAMA_URL/),
    });
  });

  it.each<[string, Trouble]>([
    ["an overloaded server", { kind: "status", status: 503, body: { error: "server busy" } }],
    ["a connection that breaks", { kind: "hang-up" }],
  ])("tries again after %s", async (_name, trouble) => {
    await using opened = await open({ troubles: [trouble] });
    expect(await opened.embedder.embed(["x"], "passage")).toHaveLength(1);
    expect(opened.received).toHaveLength(2);
  });

  it.each<[string, Trouble, RegExp]>([
    [
      "a refusal",
      { kind: "status", status: 400, body: { error: "does not support embeddings" } },
      /failed \(400\): does not support/,
    ],
    ["too few vectors", { kind: "answer", body: { embeddings: [] } }, /answered 0 vectors for 1 texts/],
    ["no numbers", { kind: "answer", body: { embeddings: [[null, "x"]] } }, /not made of numbers/],
    ["no list", { kind: "answer", body: {} }, /not a list of embeddings/],
    ["a page", { kind: "garbage" }, /no JSON/],
    [
      "a page and an error",
      { kind: "status", status: 418, headers: { "content-type": "text/html" } },
      /failed \(418\)/,
    ],
  ])("says so when it is answered with %s, and prints nothing on stdout", async (_name, trouble, message) => {
    const prints = vi.spyOn(console, "log");
    await using opened = await open({ troubles: [trouble] });
    await expect(opened.embedder.embed(["x"], "passage")).rejects.toMatchObject({
      code: "EMBEDDER_FAILED",
      message: expect.stringMatching(message),
    });
    expect(prints).not.toHaveBeenCalled();
  });
});
