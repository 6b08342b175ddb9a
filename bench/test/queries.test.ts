import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createOcpServer } from "ocp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCommits, subjectsOf } from "../src/retrieval/make/commits.ts";
import { headingsOf } from "../src/retrieval/make/headings.ts";
import { namesOf } from "../src/retrieval/make/names.ts";
import { toLines } from "../src/retrieval/make/record.ts";
import { sentencesOf } from "../src/retrieval/make/sentences.ts";
import { readSources } from "../src/retrieval/make/source.ts";
import { readQueries } from "../src/retrieval/queries.ts";

const run = promisify(execFile);
const POOL = `package pool

// openPool dials the given number of lazy connections.
func openPool(count int) error {
	return dial(waitBetween(count))
}

// Shared remarks document more than one thing here.
func first() {}
`;
const RETRY = `package pool

// Shared remarks document more than one thing here.
func second() {}

func waitBetween(attempts int) int {
	return attempts * 2
}
`;
const GUIDE = `# Guide

## How to open a pool

One line.
And another one.

\`\`\`sh
# not a heading at all
\`\`\`

## Questions

None.
`;

describe("queries from a checkout", () => {
  let root = "";

  async function commit(subject: string, files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    const author = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    await run("git", ["-C", root, "add", "-A"]);
    await run("git", ["-C", root, ...author, "commit", "-q", "--no-verify", "-m", subject]);
  }

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "ocp-test-"));
    await run("git", ["-C", root, "init", "-q"]);
    await commit("feat(pool): dial only when somebody asks (#3)", {
      "pool.go": POOL,
      "pool_test.go": "package pool\n",
    });
    await commit("Wait longer between the attempts", { "retry.go": RETRY, "docs/guide.md": GUIDE });
    await commit("Test that the attempts are counted", { "pool_test.go": "package pool\n\nfunc TestAttempts() {}\n" });
    await commit("Fix typo in the attempts", { "retry.go": `${RETRY}\n` });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  async function sources(wanted: "pages" | "programs") {
    await using server = createOcpServer({ dbPath: join(root, ".git", "ocp.db"), watch: false });
    return await readSources(server, root, wanted);
  }

  it("ask for a definition by its documentation, and blank that", async () => {
    expect(sentencesOf((await sources("programs")).files)).toEqual([
      {
        kind: "k1",
        query: "dials the given number of lazy connections",
        relevant: [{ path: "pool.go", start_line: 4, end_line: 6 }],
        symbol: "openPool",
        strip: [{ path: "pool.go", start_line: 3, end_line: 3 }],
      },
    ]);
  });

  it("ask for the files of a commit by its subject", async () => {
    const made = subjectsOf(await readCommits(root), await sources("programs"));
    expect(made.map(({ query, relevant }) => [query, relevant])).toEqual([
      ["Wait longer between the attempts", [{ path: "retry.go" }]],
      ["pool: dial only when somebody asks", [{ path: "pool.go" }]],
    ]);
  });

  it("ask for names that one file defines", async () => {
    const made = namesOf(await sources("programs"));
    expect(made).toContainEqual({
      kind: "k4",
      query: "waitBetween",
      relevant: [{ path: "retry.go", start_line: 6, end_line: 8 }],
    });
    expect(made.map(({ query }) => query)).not.toContain("TestAttempts");
  });

  it("ask for a section of a page by its heading", async () => {
    expect(headingsOf((await sources("pages")).files)).toEqual([
      {
        kind: "k1",
        query: "How to open a pool",
        relevant: [{ path: "docs/guide.md", start_line: 3, end_line: 11 }],
        symbol: "How to open a pool",
        strip: [{ path: "docs/guide.md", start_line: 3, end_line: 3 }],
      },
    ]);
  });

  it("can be read by the benchmark", async () => {
    const lines = toLines(sentencesOf((await sources("programs")).files), {
      repo: "a/b",
      commit: "c0ffee",
      lang: "go",
    });
    await writeFile(join(root, "queries.jsonl"), lines.join("\n"));
    const [query] = await readQueries(join(root, "queries.jsonl"));
    expect(query).toMatchObject({ id: "b-k1-01", repo: "a/b", kind: "k1", strip: [{ path: "pool.go" }] });
  });
});

it.each(["questions.jsonl", "questions-plain.jsonl", "questions-fresh.jsonl"])(
  "%s can be read by the benchmark",
  async (file) => {
    const questions = await readQueries(join(import.meta.dirname, "../data", file));
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  },
);
