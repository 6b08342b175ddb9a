import { openEmbedder } from "../../embedding/open.ts";
import type { EmbedderSettings } from "../../embedding/settings.ts";
import type { Finding } from "./finding.ts";

/** A model may have to be downloaded first. */
const PATIENCE_MS = 120_000;
const TEXT = "Does the embedder answer?";

/** Checks that the embedder embeds, by one short text. */
export async function checkEmbedder(settings: EmbedderSettings): Promise<Finding> {
  const subject = "embedder";
  await using embedder = await openEmbedder(settings);
  const started = performance.now();
  try {
    await embedder.embed([TEXT], "passage", { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const advice = "Until it works, searches go by words alone. OCP_EMBEDDER=hash needs no model and no network.";
    return { level: "warn", subject, message: `${embedder.id}: ${(error as Error).message}`, advice };
  }
  const took = `${Math.round(performance.now() - started)} ms`;
  const message =
    settings.embedder === "hash"
      ? `hash, ${embedder.dimensions} dimensions, built in and offline`
      : `${embedder.id}, ${embedder.dimensions} dimensions, answered in ${took}`;
  return { level: "ok", subject, message };
}
