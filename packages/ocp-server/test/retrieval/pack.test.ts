import fc from "fast-check";
import { OcpError, type StateEntry } from "ocp-core";
import { describe, expect, it } from "vitest";
import { createHashEmbedder } from "../../src/embedding/hash.ts";
import { packContext, type PackRequest } from "../../src/retrieval/pack.ts";
import { openTokenCounter } from "../../src/retrieval/tokens.ts";
import { NO_VECTORS, WORKSPACE, createMemoryIndex, openCorpus, type Piece } from "./support.ts";

const cl100k = await openTokenCounter("cl100k_base");
const o200k = await openTokenCounter("o200k_base");
const embedder = createHashEmbedder({ dimensions: 64 });

function pack(pieces: readonly Piece[], request: Partial<PackRequest>, tokens = cl100k) {
  return packContext(
    { ...createMemoryIndex(pieces), vectors: NO_VECTORS, embedder, tokens },
    { workspaceId: WORKSPACE, intent: "needle", budgetTokens: 1000, ...request },
  );
}

function entry(key: string, value: unknown, more: Partial<StateEntry> = {}): StateEntry {
  return {
    key,
    value,
    scope: "global",
    workspace_id: WORKSPACE,
    session_id: null,
    agent_id: null,
    version: 1,
    updated_at: "2026-01-01T00:00:00.000Z",
    expires_at: null,
    ...more,
  };
}

/** Lines that all hold the word which is asked for, and are unlike each other. */
function lines(count: number, label: string): string {
  return Array.from(
    { length: count },
    (_, place) => `const ${label}${place} = needle("${label} number ${place}");\n`,
  ).join("");
}

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
    const nothing = { context: "", chunks_used: [], state_used: [], tokens: 0 };
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
    const packed = await packContext(
      { ...corpus, embedder, tokens: cl100k },
      { workspaceId: WORKSPACE, intent: "how is a password checked", budgetTokens: 500 },
    );
    expect(packed.context).toMatch(/^\[src\/auth\.ts:1-3\]\nexport function checkPassword/);
    expect(packed.context).not.toContain("other");
  });
});

describe("packContext with state", () => {
  it("puts state first, under its scope, as one line an entry", async () => {
    const packed = await pack([{ path: "a.ts", content: "needle\n" }], {
      state: [
        entry("plan", { step: 1 }, { scope: "session" }),
        entry("model", "gpt"),
        entry('odd "key"\n', [1, "two\nlines"]),
      ],
    });
    expect(packed.context).toBe(
      '[state:global]\nmodel: "gpt"\n"odd \\"key\\"\\n": [1,"two\\nlines"]\n\n[state:session]\nplan: {"step":1}\n\n[a.ts:1-1]\nneedle',
    );
    expect(packed.state_used).toEqual(["model", 'odd "key"\n', "plan"]);
    expect(packed.tokens).toBe(cl100k.count(packed.context));
  });

  it("prefers entries that have to do with the intent, then the latest", async () => {
    const filler = "lorem ipsum dolor sit amet ".repeat(8);
    const { state_used } = await pack([], {
      budgetTokens: 120,
      state: [
        entry("old", filler, { updated_at: "2026-01-01T00:00:00.000Z" }),
        entry("new", filler, { updated_at: "2026-02-01T00:00:00.000Z" }),
        entry("about.needle", filler, { updated_at: "2025-01-01T00:00:00.000Z" }),
      ],
    });
    expect(state_used).toEqual(["about.needle", "new"]);
  });

  it("leaves two thirds to chunks while there are some, and what they do not need to more state", async () => {
    const state = Array.from({ length: 40 }, (_, place) =>
      entry(`key${place}`, `value number ${place} of forty values`),
    );
    const long = await pack([{ path: "a.ts", content: lines(200, "long") }], { budgetTokens: 600, state });
    const stateTokens = cl100k.count(long.context.slice(0, long.context.indexOf("[a.ts")));
    expect(stateTokens).toBeLessThanOrEqual(200);
    expect(stateTokens).toBeGreaterThan(150);
    const short = await pack([{ path: "a.ts", content: "needle\n" }], { budgetTokens: 600, state });
    expect(short.state_used.length).toBeGreaterThan(long.state_used.length * 2);
    expect(short.context).toContain("[a.ts:1-1]\nneedle");
  });

  it("gives up state rather than what was asked for", async () => {
    const packed = await pack([{ path: "a.ts", content: "needle here\n" }], {
      budgetTokens: 10,
      state: [entry("k", 1)],
    });
    expect(packed.context).toBe("[a.ts:1-1]\nneedle here");
    expect(packed.state_used).toEqual([]);
  });

  it("skips an entry that does not fit and takes a later one that does", async () => {
    const { state_used } = await pack([], {
      budgetTokens: 50,
      state: [entry("huge", "x y ".repeat(200_000), { updated_at: "2027-01-01T00:00:00.000Z" }), entry("small", true)],
    });
    expect(state_used).toEqual(["small"]);
  });

  it("refuses when there is only state and none of it fits", async () => {
    await expect(pack([], { budgetTokens: 2, state: [entry("key", "value")] })).rejects.toMatchObject({
      code: "BUDGET_EXCEEDED",
    });
  });
});

