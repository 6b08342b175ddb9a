import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bundledCorpus } from "../../src/bundled.ts";
import type { Corpus } from "../../src/corpus/model.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import { analyse, stem } from "../../src/search/analyse.ts";
import { codeRanges } from "../../src/search/code.ts";
import { excerptOf } from "../../src/search/excerpt.ts";
import { searchIndex } from "../../src/search/open.ts";
import { passagesOf } from "../../src/search/passages.ts";
import { statesQuantity } from "../../src/search/quantity.ts";
import { bodyOf, OKHAM, OKHAM_OVERLAY, WITHOUT_OKHAM, withCorpus, type Files } from "../support.ts";

interface Result {
  readonly contract: string;
  readonly document: string;
  readonly section: string;
  readonly excerpt: string;
  readonly relevance_score: number;
  readonly path: string;
}

const results = (corpus: Corpus, input: object): Result[] =>
  bodyOf(corpus, "search_docs", input)["results"] as unknown as Result[];

describe("search_docs", () => {
  test("finds a section by words of its heading and of its text, whatever their endings", () =>
    withCorpus({}, (corpus) => {
      expect(results(corpus, { query: "how are letters collated?" })[0]).toMatchObject({
        contract: "ABC",
        document: "SPECIFICATION",
        version: "0.9.0",
        status: "STABLE",
        section: "2-collation-order",
        path: "/standards/abc/0.9.0/SPECIFICATION.md#2-collation-order",
      });
      expect(results(corpus, { query: "checking" })[0]).toMatchObject({ contract: "XY", section: "rules" });
    }));

  test.for(["sort_key", "sort key", "getSortKey", "getsortkey"])("finds an identifier as '%s'", (query) =>
    withCorpus({}, (corpus) => {
      expect(results(corpus, { query }).map(({ section }) => section)).toEqual(
        expect.arrayContaining(["2-collation-order"]),
      );
    }),
  );

  test("forgives one slip in a word", () =>
    withCorpus({}, (corpus) =>
      expect(results(corpus, { query: "vowles" })[0]).toMatchObject({ section: "11-vowels" }),
    ));

  test("ranks from most to least, within 0 and 1, with pieces of the text as they stand", () =>
    withCorpus({}, (corpus) => {
      const found = results(corpus, { query: "letter order" });
      const scores = found.map((result) => result.relevance_score);
      expect(scores.length).toBeGreaterThan(2);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      for (const { excerpt, relevance_score: score, path } of found) {
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(corpus.files.get(path.split("#")[0]!)!.text).toContain(excerpt);
      }
    }));

  test("looks only where it is told to", () =>
    withCorpus({}, (corpus) => {
      const only = results(corpus, { query: "letter", contracts: ["XY"] });
      expect(new Set(only.map(({ contract }) => contract))).toEqual(new Set(["XY"]));
      const documents = results(corpus, { query: "letter", document_types: ["EXAMPLES"] });
      expect(new Set(documents.map(({ document }) => document))).toEqual(new Set(["EXAMPLES"]));
    }));

  test("takes an empty list for one that was left out", () =>
    withCorpus({}, (corpus) => {
      const all = results(corpus, { query: "letter" });
      expect(results(corpus, { query: "letter", contracts: [], document_types: [] })).toEqual(all);
    }));

  test("answers with nothing where nothing is found, and names contracts that it does not know", () =>
    withCorpus({}, (corpus) => {
      for (const query of ["", "   ", "quetzalcoatl", "?!"]) expect(results(corpus, { query })).toEqual([]);
      const body = bodyOf(corpus, "search_docs", { query: "letter", contracts: ["ZZZ"] });
      expect(body).toMatchObject({ results: [], metadata: { total_results: 0, unknown_contracts: ["ZZZ"] } });
    }));

  test("counts all results and shows twenty", () => {
    const many: Files = {
      "standards/xy/1.0.0/README.md": Array.from({ length: 30 }, (_, i) => `# Chapter ${i}\n\nA giraffe.\n`).join("\n"),
    };
    return withCorpus(many, (corpus) => {
      expect(bodyOf(corpus, "search_docs", { query: "giraffe" })).toMatchObject({ metadata: { total_results: 30 } });
      expect(results(corpus, { query: "giraffe" })).toHaveLength(20);
    });
  });

  test("has words that name a prototype's parts as words", () =>
    withCorpus({}, (corpus) => {
      const [first] = results(corpus, { query: "constructor" });
      expect(first).toMatchObject({ section: "alpha-beta-contract" });
      expect(first!.relevance_score).toBeGreaterThan(0);
      for (const query of ["__proto__", "toString hasOwnProperty", "valueOf"])
        expect(results(corpus, { query })).toEqual([]);
    }));

  test("puts what the words mean behind what is said with them", () =>
    withCorpus(
      {
        "standards/xy/1.0.0/README.md":
          '# Y\n\n## Conventions\n\nThe key words "MUST" and "MAY" are to be interpreted as in RFC 2119.\n\n## Duties\n\nEveryone MUST bow, as RFC 2119 would have it said.\n',
      },
      (corpus) =>
        expect(results(corpus, { query: "what MUST be done", contracts: ["XY"] })[0]).toMatchObject({
          section: "duties",
        }),
    ));
});

