import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { OcpError } from "ocp-core";
import { pool, type Tensor } from "./pooling.ts";
import type { FromModel, ModelSettings, ToModel } from "./transformers-messages.ts";

/** The thread that holds a model: attention over hundreds of tokens would hold the server's for seconds. */
const settings = workerData as ModelSettings;
const port = parentPort!;

/** Characters of source code that hold a token for certain, spaces included. */
const TOKEN_CHARACTERS = 16;
/** One core stays free: a model's threads wait for each other at every step, so that one held up holds up all. */
const THREADS = Math.max(1, availableParallelism() - 1);
/** Characters that one pass of the model reads at most, padding included. */
const PASS_CHARACTERS = 8192;
const PASS_TEXTS = 16;

const PACKAGE = "@huggingface/transformers";
const INSTALL = `npm install ${PACKAGE} (where ocp-server is installed), or start it as: npx -y -p ocp-server -p ${PACKAGE} ocp-server`;

type Model = (texts: readonly string[]) => Promise<Float32Array[]>;

async function openModel(): Promise<Model> {
  const { env, AutoModel, AutoTokenizer } = await import("@huggingface/transformers").catch((error: unknown) => {
    throw new OcpError("EMBEDDER_FAILED", `The transformers embedder needs a package that does not load. ${INSTALL}`, {
      cause: error,
      details: { retryable: false },
    });
  });
  const { model: name, folder, weights, pooling, tokens } = settings;
  if (folder !== undefined) {
    env.localModelPath = folder;
    env.allowRemoteModels = false;
  }
  env.allowLocalModels = folder !== undefined;
  // By default a model goes with the package that loaded it, and so with every update.
  env.cacheDir = join(homedir(), ".cache", "huggingface", "transformers.js");
  try {
    const [tokenizer, model] = await Promise.all([
      AutoTokenizer.from_pretrained(name),
      AutoModel.from_pretrained(name, { dtype: weights, session_options: { intraOpNumThreads: THREADS } }),
    ]);
    return async (texts) => {
      const inputs = tokenizer([...texts], { padding: true, truncation: true, max_length: tokens }) as {
        readonly attention_mask: Tensor;
      };
      const outputs = (await model(inputs)) as Readonly<Record<string, Tensor | undefined>>;
      const output = outputs["sentence_embedding"] ?? outputs["last_hidden_state"] ?? outputs["token_embeddings"];
      if (!output) throw new Error(`the model gives no embeddings but ${Object.keys(outputs).join(", ")}`);
      return pool(output, inputs.attention_mask, pooling);
    };
  } catch (error) {
    const said = error instanceof Error ? error.message.replaceAll(/\s+/g, " ").slice(0, 300) : String(error);
    const advice =
      folder === undefined
        ? "Check the network, or put the model's folder on disk and name it with OCP_EMBED_MODEL_PATH."
        : "The folder in OCP_EMBED_MODEL_PATH needs config.json, tokenizer.json, tokenizer_config.json and onnx/model_quantized.onnx.";
    throw new OcpError("EMBEDDER_FAILED", `The model '${name}' does not load: ${said}. ${advice}`);
  }
}

let model: Model | undefined;

const cancelled = new Set<number>();

/** Texts of about one length share a pass, since all of a pass are padded to its longest. */
function passes(texts: readonly string[]): number[][] {
  const order = texts.map((_, place) => place).sort((a, b) => texts[a]!.length - texts[b]!.length);
  const found: number[][] = [];
  let pass: number[] = [];
  for (const place of order) {
    const full = pass.length === PASS_TEXTS || (pass.length + 1) * texts[place]!.length > PASS_CHARACTERS;
    if (full && pass.length > 0) {
      found.push(pass);
      pass = [];
    }
    pass.push(place);
  }
  return pass.length > 0 ? [...found, pass] : found;
}

async function embed(id: number, given: readonly string[]): Promise<FromModel | undefined> {
  model ??= await openModel();
  const texts = given.map((text) => text.slice(0, settings.tokens * TOKEN_CHARACTERS).toWellFormed());
  const vectors: Float32Array[] = [];
  for (const pass of passes(texts)) {
    if (cancelled.has(id)) return undefined;
    const made = await model(pass.map((place) => texts[place]!));
    pass.forEach((place, index) => (vectors[place] = made[index]!));
  }
  const dimensions = vectors[0]?.length ?? 0;
  const values = new Float32Array(vectors.length * dimensions);
  vectors.forEach((vector, place) => values.set(vector, place * dimensions));
  return { type: "done", id, values, dimensions };
}

/** One after the other: a model uses every core for one pass already. */
let tail: Promise<unknown> = Promise.resolve();

port.on("message", (message: ToModel) => {
  if (message.type === "close") return port.close();
  if (message.type === "cancel") return void cancelled.add(message.id);
  const { id, texts } = message;
  tail = tail.then(async () => {
    try {
      const answer = await embed(id, texts);
      if (answer) port.postMessage(answer, answer.type === "done" ? [answer.values.buffer as ArrayBuffer] : []);
    } catch (error) {
      const failure = OcpError.is(error)
        ? error
        : new OcpError("EMBEDDER_FAILED", `The model '${settings.model}' failed: ${String(error).slice(0, 300)}`);
      port.postMessage({ type: "failed", id, error: failure.toWire(), fatal: model === undefined } satisfies FromModel);
    } finally {
      cancelled.delete(id);
    }
  });
});
