import type { GenerateRequest } from "ocp-core";
import { ModelError } from "../errors.ts";
import { estimateTokens } from "../messages/text.ts";

/** No Ollama has a smaller window unless somebody asked for it. */
const SMALLEST = 4096;
/** Room for the answer when the request sets none. */
const ANSWER = 1024;
/** An estimate of a prompt's tokens may be this much too low. */
const MARGIN = 1.25;

export interface WindowOptions {
  /** The most to ask for, in tokens. */
  readonly most: number;
  /** The window that the model was made for, if known. */
  readonly made: (signal: AbortSignal) => Promise<number | undefined>;
}

/**
 * Chooses the window (`num_ctx`) for each request, since Ollama cuts what does not fit without a word. It only grows,
 * by doubling, because another window means loading the model again.
 */
export function createWindow({ most, made }: WindowOptions): {
  /** The window to ask for; undefined = Ollama's own is enough. Throws `context_too_long` when none is. */
  readonly fit: (request: GenerateRequest, signal: AbortSignal) => Promise<number | undefined>;
} {
  let current: number | undefined;
  let limit: number | undefined;
  return {
    async fit(request, signal) {
      const prompt = Math.ceil(estimateTokens(request) * MARGIN);
      const need = prompt + (request.max_tokens ?? ANSWER);
      if (need <= (current ?? SMALLEST)) return current;
      limit ??= Math.min(most, (await made(signal)) ?? most);
      signal.throwIfAborted();
      if (prompt + 64 > limit)
        throw new ModelError(
          "context_too_long",
          `The prompt has about ${prompt} tokens; the local model's window is held to ${limit}. Raise OCP_LOCAL_CONTEXT if the machine has the memory.`,
        );
      let next = current ?? SMALLEST;
      while (next < need) next *= 2;
      return (current = Math.min(next, limit));
    },
  };
}
