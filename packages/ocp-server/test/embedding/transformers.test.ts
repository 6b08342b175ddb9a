import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModelThread } from "../../src/embedding/model-thread.ts";
import { openTransformersEmbedder } from "../../src/embedding/transformers.ts";
import { temporaryFolder } from "../support.ts";
import { cosine, testEmbedder } from "./contract.ts";
import { TINY_DIMENSIONS, writeTinyModel } from "./tiny-model.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyModel(join(folder.path, "tiny"));
  await writeTinyModel(join(folder.path, "Xenova/bge-small-en-v1.5"), "model.onnx");
});
afterAll(() => folder[Symbol.asyncDispose]());

async function open(path = join(folder.path, "tiny"), model?: string) {
  const embedder = await openTransformersEmbedder({ embedModel: model, embedModelPath: path });
  return { embedder, [Symbol.asyncDispose]: () => embedder[Symbol.asyncDispose]() };
}

testEmbedder({ name: "transformers", open: () => open(), dimensions: TINY_DIMENSIONS, interruptible: true });

describe("openTransformersEmbedder", () => {
  it("takes the folder of a model or one that holds models, and weights as they are there", async () => {
    await using itself = await open();
    await using among = await open(folder.path);
    expect(itself.embedder.id).toMatch(/^transformers:tiny:q8:[0-9a-f]{8}$/);
    expect(among.embedder.id).toMatch(/^transformers:Xenova\/bge-small-en-v1\.5:fp32:[0-9a-f]{8}:words$/);
    expect((await among.embedder.embed(["x"], "passage"))[0]).toHaveLength(TINY_DIMENSIONS);
  });

  it("pools and prefixes as the model's family wants it", async () => {
    await using mean = await open();
    await using cls = await open(folder.path);
    const [a, b] = await mean.embedder.embed(["ab", "zz"], "passage");
    expect(cosine(a!, b!)).toBeLessThan(0.99);
    // The first token is the same mark for all, and this network looks at no other.
    const [c, d] = await cls.embedder.embed(["ab", "zz"], "passage");
    expect(cosine(c!, d!)).toBeGreaterThan(0.9999);
  });

  it("does not let a short text's vector depend on the long one beside it", async () => {
    await using opened = await open();
    const [alone] = await opened.embedder.embed(["short"], "passage");
    const [beside] = await opened.embedder.embed(["short", "a rather longer text"], "passage");
    expect(cosine(alone!, beside!)).toBeGreaterThan(0.9999);
  });

  it("says what is missing when the folder holds no model", async () => {
    await using empty = await temporaryFolder();
    await using opened = await open(empty.path);
    await expect(opened.embedder.embed(["x"], "query")).rejects.toMatchObject({
      code: "EMBEDDER_FAILED",
      message: expect.stringMatching(/does not load: .*OCP_EMBED_MODEL_PATH needs config\.json, tokenizer\.json/),
    });
    // Once it is there, the same server goes on with it.
    await writeTinyModel(join(empty.path, "Xenova/bge-small-en-v1.5"));
    expect(await opened.embedder.embed(["x"], "query")).toHaveLength(1);
  });

  it("says so when the weights are damaged", async () => {
    await using broken = await temporaryFolder();
    await writeTinyModel(join(broken.path, "broken"));
    await broken.write("broken/onnx/model_quantized.onnx", "no network");
    await using opened = await open(join(broken.path, "broken"));
    await expect(opened.embedder.embed(["x"], "query")).rejects.toMatchObject({ code: "EMBEDDER_FAILED" });
  });

  it("holds no thread while it is idle, and starts again when it is needed", async () => {
    const settings = { model: "tiny", folder: folder.path, weights: "q8", pooling: "mean", tokens: 512 } as const;
    const thread = createModelThread(settings, 1);
    const [first] = await thread.embed(["x"], undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [again] = await thread.embed(["x"], undefined);
    expect(again).toEqual(first);
    await thread.close();
  });
});
