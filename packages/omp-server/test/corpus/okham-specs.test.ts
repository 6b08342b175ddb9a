import { describe, expect, test } from "vitest";
import { openCorpus } from "../../src/corpus/open.ts";
import { OKHAM, OKHAM_OVERLAY, WITHOUT_OKHAM, schemaText, temporaryFolder, type Files } from "../support.ts";

const registry = (contracts: object[]): string => JSON.stringify({ contracts });
const OVERLAY = JSON.stringify({
  contracts: { AB: { category: "core", reason: "r" }, CD: { category: "core", reason: "r" } },
});

async function open(files: Files): Promise<ReturnType<typeof openCorpus>> {
  await using folder = await temporaryFolder({
    "overlay.json": OVERLAY,
    "registry/contracts.json": registry([
      { id: "ab", versions: ["0.1.0"], status: "draft" },
      { id: "cd", versions: ["0.1.0"], status: "stable" },
    ]),
    "specs/ab/0.1.0/spec.md": "# OKHAM AB — All Blue\n",
    "specs/cd/0.1.0/spec.md": "# OKHAM CD — Cold Dark\n",
    ...files,
  });
  return openCorpus({ root: folder.path });
}

describe("a corpus laid out as okham-specs", () => {
  test.for([
    ["# OKHAM AB — All Blue\n", "All Blue"],
    ["# AB — All Blue\n", "All Blue"],
    ["# All Blue (AB)\n", "All Blue"],
    ["# All Blue (AB) Specification\n", "All Blue"],
    ["All Blue (AB)\n=============\n", "All Blue"],
  ])("takes the name from the heading %j", async ([text, name]) => {
    const corpus = await open({ "specs/ab/0.1.0/spec.md": text! });
    expect(corpus.contracts.get("AB")!.name).toBe(name);
  });

  test("takes no name from a heading of another form, and withholds the contract", async () => {
    const corpus = await open({ "specs/ab/0.1.0/spec.md": "# Everything is Blue\n" });
    expect(corpus.contracts.has("AB")).toBe(false);
    expect(corpus.withheld).toMatchObject([
      { acronym: "AB", reason: expect.stringContaining("name is not stated") as string },
    ]);
  });

  test("finds documents by their names in any case, and takes others as extra files", async () => {
    const corpus = await open({ "specs/ab/0.1.0/README.md": "# Read\n", "specs/ab/0.1.0/catalog.md": "# Catalogue\n" });
    const { documents, extra } = corpus.contracts.get("AB")!.latest;
    expect([...documents.keys()]).toEqual(["README", "SPECIFICATION"]);
    expect(extra.map(({ path }) => path)).toEqual(["/specs/ab/0.1.0/catalog.md"]);
  });

  test("believes the manifest about a version's status, and reports that the registry differs", async () => {
    const corpus = await open({
      "schemas/ab/0.1.0/manifest.json": '{"contract":"ab","version":"0.1.0","status":"stable"}',
    });
    expect(corpus.contracts.get("AB")!.latest.status).toBe("STABLE");
    expect(corpus.problems).toMatchObject([{ severity: "warning", path: "/schemas/ab/0.1.0/manifest.json" }]);
  });

  test("reads no version from a document's words", async () => {
    const corpus = await open({ "specs/ab/0.1.0/spec.md": "# AB — All Blue\n\n**Version**: 9.9.9\n" });
    expect(corpus.contracts.get("AB")!.latest.version).toBe("0.1.0");
  });

  test.for([
    [
      { "registry/contracts.json": registry([{ id: "cd", versions: ["0.1.0"], status: "stable" }]) },
      "/specs/ab/",
      /not listed/,
    ],
    [{ "specs/ab/v1/spec.md": "# x" }, "/specs/ab/v1/", /'v1' is no version/],
    [{ "specs/ab/0.2.0/spec.md": "# x" }, "/specs/ab/0.2.0/", /is not listed/],
    [
      { "schemas/ab/0.1.0/manifest.json": '{"status":"candidate"}' },
      "/specs/ab/0.1.0/",
      /status 'candidate' is not one of/,
    ],
    [
      { "specs/ab/0.1.0/README.md": "a", "specs/ab/0.1.0/readme.md": "b" },
      "/specs/ab/0.1.0/readme.md",
      /only one can be/,
    ],
    [
      { "registry/latest.json": '{"cd":{"latest":"0.1.0","stable":null}}' },
      "/registry/latest.json",
      /CD: 'stable' is not 0\.1\.0/,
    ],
    [
      { "schemas/ab/0.1.0/manifest.json": '{"examples":["../../../examples/ab/0.1.0/a.json"]}' },
      "/schemas/ab/0.1.0/manifest.json",
      /which is not there/,
    ],
    [
      {
        "registry/contracts.json": registry([
          { id: "AB", versions: [], status: "draft" },
          { id: "cd", versions: ["0.1.0"], status: "stable" },
        ]),
      },
      "/registry/contracts.json",
      /'AB' is no contract id/,
    ],
  ] as const)("reports %j", async ([files, path, reason]) => {
    const corpus = await open(files);
    expect(
      corpus.problems
        .filter((problem) => problem.path === path)
        .map((problem) => problem.reason)
        .join("\n"),
    ).toMatch(reason);
    expect(corpus.contracts.has("CD")).toBe(true);
  });

  test("validates examples against the schema beside them", async () => {
    const corpus = await open({
      "schemas/ab/0.1.0/schema.json": schemaText("ab/0.1.0"),
      "examples/ab/0.1.0/good.yaml": "name: A\n",
      "examples/ab/0.1.0/bad.json": "{}",
    });
    const { served, withheld } = corpus.contracts.get("AB")!.latest.examples();
    expect(served.map(({ id }) => id)).toEqual(["good"]);
    expect(withheld).toMatchObject([{ path: "/examples/ab/0.1.0/bad.json", id: "bad" }]);
  });
});

if (OKHAM === undefined) console.log(`skipped: ${WITHOUT_OKHAM}`);

describe("the corpus of OKHAM", () => {
  test.skipIf(OKHAM === undefined)("is served whole but for ten example files", () => {
    const corpus = openCorpus({ root: OKHAM!, overlay: OKHAM_OVERLAY });
    const errors = corpus.checks().filter(({ severity }) => severity === "error");
    const otc = "bundle.manifest event.envelope event.meta query request.context response.context result ui.action";
    expect(errors.map(({ path }) => path).sort()).toEqual(
      [
        ...otc.split(" ").map((name) => `/examples/otc/0.1.0/okham.${name}.yaml`),
        "/examples/otc/0.1.0/index.json",
        "/examples/ovr/0.1.0/valid-report.json",
      ].sort(),
    );
    expect(corpus.checks().filter(({ severity }) => severity === "warning")).toEqual([]);
    const versions = [...corpus.contracts.values()].map(({ latest }) => latest);
    expect(versions).toHaveLength(20);
    expect(versions.filter((version) => version.schema().served)).toHaveLength(20);
    const served = versions.flatMap((version) => version.examples().served);
    expect(served.filter(({ path }) => path.startsWith("/examples/"))).toHaveLength(66);
    expect(served.filter(({ path }) => path.startsWith("/specs/"))).toHaveLength(44);
    const sections = versions.flatMap(({ documents }) =>
      [...documents.values()].flatMap((document) => document.outline()),
    );
    expect(sections.filter(({ level }) => level > 0)).toHaveLength(801);
  });

  test.skipIf(OKHAM === undefined)("is withheld contract by contract where nobody states a category", () => {
    expect(() => openCorpus({ root: OKHAM! })).toThrow(/category is not stated; state it in an overlay/);
  });
});
