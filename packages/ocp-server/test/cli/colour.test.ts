import { describe, expect, it } from "vitest";
import { createPaint, wantsColour } from "../../src/cli/colour.ts";

describe("wantsColour", () => {
  it("follows FORCE_COLOR, then NO_COLOR, then the terminal", () => {
    expect(wantsColour({}, true)).toBe(true);
    expect(wantsColour({}, false)).toBe(false);
    expect(wantsColour({ TERM: "dumb" }, true)).toBe(false);
    expect(wantsColour({ NO_COLOR: "1" }, true)).toBe(false);
    expect(wantsColour({ NO_COLOR: "" }, true)).toBe(true);
    expect(wantsColour({ FORCE_COLOR: "1", NO_COLOR: "1" }, false)).toBe(true);
    expect(wantsColour({ FORCE_COLOR: "0" }, true)).toBe(false);
  });
});

describe("createPaint", () => {
  it("writes escape sequences only when asked to", () => {
    expect(createPaint(true).match("x")).toBe("\u001b[1m\u001b[33mx\u001b[39m\u001b[22m");
    expect(createPaint(true).bad("")).toBe("");
    for (const mark of Object.values(createPaint(false))) expect(mark("x")).toBe("x");
  });
});
