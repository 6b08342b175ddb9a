import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/retrieval/analyse.ts";
import { wordParts } from "../../src/retrieval/words.ts";
import { processorTime } from "../processor-time.ts";

describe("wordParts", () => {
  it.each([
    ["getUserName", ["get", "user", "name"]],
    ["parseHTTPUrl2", ["parse", "http", "url", "2"]],
    ["HTTPServer", ["http", "server"]],
    ["getURLs", ["get", "urls"]],
    ["URLs", ["urls"]],
    ["_private__thing_", ["private", "thing"]],
    ["MAX_RETRY_COUNT", ["max", "retry", "count"]],
    ["x86_64", ["x", "86", "64"]],
    ["ÉcoleNormale", ["école", "normale"]],
    ["___", []],
  ])("takes %s apart at underscores, capitals and digits", (word, parts) => {
    expect(wordParts(word)).toEqual(parts);
  });
});

describe("analyse", () => {
  it("gives the whole of an identifier and then its stemmed parts", () => {
    expect(analyse("resolve_redirects(resp)")).toEqual(["resolveredirects", "resolv", "redirect", "resp"]);
  });

  it("finds one name under every style of writing it", () => {
    const wholes = ["getUserName", "get_user_name", "GetUserName", "GET_USER_NAME"].map((name) => analyse(name)[0]);
    expect(new Set(wholes)).toEqual(new Set(["getusername"]));
  });

  it("keeps the letters of every script and pairs those of scripts without spaces", () => {
    expect(analyse("Привет, мир! naïve")).toEqual(["привет", "мир", "naïve"]);
    expect(analyse("検索の索引")).toEqual(["検索", "索の", "の索", "索引"]);
    expect(analyse("猫 한국어")).toEqual(["猫", "한국", "국어"]);
  });

  it("treats full-width letters and ligatures as the letters they stand for", () => {
    expect(analyse("ＡＢＣ ﬁle")).toEqual(["abc", "file"]);
  });

  it("keeps a checksum whole, and leaves out data that no one would type", () => {
    const checksum = "a94f7c0e1b2d3c4e5f60718293a4b5c6d7e8f901";
    expect(analyse(checksum)).toEqual([checksum]);
    expect(analyse("QUJD".repeat(100))).toEqual([]);
  });

  it("makes tokens without spaces, quotes, punctuation and control characters of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        for (const token of analyse(text)) expect(token).toMatch(/^[\p{L}\p{M}\p{N}]{1,64}$/u);
      }),
      { numRuns: 500 },
    );
  });

  it("reads ASCII words alike whether or not other characters stand beside them", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abcXYZ019_ .-'\n".split("")), maxLength: 60 }), (text) => {
        expect(analyse(`${text} é`)).toEqual([...analyse(text), "é"]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(["a", "aB1", "漢", "\u0301", "ﷺ ", "_", "a "])("reads a million times %j without trouble", async (unit) => {
    const spent = await processorTime(() => {
      const tokens = analyse(unit.repeat(1_000_000 / unit.length));
      expect(tokens.every(({ length }) => length <= 64)).toBe(true);
    });
    expect(spent).toBeLessThan(5_000);
  });
});
