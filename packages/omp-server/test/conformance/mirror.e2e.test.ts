import { createHash } from "node:crypto";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHttp, PROGRAM, teaFolder, type HttpWire } from "./wire.ts";

const EPOCH = "1790000000";

interface Listed {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly etag: string;
  readonly content_type: string;
  readonly cache_control: string;
}

/** What is answered, byte for byte: fetch would unpack it, and tidy up the address. */
function read(
  origin: string,
  path: string,
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(`${origin}${path}`, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      );
    }).on("error", reject);
  });
}

describe("the static mirror", () => {
  const corpus = teaFolder();
  // A term whose address must be escaped.
  const glossary = join(corpus, "foundation/GLOSSARY.md");
  writeFileSync(
    glossary,
    `${readFileSync(glossary, "utf8")}\n## tea/coffee 100 %?\n\nA choice.\n\n## ..\n\nTwo dots.\n`,
  );
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "omp-mirror-")));
  const out = join(folder, "site");
  const env = { PATH: process.env["PATH"] ?? "", SOURCE_DATE_EPOCH: EPOCH };
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [PROGRAM, ...args], { env, encoding: "utf8" });
  let server: HttpWire;
  let files: Record<string, Listed>;

  beforeAll(async () => {
    run("export", corpus, "--out", out);
    ({ files } = JSON.parse(readFileSync(join(out, "mirror.json"), "utf8")) as { files: Record<string, Listed> });
    server = await openHttp(["--corpus", corpus], { SOURCE_DATE_EPOCH: EPOCH });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  test("answers byte for byte like the live server, with the same entity tags and rules for caches", async () => {
    expect(Object.keys(files).length).toBeGreaterThan(80);
    for (const [file, listed] of Object.entries(files)) {
      const bytes = readFileSync(join(out, file));
      const live = await read(server.origin, listed.path);
      expect(live.status, listed.path).toBe(200);
      expect(live.body.equals(bytes), listed.path).toBe(true);
      expect([live.headers["etag"], live.headers["content-type"], live.headers["cache-control"]], listed.path).toEqual([
        listed.etag,
        listed.content_type,
        listed.cache_control,
      ]);
      expect([createHash("sha256").update(bytes).digest("hex"), bytes.length], listed.path).toEqual([
        listed.sha256,
        listed.bytes,
      ]);
    }
  });

  test("holds the answer of every tool but search, every file, a table of contents and a server card", () => {
    for (const file of [
      "answers/list_contracts.json",
      "answers/get_contract_map.json",
      "answers/get_contract_doc/TEA/latest/SPECIFICATION.json",
      "answers/get_contract_doc/TEA/1.2.0/SPECIFICATION.json",
      "answers/get_section/TEA/1.10.0/SPECIFICATION/12-duration.json",
      "answers/get_schema/TEA/1.10.0.json",
      "answers/get_example/TEA/1.10.0/green.json",
      "answers/resolve_term/Leaf.json",
      "files/standards/tea/1.2.0/SPECIFICATION.md",
      "files/LICENSE.md",
      "llms.txt",
      ".well-known/mcp.json",
    ])
      expect(Object.keys(files)).toContain(file);
    const contents = readFileSync(join(out, "llms.txt"), "utf8");
    for (const [, path = ""] of contents.matchAll(/\]\((\/[^)]+)\)/g))
      expect(Object.keys(files), path).toContain(decodeURIComponent(path.slice(1)));
  });

  test("has checksums that the usual tool checks", () => {
    const { status, error } = spawnSync("sha256sum", ["--check", "--quiet", "checksums.sha256"], { cwd: out });
    if (error) console.log(`skipped: there is no sha256sum here (${error.message})`);
    else expect(status).toBe(0);
  });

  test("is the same each time, and loses what is no longer there", () => {
    const first = readFileSync(join(out, "mirror.json"), "utf8");
    run("export", corpus, "--out", out);
    expect(readFileSync(join(out, "mirror.json"), "utf8")).toBe(first);
    const smaller = teaFolder();
    rmSync(join(smaller, "standards/mat"), { recursive: true });
    const other = join(folder, "other");
    run("export", corpus, "--out", other);
    expect(existsSync(join(other, "answers/get_contract_doc/MAT/0.1.0/README.json"))).toBe(true);
    run("export", smaller, "--out", other);
    expect(existsSync(join(other, "answers/get_contract_doc/MAT/0.1.0/README.json"))).toBe(false);
  });

  test("does not write over a folder that holds something else", () => {
    const taken = join(folder, "taken");
    mkdirSync(taken);
    writeFileSync(join(taken, "thesis.txt"), "years of work");
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, "export", corpus, "--out", taken], {
      env,
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toContain("something else");
    expect(readFileSync(join(taken, "thesis.txt"), "utf8")).toBe("years of work");
  });

  test("what a damaged list names outside of the folder is not removed", () => {
    const damaged = join(folder, "damaged");
    mkdirSync(damaged);
    writeFileSync(join(folder, "precious.txt"), "here");
    writeFileSync(join(damaged, "mirror.json"), JSON.stringify({ files: { "../precious.txt": {} } }));
    const { status } = spawnSync(process.execPath, [PROGRAM, "export", corpus, "--out", damaged], { env });
    expect(status).toBe(1);
    expect(existsSync(join(folder, "precious.txt"))).toBe(true);
  });
});
