/** What Ollama says of a model. */
export interface OllamaModel {
  /** The window it was made for, in tokens. */
  readonly contextLength: number | undefined;
  /** Whether it sees pictures; undefined = Ollama does not say. */
  readonly sees: boolean | undefined;
}

/** Reads the answer of `/api/show`. */
export function readModel(shown: unknown): OllamaModel {
  const { model_info: info, capabilities } = (shown ?? {}) as {
    model_info?: Readonly<Record<string, unknown>>;
    capabilities?: unknown;
  };
  const length = Object.entries(info ?? {}).find(([name]) => name.endsWith(".context_length"))?.[1];
  return {
    contextLength: typeof length === "number" ? length : undefined,
    sees: Array.isArray(capabilities) ? capabilities.includes("vision") : undefined,
  };
}