describe("a question in other words than the standard's", () => {
  const found = (sections: string, query: string) =>
    withCorpus({ "standards/xy/1.0.0/README.md": `# Y\n\n${sections}` }, (corpus) =>
      results(corpus, { query, contracts: ["XY"] }).map(({ section }) => section),
    );

  test("finds what is said in words that stand for its own", async () => {
    const text = "## Names\n\nA name is kept.\n\n## Contents\n\nA digest is kept.\n";
    expect(await found(text, "Is any checksum kept?")).toEqual(["contents", "names"]);
    expect(await found(text, "fingerprint")).toEqual(["contents"]);
  });

  test("finds the written word before one that stands for it", async () => {
    const text = "## One\n\nThe digest is kept.\n\n## Two\n\nThe checksum is kept.\n";
    expect(await found(text, "checksum")).toEqual(["two", "one"]);
    expect(await found(text, "digest")).toEqual(["one", "two"]);
  });

  test("gives way to a technical word over one of everyday talk that is as rare", async () => {
    const filler = Array.from({ length: 60 }, (_, i) => `## Filler ${i}\n\nA giraffe.\n\n`).join("");
    const text = `${filler}## One\n\nSomeone wonders.\n\n## Two\n\nAn endpoint.\n`;
    expect((await found(text, "I wonder about the endpoint"))[0]).toBe("two");
    expect(await found(text, "wonder")).toEqual(["one"]);
  });

  test("finds the section with its rarest word before one with all of its common ones", async () => {
    const common = ["lion", "zebra", "okapi", "heron", "otter", "badger"];
    const filler = Array.from({ length: 60 }, (_, i) => {
      const half = common.filter((_word, j) => (i + j) % 2 === 0);
      return `## Filler ${i}\n\n${half.join(" ")}\n\n`;
    });
    const text = `${filler.join("")}## One\n\n${common.join(" ")}\n\n## Two\n\nA gnu\n`;
    expect((await found(text, `${common.join(" ")} gnu`))[0]).toBe("two");
  });

  test("prefers prose to an example's code that has the same words", async () => {
    const text = "## One\n\n```\nA zebra here.\n```\n\n## Two\n\nA zebra here.\n";
    expect(await found(text, "zebra")).toEqual(["two", "one"]);
  });
});

