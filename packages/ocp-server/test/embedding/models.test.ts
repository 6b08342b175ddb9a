import { describe, expect, it } from "vitest";
import { asRead, readingOf, rulesFor } from "../../src/embedding/models.ts";
import { weightOf } from "../../src/embedding/weight.ts";

describe("rulesFor", () => {
  it("knows the models that fold case", () => {
    const folding = [
      "Xenova/bge-small-en-v1.5",
      "Xenova/all-MiniLM-L6-v2",
      "all-minilm",
      "bge-large",
      "intfloat/e5-small-v2",
      "nomic-embed-text:latest",
      "snowflake-arctic-embed",
      "Snowflake/snowflake-arctic-embed-m-v1.5",
      "mxbai-embed-large",
      "thenlper/gte-small",
    ];
    const others = [
      "BAAI/bge-m3",
      "bge-large-zh",
      "intfloat/multilingual-e5-small",
      "paraphrase-multilingual-MiniLM-L12-v2",
      "nomic-embed-text-v2-moe",
      "snowflake-arctic-embed2",
      "Snowflake/snowflake-arctic-embed-l-v2.0",
      "text-embedding-3-small",
      "qwen3-embedding",
      "gte-modernbert-base",
    ];
    expect(folding.filter((model) => !rulesFor(model).folds)).toEqual([]);
    expect(others.filter((model) => rulesFor(model).folds)).toEqual([]);
  });
});

describe("asRead", () => {
  const code = "src/http.ts\nparseHTTPHeader\nreturn max_age !== undefined; // Ready, isn't it?";

  it("gives a model that folds case the words of a passage, its names cut", () => {
    expect(asRead(rulesFor("all-minilm"), code, "passage")).toBe(
      "src http.ts parse HTTP Header return max age undefined Ready, isn't it?",
    );
  });

  it("leaves a query as it was asked, and everything to models that read it themselves", () => {
    expect(asRead(rulesFor("all-minilm"), "what does getUser do", "query")).toBe("what does getUser do");
    expect(asRead(rulesFor("text-embedding-3-small"), code, "passage")).toBe(code);
  });

  it("is named by the embedder's id, since other texts make other vectors", () => {
    expect(readingOf(rulesFor("all-minilm"))).toEqual(["words"]);
    expect(readingOf(rulesFor("qwen3-embedding"))).toEqual([]);
  });

  it("takes time in proportion to the text", () => {
    const from = performance.now();
    for (const text of [". ".repeat(100_000), "A".repeat(200_000), " ".repeat(200_000)])
      asRead(rulesFor("all-minilm"), text, "passage");
    expect(performance.now() - from).toBeLessThan(2000);
  });
});

describe("weightOf", () => {
  it("is a share, whoever has the model and however it is tagged", () => {
    expect(weightOf("Xenova/all-MiniLM-L6-v2")).toBe(weightOf("all-minilm:latest"));
    for (const model of ["Xenova/bge-small-en-v1.5", "all-minilm", "unknown"]) {
      expect(weightOf(model)).toBeGreaterThan(0);
      expect(weightOf(model)).toBeLessThan(1);
    }
  });
});
