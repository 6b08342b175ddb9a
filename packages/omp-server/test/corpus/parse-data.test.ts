import { describe, expect, test } from "vitest";
import { parseJson, parseYaml } from "../../src/corpus/parse-data.ts";

describe("YAML", () => {
  test("is that of 1.2: times and yes are texts", () => {
    expect(parseYaml("at: 2026-01-02T03:04:05Z\nday: 2026-01-02\nanswer: yes\nnumber: 0o17\n")).toEqual({
      at: "2026-01-02T03:04:05Z",
      day: "2026-01-02",
      answer: "yes",
      number: 15,
    });
  });

  test.for([
    ["a: 1\n---\nb: 2\n", /exactly one/],
    ["", /exactly one/],
    ["a: !!js/function 'x'\n", /is not YAML/],
    ["a: 1\na: 2\n", /is not YAML/],
    ["a: {{x}}: y\n", /is not YAML/],
    [`a: &a [1]\nb: [${"*a,".repeat(500)}]\n`, /alias/i],
    ["a: *unknown\n", /is not YAML|unresolved|alias/i],
    [`${"[".repeat(300)}${"]".repeat(300)}`, /nests more than/],
  ] as const)("refuses %j", ([text, reason]) => expect(() => parseYaml(text)).toThrow(reason));

  test("refuses a flood of aliases in no time", () => {
    const bomb = ["a0: &a0 [x]", ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i},*a${i}]`)].join(
      "\n",
    );
    expect(() => parseYaml(bomb)).toThrow(/alias/i);
  });
});

describe("JSON", () => {
  test("may begin with a byte order mark", () => expect(parseJson("\uFEFF{}")).toEqual({}));
  test.for(["", "{", "{'a':1}", "NaN"])("refuses %j", (text) => expect(() => parseJson(text)).toThrow(/is not JSON/));
  test("refuses what nests too deep", () =>
    expect(() => parseJson(`${"[".repeat(5_000)}${"]".repeat(5_000)}`)).toThrow(/nests more than/));
  test("keeps a key that names a prototype as a key", () =>
    expect(Object.keys(parseJson('{"__proto__":{"a":1}}') as object)).toEqual(["__proto__"]));
});

test.for([
  ["x1", "is not JSON: Unexpected token 'x'"],
  ['{"secret": undefined}', "is not JSON: Unexpected token 'u'"],
  ["\u001b[2J", "is not JSON: Unexpected token '\uFFFD'"],
  ["", "is not JSON: Unexpected end of JSON input"],
] as const)("what is no JSON, as %j, is not quoted", ([text, message]) =>
  expect(() => parseJson(text)).toThrow(new Error(message)),
);