describe("packContext on anything", () => {
  const line = fc.oneof(
    fc.constantFrom(
      "",
      "  ",
      "\t",
      "needle",
      "  needle(x);",
      "}",
      "[a.ts:1-2]",
      "/needle",
      "//",
      "\r",
      "needle \u0085",
      "漢字 needle",
      "<|endoftext|>",
    ),
    fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\n", " ")),
  );
  const piece = fc
    .record({
      path: fc.oneof(
        fc.constantFrom("a.ts", "b/c.md", "/d"),
        fc.string({ unit: "binary", minLength: 1, maxLength: 10 }),
      ),
      content: fc
        .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
        .map(([all, end, last]) => all.join(end) + (last ? end : "")),
      start: fc.option(fc.integer({ min: 1, max: 60 })),
      symbol: fc.constantFrom(null, "needle"),
    })
    .chain((made) => fc.constantFrom<Piece>(made, made, { ...made, end: (made.start ?? 1) + 3 }));
  const state = fc.array(
    fc.tuple(
      fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
      fc.jsonValue(),
      fc.constantFrom("agent" as const, "session" as const, "global" as const),
    ),
    { maxLength: 6 },
  );

  it.each([cl100k, o200k])(
    "never exceeds its budget, counts exactly and names what is there ($name)",
    async (tokens) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(piece, { maxLength: 12 }),
          state,
          fc.integer({ min: 1, max: 400 }),
          async (pieces, entries, budgetTokens) => {
            const request = { budgetTokens, state: entries.map(([key, value, scope]) => entry(key, value, { scope })) };
            const packed = await pack(pieces, request, tokens).catch((error: unknown) => error);
            if (packed instanceof Error) {
              expect(OcpError.is(packed, "BUDGET_EXCEEDED"), packed.message).toBe(true);
              const needed = (packed as OcpError).details["needed_tokens"] as number;
              expect(needed).toBeGreaterThan(budgetTokens);
              const enough = await pack(pieces, { ...request, budgetTokens: needed }, tokens);
              expect(enough.tokens).toBeGreaterThan(0);
              return;
            }
            const { context, chunks_used, state_used, tokens: counted } = packed as Awaited<ReturnType<typeof pack>>;
            expect(counted).toBe(tokens.count(context));
            expect(counted).toBeLessThanOrEqual(budgetTokens);
            expect(new Set(chunks_used).size).toBe(chunks_used.length);
            expect(context === "").toBe(chunks_used.length + state_used.length === 0);
          },
        ),
        { numRuns: 600 },
      );
    },
  );
});
