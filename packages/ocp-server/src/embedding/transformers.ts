import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Embedder } from "./embedder.ts";
import { createModelThread } from "./model-thread.ts";
import { asRead, readingOf, rulesFor } from "./models.ts";
import type { EmbedderSettings } from "./settings.ts";
import type { ModelSettings } from "./transformers-messages.ts";
import { toUnitVectors } from "./unit.ts";
import { weightOf } from "./weight.ts";

const MODEL = "Xenova/bge-small-en-v1.5";
/** Reading the whole of a model to tell it from another would take longer than starting the server may. */
const SAMPLED_BYTES = 65_536;
/** Models do not answer for a text without a token. */
const BLANK = ".";

/**
 * Embeds by a model of the Hugging Face hub, run on this machine by transformers.js in a thread of its own. The package
 * and the model load with the first text; the thread ends when it has had nothing to do for a while.
 */
export async function openTransformersEmbedder(
  settings: Pick<EmbedderSettings, "embedModel" | "embedModelPath">,
): Promise<Embedder> {
  const found = await locate(settings);
  const rules = rulesFor(found.model);
  const thread = createModelThread({ ...found, pooling: rules.pooling, tokens: rules.tokens });
  const sample = found.sample === undefined ? [] : [found.sample];
  let dimensions: number | undefined;

  return {
    id: ["transformers", found.model, found.weights, ...sample, ...readingOf(rules)].join(":"),
    weight: weightOf(found.model),
    stored: true,
    batch: 32,
    get dimensions() {
      return dimensions;
    },
    async embed(texts, purpose, options) {
      options?.signal?.throwIfAborted();
      if (texts.length === 0) return [];
      const read = texts.map((text) => asRead(rules, text, purpose));
      const filled = read.map((text) => (text.trim() === "" ? BLANK : text));
      const answered = await thread.embed(filled, options?.signal);
      const vectors = toUnitVectors(answered, { count: texts.length, dimensions, who: `The model '${found.model}'` });
      dimensions ??= vectors[0]?.length;
      return vectors;
    },
    [Symbol.asyncDispose]: thread.close,
  };
}

type Located = Pick<ModelSettings, "model" | "folder" | "weights"> & {
  /** Tells models of one name on disk apart. */
  readonly sample: string | undefined;
};

/** Where the model is: below a folder of models, in the folder itself, or on the hub. */
async function locate({
  embedModel = MODEL,
  embedModelPath,
}: Pick<EmbedderSettings, "embedModel" | "embedModelPath">): Promise<Located> {
  if (embedModelPath === undefined) return { model: embedModel, folder: undefined, weights: "q8", sample: undefined };
  const itself = await exists(join(embedModelPath, "config.json"));
  const model = itself ? basename(embedModelPath) : embedModel;
  const folder = itself ? dirname(embedModelPath) : embedModelPath;
  const quantised = join(folder, model, "onnx", "model_quantized.onnx");
  const whole = join(folder, model, "onnx", "model.onnx");
  const weights = !(await exists(quantised)) && (await exists(whole)) ? "fp32" : "q8";
  return { model, folder, weights, sample: await sampleOf(weights === "q8" ? quantised : whole) };
}

/** A digest of a file's size, start and end; undefined when it cannot be read. */
async function sampleOf(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const hash = createHash("sha256").update(String(size));
    const buffer = Buffer.alloc(SAMPLED_BYTES);
    for (const position of [0, Math.max(0, size - SAMPLED_BYTES)]) {
      const { bytesRead } = await file.read(buffer, 0, SAMPLED_BYTES, position);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest("hex").slice(0, 8);
  } catch {
    return undefined;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
