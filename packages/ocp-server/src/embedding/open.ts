import type { Embedder } from "./embedder.ts";
import { createHashEmbedder } from "./hash.ts";
import { createOllamaEmbedder } from "./ollama.ts";
import { createOpenAiEmbedder } from "./openai.ts";
import { rememberQueries } from "./query-cache.ts";
import type { EmbedderName, EmbedderSettings } from "./settings.ts";
import { openTransformersEmbedder } from "./transformers.ts";

const OPENERS: Readonly<Record<EmbedderName, (settings: EmbedderSettings) => Embedder | Promise<Embedder>>> = {
  hash: ({ embedDimensions }) => createHashEmbedder({ dimensions: embedDimensions }),
  transformers: openTransformersEmbedder,
  openai: createOpenAiEmbedder,
  ollama: createOllamaEmbedder,
};

/** Opens the embedder that the settings name, without waiting for its model or service. */
export async function openEmbedder(settings: EmbedderSettings): Promise<Embedder> {
  return rememberQueries(await OPENERS[settings.embedder](settings));
}
