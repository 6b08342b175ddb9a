import { describe, expect, it } from "vitest";
import { nearest } from "../src/nearest.ts";
import { processorTime } from "./processor-time.ts";

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

  it("does not work hard on a word that is far too long", async () => {
    const word = "x".repeat(10_000_000);
    const spent = await processorTime(() => expect(nearest(word, commands)).toBeUndefined());
    expect(spent).toBeLessThan(500); // a tenth in truth; comparing letter by letter takes seconds
  });
});
