import fc from "fast-check";
import { OcpError } from "ocp-core";
import { describe, expect, it } from "vitest";
import { analyse } from "../../../src/retrieval/analyse.ts";
import { toTokenCounter } from "../../../src/retrieval/custom-tokens.ts";
import type { Piece } from "../support.ts";
import { cl100k, entry, o200k, pack } from "./support.ts";

describe("packContext on anything", () => {
  const anyLine = fc.oneof(
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
        .tuple(fc.array(anyLine, { maxLength: 30 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
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
          fc.array(piece, { maxLength: 20 }),
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

  const counters: Record<string, (text: string) => number> = {
    "a token for four characters, begun ones whole": (text) => Math.ceil(text.length / 4),
    "a token for each word": (text) => text.split(/\s+/).filter(Boolean).length,
    "no tokens": () => 0,
    "the same for every text": () => 7,
    "more for shorter texts": (text) => Math.max(0, 300 - text.length),
    "whatever a hash of the text says": (text) => hash(text) % 500,
  };

  it.each(Object.entries(counters))(
    "stays within its budget when a counter of one's own says %s",
    async (name, count) => {
      const tokens = toTokenCounter({ name, count });
      await fc.assert(
        fc.asyncProperty(
          fc.array(piece, { maxLength: 8 }),
          state,
          fc.integer({ min: 1, max: 400 }),
          async (pieces, entries, budgetTokens) => {
            const request = { budgetTokens, state: entries.map(([key, value, scope]) => entry(key, value, { scope })) };
            const packed = await pack(pieces, request, tokens).catch((error: unknown) => error);
            if (OcpError.is(packed, "BUDGET_EXCEEDED")) return;
            const { context, tokens: counted } = packed as Awaited<ReturnType<typeof pack>>;
            if (context !== "") expect(counted).toBe(count(context));
            expect(counted).toBeLessThanOrEqual(budgetTokens);
          },
        ),
        { numRuns: 100 },
      );
    },
  );

  const fileLine = fc.oneof(
    fc.constantFrom("", "  ", "needle", "  needle(x);", "}", "[f0.ts:1-2]", "call(needle);", "function needle() {"),
    fc.string({ unit: "binary", maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, " ")),
  );
  /** Files, each cut into chunks from end to end. */
  const files = fc.array(
    fc.tuple(
      fc.array(fileLine, { minLength: 1, maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }),
    ),
    { maxLength: 5 },
  );

  it("shows the files' own lines under each header, none twice, and accounts for every chunk", async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 8, max: 500 }), async (made, budgetTokens) => {
        const pieces = made.flatMap(([all, lengths], place) => tile(`f${place}.ts`, all, lengths));
        const packed = await pack(pieces, { budgetTokens }).catch((error: unknown) => error);
        if (OcpError.is(packed, "BUDGET_EXCEEDED")) return;
        const { context, chunks_used, chunks_partial, left_out, left_out_counts } = packed as Awaited<
          ReturnType<typeof pack>
        >;
        const shown = new Set<string>();
        for (const { path, start, text } of readContext(context)) {
          const all = made[Number(/\d+/.exec(path)![0])]![0];
          for (const [offset, line] of text.entries()) {
            const at = `${path}:${start + offset}`;
            // The end of the whole text is trimmed.
            expect(line.trimEnd()).toBe(all[start + offset - 1]!.trimEnd());
            expect(shown.has(at)).toBe(false);
            shown.add(at);
          }
        }
        const used = new Set(chunks_used);
        for (const [place, { path, content, start }] of pieces.entries()) {
          const own = content
            .split("\n")
            .flatMap((line, offset) => (line.trim() ? [`${path}:${start! + offset}`] : []));
          const visible = own.filter((at) => shown.has(at));
          const id = `chunk${place}`;
          expect(visible.length > 0).toBe(used.has(id));
          if (used.has(id) && visible.length < own.length) expect(chunks_partial).toContain(id);
        }
        expect(chunks_partial.every((id) => used.has(id))).toBe(true);
        expect(left_out.some(({ chunk_id }) => used.has(chunk_id))).toBe(false);
        const { budget, duplicate, relevance } = left_out_counts;
        const found = pieces.filter(({ content }) => analyse(content).includes("needl")).length;
        expect(chunks_used.length + budget + duplicate + relevance).toBe(found);
        expect(left_out).toHaveLength(Math.min(10, budget + duplicate));
      }),
      { numRuns: 500 },
    );
  });
});

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)!) % 1_000_003;
  return sum;
}

function tile(path: string, all: readonly string[], lengths: readonly number[]): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0, turn = 0; start < all.length; turn++) {
    const length = lengths[turn] ?? all.length - start;
    pieces.push({ path, start: start + 1, content: `${all.slice(start, start + length).join("\n")}\n` });
    start += length;
  }
  return pieces;
}

/** The pieces of a packed text, by their headers. */
function readContext(context: string): { path: string; start: number; text: string[] }[] {
  const rows = context.split("\n");
  const pieces: { path: string; start: number; text: string[] }[] = [];
  for (let at = 0; at < rows.length && context !== "";) {
    const { path, start, end } = /^\[(?<path>f\d\.ts):(?<start>\d+)-(?<end>\d+)\]$/.exec(rows[at]!)!.groups!;
    const count = Number(end) - Number(start) + 1;
    pieces.push({ path: path!, start: Number(start), text: rows.slice(at + 1, at + 1 + count) });
    at += count + 2;
  }
  return pieces;
}