describe("what a question asks for", () => {
  const found = (sections: string, query: string, more: Files = {}) =>
    withCorpus({ "standards/xy/1.0.0/README.md": `# Y\n\n${sections}`, ...more }, (corpus) =>
      results(corpus, { query, contracts: ["XY"] }).map(({ section }) => section),
    );

  test("is found where it is said in one word and asked in several", async () => {
    const text = "## One\n\nA parcel weighs a stone.\n\n## Two\n\nA parcel of which fields are omitted.\n";
    expect((await found(text, "What is left out of a parcel?"))[0]).toBe("two");
    expect((await found(text, "What is left of a parcel?"))[0]).toBe("one");
  });

  test("is the passage with a number where a number is asked for", async () => {
    const text = "## One\n\nParcels wait in line.\n\n## Two\n\nParcels wait 14 weeks.\n";
    expect((await found(text, "how long do parcels wait"))[0]).toBe("two");
    expect((await found(text, "where do parcels wait"))[0]).toBe("one");
  });

  test.for([
    ["Parcels wait 14 weeks.", true],
    ["Parcels wait at most a week.", true],
    ["- **TEA-3.1-2** Parcels wait in line.", false],
    ["Parcels wait as RFC 2119 says, in UTF-8 ([§4.2](#42-lines)), since 1.0.0 of 2026-01-16.", false],
    ["3. Parcels wait.", false],
  ] as const)("tells '%s' from a number that is a name: %s", ([text, states]) =>
    expect(statesQuantity(text)).toBe(states),
  );

  test("is the passage with a rule where a rule is asked for", async () => {
    const text = "## One\n\nParcels wait in line.\n\n## Two\n\nParcels MUST wait there.\n";
    expect((await found(text, "must parcels wait"))[0]).toBe("two");
    expect((await found(text, "parcels wait"))[0]).toBe("one");
  });

  test("is an example only where one is asked for", async () => {
    const text = "## Example\n\nA parcel of stones.\n\n## Rule\n\nA parcel of stones.\n";
    expect((await found(text, "parcel of stones"))[0]).toBe("rule");
    expect((await found(text, "show a parcel of stones"))[0]).toBe("example");
    const below = "## Examples\n\n### Small\n\nA parcel of stones.\n\n## Rule\n\nA parcel of stones.\n";
    expect((await found(below, "parcel of stones"))[0]).toBe("rule");
  });

  test("is a rule about MUST, but not what says how MUST is meant", async () => {
    const text =
      '## Words\n\nThe key words "MUST" and "MAY" are to be interpreted as described in RFC 2119.\n\n## Scope\n\nRFC 2119 key words such as MUST bind nobody in examples.\n';
    expect((await found(text, "key words of RFC 2119 such as MUST"))[0]).toBe("scope");
  });

  test("is not a contract that is named only as a part of a word", () =>
    withCorpus(
      {
        "standards/xy/1.0.0/README.md": "# Y\n\nNothing.\n",
        "standards/abc/0.9.0/README.md": "# A\n\nThe XY-Field holds it.\n",
      },
      (corpus) => {
        expect(results(corpus, { query: "XY-Field" })[0]).toMatchObject({ contract: "ABC" });
        expect(results(corpus, { query: "nothing in XY" })[0]).toMatchObject({ contract: "XY" });
      },
    ));
});

test("a text's passages are its paragraphs, items, rows and pieces of code, and leave nothing but blank lines out", () => {
  const pieces = (text: string) => passagesOf(text).map(({ start, end }) => text.slice(start, end));
  expect(pieces("a\nb\n\nc\n- d\n  e\n- f\n1. g\n| h |\n| i |\n")).toEqual([
    "a\nb",
    "c",
    "- d\n  e",
    "- f",
    "1. g",
    "| h |",
    "| i |",
  ]);
  expect(pieces("a\r\n\r\n```\r\n- b\r\n\r\nc\r\n```\r\nd")).toEqual(["a", "```\r\n- b\r\n\r\nc\r\n```", "d"]);
  expect(pieces("\n \n")).toEqual([]);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", " ", "\n", "\r", "`", "```", "- ", "|", "1. ") }), (text) => {
      const passages = passagesOf(text);
      for (const [i, { start, end }] of passages.entries()) {
        expect(end).toBeGreaterThan(start);
        expect(start).toBeGreaterThanOrEqual(passages[i - 1]?.end ?? 0);
      }
      for (const { index } of text.matchAll(/a/g))
        expect(passages.some(({ start, end }) => start <= index && index < end)).toBe(true);
    }),
  );
});

test("a verb and its noun have one stem", () => {
  for (const [verb, noun] of [
    ["define", "definition"],
    ["describe", "description"],
    ["resolve", "resolution"],
    ["permit", "permission"],
    ["notify", "notification"],
    ["extend", "extension"],
    ["decide", "decision"],
    ["exclude", "exclusion"],
    ["compose", "composition"],
  ] as const)
    expect(stem(noun)).toBe(stem(verb));
  expect(stem("submit")).not.toBe(stem("sub"));
  expect(stem("public")).not.toBe(stem("publish"));
});

