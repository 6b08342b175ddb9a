import type { VariableName } from "../variables.ts";

export const EMBEDDERS = ["hash", "transformers", "openai", "ollama"] as const;
export type EmbedderName = (typeof EMBEDDERS)[number];

const DEFAULT_DIMENSIONS = 512;
const OPENAI_URL = "https://api.openai.com/v1";
const OLLAMA_URL = "http://127.0.0.1:11434";

/** Which embedder a server uses, and what that one needs. */
export interface EmbedderSettings {
  readonly embedder: EmbedderName;
  /** The model; undefined = the embedder's default. */
  readonly embedModel: string | undefined;
  /** Absolute path of a folder with models, or of one model's folder. */
  readonly embedModelPath: string | undefined;
  /** Of the hash embedder, or what a service is asked for; undefined = the model's own. */
  readonly embedDimensions: number | undefined;
  /** A function so that no dump of the settings shows it. */
  readonly openaiKey: () => string | undefined;
  readonly openaiUrl: string;
  readonly ollamaUrl: string;
}

/** The settings as a thread may be sent them. Not for logs: it holds the key. */
export type SentSettings = Omit<EmbedderSettings, "openaiKey"> & { readonly openaiKey: string | undefined };

export function toSentSettings(settings: EmbedderSettings): SentSettings {
  const { embedder, embedModel, embedModelPath, embedDimensions, openaiUrl, ollamaUrl } = settings;
  return {
    embedder,
    embedModel,
    embedModelPath,
    embedDimensions,
    openaiUrl,
    ollamaUrl,
    openaiKey: settings.openaiKey(),
  };
}

export function fromSentSettings({ openaiKey, ...settings }: SentSettings): EmbedderSettings {
  return { ...settings, openaiKey: () => openaiKey };
}

interface Source {
  /** A variable's trimmed value; undefined when unset or empty. */
  readonly value: (name: VariableName) => string | undefined;
  readonly refuse: (name: VariableName, problem: string) => void;
  readonly warn: (text: string) => void;
  /** One of these words. */
  readonly choice: <T extends string>(name: VariableName, allowed: readonly T[], standard: T) => T;
  readonly whole: (name: VariableName, bounds: { min: number; max: number; standard: number }) => number;
  /** Makes a path absolute. */
  readonly absolute: (path: string) => string;
}

/** Reads the variables of embedding; refuses what the chosen embedder cannot use, so that nothing is ignored silently. */
export function readEmbedderSettings(source: Source): EmbedderSettings {
  const { value, refuse, warn, choice, whole, absolute } = source;
  const chosen = choice("OCP_EMBEDDER", [...EMBEDDERS, "fastembed"] as const, "hash");
  const embedder = chosen === "fastembed" ? "transformers" : chosen;

  const embedModel = value("OCP_EMBED_MODEL");
  if (embedModel !== undefined && embedder === "hash")
    refuse("OCP_EMBED_MODEL", "the hash embedder has no models to choose from. Unset it, or set OCP_EMBEDDER.");
  else if (embedModel !== undefined && !/^[\w.:@/-]{1,200}$/.test(embedModel))
    refuse("OCP_EMBED_MODEL", "that is not the name of a model.");
  else if (embedModel !== undefined && embedder === "transformers" && embedModel.split("/").includes(".."))
    refuse("OCP_EMBED_MODEL", "a folder goes into OCP_EMBED_MODEL_PATH.");

  const folder = value("OCP_EMBED_MODEL_PATH");
  if (folder !== undefined && embedder !== "transformers")
    refuse("OCP_EMBED_MODEL_PATH", `the ${embedder} embedder reads no model from disk. Unset it.`);

  const dimensions = (): number | undefined => {
    const standard = DEFAULT_DIMENSIONS;
    if (embedder === "hash") return whole("OCP_EMBED_DIM", { min: 16, max: 4096, standard });
    if (value("OCP_EMBED_DIM") === undefined) return undefined;
    if (embedder === "transformers") {
      warn("OCP_EMBED_DIM is ignored: a model of the transformers embedder has the dimensions that it has.");
      return undefined;
    }
    return whole("OCP_EMBED_DIM", { min: 16, max: 4096, standard });
  };

  const url = (name: VariableName, standard: string): string => {
    const text = value(name);
    if (text === undefined) return standard;
    const parsed = URL.parse(text);
    if (!parsed || !/^https?:$/.test(parsed.protocol)) refuse(name, "that is no http or https URL.");
    else if (parsed.username !== "" || parsed.password !== "") refuse(name, "a URL must not hold a password.");
    return text.replace(/\/+$/, "");
  };

  const openaiUrl = url("OPENAI_BASE_URL", OPENAI_URL);
  const key = value("OPENAI_API_KEY");
  if (embedder === "openai") {
    if (key === undefined && openaiUrl === OPENAI_URL)
      refuse("OPENAI_API_KEY", "the openai embedder needs a key, or OPENAI_BASE_URL of a server that wants none.");
    const host = URL.parse(openaiUrl)?.hostname;
    if (key !== undefined && openaiUrl.startsWith("http:") && !/^(localhost|127\.|\[::1\])/.test(host ?? ""))
      warn("OPENAI_BASE_URL is not https: the key and all that is indexed go over the network readable.");
  }

  return {
    embedder,
    embedModel,
    embedModelPath: folder === undefined ? undefined : absolute(folder),
    embedDimensions: dimensions(),
    openaiKey: () => key,
    openaiUrl,
    ollamaUrl: url("OCP_OLLAMA_URL", OLLAMA_URL),
  };
}
