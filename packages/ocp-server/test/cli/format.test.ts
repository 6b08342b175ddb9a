import { describe, expect, it } from "vitest";
import {
  displayWidth,
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatTable,
  plural,
  safeJson,
  safeLine,
  safeText,
  truncate,
} from "../../src/cli/format.ts";

describe("safeText", () => {
  it("takes out what a terminal would obey and keeps what it shows", () => {
    expect(safeText("a\u001b[31mred\u001b[0m\tb\nc\u0007\u0000\u007f\u009b2J")).toBe("ared\tb\nc2J");
    expect(safeText("\u001b]0;title\u0007x\u001b]8;;http://evil\u001b\\link")).toBe("xlink");
    expect(safeText("left\u202Eright\u2066\u200F")).toBe("leftright");
    expect(safeText("one\r\ntwo\rthree")).toBe("one\ntwo\nthree");
    expect(safeText("äöü 漢字 👍 ✓")).toBe("äöü 漢字 👍 ✓");
  });

  it("leaves nothing of a sequence that is broken off or never ends", () => {
    expect(safeText("\u001b")).toBe("");
    expect(safeText(`\u001b]${"x".repeat(100)}`)).not.toContain("\u001b");
    expect(safeText("\u001b\u001b[[31m")).not.toContain("\u001b");
  });
});

describe("safeLine", () => {
  it("keeps a text on one line", () => {
    expect(safeLine("a\n\n\tb\r\nc")).toBe("a b c");
  });
});

describe("safeJson", () => {
  it("escapes what a terminal would obey and parses to the same value", () => {
    const value = { text: "\u009b31m \u007f \u202e \u001b[0m \n", list: [1, null] };
    const json = safeJson(value);
    // oxlint-disable-next-line no-control-regex
    expect(json).not.toMatch(/[\u007f-\u009f\u202e\u001b]/);
    expect(JSON.parse(json)).toEqual(value);
  });
});

describe("numbers", () => {
  it("are written for people", () => {
    expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(["0", "999", "1,000", "1,234,567"]);
    expect([plural(1, "file"), plural(0, "file"), plural(2000, "file")]).toEqual(["1 file", "0 files", "2,000 files"]);
    expect([0.4, 850, 1234, 59_940, 59_960, 200_000, 7_500_000].map(formatDuration)).toEqual([
      "0 ms",
      "850 ms",
      "1.2 s",
      "59.9 s",
      "1 min 0 s",
      "3 min 20 s",
      "2 h 5 min",
    ]);
    expect([0, 512, 1400, 14_200_000, 999_600, 3e12].map(formatBytes)).toEqual([
      "0 B",
      "512 B",
      "1.4 kB",
      "14 MB",
      "1.0 MB",
      "3.0 TB",
    ]);
    expect([0, 5 * 60_000, 3 * 3_600_000, 72 * 3_600_000].map(formatAge)).toEqual([
      "just now",
      "5 min ago",
      "3 h ago",
      "3 days ago",
    ]);
  });
});

describe("displayWidth and truncate", () => {
  it("count columns rather than characters", () => {
    expect(displayWidth("abc")).toBe(3);
    expect(displayWidth("漢字")).toBe(4);
    expect(displayWidth("e\u0301")).toBe(1);
    expect(truncate("abcdef", 6)).toBe("abcdef");
    expect(truncate("abcdef", 4)).toBe("abc…");
    expect(truncate("漢字漢字", 5)).toBe("漢字…");
  });
});

describe("formatTable", () => {
  it("aligns columns, numbers to the right, and makes cells harmless", () => {
    expect(
      formatTable(
        ["NAME", "N"],
        [
          ["a\u001b[2J\nb", "1"],
          ["漢字", "1,000"],
        ],
        [1],
      ),
    ).toBe("NAME      N\na b       1\n漢字  1,000");
  });
});
