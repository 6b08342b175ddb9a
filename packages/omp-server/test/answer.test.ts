import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../src/corpus/model.ts";
import { openCorpus } from "../src/corpus/open.ts";
import { listMirror } from "../src/mirror.ts";
import { TOOLS } from "../src/tools/catalogue.ts";
import published from "../src/tools/omp-0.1.0.schema.json" with { type: "json" };
import { ask, bodyOf, errorOf, OKHAM, OKHAM_OVERLAY, SAMPLE, TIMESTAMP, WITHOUT_OKHAM, withCorpus } from "./support.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
ajv.addSchema(published, "omp");

/** The published definition of what a tool answers, errors included. */
function outputName(tool: string): string {
  return `${tool
    .split("_")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("")}Output`;
}

/** Why an answer is not what the published schema and the tool's own say; empty when it is. */
function faultsOf(tool: string, body: JsonObject): string {
  const name = outputName(tool);
  const schemas = [TOOLS.get(tool)!.outputSchema, ...(name in published.$defs ? [{ $ref: `omp#/$defs/${name}` }] : [])];
  return schemas.map((schema) => (ajv.validate(schema, body) ? "" : ajv.errorsText())).join("");
}

describe("every answer", () => {
  test("is valid against the published output schemas, of errors too", () =>
    withCorpus({}, (corpus) => {
      const calls = [
        ...[...listMirror(corpus)].map(({ tool, input }) => [tool, input] as const),
        ["search_docs", { query: "letters" }] as const,
        ["search_docs", { query: "" }] as const,
        ...[...TOOLS.keys()].map((tool) => [tool, { nonsense: 1 }] as const),
        ["get_schema", { contract: "ZZZ" }] as const,
        ["resolve_term", { term: "nothing" }] as const,
      ];
      expect(calls.length).toBeGreaterThan(50);
      for (const [tool, input] of calls) {
        const { body } = ask(corpus, tool, input);
        expect(faultsOf(tool, body), `${tool} ${JSON.stringify(input)}`).toBe("");
        expect(body["metadata"]).toMatchObject({ omp_version: "0.1.0", timestamp: TIMESTAMP });
        expect(Object.keys(body)).not.toContain(ask(corpus, tool, input).isError ? "contracts" : "error");
      }
    }));

  if (OKHAM === undefined) console.log(`skipped: ${WITHOUT_OKHAM}`);
  test.skipIf(OKHAM === undefined)(
    "about the corpus of OKHAM is valid too, and so is each of its own examples of answers",
    () => {
      const corpus = openCorpus({ root: OKHAM!, overlay: OKHAM_OVERLAY });
      let answers = 0;
      for (const { tool, input } of listMirror(corpus)) {
        if (tool === "get_section" && answers++ % 7 > 0) continue;
        const { isError, body } = ask(corpus, tool, input);
        expect(isError, JSON.stringify(body).slice(0, 200)).toBe(false);
        expect(faultsOf(tool, body)).toBe("");
      }
      for (const { artifact } of corpus.contracts.get("OMP")!.latest.examples().served)
        expect(ajv.validate("omp", artifact), ajv.errorsText()).toBe(true);
    },
  );

  test("comes from the corpus alone, so that the same question has the same answer", () =>
    withCorpus({}, (corpus) => {
      for (const { tool, input } of listMirror(corpus))
        expect(JSON.stringify(ask(corpus, tool, input))).toBe(JSON.stringify(ask(corpus, tool, { ...input })));
    }));
});

describe("list_contracts", () => {
  test("gives each contract's latest version with its status, and all others", () =>
    withCorpus({}, (corpus) => {
      const { contracts, metadata } = bodyOf(corpus, "list_contracts");
      expect(contracts).toMatchObject([
        {
          acronym: "ABC",
          name: "Alpha Beta Contract",
          version: "0.9.0",
          status: "STABLE",
          category: "core",
          path: "/standards/abc/",
          versions: [
            { version: "0.10.0", status: "DRAFT" },
            { version: "0.9.0", status: "STABLE" },
            { version: "0.2.0", status: "DEPRECATED" },
          ],
        },
        { acronym: "XY", version: "1.0.0", status: "COMMUNITY-GOVERNED" },
      ]);
      expect(metadata).toMatchObject({ license: "CC0-1.0", corpus_digest: corpus.digest });
    }));

  test("names what is withheld, and why", () =>
    withCorpus(
      { "standards/xy/contract.json": '{"acronym":"XY","name":"n","versions":[{"version":"1.0.0","status":"DRAFT"}]}' },
      (corpus) => {
        const { contracts, metadata } = bodyOf(corpus, "list_contracts");
        expect(contracts).toHaveLength(1);
        expect(metadata["withheld"]).toMatchObject([
          { id: "XY", reason: expect.stringContaining("category") as string },
        ]);
        expect(errorOf(corpus, "get_schema", { contract: "XY" })).toMatchObject({
          code: "not_found",
          message: expect.stringContaining("is withheld by this server") as string,
        });
      },
    ));
});

