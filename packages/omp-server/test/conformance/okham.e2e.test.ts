import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectSound, isSchema, isValidBy } from "./judge.ts";
import { openStdio, type Answer, type Json, type Wire } from "./wire.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const folders = [process.env["OCP_DATA"], join(repository, "../shared/data"), join(repository, "../../shared/data")];
const corpus = folders
  .flatMap((folder) => (folder === undefined ? [] : [resolve(folder, "okham-specs")]))
  .find((folder) => existsSync(folder));
if (corpus === undefined)
  console.log("skipped: the OKHAM corpus is not here; set OCP_DATA to the folder that holds okham-specs");

/** What the corpus publishes as examples and is not valid against its schemas. */
const WITHHELD: Record<string, string[]> = {
  OTC: [
    "index",
    "okham.bundle.manifest",
    "okham.event.envelope",
    "okham.event.meta",
    "okham.query",
    "okham.request.context",
    "okham.response.context",
    "okham.result",
    "okham.ui.action",
  ],
  OVR: ["valid-report"],
};

describe.skipIf(corpus === undefined)("the OKHAM corpus over the wire", () => {
  let wire: Wire;
  let contracts: (Json & { acronym: string; version: string })[];
  beforeAll(async () => {
    const overlay = fileURLToPath(new URL("../../overlays/okham.json", import.meta.url));
    wire = await openStdio(["--corpus", corpus!, "--overlay", overlay]);
    contracts = (await ask("list_contracts")).body["contracts"] as typeof contracts;
  });
  afterAll(() => wire.close());

  async function ask(tool: string, input: Json = {}): Promise<Answer> {
    const answer = await wire.call(tool, input);
    expectSound(tool, input, answer);
    return answer;
  }

  test("all twenty contracts are served, each with its schema", async () => {
    expect(contracts.length).toBe(20);
    for (const { acronym, version } of contracts) {
      const { body } = await ask("get_schema", { contract: acronym });
      expect(isSchema(body["schema"] as Json), acronym).toBe(true);
      expect((body["schema"] as Json)["$id"]).toBe(
        `https://okham.org/schemas/${acronym.toLowerCase()}/${version}/schema.json`,
      );
    }
  });

  test("all 72 documents are served byte for byte", async () => {
    let served = 0;
    for (const { acronym, version } of contracts) {
      for (const document of ["README", "SPECIFICATION", "SCHEMA", "EXAMPLES", "GOVERNANCE"]) {
        const { body, isError } = await ask("get_contract_doc", { contract: acronym, document });
        if (isError || body["format"] !== "markdown") continue;
        const path = String((body["metadata"] as Json)["path"]);
        expect(path.startsWith(`/specs/${acronym.toLowerCase()}/${version}/`)).toBe(true);
        expect(body["content"]).toBe(readFileSync(join(corpus!, path), "utf8"));
        served++;
      }
    }
    expect(served).toBe(72);
  });

  test("the 66 valid example files are served, and exactly the ten others are withheld", async () => {
    const withheld: Record<string, string[]> = {};
    let files = 0;
    for (const { acronym } of contracts) {
      const { body, isError } = await ask("get_example", { contract: acronym });
      const left = (((body["metadata"] as Json)["withheld"] ?? []) as { id: string; reason: string }[]).map(
        ({ id }) => id,
      );
      if (left.length > 0) withheld[acronym] = left.sort();
      if (isError) continue;
      const schema = (await ask("get_schema", { contract: acronym })).body["schema"] as Json;
      for (const { id, artifact, ...example } of body["examples"] as (Json & { id: string })[]) {
        expect(isValidBy(schema, artifact), `${acronym} ${id}`).toBe(true);
        if (!JSON.stringify(example["path"] ?? "").includes("#")) files++;
      }
    }
    expect(withheld).toEqual(WITHHELD);
    expect(files).toBeGreaterThanOrEqual(66);
  });

  test("what the corpus has no text for is not found: no term, no map", async () => {
    for (const term of ["capability", "contract", "event"])
      expect((await ask("resolve_term", { term })).body["error"]).toMatchObject({ code: "not_found" });
    expect((await ask("get_contract_map")).body["error"]).toMatchObject({ code: "not_found" });
  });
});
