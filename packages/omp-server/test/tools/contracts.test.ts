import { describe, expect, test } from "vitest";
import { bodyOf, errorOf, withCorpus } from "../support.ts";

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