describe("the latest version", () => {
  const statuses = (...versions: readonly (readonly [string, string])[]) => ({
    "standards/xy/contract.json": JSON.stringify({
      acronym: "XY",
      name: "n",
      category: "core",
      versions: versions.map(([version, status]) => ({ version, status })),
    }),
    ...Object.fromEntries(versions.map(([version]) => [`standards/xy/${version}/SPECIFICATION.md`, `# ${version}\n`])),
  });

  test.for([
    [
      [
        ["0.9.0", "DRAFT"],
        ["0.10.0", "DRAFT"],
        ["1.0.0", "DEPRECATED"],
      ],
      "0.10.0",
    ],
    [
      [
        ["2.0.0", "DRAFT"],
        ["1.0.0", "STABLE"],
        ["3.0.0", "COMMUNITY-GOVERNED"],
      ],
      "1.0.0",
    ],
    [
      [
        ["1.0.0", "COMMUNITY-GOVERNED"],
        ["2.0.0", "DEPRECATED"],
      ],
      "1.0.0",
    ],
    [
      [
        ["1.0.0", "DEPRECATED"],
        ["1.0.10", "DEPRECATED"],
      ],
      "1.0.10",
    ],
    [
      [
        ["1.99999999999999999999.0", "STABLE"],
        ["1.99999999999999999998.0", "STABLE"],
      ],
      "1.99999999999999999999.0",
    ],
  ] as const)("of %j is %s", ([versions, latest]) =>
    withCorpus({ "standards/xy/1.0.0/SPECIFICATION.md": undefined, ...statuses(...versions) }, (corpus) => {
      expect(corpus.contracts.get("XY")!.latest.version).toBe(latest);
    }),
  );
});

describe("get_contract_doc", () => {
  test("gives the exact text with the status of the version, its source and its licence", () =>
    withCorpus({}, (corpus) => {
      const body = bodyOf(corpus, "get_contract_doc", { contract: "ABC", document: "README" });
      expect(body).toMatchObject({
        contract: "ABC",
        document: "README",
        version: "0.9.0",
        status: "STABLE",
        format: "markdown",
        content: SAMPLE["standards/abc/0.9.0/README.md"],
        metadata: {
          path: "/standards/abc/0.9.0/README.md",
          last_updated: "2026-01-02T03:04:05Z",
          authoritative_source: "https://example.org/std/standards/abc/0.9.0/README.md",
          license: "CC0-1.0",
        },
      });
    }));

  test("gives the schema itself where there is no text about it", () =>
    withCorpus({}, (corpus) => {
      const body = bodyOf(corpus, "get_contract_doc", { contract: "ABC", document: "SCHEMA" });
      expect(body).toMatchObject({ format: "json", content: SAMPLE["standards/abc/0.9.0/schema.json"] });
    }));

  test("never takes a document from another version, but says which have it", () =>
    withCorpus({}, (corpus) => {
      expect(errorOf(corpus, "get_contract_doc", { contract: "ABC", document: "GOVERNANCE" })).toMatchObject({
        code: "not_found",
        message: expect.stringContaining("These versions have one: 0.2.0.") as string,
        available_in: ["0.2.0"],
      });
    }));
});

describe("a version that is asked for", () => {
  const input = (version: string) => ({ contract: "ABC", document: "SPECIFICATION", version });

  test("is not_found when it was never published, and those that were are named", () =>
    withCorpus({}, (corpus) => {
      expect(errorOf(corpus, "get_contract_doc", input("7.0.0"))).toMatchObject({
        code: "not_found",
        available: ["0.10.0", "0.9.0", "0.2.0"],
      });
    }));

  test("is unsupported_version when it was published but is not served here", () =>
    withCorpus({}, (corpus) => {
      expect(errorOf(corpus, "get_contract_doc", input("0.1.0"))).toMatchObject({
        code: "unsupported_version",
        message: expect.stringContaining("it was withdrawn") as string,
      });
    }));

  test.for(["latest", "1.0", "v1", "01.0.0", "1.0.0-rc.1", "", "1.0.0 "])(
    "is invalid_params when it is %j",
    (version) =>
      withCorpus({}, (corpus) =>
        expect(errorOf(corpus, "get_contract_doc", input(version)).code).toBe("invalid_params"),
      ),
  );

  test("is looked at after the parameters and the contract", () =>
    withCorpus({}, (corpus) => {
      const code = (values: object) => errorOf(corpus, "get_contract_doc", values).code;
      expect(code({ contract: "ZZ", document: "NOTHING", version: "9.9.9" })).toBe("invalid_params");
      expect(
        errorOf(corpus, "get_contract_doc", { contract: "ZZ", document: "README", version: "0.1.0" }).message,
      ).toContain("Contract 'ZZ'");
    }));
});

describe("get_schema", () => {
  test("keeps the order of keys and gives the $id", () =>
    withCorpus({}, (corpus) => {
      const { schema, metadata } = bodyOf(corpus, "get_schema", { contract: "ABC" });
      expect(JSON.stringify(schema)).toBe(SAMPLE["standards/abc/0.9.0/schema.json"]);
      expect(metadata).toMatchObject({ schema_id: "https://example.org/schemas/abc/0.9.0.json" });
    }));

  test("is not_found where there is none", () =>
    withCorpus({}, (corpus) => expect(errorOf(corpus, "get_schema", { contract: "XY" }).code).toBe("not_found")));
});

