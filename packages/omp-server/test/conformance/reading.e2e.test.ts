import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectError, expectSound } from "./judge.ts";
import { teaCorpus } from "./tea-corpus.ts";
import { openHttp, openStdio, teaFolder, type Answer, type Json, type Wire } from "./wire.ts";

const files = teaCorpus();

describe.each([
  { name: "stdio", open: openStdio },
  { name: "HTTP", open: openHttp },
])("reading in parts over $name", ({ open }) => {
  let wire: Wire;
  beforeAll(async () => {
    wire = await open(["--corpus", teaFolder()]);
  });
  afterAll(() => wire.close());

  async function ask(tool: string, input: Json): Promise<Answer> {
    const answer = await wire.call(tool, input);
    expectSound(tool, input, answer);
    return answer;
  }

  test("every section that an outline names can be read, verbatim", async () => {
    const place = { contract: "TEA", document: "SPECIFICATION" };
    const { body } = await ask("get_outline", place);
    const sections = body["sections"] as (Json & { section?: string; anchor?: string })[];
    expect(sections.length).toBe(5);
    for (const outlined of sections) {
      const section = outlined.section ?? outlined.anchor;
      const read = await ask("get_section", { ...place, section });
      expect(read.isError, section).toBe(false);
      expect(files.get("standards/tea/1.10.0/SPECIFICATION.md")).toContain(read.body["content"]);
    }
  });

  test("a section that is not there is not found, with those that are", async () => {
    const answer = await ask("get_section", { contract: "TEA", document: "SPECIFICATION", section: "nowhere" });
    expect(JSON.stringify(expectError(answer, "not_found"))).toContain("12-duration");
  });

  test("every listed resource can be read, and those of files hold their bytes", async () => {
    const { result } = await wire.request("resources/list");
    const resources = result!["resources"] as { uri: string; mimeType: string }[];
    expect(resources.length).toBeGreaterThan(15);
    const texts: string[] = [];
    for (const { uri } of resources) {
      const read = await wire.request("resources/read", { uri });
      const [content] = read.result!["contents"] as { uri: string; text: string }[];
      expect(content!.uri).toBe(uri);
      texts.push(content!.text);
    }
    for (const path of [...files.keys()].filter((file) => /(?:\.md|schema\.json)$/.test(file)))
      expect(texts, path).toContain(files.get(path));
  });

  test("an unknown resource is refused by either of MCP's codes", async () => {
    const { result } = await wire.request("resources/list");
    const [{ uri }] = result!["resources"] as [{ uri: string }];
    const { error } = await wire.request("resources/read", { uri: `${uri}nothing` });
    expect([-32002, -32602]).toContain(error?.code);
  });

  test("templates complete contracts, and prompts can be got", async () => {
    const { result } = await wire.request("resources/templates/list");
    const [{ uriTemplate }] = result!["resourceTemplates"] as [{ uriTemplate: string }];
    const variable = /\{\+?(\w+)/.exec(uriTemplate)![1]!;
    const completed = await wire.request("completion/complete", {
      ref: { type: "ref/resource", uri: uriTemplate },
      argument: { name: variable, value: "T" },
    });
    expect((completed.result!["completion"] as { values: string[] }).values).toEqual(["TEA"]);
    const listed = await wire.request("prompts/list");
    for (const { name, arguments: taken = [] } of listed.result!["prompts"] as {
      name: string;
      arguments?: { name: string; required?: boolean }[];
    }[]) {
      const given = {
        contract: "TEA",
        document: "SPECIFICATION",
        version: "1.10.0",
        from: "1.2.0",
        to: "1.10.0",
        artifact: "{}",
      } as Record<string, string>;
      const got = await wire.request("prompts/get", {
        name,
        arguments: Object.fromEntries(taken.map((one) => [one.name, given[one.name] ?? "1.10.0"])),
      });
      expect(
        (got.result?.["messages"] as unknown[] | undefined)?.length,
        `${name}: ${JSON.stringify(got.error)}`,
      ).toBeGreaterThan(0);
    }
  });
});