test("fenced code is known by its own fence and ends with the text at the latest", () => {
  const pieces = (text: string) => codeRanges(text).map(({ start, end }) => text.slice(start, end));
  expect(pieces("a\n```yaml\nb\n```\nc\n~~~\nd\n```\n~~~\n")).toEqual(["```yaml\nb\n```", "~~~\nd\n```\n~~~"]);
  expect(pieces("````\n```\na\n```\n````\nb")).toEqual(["````\n```\na\n```\n````"]);
  expect(pieces("a\r\n```\r\nb\r\n```\r\nc")).toEqual(["```\r\nb\r\n```"]);
  expect(pieces("a\n```\nb")).toEqual(["```\nb"]);
  expect(pieces("a `b` ``c``")).toEqual([]);
});

test("a text is cut into words, identifiers and the parts of identifiers", () => {
  const terms = (text: string) => analyse(text).map(({ term }) => term);
  expect(terms("getSortKey sort_key okham.trace.span HTTPServer2")).toEqual(
    expect.arrayContaining(["getsortkey", "sort", "kei", "sort_key", "okham.trace.span", "trace", "span", "http"]),
  );
  expect(terms("Policies policy")).toEqual([terms("policies")[0], terms("policies")[0]]);
  expect(terms("relationship relations related")).toHaveLength(3);
  expect(new Set(terms("relationship relations related")).size).toBe(1);
});

test("an excerpt is a piece of the text around what was found, and never long", () => {
  const filler = "Nothing of interest stands in this line.\n".repeat(40);
  const text = `${filler}The needle stands here, beside the thread.\n${filler}`;
  const excerpt = excerptOf(
    text,
    new Map([
      ["needl", 3],
      ["thread", 3],
    ]),
  );
  expect(text).toContain(excerpt);
  expect(excerpt).toContain("needle stands here, beside the thread");
  expect(excerpt.length).toBeLessThanOrEqual(320);
  const noBreaks = `${"x".repeat(5_000)}needle${"y".repeat(5_000)}`;
  expect(noBreaks).toContain(excerptOf(noBreaks, new Map([["needle", 1]])));
});

if (OKHAM === undefined) console.log(`skipped: ${WITHOUT_OKHAM}`);

describe.skipIf(OKHAM === undefined)("over the corpus of OKHAM", () => {
  interface Question {
    readonly set:
      | "tune"
      | "held"
      | "blind-tune"
      | "blind-held"
      | "natural-tune"
      | "natural-blind"
      | "asked-tune"
      | "asked-blind";
    /** OKHAM's, where none is named. */
    readonly corpus?: "okham" | "bundled";
    readonly question: string;
    readonly answers: readonly string[];
  }
  const lines = readFileSync(new URL("questions.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n");
  const questions = lines.map((line) => JSON.parse(line) as Question);

  // The floors are what was measured less one question; the sets to tune by chose the weights, the held ones did not.
  // The blind ones are by somebody who had read the standards, knew nothing of the search and asked in other words.
  // The natural and the asked ones were written over both corpora before they were asked, by different people, and cut
  // in two halves by a hash.
  test.for([
    ["tune", 69, 74],
    ["held", 24, 25],
    ["blind-tune", 16, 18],
    ["blind-held", 11, 14],
    ["natural-tune", 35, 42],
    ["natural-blind", 35, 40],
    ["asked-tune", 42, 46],
    ["asked-blind", 40, 46],
  ] as const)("the questions of the set '%s' find their sections", ([set, first, third]) => {
    const okham = openCorpus({ root: OKHAM!, overlay: OKHAM_OVERLAY });
    const bundled = openCorpus({ root: bundledCorpus });
    const ranks = questions
      .filter((question) => question.set === set)
      .map(({ question, answers, corpus }) =>
        searchIndex(corpus === "bundled" ? bundled : okham)
          .search(question)
          .findIndex(({ document: { contract, type }, section }) =>
            answers.includes(`${contract}/${type}#${section.anchor}`),
          ),
      );
    expect(ranks.filter((rank) => rank === 0).length).toBeGreaterThanOrEqual(first);
    expect(ranks.filter((rank) => rank >= 0 && rank < 3).length).toBeGreaterThanOrEqual(third);
  });
});
