import { describe, expect, test } from "vitest";
import { bodyOf, errorOf, withCorpus } from "../support.ts";

describe("resolve_term", () => {
  test.for(["Letter", "letter", "GLYPH", " character "])("knows '%s' by its name in any case or an alias", (term) =>
    withCorpus({}, (corpus) => {
      expect(bodyOf(corpus, "resolve_term", { term })).toMatchObject({
        term: "Letter",
        definition: "A sign that stands for a sound,\nor for several.\n\nMore of it.",
        aliases: ["character", "glyph"],
        related_contracts: ["ABC"],
        metadata: { source: "/foundation/GLOSSARY.md", contract_status: { ABC: "STABLE" } },
      });
    }),
  );

  test("leaves out what the glossary does not state", () =>
    withCorpus({}, (corpus) => {
      const body = bodyOf(corpus, "resolve_term", { term: "order" });
      expect(Object.keys(body)).toEqual(["term", "definition", "metadata"]);
    }));

  test("is not_found for what is near but not it, and without a glossary for everything", async () => {
    await withCorpus({}, (corpus) =>
      expect(errorOf(corpus, "resolve_term", { term: "leter" })).toMatchObject({
        code: "not_found",
        suggestions: ["Letter"],
      }),
    );
    await withCorpus({ "foundation/GLOSSARY.md": undefined }, (corpus) =>
      expect(errorOf(corpus, "resolve_term", { term: "Letter" })).toMatchObject({
        code: "not_found",
        message: expect.stringContaining("no glossary") as string,
      }),
    );
  });
});

describe("get_contract_map", () => {
  test("says what the map says, with statuses", () =>
    withCorpus({}, (corpus) => {
      expect(bodyOf(corpus, "get_contract_map")).toMatchObject({
        contracts: [
          {
            acronym: "ABC",
            owns: ["Letters", "Their order"],
            does_not_own: ["Words"],
            depends_on: [],
            status: "STABLE",
          },
          { acronym: "XY", owns: ["Checks"], does_not_own: [], depends_on: ["ABC"], status: "COMMUNITY-GOVERNED" },
        ],
        metadata: {
          source: "/foundation/CONTRACT-MAP.md",
          contract_status: { ABC: "STABLE", XY: "COMMUNITY-GOVERNED" },
        },
      });
    }));

  test("is not_found without one", () =>
    withCorpus({ "foundation/CONTRACT-MAP.md": undefined }, (corpus) =>
      expect(errorOf(corpus, "get_contract_map", {}).code).toBe("not_found"),
    ));
});