describe("get_example", () => {
  test("gives what is valid, files before blocks, and lists what is withheld", () =>
    withCorpus({}, (corpus) => {
      const { examples, metadata } = bodyOf(corpus, "get_example", { contract: "ABC" });
      const id = "https://example.org/schemas/abc/0.9.0.json";
      expect(examples).toMatchObject([
        { id: "first", title: "The first letter", validates_against: id, artifact: { name: "A" } },
        { id: "last", title: "Z", artifact: { name: "Z", at: "2026-01-02T03:04:05Z" } },
        { id: "a-letter", title: "A letter", description: "The second", artifact: { name: "B" } },
        { id: "a-letter-3", title: "A letter", artifact: { name: "C" } },
      ]);
      expect(metadata["withheld"]).toMatchObject([{ id: "wrong", reason: expect.stringContaining("name") as string }]);
    }));

  test("offers no blocks when told not to", () =>
    withCorpus({}, (corpus) => expect(bodyOf(corpus, "get_example", { contract: "ABC" })["examples"]).toHaveLength(2), {
      blocks: false,
    }));

  test("gives one, and says of others that they are unknown or why they are withheld", () =>
    withCorpus({}, (corpus) => {
      const one = bodyOf(corpus, "get_example", { contract: "ABC", example_id: "last" });
      expect(one["examples"]).toHaveLength(1);
      expect(one.metadata["path"]).toBe("/standards/abc/0.9.0/examples/last.yaml");
      const wrong = errorOf(corpus, "get_example", { contract: "ABC", example_id: "wrong" });
      expect(wrong).toMatchObject({ code: "not_found", message: expect.stringContaining("is withheld") as string });
      const typed = errorOf(corpus, "get_example", { contract: "ABC", example_id: "frist" });
      expect(typed).toMatchObject({
        code: "not_found",
        message: expect.stringContaining("Did you mean 'first'?") as string,
      });
      expect(errorOf(corpus, "get_example", { contract: "XY" }).code).toBe("not_found");
    }));
});

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

describe("get_outline and get_section", () => {
  test("read a document in parts that are exactly its own", () =>
    withCorpus({}, (corpus) => {
      const document = { contract: "ABC", document: "SPECIFICATION" };
      const { sections } = bodyOf(corpus, "get_outline", document);
      const anchors = (sections as { anchor: string }[]).map(({ anchor }) => anchor);
      expect(anchors).toEqual([
        "alpha-beta-contract",
        "1-letters",
        "11-vowels",
        "2-collation-order",
        "2-collation-order-1",
      ]);
      const parts = anchors.map(
        (section) => bodyOf(corpus, "get_section", { ...document, section, subsections: false })["content"] as string,
      );
      expect(parts.join("")).toBe(SAMPLE["standards/abc/0.9.0/SPECIFICATION.md"]);
      const whole = bodyOf(corpus, "get_section", { ...document, section: "#1-letters" });
      expect(whole["content"]).toBe(`${parts[1]}${parts[2]}`);
      expect(whole.metadata["path"]).toBe("/standards/abc/0.9.0/SPECIFICATION.md#1-letters");
    }));

  test("name the sections that there are", () =>
    withCorpus({}, (corpus) => {
      const error = errorOf(corpus, "get_section", { contract: "ABC", document: "SPECIFICATION", section: "1-leters" });
      expect(error).toMatchObject({ code: "not_found", available: expect.arrayContaining(["1-letters"]) as string[] });
      expect(error.message).toContain("Did you mean '1-letters'?");
    }));
});

describe("wrong parameters", () => {
  test.for([
    ["list_contracts", { page: 2 }, "list_contracts has no parameter 'page'. list_contracts takes no parameters."],
    ["get_schema", {}, "get_schema needs 'contract'. It takes contract, version."],
    ["get_schema", { contract: "abc" }, "Write 'ABC'."],
    ["get_schema", { contract: 5 }, "'contract' must be a text."],
    ["get_schema", { contract: "ABC", versoin: "0.9.0" }, "Did you mean 'version'?"],
    ["get_contract_doc", { contract: "ABC", document: "SPECIFICATIONS" }, "Did you mean 'SPECIFICATION'?"],
    ["search_docs", { query: "a", contracts: "ABC" }, "'contracts' must be a list."],
    ["search_docs", { query: "a", contracts: ["abc"] }, "Each of 'contracts' must be an acronym"],
    ["search_docs", { query: "x".repeat(10_001) }, "'query' is longer than 10000 characters."],
    [
      "get_section",
      { contract: "ABC", document: "README", section: "a", subsections: "no" },
      "'subsections' must be a boolean.",
    ],
    ["get_schema", [], "takes an object"],
  ] as const)("of %s are told: %j", ([tool, input, message]) =>
    withCorpus({}, (corpus) => {
      const error = errorOf(corpus, tool, input);
      expect(error.code).toBe("invalid_params");
      expect(error.message).toContain(message);
    }),
  );
});
