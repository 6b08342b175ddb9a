import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCoalescer, type Changes } from "../../src/indexing/coalesce.ts";

function setup() {
  const reports: { changes: Changes; at: number }[] = [];
  const started = performance.now();
  const onChange = (changes: Changes) => void reports.push({ changes, at: performance.now() - started });
  return { reports, coalescer: createCoalescer({ onChange, debounceMs: 80, maxDelayMs: 500 }) };
}

describe("coalescing", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("reports a burst once, sorted, each path once, after the quiet time", () => {
    const { reports, coalescer } = setup();
    for (const path of ["b.ts", "a.ts", "b.ts"]) coalescer.add(path);
    vi.advanceTimersByTime(79);
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(reports.map(({ changes }) => changes)).toEqual([["a.ts", "b.ts"]]);
    vi.advanceTimersByTime(10_000);
    expect(reports).toHaveLength(1);
  });

  it("waits for quiet, but never longer than the longest delay", () => {
    const { reports, coalescer } = setup();
    for (let at = 0; at < 2_000; at += 20) {
      coalescer.add("log.txt");
      vi.advanceTimersByTime(20);
    }
    expect(reports.length).toBeGreaterThanOrEqual(3);
    expect(reports[0]!.at).toBeGreaterThan(400);
    expect(reports[0]!.at).toBeLessThanOrEqual(521);
  });

  it("leaves out what lies below a folder that is reported as a whole", () => {
    const { reports, coalescer } = setup();
    for (const path of ["src/a/x.ts", "src/a", "src/ab", "src/a/b/c.ts", "other"]) coalescer.add(path);
    vi.advanceTimersByTime(100);
    expect(reports[0]!.changes).toEqual(["other", "src/a", "src/ab"]);
  });

  it("reports everything instead of more than 2,000 paths", () => {
    const { reports, coalescer } = setup();
    for (let i = 0; i < 2_000; i++) coalescer.add(`f${i}`);
    vi.advanceTimersByTime(100);
    expect(reports[0]!.changes).toHaveLength(2_000);
    for (let i = 0; i < 2_001; i++) coalescer.add(`f${i}`);
    vi.advanceTimersByTime(100);
    expect(reports[1]!.changes).toBe("everything");
  });

  it("takes a flood of events for a sign that some were lost, but not a trickle", () => {
    const { reports, coalescer } = setup();
    for (let i = 0; i < 20; i++) {
      for (let event = 0; event < 1_000; event++) coalescer.count();
      vi.advanceTimersByTime(1_000);
    }
    expect(reports).toEqual([]);
    for (let event = 0; event < 8_001; event++) coalescer.count();
    vi.advanceTimersByTime(100);
    expect(reports.map(({ changes }) => changes)).toEqual(["everything"]);
  });

  it("says nothing once it is closed", () => {
    const { reports, coalescer } = setup();
    coalescer.add("a");
    coalescer.close();
    coalescer.add("b");
    coalescer.addEverything();
    vi.advanceTimersByTime(1_000);
    expect(reports).toEqual([]);
  });
});

describe("coalescing in real time", () => {
  it("holds an event back for about the quiet time", async () => {
    const { reports, coalescer } = setup();
    const started = performance.now();
    coalescer.add("a");
    while (reports.length === 0) await sleep(2);
    expect(performance.now() - started).toBeGreaterThanOrEqual(75);
  });
});
