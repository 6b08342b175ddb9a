import type { EmbedPurpose } from "./embedder.ts";

/** How a family of models wants to be used, from their model cards. */
export interface ModelRules {
  /** Which of a transformer's outputs make the vector: the first token's, the last one's, or the mean of all. */
  readonly pooling: "cls" | "mean" | "last_token";
  /** What comes before a text. */
  readonly query: string;
  readonly passage: string;
  /** Whether it folds case, so that names in a passage are cut into words before: it would read `getUser` as a rare word. */
  readonly folds: boolean;
  /** How many tokens of a text it is given; attention grows with the square of the length. */
  readonly tokens: number;
}

const SEARCHING = "Represent this sentence for searching relevant passages: ";
const INSTRUCTED = "Instruct: Given a question about source code, retrieve the passages that answer it\nQuery: ";

type Usage = Pick<ModelRules, "pooling" | "query" | "passage">;

const plain = (pooling: ModelRules["pooling"]): Usage => ({ pooling, query: "", passage: "" });

/** The first that matches a model's name decides. */
const FAMILIES: readonly (readonly [RegExp, Usage])[] = [
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

/** Models on BERT's lower-case vocabulary of English. */
const FOLDING =
  /bge-(small|base|large)(?!-zh)|mxbai-embed|arctic-embed(?!2|.*2\.0)|(?<!multilingual-)e5-(small|base|large)|nomic-embed-text(?!-v2)|gte-(small|base|large)(?!-zh)|(?<!multilingual-)minilm/;

/** What follows the first 512 tokens of a chunk changes little; of its words alone, the first 128 say as much. */
const TOKENS = { ofText: 512, ofWords: 128 } as const;

/** The rules for a model by its name, as `Xenova/bge-small-en-v1.5` or `nomic-embed-text:latest`; the mean of all tokens and no prefix for others. */
export function rulesFor(model: string): ModelRules {
  const name = model.toLowerCase();
  const usage = FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? plain("mean");
  const folds = FOLDING.test(name);
  return { ...usage, folds, tokens: folds ? TOKENS.ofWords : TOKENS.ofText };
}

/** A text as the model wants it for this purpose. */
export function asRead({ folds, ...rules }: ModelRules, text: string, purpose: EmbedPurpose): string {
  return rules[purpose] + (folds && purpose === "passage" ? wordsOf(text) : text);
}

/** What the id of an embedder names beside its model: how texts are read, where it is not as they are. */
export const readingOf = ({ folds }: ModelRules): string[] => (folds ? ["words"] : []);

/** The words of a text with its marks of sentences: names are cut, and what else code consists of is left out. */
function wordsOf(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replaceAll(/[^\p{L}\p{N}.,?']+/gu, " ")
    .replaceAll(/([.,?'])\s(?:[.,?']\s)*/g, "$1 ")
    .trim();
}
