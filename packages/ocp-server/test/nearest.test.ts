import { describe, expect, it } from "vitest";
import { nearest } from "../src/nearest.ts";

describe("nearest", () => {
  const commands = ["serve", "index", "search", "pack", "state", "workspaces", "doctor", "init"];

  it.each([
    ["serach", "search"],
    ["SEARCH", "search"],
    ["idnex", "index"],
    ["workspace", "workspaces"],
    ["docter", "doctor"],
    ["pakc", "pack"],
  ])("takes %s for %s", (word, meant) => {
    expect(nearest(word, commands)).toBe(meant);
  });

  it.each(["", "xy", "something else", "in"])("takes %j for nothing", (word) => {
    expect(nearest(word, commands)).toBeUndefined();
  });

  it("does not work hard on a word that is far too long", () => {
    const started = performance.now();
    expect(nearest("x".repeat(1_000_000), commands)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(100);
  });
});
