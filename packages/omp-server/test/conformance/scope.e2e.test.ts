import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, symlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectError, expectSound, TOOLS } from "./judge.ts";
import { SECRET } from "./tea-corpus.ts";
import { openHttp, openStdio, teaFolder, type Answer, type HttpWire, type Json, type Wire } from "./wire.ts";

/** Digests of all files below a folder. */
function fingerprint(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      createHash("sha256")
        .update(readFileSync(join(folder, path)))
        .digest("hex"),
    ]),
  );
}

const CALLS: [string, Json][] = [
  ["list_contracts", {}],
  ["get_contract_doc", { contract: "TEA", document: "SPECIFICATION" }],
  ["get_example", { contract: "TEA" }],
  ["search_docs", { query: "steeping" }],
  ["resolve_term", { term: "leaf" }],
  ["get_contract_map", {}],
  ["get_schema", { contract: "NONE" }],
];

describe("what a server never does", () => {
  const folder = teaFolder();
  const before = fingerprint(folder);
  let stdio: Wire;
  let http: HttpWire;
  beforeAll(async () => {
    [stdio, http] = await Promise.all([openStdio(["--corpus", folder]), openHttp(["--corpus", folder])]);
  });
  afterAll(() => Promise.all([stdio.close(), http.close()]));

  test("the corpus is the same after any calls [OMP-6.1-1, OMP-6.1-3]", async () => {
    for (const [tool, input] of CALLS) await stdio.call(tool, input);
    for (const method of ["resources/write", "resources/delete", "tools/register", "prompts/set"]) {
      const { error } = await stdio.request(method, { uri: "omp://corpus/TEA", text: "changed" });
      expect(error?.code).toBe(-32601);
    }
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      const { status } = await fetch(`${http.origin}/files/standards/tea/1.10.0/README.md`, {
        method,
        ...(method === "DELETE" ? {} : { body: "changed" }),
      });
      expect(status, method).toBeGreaterThanOrEqual(400);
    }
    expect(fingerprint(folder)).toEqual(before);
  });

  test("the same call gets the same answer whatever came before, and nobody learns of another's [OMP-5.2-4, OMP-6.1-4]", async () => {
    const without = ({ body }: Answer): Json => ({
      ...body,
      metadata: { ...(body["metadata"] as Json), timestamp: "" },
    });
    const first = await Promise.all(CALLS.map(async ([tool, input]) => without(await http.call(tool, input))));
    await http.call("search_docs", { query: "a query that nobody else may see" });
    const later = await Promise.all(CALLS.map(async ([tool, input]) => without(await http.call(tool, input))));
    expect(later).toEqual(first);
    expect(http.log()).not.toContain("nobody else may see");
    const response = await fetch(`${http.origin}/mcp/health`);
    expect(await response.text()).not.toContain("nobody else");
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(response.headers.get("mcp-session-id")).toBeNull();
  });

  test("no path leads out of what is published [OMP-5.2-3]", async () => {
    const wanted = [
      "/files/notes.md",
      "/files/overlay.json",
      "/files/../secret.md",
      "/files/%2e%2e/secret.md",
      "/files/..%2fsecret.md",
      "/files/standards/..%5c..%5c..%5csecret.md",
      "/files//etc/passwd",
      "/files/standards/tea/1.10.0/%00README.md",
      "/files/%E0%A4%A",
      "/answers/get_contract_doc/TEA/1.10.0/..%2f..%2fnotes.json",
    ];
    for (const path of wanted) {
      const response = await fetch(`${http.origin}${path}`);
      expect(response.status, path).toBeGreaterThanOrEqual(400);
      expect(response.status, path).toBeLessThan(500);
      expect(await response.text(), path).not.toContain(SECRET);
    }
    for (const contract of ["../../secret", "TEA/../..", "__proto__"])
      expectError(await stdio.call("get_schema", { contract }), "invalid_params");
    const { result } = await stdio.request("resources/list");
    for (const { uri } of result!["resources"] as { uri: string }[]) {
      const read = await stdio.request("resources/read", { uri });
      expect(read.error, uri).toBeUndefined();
      expect(JSON.stringify(read.result)).not.toContain(SECRET);
      for (const bad of [`${uri}/../../../notes.md`, uri.replace(/[^/]*$/, "..%2f..%2fnotes.md")])
        expect(JSON.stringify(await stdio.request("resources/read", { uri: bad }))).not.toContain(SECRET);
    }
  });

  test("no error shows a stack or a path of the machine [OMP-5.2-5]", async () => {
    const odd: unknown[] = [
      null,
      7,
      "x",
      [],
      { contract: { $ref: "x" } },
      { contract: folder },
      { contract: "TEA", document: folder },
    ];
    for (const tool of TOOLS) {
      for (const input of odd) {
        const response = await stdio.request("tools/call", { name: tool, arguments: input as Json });
        const text = JSON.stringify(response);
        expect(text).not.toMatch(/\bat (?:async )?[\w.<>]+ \(|node:internal|node_modules|\/src\//);
        if (!JSON.stringify(input).includes(folder)) expect(text).not.toContain(folder);
      }
    }
    expect(stdio.log()).not.toMatch(/\n {4}at /);
  });

  test("no input is executed [OMP-6.1-5]", async () => {
    const traps = [
      "${process.exit(1)}",
      "$(touch pwned)",
      "`touch pwned`",
      "'; DROP TABLE x;--",
      "<script>1</script>",
      "{{7*7}}",
      "(a+)+$".repeat(20),
      "*".repeat(500),
      "!include /etc/passwd",
    ];
    for (const trap of traps) {
      expect((await stdio.call("search_docs", { query: trap })).isError).toBe(false);
      expectError(await stdio.call("resolve_term", { term: trap }), "not_found");
    }
    expect(fingerprint(folder)).toEqual(before);
  });
});

test("a link that leaves the corpus is not followed", async () => {
  const folder = teaFolder();
  const page = join(folder, "standards/tea/1.10.0/GOVERNANCE.md");
  rmSync(page);
  symlinkSync(join(folder, "..", "secret.md"), page);
  const wire = await openStdio(["--corpus", folder]);
  try {
    const answer = await wire.call("get_contract_doc", { contract: "TEA", document: "GOVERNANCE" });
    expectError(answer, "not_found");
    expectSound("get_contract_doc", {}, answer);
    expect(JSON.stringify(await wire.request("resources/list"))).not.toContain("1.10.0/GOVERNANCE");
  } finally {
    await wire.close();
  }
});
