import type { EmbedPurpose } from "./embedder.ts";

/** How a family of models wants to be used, from their model cards. */
export interface ModelRules {
  /** Which of a transformer's outputs make the vector: the first token's, the last one's, or the mean of all. */
  readonly pooling: "cls" | "mean" | "last_token";
  /** What comes before a text. */
  readonly query: string;
  readonly passage: string;
}

const SEARCHING = "Represent this sentence for searching relevant passages: ";
const INSTRUCTED = "Instruct: Given a question about source code, retrieve the passages that answer it\nQuery: ";

const plain = (pooling: ModelRules["pooling"]): ModelRules => ({ pooling, query: "", passage: "" });

/** The first that matches a model's name decides. */
const FAMILIES: readonly (readonly [RegExp, ModelRules])[] = [
  [/bge-m3/, plain("cls")],
  [/bge-.*-zh/, { pooling: "cls", query: "为这个句子生成表示以用于检索相关文章：", passage: "" }],
  [/bge-/, { pooling: "cls", query: SEARCHING, passage: "" }],
  [/mxbai-embed|arctic-embed-(?!.*v2)/, { pooling: "cls", query: SEARCHING, passage: "" }],
  [/arctic-embed.*v2/, { pooling: "cls", query: "query: ", passage: "" }],
  [/(^|[/-])e5-(?!mistral)/, { pooling: "mean", query: "query: ", passage: "passage: " }],
  [/nomic-embed/, { pooling: "mean", query: "search_query: ", passage: "search_document: " }],
  [/embeddinggemma/, { pooling: "mean", query: "task: code retrieval | query: ", passage: "title: none | text: " }],
  [/qwen3-embedding/, { pooling: "last_token", query: INSTRUCTED, passage: "" }],
  [/gte-(modernbert|.*-v1\.5)/, plain("cls")],
];

/** The rules for a model by its name, as `Xenova/bge-small-en-v1.5` or `nomic-embed-text:latest`; the mean of all tokens and no prefix for others. */
export function rulesFor(model: string): ModelRules {
  const name = model.toLowerCase();
  return FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? plain("mean");
}

/** The texts as the model wants them for this purpose. */
export function withPrefix(rules: ModelRules, texts: readonly string[], purpose: EmbedPurpose): string[] {
  return texts.map((text) => rules[purpose] + text);
}
