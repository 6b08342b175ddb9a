import fc from "fast-check";
import { countTokens as countCl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { openTokenCounter } from "../../src/retrieval/tokens.ts";
import { processorTime } from "../processor-time.ts";

// Counted with the reference implementation of these encodings, special tokens disallowed.
const COUNTED: readonly (readonly [text: string, cl100k: number, o200k: number])[] = [
  ["", 0, 0],
  ["hello world", 2, 2],
  ["<|endoftext|>", 7, 7],
  ["a <|fim_prefix|> b", 8, 8],
  ["\ufeffconst a = 1;\r\n", 7, 7],
  ["I'LL don't we've 'ſx", 11, 8],
  ["  indented\n\n\n\tcode();  \n", 7, 7],
  ["日本語のテキスト", 8, 6],
  ["👩‍👩‍👧 naïve café", 16, 11],
  ["1234567890 3.14", 8, 8],
  ["foo\n/bar;\n//baz", 6, 5],
  ["\u0085\u00a0x\u3000y", 6, 6],
  ["ǅungla ʰx AB\u0301c 漢Ab", 15, 14],
  ["x".repeat(300), 38, 38],
  ["\ud800 lone", 2, 2],
];

const cl100k = await openTokenCounter("cl100k_base");
const o200k = await openTokenCounter("o200k_base");
const PLAIN = { disallowedSpecial: new Set<string>() };

/** Texts of which another implementation has the same opinion: it drops byte order marks and knows fewer spaces. */
const text = fc.string({
  unit: fc.constantFrom(
    ..."abcdefGHIJ 019'\"_-=/.,;(){}<>\n\t\r".split(""),
    "  ",
    "    ",
    "'s",
    "'LL",
    "é",
    "É",
    "\u0301",
    "漢",
    "字",
    "あ",
    "ย",
    "ʰ",
    "ǅ",
    "😀",
    "𐐀",
    "<|endoftext|>",
    "return",
  ),
  maxLength: 80,
});

describe("openTokenCounter", () => {
  it.each(COUNTED)("counts %j as the reference does", (sample, inCl100k, inO200k) => {
    expect([cl100k.count(sample), o200k.count(sample)]).toEqual([inCl100k, inO200k]);
  });

  it("agrees with another implementation on any mixture of scripts, spaces and symbols", () => {
    fc.assert(
      fc.property(text, (sample) => {
        expect(cl100k.count(sample)).toBe(countCl100k(sample, PLAIN));
        expect(o200k.count(sample)).toBe(countO200k(sample, PLAIN));
      }),
      { numRuns: 1500 },
    );
  });

  it("agrees with it on runs so long that they are merged in another way", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."abcdeABé漢".split("")), minLength: 100, maxLength: 400 }),
        (sample) => {
          expect(cl100k.count(sample)).toBe(countCl100k(sample, PLAIN));
          expect(o200k.count(sample)).toBe(countO200k(sample, PLAIN));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("adds up over blocks that start with a bracket after a line break", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const block = `[${after}`;
        for (const counter of [cl100k, o200k]) {
          expect(counter.count(`${before}\n${block}`)).toBe(counter.count(`${before}\n`) + counter.count(block));
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each(["a", " ", "漢", "\u0301", "漢A"])("counts half a million times %j in a moment", async (unit) => {
    const sample = unit.repeat(500_000);
    const spent = await processorTime(() => {
      expect(cl100k.count(sample)).toBeGreaterThan(1000);
      expect(o200k.count(sample)).toBeGreaterThan(1000);
    });
    expect(spent).toBeLessThan(10_000);
  });

  it("gives up as soon as a limit is passed and is exact below it", async () => {
    const sample = "one two three four ".repeat(200_000);
    const whole = await processorTime(() => cl100k.count(sample));
    const spent = await processorTime(() => expect(cl100k.countWithin(sample, 100)).toBeUndefined());
    expect(spent).toBeLessThan(whole / 4);
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 60 }), (short, limit) => {
        const exact = cl100k.count(short);
        expect(cl100k.countWithin(short, limit)).toBe(exact <= limit ? exact : undefined);
      }),
    );
  });

  it("loads an encoding once", async () => {
    expect(await openTokenCounter("cl100k_base")).toBe(cl100k);
    expect([cl100k.name, o200k.name]).toEqual(["cl100k_base", "o200k_base"]);
  });

  it.each(["gpt-9", "", "toString", "__proto__"])(
    "refuses the unknown name %j and says which there are",
    async (name) => {
      await expect(openTokenCounter(name)).rejects.toMatchObject({
        code: "INVALID_PARAMS",
        details: { known: ["cl100k_base", "o200k_base"] },
      });
    },
  );
});
