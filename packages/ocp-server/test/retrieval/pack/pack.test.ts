import { OcpError } from "ocp-core";
import { describe, expect, it } from "vitest";
import { packContext } from "../../../src/retrieval/pack/pack.ts";
import { WORKSPACE, openCorpus, type Piece } from "../support.ts";
import { cl100k, embedder, lines, pack } from "./support.ts";

describe("packContext", () => {
  it("heads each piece with its path and lines and counts the whole exactly", async () => {
    const packed = await pack(
      [
        { path: "src/a.ts", content: "needle();\n" },
        { path: "src/b.ts", start: 7, content: "if (needle) {\n  go();\n}\n" },
      ],
      {},
    );
    expect(packed.context).toBe("[src/a.ts:1-1]\nneedle();\n\n[src/b.ts:7-9]\nif (needle) {\n  go();\n}");
    expect(packed.tokens).toBe(cl100k.count(packed.context));
    expect(packed).toMatchObject({ chunks_used: ["chunk0", "chunk1"], state_used: [] });
  });

  it("makes one piece of neighbours and of what overlaps, and shows no line twice", async () => {
    const packed = await pack(
      [
        { path: "a.ts", start: 4, content: "needle four\nneedle five\n" },
        { path: "a.ts", start: 1, content: "needle one\nneedle two\nneedle three\n" },
        { path: "a.ts", start: 5, content: "needle five\nneedle six\nneedle seven\n" },
        { path: "a.ts", start: 20, content: "needle twenty\n" },
      ],
      {},
    );
    expect(packed.context).toBe(
      "[a.ts:1-7]\nneedle one\nneedle two\nneedle three\nneedle four\nneedle five\nneedle six\nneedle seven\n\n[a.ts:20-20]\nneedle twenty",
    );
    expect(packed.chunks_used).toEqual(["chunk1", "chunk0", "chunk2", "chunk3"]);
  });

  it("puts the file of the best piece first and keeps reading order inside a file", async () => {
    const packed = await pack(
      [
        { path: "z.ts", start: 50, content: "needle in z, late\n" },
        { path: "a.ts", content: "needle in a\n" },
        { path: "z.ts", start: 2, content: "needle in z, early\n" },
      ],
      {},
    );
    expect(packed.context.match(/^\[.*\]$/gm)).toEqual(["[z.ts:2-2]", "[z.ts:50-50]", "[a.ts:1-1]"]);
  });

  it("leaves blank lines at the ends out of the piece and its header", async () => {
    const packed = await pack([{ path: "a.ts", start: 10, content: "\n  \nneedle();\n\nmore();\n\t\n\n" }], {});
    expect(packed.context).toBe("[a.ts:12-14]\nneedle();\n\nmore();");
  });

  it("gives a source without lines a header without lines", async () => {
    const packed = await pack([{ path: "notes/today", start: null, content: "needle noted" }], {});
    expect(packed.context).toBe("[notes/today]\nneedle noted");
  });

  it("gives a source whose range does not fit its text a header without lines, and shows it whole or not at all", async () => {
    const pieces: Piece[] = [{ path: "a.ts", start: 3, end: 4, content: "needle one\nneedle two\nneedle three\n" }];
    expect((await pack(pieces, {})).context).toBe("[a.ts]\nneedle one\nneedle two\nneedle three");
    await expect(pack(pieces, { budgetTokens: 8 })).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
  });

  it("keeps a hostile path on the header's line", async () => {
    const packed = await pack([{ path: "a\n[b.ts:1-9]\r\u2028.ts", content: "needle\n" }], {});
    expect(packed.context).toBe("[a\\u000a[b.ts:1-9]\\u000d\\u2028.ts:1-1]\nneedle");
  });

  it("drops copies and what is nearly a copy", async () => {
    const original = lines(10, "first");
    const packed = await pack(
      [
        { path: "a.ts", content: original },
        { path: "copy.ts", content: original },
        { path: "near.ts", content: `${original}const one = "line more than the needle";\n` },
        { path: "other.ts", content: lines(10, "second") },
      ],
      {},
    );
    expect(packed.chunks_used).toEqual(["chunk0", "chunk3"]);
  });

  it("cuts the piece that no longer fits at a line and says in the header which lines are there", async () => {
    const whole = lines(200, "long");
    const packed = await pack([{ path: "a.ts", start: 11, content: whole }], { budgetTokens: 300 });
    const [header, ...shown] = packed.context.split("\n");
    expect(header).toBe(`[a.ts:11-${10 + shown.length}]`);
    expect(shown.length).toBeGreaterThan(5);
    expect(whole.startsWith(shown.join("\n"))).toBe(true);
    expect(packed.tokens).toBeLessThanOrEqual(300);
    expect(packed.tokens).toBeGreaterThan(270);
  });

  it("shows the first words of a piece when the budget holds no more, and refuses when not even they fit", async () => {
    const pieces: Piece[] = [{ path: "src/a.ts", content: `\n/**\n * needle\n */\n${lines(30, "rest")}` }];
    const failure = await pack(pieces, { budgetTokens: 3 }).catch((error: unknown) => error);
    expect(OcpError.is(failure, "BUDGET_EXCEEDED")).toBe(true);
    const needed = (failure as OcpError).details["needed_tokens"] as number;
    expect((failure as OcpError).message).toContain(`at least ${needed}`);
    const packed = await pack(pieces, { budgetTokens: needed });
    expect(packed.context).toBe("[src/a.ts:2-3]\n/**\n * needle");
    await expect(pack(pieces, { budgetTokens: needed - 1 })).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
  });

  it("is empty when nothing was found, whatever the budget", async () => {
    const nothing = {
      context: "",
      chunks_used: [],
      chunks_partial: [],
      state_used: [],
      tokens: 0,
      left_out: [],
      left_out_counts: { budget: 0, duplicate: 0, relevance: 0 },
    };
    expect(await pack([], { budgetTokens: 1 })).toEqual(nothing);
    expect(await pack([{ path: "a.ts", content: "needle\n" }], { intent: " ?! " })).toEqual(nothing);
    expect(await pack([{ path: "a.ts", content: "needle\n" }], { intent: "unknownword" })).toEqual(nothing);
  });

  it("gives the same text for the same request", async () => {
    const pieces = Array.from({ length: 40 }, (_, place): Piece => ({
      path: `f${place % 7}.ts`,
      start: 1 + place * 10,
      content: lines(9, `p${place}x`),
    }));
    const first = await pack(pieces, { budgetTokens: 2000 });
    expect(await pack(pieces, { budgetTokens: 2000 })).toEqual(first);
  });

  it("fills a large budget and leaves out what has little to do with the intent", async () => {
    const pieces = Array.from({ length: 20 }, (_, place): Piece => ({
      path: `f${place}.ts`,
      content: lines(10, `p${place}x`),
    }));
    const packed = await pack(pieces, { budgetTokens: 100_000 });
    expect(packed.chunks_used).toContain("chunk0");
    expect(packed.chunks_used).not.toContain("chunk19");
    expect(packed.chunks_used.length).toBeGreaterThan(10);
  });

  it("takes a real index with its ranking", async () => {
    await using corpus = await openCorpus(
      [
        {
          path: "src/auth.ts",
          symbol: "checkPassword",
          content: "export function checkPassword(user, password) {\n  return compare(user.hash, password);\n}\n",
        },
        {
          path: "src/login.ts",
          symbol: "login",
          start: 5,
          content: "function login(user) {\n  checkPassword(user, ask());\n}\n",
        },
        { path: "src/other.ts", symbol: "other", content: "export const other = 1;\n" },
      ],
      embedder,
    );
    const { answer: packed } = await packContext(
      { ...corpus, embedder, tokens: cl100k },
      { workspaceId: WORKSPACE, intent: "how is a password checked", budgetTokens: 500 },
    );
    expect(packed.context).toMatch(/^\[src\/auth\.ts:1-3\]\nexport function checkPassword/);
    expect(packed.context).not.toContain("other");
  });
});

