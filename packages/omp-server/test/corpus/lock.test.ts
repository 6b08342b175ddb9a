import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import { SAMPLE, errorOf, temporaryFolder } from "../support.ts";

async function run(argv: readonly string[], cwd: string): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const code = await dispatch({ input: { argv, env: {}, cwd }, terminal });
  return { code, out, err };
}

const README = "standards/xy/1.0.0/SPECIFICATION.md";

test("a locked corpus is refused when a published file changes, and says which and what to do", async () => {
  await using folder = await temporaryFolder(SAMPLE);
  expect(await run(["lock", "."], folder.path)).toMatchObject({ code: 0, err: "" });
  expect(() => openCorpus({ root: folder.path })).not.toThrow();
  await folder.write({ [README]: "# Another text\n" });
  expect(() => openCorpus({ root: folder.path })).toThrow(
    /differs from its lock: \/standards\/xy\/1\.0\.0\/SPECIFICATION\.md changed after it was published\. .*--allow-drift/,
  );
  const allowed = openCorpus({ root: folder.path, onDrift: "allow" });
  expect(allowed.problems.map(({ severity }) => severity)).toContain("warning");
  const withheld = openCorpus({ root: folder.path, onDrift: "withhold" });
  expect(
    errorOf(withheld, "get_contract_doc", { contract: "XY", document: "SPECIFICATION", version: "1.0.0" }),
  ).toMatchObject({
    code: "unsupported_version",
  });
  expect(errorOf(withheld, "get_schema", { contract: "XY" }).code).toBe("unsupported_version");
});

test("a file added to a locked version is drift, a new version is none", async () => {
  await using folder = await temporaryFolder(SAMPLE);
  await run(["lock", "."], folder.path);
  const stated = JSON.parse(String(SAMPLE["standards/xy/contract.json"])) as { versions: object[] };
  stated.versions.push({ version: "2.0.0", status: "DRAFT" });
  await folder.write({
    "standards/xy/2.0.0/SPECIFICATION.md": "# Two\n",
    "standards/xy/contract.json": JSON.stringify(stated),
  });
  expect([...openCorpus({ root: folder.path }).contracts.get("XY")!.versions].map(({ version }) => version)).toEqual([
    "2.0.0",
    "1.0.0",
  ]);
  await folder.write({ "standards/xy/1.0.0/README.md": "# Late\n" });
  expect(() => openCorpus({ root: folder.path })).toThrow(/was added to a version that is already published/);
});

test("locking again refuses changed files, unless it is forced to", async () => {
  await using folder = await temporaryFolder(SAMPLE);
  await run(["lock", "."], folder.path);
  await folder.write({ [README]: "# Another text\n" });
  const refused = await run(["lock", "."], folder.path);
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.err).toContain("Publish a new version instead");
  expect(await run(["lock", ".", "--force"], folder.path)).toMatchObject({ code: 0 });
  expect(() => openCorpus({ root: folder.path })).not.toThrow();
});

test("the lock takes times from commits and keeps those of files that did not change", async () => {
  await using folder = await temporaryFolder(SAMPLE);
  const git = (...args: string[]): void =>
    void execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: folder.path,
      env: { ...process.env, GIT_COMMITTER_DATE: "2026-05-06T07:08:09+02:00" },
    });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "all");
  await run(["lock", "."], folder.path);
  const { files } = openCorpus({ root: folder.path });
  expect(files.get(`/${README}`)).toMatchObject({ lastUpdated: "2026-05-06T05:08:09Z", lastUpdatedFrom: "lock" });
});

test.for(["{", "[]x", '{"/a": {"sha256": 1}}'])("a lock that holds %s is refused, not overlooked", async (text) => {
  await using folder = await temporaryFolder(SAMPLE);
  await writeFile(join(folder.path, "omp.lock.json"), text);
  expect(() => openCorpus({ root: folder.path })).toThrow(/omp\.lock\.json cannot be used/);
  expect(readFileSync(join(folder.path, "omp.lock.json"), "utf8")).toBe(text);
});

test("a lock that cannot be used is written over where that is forced", async () => {
  await using folder = await temporaryFolder(SAMPLE);
  await writeFile(join(folder.path, "omp.lock.json"), "{");
  expect(await run(["lock", "."], folder.path)).toMatchObject({
    code: 1,
    err: expect.stringContaining("omp-server lock --force") as string,
  });
  expect(await run(["lock", ".", "--force"], folder.path)).toMatchObject({ code: 0 });
  expect(() => openCorpus({ root: folder.path })).not.toThrow();
});
