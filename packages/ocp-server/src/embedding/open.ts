import type { Config } from "../config.ts";
import type { Embedder } from "./embedder.ts";
import { createHashEmbedder } from "./hash.ts";

/** Opens the embedder that the configuration names: one line each. */
export async function openEmbedder({
  embedDimensions,
}: Pick<Config, "embedder" | "embedDimensions">): Promise<Embedder> {
  return createHashEmbedder({ dimensions: embedDimensions });
}
