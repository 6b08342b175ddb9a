import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Piece } from "../../../src/indexing/chunk/chunker.ts";
import { chunksOf } from "./check.ts";
import { fixtures } from "./fixtures.ts";

const NAMES = [...fixtures.keys()];

/** Cuts, doubles, shuffles and overwrites a text at arbitrary places. */
const mutation = fc.oneof(
  fc.record({ kind: fc.constant("truncate" as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    kind: fc.constant("splice" as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 80 }),
    text: fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        "{",
        "}",
        "(",
        ")",
        "/*",
        "*/",
        '"""',
        "`",
        "'",
        '"',
        "\n",
        "#if X\n",
        "end\n",
        "\0",
        "\r",
        "\ud800",
      ),
    ),
  }),
  fc.record({
    kind: fc.constant("repeat" as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 300 }),
  }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(text: string, change: Mutation): string {
  const at = Math.floor(change.at * text.length);
  if (change.kind === "truncate") return text.slice(0, at);
  if (change.kind === "splice") return text.slice(0, at) + change.text + text.slice(at + change.length);
  return text.slice(0, at + change.length) + text.slice(at);
}

const linesOf = (text: string, { startLine, endLine }: Piece): string =>
  text
    .split("\n")
    .slice(startLine - 1, endLine)
    .join("\n");

describe("cutting a damaged file", () => {
  it("covers every line once, and says the same each time", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.array(mutation, { minLength: 1, maxLength: 4 }), (name, changes) => {
        const text = changes.reduce(mutate, fixtures.get(name)!);
        const pieces = chunksOf(name, text);
        expect(chunksOf(name, text)).toEqual(pieces);
        for (const { signature } of pieces) expect(signature?.length ?? 0).toBeLessThanOrEqual(200);
      }),
      { numRuns: 400 },
    );
  });

  /** A line that no parser makes sense of, in a body in the middle of the file. */
  it.each([
    [
      "router.py",
      "        raise RouteError(path)\n",
      "        raise (((\n",
      ["compile_pattern", "Router.add", "fallback", "main"],
    ],
    [
      "store.ts",
      "    this.#values.set(key, value);\n",
      "    this.#values.set(key, ;\n",
      ["open", "Store", "keysOf", "Codecs"],
    ],
    ["app.js", "  return this;\n", "  return this }};\n", ["listen", "Router", "Router.match", "Cache", "lines"]],
    [
      "router.go",
      "\tr.routes[path] = h\n",
      "\tr.routes[path] = = h (\n",
      ["New", "Router.Match", "node.insert", "Map"],
    ],
    [
      "glob.rs",
      "        Ok(Glob { text, tokens })\n",
      "        Ok(Glob { text, \n",
      ["Glob", "Token", "Match", "glob", "read"],
    ],
    [
      "Cache.java",
      "    return value;\n  }\n\n  protected",
      "    return value;\n\n  protected",
      ["Cache", "Cache.get", "Entry"],
    ],
  ])("keeps the definitions around the damage in %s", (name, sound, broken, symbols) => {
    const text = fixtures.get(name)!;
    expect(text).toContain(sound);
    const found = chunksOf(name, text.replace(sound, broken)).flatMap((piece) => piece.symbols);
    expect(found).toEqual(expect.arrayContaining(symbols));
  });
});

describe("editing one definition", () => {
  it("leaves all pieces alone whose lines it does not touch", () => {
    const bodies = NAMES.flatMap((name) =>
      chunksOf(name, fixtures.get(name)!)
        .filter(({ symbols, startLine, endLine }) => symbols.length === 1 && endLine - startLine >= 14)
        .map((piece) => ({ name, piece })),
    );
    expect(bodies.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.nat(), fc.nat({ max: 3 }), ({ name, piece }, where, count) => {
        const text = fixtures.get(name)!;
        const lines = text.split("\n");
        // Repeating a whole line of a body, or taking a statement's worth of blank lines in, keeps its brackets as they are.
        const simple = lines
          .map((line, at) => ({ line, at }))
          .slice(piece.startLine + 2, piece.endLine - 2)
          .filter(({ line }) => /^\s+[\w.$@#:]+(?: = .*|\(.*\))?;?$/.test(line) && !/[{}]/.test(line));
        fc.pre(simple.length > 0);
        const { at, line } = simple[where % simple.length]!;
        const edited = [
          ...lines.slice(0, at),
          ...Array.from({ length: count }, () => line),
          ...lines.slice(at + (count === 0 ? 1 : 0)),
        ];
        const before = chunksOf(name, text)
          .filter(({ startLine }) => startLine !== piece.startLine)
          .map((other) => linesOf(text, other));
        const after = new Set(chunksOf(name, edited.join("\n")).map((other) => linesOf(edited.join("\n"), other)));
        expect(before.filter((content) => !after.has(content))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
