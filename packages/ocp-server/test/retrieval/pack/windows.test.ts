import type { Chunk } from "ocp-core";
import { describe, expect, it } from "vitest";
import { toPart } from "../../../src/retrieval/pack/part.ts";
import { windowsOf } from "../../../src/retrieval/pack/windows.ts";

const content = [
  "/** Loads it. */",
  "function load(path) {",
  "  const file = open(path);",
  "  check(file);",
  "  const cookie_jar = read(file);",
  "  jar.add(cookieJar);",
  "  close(file);",
  "}",
].join("\n");
const chunk: Chunk = {
  chunk_id: "c",
  workspace_id: "w",
  source: { uri: "file:///a", range: { start_line: 11, end_line: 18, start_byte: 0, end_byte: 1 } },
  content,
  content_hash: "h",
  language: "typescript",
  kind: "function",
  symbol: "load",
  version: 1,
  indexed_at: "2026-01-01T00:00:00.000Z",
  metadata: { path: "a.ts" },
};

function window(count: number, wanted: readonly string[]): string {
  const { start, lines } = windowsOf(toPart(chunk, 0), chunk, wanted).best(count);
  return `${start}-${start! + lines.length - 1}`;
}

describe("windowsOf", () => {
  it("finds the lines that hold most of what was asked for", () => {
    expect(window(2, ["cookiejar"])).toBe("15-16");
    expect(window(3, ["cookiejar", "clos"])).toBe("15-17");
  });

  it("starts at the line that says what it is where nothing tells more", () => {
    expect(window(1, ["nowhere"])).toBe("12-12");
    expect(windowsOf(toPart(chunk, 0), chunk, []).outline).toMatchObject({
      start: 12,
      lines: ["function load(path) {"],
    });
  });

  it("is the whole part where so many lines are asked for", () => {
    const part = toPart(chunk, 0);
    expect(windowsOf(part, chunk, ["cookie"]).best(8)).toBe(part);
  });
});
