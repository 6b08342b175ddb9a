import { describe, expect, it } from "vitest";
import { describeEmbedding, describeRun, doneShare, progressLine } from "../../src/cli/progress.ts";

const run = { filesDone: 1204, filesTotal: 5310, bytesDone: 25_000_000, bytesTotal: 100_000_000, chunks: 8812 };

describe("describeRun", () => {
  it("says files, chunks, speed and what is left", () => {
    expect(describeRun(run, 2000)).toBe("1,204 of 5,310 files · 8,812 chunks · 12.5 MB/s · 6 s left");
    expect(describeRun(run, 60_000)).toBe("1,204 of 5,310 files · 8,812 chunks · 0.4 MB/s · 3 min 0 s left");
  });

  it("promises nothing before it knows", () => {
    expect(describeRun(run, 100)).toBe("1,204 of 5,310 files · 8,812 chunks");
    expect(describeRun({ ...run, filesTotal: 0 }, 100)).toBe("Looking for files…");
    expect(describeRun({ ...run, bytesDone: 100_000_000 }, 5000)).not.toContain("left");
  });
});

describe("describeEmbedding", () => {
  it("says how many texts, and what is left once it knows", () => {
    expect(describeEmbedding({ done: 0, total: 5310 }, 2000)).toBe("0 of 5,310 texts embedded");
    expect(describeEmbedding({ done: 1000, total: 3000 }, 900)).toBe("1,000 of 3,000 texts embedded");
    expect(describeEmbedding({ done: 1000, total: 3000 }, 4000)).toBe("1,000 of 3,000 texts embedded · 8 s left");
    expect(describeEmbedding({ done: 1, total: 1 }, 4000)).toBe("1 of 1 text embedded");
  });
});

describe("progressLine", () => {
  it("draws a bar that fits the terminal", () => {
    const described = describeRun(run, 100);
    expect(progressLine(doneShare(run), described, 100)).toBe(`${"█".repeat(6)}${"░".repeat(18)}  25%  ${described}`);
    for (const columns of [40, 60])
      expect(progressLine(doneShare(run), describeRun(run, 2000), columns).length).toBeLessThan(columns);
  });

  it("never leaves the bar, whatever the numbers", () => {
    const odd = { filesDone: 9, filesTotal: 3, bytesDone: 0, bytesTotal: 0, chunks: 0 };
    expect(doneShare(odd)).toBe(1);
    expect(doneShare({ ...odd, filesTotal: 0 })).toBe(0);
    expect(progressLine(doneShare(odd), describeRun(odd, 1), 80)).toContain("100%");
  });
});
