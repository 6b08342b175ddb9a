import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectError, expectSound, isSchema, isValidBy, TOOLS } from "./judge.ts";
import { AWKWARD, BASE, schemaId, teaCorpus } from "./tea-corpus.ts";
import { openHttp, openStdio, teaFolder, type Answer, type Json, type Wire } from "./wire.ts";

const files = teaCorpus();
const fileOf = (path: string): string => files.get(path.slice(1)) ?? "there is no such file";

describe.each([
  { name: "stdio", open: openStdio },
  { name: "HTTP", open: openHttp },
])("the seven tools over $name", ({ open }) => {
  let wire: Wire;
  beforeAll(async () => {
    wire = await open(["--corpus", teaFolder()]);
  });
  afterAll(() => wire.close());

  async function ask(tool: string, input: Json = {}): Promise<Answer> {
    const answer = await wire.call(tool, input);
    expectSound(tool, input, answer);
    return answer;
  }
  const list = async (tool: string, input: Json, member: string): Promise<Json[]> =>
    (await ask(tool, input)).body[member] as Json[];

  test("the seven tools are there with closed inputs, and all only read [OMP-2-1, OMP-6.1-1, OMP-6.1-2]", async () => {
    const { result } = await wire.request("tools/list");
    const tools = result!["tools"] as (Json & { name: string; inputSchema: Json; annotations: Json })[];
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining([...TOOLS]));
    for (const { name, inputSchema, outputSchema, annotations } of tools) {
      expect(inputSchema, name).toMatchObject({ type: "object", additionalProperties: false });
      expect(isSchema(inputSchema), name).toBe(true);
      expect(outputSchema, name).toMatchObject({ type: "object" });
      expect(annotations, name).toMatchObject({ readOnlyHint: true });
      expect(annotations["destructiveHint"] ?? false, name).toBe(false);
    }
  });

  test("every contract is listed with its status and all versions [OMP-2.1-1, OMP-2.1-2, OMP-2.1-3, OMP-2.1-4, OMP-5.1-6]", async () => {
    const contracts = await list("list_contracts", {}, "contracts");
    expect(
      contracts.map(({ acronym, name, version, status, category }) => [acronym, name, version, status, category]),
    ).toEqual([
      ["CUP", "Cup", "0.10.0", "DRAFT", "supporting"],
      ["MAT", "Mat", "0.1.0", "DEPRECATED", "extension"],
      ["POT", "Pot", "1.0.0", "COMMUNITY-GOVERNED", "tooling"],
      ["TEA", "Tea Exchange Agreement", "1.10.0", "STABLE", "core"],
    ]);
    for (const contract of contracts) expect(contract["path"]).toMatch(/^\/standards\/[a-z]+\/$/);
    expect(contracts[3]!["versions"]).toEqual([
      expect.objectContaining({ version: "2.0.0", status: "DRAFT" }),
      expect.objectContaining({ version: "1.10.0", status: "STABLE" }),
      expect.objectContaining({ version: "1.2.0", status: "STABLE" }),
      expect.objectContaining({ version: "0.9.0", status: "DEPRECATED" }),
    ]);
  });

  test("list_contracts and get_contract_map refuse any parameter [OMP-2.1-5]", async () => {
    for (const tool of ["list_contracts", "get_contract_map"])
      expectError(await ask(tool, { page: 2 }), "invalid_params");
  });

  test("documents are served byte for byte, with their format [OMP-2.2-4, OMP-2.2-5, OMP-2.2-6, OMP-5.1-1]", async () => {
    for (const document of ["README", "SPECIFICATION", "SCHEMA", "EXAMPLES", "GOVERNANCE"]) {
      const { body } = await ask("get_contract_doc", { contract: "TEA", document });
      expect(body).toMatchObject({
        contract: "TEA",
        document,
        version: "1.10.0",
        status: "STABLE",
        format: "markdown",
      });
      expect(body["content"]).toBe(fileOf(`/standards/tea/1.10.0/${document}.md`));
    }
    const awkward = await ask("get_contract_doc", { contract: "TEA", document: "SPECIFICATION", version: "1.2.0" });
    expect(awkward.body["content"]).toBe(AWKWARD);
    const schema = await ask("get_contract_doc", { contract: "POT", document: "SCHEMA" });
    expect(schema.body).toMatchObject({ format: "json", content: fileOf("/standards/pot/1.0.0/schema.json") });
  });

  test("what is not there is not_found, and the error says where it is [OMP-2.2-1, OMP-4.4-5]", async () => {
    expectError(await ask("get_contract_doc", { contract: "NONE", document: "README" }), "not_found");
    expectError(await ask("get_contract_doc", { contract: "MAT", document: "GOVERNANCE" }), "not_found");
    const elsewhere = await ask("get_contract_doc", { contract: "CUP", document: "README" });
    expect(JSON.stringify(expectError(elsewhere, "not_found"))).toContain("0.2.0");
    expectError(await ask("get_schema", { contract: "NONE" }), "not_found");
    expectError(await ask("get_example", { contract: "NONE" }), "not_found");
    expectError(await ask("get_contract_doc", { contract: "TEA", document: "README", version: "2.0.0" }), "not_found");
  });

  test("without a version the latest stable one is served, else the latest draft [OMP-2.2-2, OMP-2.3-4, OMP-4.2-2, OMP-4.2-3]", async () => {
    const versionOf = async (contract: string): Promise<unknown> =>
      (await ask("get_contract_doc", { contract, document: contract === "CUP" ? "SPECIFICATION" : "README" })).body[
        "version"
      ];
    expect(await versionOf("TEA")).toBe("1.10.0");
    expect(await versionOf("CUP")).toBe("0.10.0");
    expect(await versionOf("POT")).toBe("1.0.0");
    expect(await versionOf("MAT")).toBe("0.1.0");
    expect((await ask("get_schema", { contract: "TEA" })).body["version"]).toBe("1.10.0");
    for (const [tool, input] of [
      ["get_contract_doc", { document: "README" }],
      ["get_contract_doc", { contract: "TEA" }],
      ["get_schema", {}],
      ["get_example", {}],
      ["search_docs", {}],
      ["resolve_term", {}],
    ] as const)
      expectError(await ask(tool, input), "invalid_params");
  });

  test("versions: unknown is not_found, withdrawn is unsupported, malformed is invalid [OMP-4.2-1, OMP-4.2-4, OMP-3.2-2]", async () => {
    for (const tool of ["get_contract_doc", "get_schema", "get_example"]) {
      const at = (version: string): Promise<Answer> =>
        ask(tool, { contract: "TEA", version, ...(tool === "get_contract_doc" ? { document: "README" } : {}) });
      const { available } = expectError(await at("7.0.0"), "not_found");
      expect(available).toEqual(["2.0.0", "1.10.0", "1.2.0", "0.9.0"]);
      expectError(await at("0.1.0"), "unsupported_version");
      for (const version of ["latest", "1.0", "v1.10.0", "1.10.0-rc.1", "", "1.10.0\n"])
        expectError(await at(version), "invalid_params");
    }
  });

  test("a schema is served with its $id and its keys in their order [OMP-2.3-1, OMP-2.3-2, OMP-5.1-2]", async () => {
    const { body, text } = await ask("get_schema", { contract: "TEA" });
    const schema = body["schema"] as Json;
    expect(isSchema(schema)).toBe(true);
    expect(schema["$id"]).toBe(schemaId("TEA", "1.10.0"));
    expect((body["metadata"] as Json)["schema_id"]).toBe(schema["$id"]);
    expect(JSON.stringify(schema)).toBe(JSON.stringify(JSON.parse(fileOf("/standards/tea/1.10.0/schema.json"))));
    expect(text).toContain(JSON.stringify(schema));
  });

  test("a contract without a schema has none [OMP-2.3-3]", async () => {
    expectError(await ask("get_schema", { contract: "CUP" }), "not_found");
  });

  test("examples are valid against the schema that they name, and what is not is withheld [OMP-2.4-1, OMP-2.4-2, OMP-2.4-3, OMP-2.4-4, OMP-5.1-3]", async () => {
    const { body } = await ask("get_example", { contract: "TEA" });
    const examples = body["examples"] as (Json & { artifact: Json })[];
    expect(examples.map(({ id, title }) => `${String(id)}: ${String(title)}`).sort()).toEqual([
      "black: black",
      "green: Green tea",
    ]);
    const schema = JSON.parse(fileOf("/standards/tea/1.10.0/schema.json")) as Json;
    for (const { artifact, validates_against } of examples) {
      expect(isValidBy(schema, artifact)).toBe(true);
      expect(validates_against).toBe(schema["$id"]);
    }
    expect((body["metadata"] as Json)["withheld"]).toEqual([
      expect.objectContaining({ id: "boiled", reason: expect.stringContaining("minutes") as string }),
    ]);
    expectError(await ask("get_example", { contract: "POT" }), "not_found");
  });

  test("one example can be asked for by its id [OMP-2.4-5]", async () => {
    const examples = await list("get_example", { contract: "TEA", example_id: "green" }, "examples");
    expect(examples.map(({ artifact }) => artifact)).toEqual([
      JSON.parse(fileOf("/standards/tea/1.10.0/examples/green.json")),
    ]);
    for (const example_id of ["boiled", "nothing", "__proto__", "../green", ""])
      expectError(await ask("get_example", { contract: "TEA", example_id }), "not_found");
  });

  test("search answers with the best first, each with an excerpt that stands in the document [OMP-2.5-1, OMP-2.5-2]", async () => {
    const results = await list("search_docs", { query: "steeping duration" }, "results");
    expect(results[0]).toMatchObject({ contract: "TEA", version: "1.10.0", document: "SPECIFICATION" });
    expect(results[0]!["path"]).toBe("/standards/tea/1.10.0/SPECIFICATION.md#12-duration");
    const scores = results.map(({ relevance_score }) => Number(relevance_score));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    for (const { path, excerpt } of results) {
      const text = fileOf(String(path).split("#")[0]!);
      for (const piece of String(excerpt).split("…")) expect(text).toContain(piece.trim());
      expect(String(excerpt).trim()).not.toBe("");
    }
    expect(String(results[0]!["excerpt"])).toMatch(/steep/i);
  });

  test("a search that finds nothing is empty, whatever it was [OMP-2.5-3]", async () => {
    for (const query of ["xyzzyplugh", "", "   ", "constructor __proto__", "🫖", "\u0000"]) {
      const { body, isError } = await ask("search_docs", { query });
      expect(isError).toBe(false);
      expect(body["results"]).toEqual([]);
      expect((body["metadata"] as Json)["total_results"]).toBe(0);
    }
  });

  test("search keeps to the contracts and document types that were asked for [OMP-2.5-4]", async () => {
    const inCup = await list("search_docs", { query: "cup", contracts: ["CUP"] }, "results");
    expect(inCup.length).toBeGreaterThan(0);
    expect(new Set(inCup.map(({ contract }) => contract))).toEqual(new Set(["CUP"]));
    const governed = await list("search_docs", { query: "house decides", document_types: ["GOVERNANCE"] }, "results");
    expect(new Set(governed.map(({ document }) => document))).toEqual(new Set(["GOVERNANCE"]));
    const { body } = await ask("search_docs", { query: "cup", contracts: ["NONE"] });
    expect(body["results"]).toEqual([]);
    expect((body["metadata"] as Json)["unknown_contracts"]).toEqual(["NONE"]);
  });

  test("terms are answered as the glossary has them, never guessed [OMP-2.6-1, OMP-2.6-2, OMP-2.6-3, OMP-5.1-4]", async () => {
    for (const term of ["Leaf", "leaf", "LEAF", "tea leaf", "茶葉"]) {
      const { body } = await ask("resolve_term", { term });
      expect(body).toMatchObject({
        term: "Leaf",
        definition: "What is steeped, *before* it is.\n\nA second paragraph.",
        aliases: ["tea leaf", "茶葉"],
        related_contracts: ["TEA", "CUP"],
      });
    }
    const bare = (await ask("resolve_term", { term: "Kettle" })).body;
    expect(bare["definition"]).toBe("What heats.");
    for (const term of ["leafs", "lea", "Steeping", "", "__proto__", "constructor"])
      expectError(await ask("resolve_term", { term }), "not_found");
  });

  test("the map says what CONTRACT-MAP.md says, and nothing else [OMP-2.7-1, OMP-2.7-2, OMP-5.1-5]", async () => {
    const contracts = await list("get_contract_map", {}, "contracts");
    expect(
      contracts.map(({ acronym, owns, does_not_own, depends_on }) => ({ acronym, owns, does_not_own, depends_on })),
    ).toEqual([
      { acronym: "TEA", owns: ["Steeping", "Duration"], does_not_own: ["The cup"], depends_on: [] },
      { acronym: "CUP", owns: ["The cup"], does_not_own: ["Tea"], depends_on: ["TEA"] },
    ]);
  });

  test("every answer says where its data stand and when they changed [OMP-3.3-3, OMP-3.3-4, OMP-4.1-1]", async () => {
    for (const [tool, input] of CALLS) {
      const metadata = (await ask(tool, input)).body["metadata"] as Json;
      const source = metadata["path"] ?? metadata["source"] ?? metadata["schema_id"];
      expect(source, tool).toMatch(/^(?:\/|https:)/);
      expect(metadata["last_updated"], tool).toMatch(/^\d{4}-\d\d-\d\dT/);
    }
    const { metadata } = (await ask("get_contract_doc", { contract: "TEA", document: "README" })).body as {
      metadata: Json;
    };
    expect(metadata["path"]).toBe("/standards/tea/1.10.0/README.md");
    expect(metadata["authoritative_source"]).toBe(`${BASE}standards/tea/1.10.0/README.md`);
  });

  test("every answer has a version and a timestamp, errors too [OMP-3.3-1, OMP-3.3-2]", async () => {
    const wrong: [string, Json][] = [
      ["get_schema", { contract: "NONE" }],
      ["get_schema", {}],
      ["resolve_term", { term: "?" }],
    ];
    for (const [tool, input] of [...CALLS, ...wrong]) {
      const metadata = (await ask(tool, input)).body["metadata"] as Json;
      expect(metadata["omp_version"], tool).toBe("0.1.0");
      expect(Math.abs(Date.parse(String(metadata["timestamp"])) - Date.now()), tool).toBeLessThan(60_000);
      expect(metadata["timestamp"], tool).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
    }
  });

  test("wherever a contract is named its status is stated [OMP-4.3-1]", async () => {
    const statuses: Json = { TEA: "STABLE", CUP: "DRAFT", POT: "COMMUNITY-GOVERNED", MAT: "DEPRECATED" };
    const term = (await ask("resolve_term", { term: "leaf" })).body as { metadata: Json };
    expect(term.metadata["contract_status"]).toEqual({ TEA: "STABLE", CUP: "DRAFT" });
    const map = (await ask("get_contract_map")).body as { metadata: Json; contracts: Json[] };
    expect(map.metadata["contract_status"]).toMatchObject({ TEA: "STABLE" });
    for (const { acronym, status } of map.contracts) expect(status).toBe(statuses[String(acronym)]);
    const found = await list("search_docs", { query: "tea cup pot mat" }, "results");
    for (const { contract, status } of found) expect(status).toBe(statuses[String(contract)]);
    for (const tool of ["get_schema", "get_example"])
      expect((await ask(tool, { contract: "TEA" })).body["status"]).toBe("STABLE");
  });

  test("answers and errors are whole JSON texts in the published structure [OMP-3.1-1, OMP-3.1-2, OMP-3.2-1]", async () => {
    for (const [tool, input] of CALLS) expect((await ask(tool, input)).isError, tool).toBe(false);
    const refused = await ask("get_schema", { contract: "tea" });
    expect(String(expectError(refused, "invalid_params")["message"])).toContain("TEA");
  });

  test("every text that is served stands in a file of the corpus [OMP-2.2-3, OMP-4.4-1, OMP-4.4-2, OMP-4.4-3, OMP-4.4-4, OMP-5.2-1, OMP-5.2-2]", async () => {
    const all = [...files.values()].join("\n");
    for (const { acronym, versions } of await list("list_contracts", {}, "contracts")) {
      for (const { version } of versions as Json[]) {
        for (const document of ["README", "SPECIFICATION", "SCHEMA", "EXAMPLES", "GOVERNANCE"]) {
          const { body, isError } = await ask("get_contract_doc", { contract: acronym, document, version });
          if (isError)
            expectError(await ask("get_contract_doc", { contract: acronym, document, version }), "not_found");
          else expect([...files.values()]).toContain(body["content"]);
        }
        const { body } = await ask("get_example", { contract: acronym, version });
        for (const { artifact, title, id } of (body["examples"] ?? []) as Json[]) {
          for (const value of Object.values(artifact as Json)) expect(all).toContain(String(value));
          expect(all.includes(String(title)) || title === id).toBe(true);
        }
      }
    }
  });

  test("an unknown tool is refused as MCP refuses it", async () => {
    const { error, result } = await wire.request("tools/call", { name: "put_contract", arguments: {} });
    expect(error?.code ?? (result?.["isError"] === true ? -32602 : 0)).toBe(-32602);
  });
});

const CALLS: [string, Json][] = [
  ["list_contracts", {}],
  ["get_contract_doc", { contract: "TEA", document: "SPECIFICATION" }],
  ["get_schema", { contract: "TEA" }],
  ["get_example", { contract: "TEA" }],
  ["search_docs", { query: "tea" }],
  ["resolve_term", { term: "leaf" }],
  ["get_contract_map", {}],
];

test("a corpus without glossary and map has neither terms nor a map", async () => {
  const { rmSync } = await import("node:fs");
  const folder = teaFolder();
  rmSync(`${folder}/foundation`, { recursive: true });
  const wire = await openStdio(["--corpus", folder]);
  try {
    expectError(await wire.call("resolve_term", { term: "leaf" }), "not_found");
    expectError(await wire.call("get_contract_map"), "not_found");
  } finally {
    await wire.close();
  }
});
