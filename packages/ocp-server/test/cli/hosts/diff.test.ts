import { describe, expect, it } from "vitest";
import { createPaint } from "../../../src/cli/colour.ts";
import { formatDiff } from "../../../src/cli/hosts/diff.ts";

const diff = (before: string, after: string) => formatDiff(before, after, createPaint(false));

describe("formatDiff", () => {
  it("shows what changed with two lines around it", () => {
    expect(diff("1\n2\n3\n4\n5\n6\n", "1\n2\n3\nx\ny\n5\n6\n")).toBe("  2\n  3\n- 4\n+ x\n+ y\n  5\n  6");
    expect(diff("", "a\n")).toBe("+ a");
    expect(diff("a\na\n", "a\na\na\n")).toBe("  a\n  a\n+ a");
  });

  it("covers secrets and removes control characters", () => {
    expect(
      diff('"API_KEY": "hunter2",\ntoken = \'hunter2\'\n', '"API_KEY": "hunter2",\ntoken = \'hunter2\'\n\u001b[2Jx\n'),
    ).toBe('  "API_KEY": "…",\n  token = "…"\n+ x');
  });
});
