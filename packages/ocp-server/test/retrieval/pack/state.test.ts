import { describe, expect, it } from "vitest";
import { cl100k, entry, lines, pack } from "./support.ts";

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