describe("packContext where not everything fits", () => {
  const body = (name: string, count: number): string =>
    `// The needle of ${name}.\nexport function ${name}(needle) {\n${lines(count, name)}}\n`;
  const pieces = Array.from({ length: 12 }, (_, place): Piece => ({
    path: `src/f${place}.ts`,
    start: 5,
    symbol: `run${place}`,
    content: body(`run${place}`, 12),
  }));

  it("shows the signatures of what has no room, and says which chunks are shown in part", async () => {
    const packed = await pack(pieces, { budgetTokens: 1000 });
    const outlined = packed.context.match(/^\[src\/f\d+\.ts:6-6\]\nexport function run\d+\(needle\) \{$/gm) ?? [];
    expect(outlined.length).toBeGreaterThan(2);
    expect(packed.context).toContain("[src/f0.ts:5-19]");
    expect(packed.chunks_partial).toHaveLength(outlined.length);
    expect(packed.chunks_used).toEqual(expect.arrayContaining(packed.chunks_partial));
    expect(packed.chunks_partial).not.toContain("chunk0");
  });

  it("outlines nothing where everything fits", async () => {
    const packed = await pack(pieces.slice(0, 4), { budgetTokens: 690 });
    expect(packed.tokens).toBeGreaterThan(650);
    expect(packed.chunks_used).toHaveLength(4);
    expect(packed.chunks_partial).toEqual([]);
  });

  it("shows of what has to be cut the lines that were asked for, under the line that says what it is", async () => {
    const plain = (label: string): string =>
      Array.from({ length: 60 }, (_, place) => `  const ${label}${place} = prepare("${label} ${place}");\n`).join("");
    const content = `export function run() {\n${plain("before")}  return needle(haystack);\n${plain("after")}}\n`;
    const packed = await pack([{ path: "a.ts", symbol: "run", content }], { budgetTokens: 200 });
    expect(packed.context).toMatch(/^\[a\.ts:1-1\]\nexport function run\(\) \{\n\n\[a\.ts:\d+-\d+\]\n/);
    expect(packed.context).toContain("  return needle(haystack);");
    expect(packed.chunks_partial).toEqual(["chunk0"]);
  });

  it("says what was left out, the best first, why, and how much there was", async () => {
    const packed = await pack(
      [{ path: "copy.ts", content: pieces[0]!.content }, ...pieces, { path: "z.md", content: "needle\n" }],
      { budgetTokens: 400 },
    );
    expect(packed.chunks_used).toContain("chunk0");
    expect(packed.left_out[0]).toEqual({
      chunk_id: "chunk1",
      path: "src/f0.ts",
      start_line: 5,
      end_line: 19,
      symbol: "run0",
      reason: "duplicate",
    });
    expect(new Set(packed.left_out.slice(1).map(({ reason }) => reason))).toEqual(new Set(["budget"]));
    const { budget, duplicate, relevance } = packed.left_out_counts;
    expect(duplicate).toBe(1);
    expect(packed.chunks_used.length + budget + duplicate + relevance).toBe(14);
  });

  it("lists ten at most and counts the others", async () => {
    const { left_out, left_out_counts } = await pack(
      Array.from({ length: 20 }, (_, place): Piece => ({ path: `f${place}.ts`, content: lines(30, `p${place}x`) })),
      { budgetTokens: 60 },
    );
    expect(left_out).toHaveLength(10);
    expect(left_out_counts.budget + left_out_counts.relevance).toBeGreaterThan(10);
  });

  it("prefers what a shown piece calls to what is worth a little more", async () => {
    const caller = { path: "a.ts", symbol: "start", content: `needle(one);\ncallee2(needle);\n${lines(8, "start")}` };
    const others = Array.from({ length: 12 }, (_, place): Piece => ({
      path: `f${place}.ts`,
      symbol: `callee${place}`,
      content: `function callee${place}(needle) {\n${lines(10, `callee${place}x`)}}\n`,
    }));
    const packed = await pack([caller, ...others], { budgetTokens: 500 });
    const whole = packed.chunks_used.filter((id) => !packed.chunks_partial.includes(id));
    expect(whole).toContain("chunk3");
    expect(whole).not.toContain("chunk2");
  });
});
