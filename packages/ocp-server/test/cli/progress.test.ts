import { describe, expect, it } from "vitest";
import { describeRun, doneShare, progressLine } from "../../src/cli/progress.ts";

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

describe("progressLine", () => {
  it("draws a bar that fits the terminal", () => {
    expect(progressLine(run, { elapsedMs: 100, columns: 100 })).toBe(
      `${"█".repeat(6)}${"░".repeat(18)}  25%  1,204 of 5,310 files · 8,812 chunks`,
    );
    for (const columns of [40, 60])
      expect(progressLine(run, { elapsedMs: 2000, columns }).length).toBeLessThan(columns);
  });

  it("never leaves the bar, whatever the numbers", () => {
    const odd = { filesDone: 9, filesTotal: 3, bytesDone: 0, bytesTotal: 0, chunks: 0 };
    expect(doneShare(odd)).toBe(1);
    expect(doneShare({ ...odd, filesTotal: 0 })).toBe(0);
    expect(progressLine(odd, { elapsedMs: 1, columns: 80 })).toContain("100%");
  });
});
