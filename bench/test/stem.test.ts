import { expect, test } from "vitest";
import { stem } from "../src/retrieval/bm25f/stem.ts";
import { queryTokensOf, tokensOf } from "../src/retrieval/bm25f/tokens.ts";

test.each([
  ["caresses", "caress"],
  ["ponies", "poni"],
  ["agreed", "agre"],
  ["feed", "feed"],
  ["hopping", "hop"],
  ["falling", "fall"],
  ["filing", "file"],
  ["happy", "happi"],
  ["relational", "relat"],
  ["vietnamization", "vietnam"],
  ["formalize", "formal"],
  ["adjustment", "adjust"],
  ["adoption", "adopt"],
  ["controll", "control"],
  ["rate", "rate"],
])("the stem of %s is %s", (word, expected) => {
  expect(stem(word)).toBe(expected);
});

test("a name of several parts counts as it is and by the stems of its parts", () => {
  expect(tokensOf("parseHTTPHeaders max_retries2")).toEqual([
    "parsehttpheaders",
    "pars",
    "http",
    "header",
    "max_retries2",
    "max",
    "retri",
    "2",
  ]);
});

test("common words are not looked for unless there are no others", () => {
  expect(queryTokensOf("how does it retry")).toEqual(["retri"]);
  expect(queryTokensOf("how does it")).toEqual(["how", "doe", "it"]);
});
