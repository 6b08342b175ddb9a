import { describe, expect, it } from "vitest";
import { GRAMMARS } from "../../../src/indexing/chunk/grammar/all-rules.ts";
import { GRAMMAR_FILES, type GrammarName } from "../../../src/indexing/chunk/grammar/files.ts";
import { grammarOf, prepareChunker } from "../../../src/indexing/chunk/grammar/load.ts";
import { skeletonOf } from "../../../src/indexing/chunk/grammar/skeleton.ts";
import { scanLines } from "../../../src/indexing/chunk/scan.ts";
import { SHAPES } from "../../../src/indexing/chunk/shapes/all-shapes.ts";
import { splitLines } from "../../../src/indexing/chunk/split-lines.ts";
import { languageOf } from "../../../src/indexing/languages.ts";
import { fixtures } from "./fixtures.ts";

await prepareChunker();

/** Language → the grammars that its files may be parsed with. */
const USED: readonly [language: string, grammars: GrammarName[]][] = [...GRAMMARS].map(([language, rules]) => [
  language,
  [...new Set(["a", "a.tsx"].map((path) => rules.grammar({ path, language })))],
]);

describe("grammars", () => {
  it("can all be loaded, and all are used", () => {
    const names = Object.keys(GRAMMAR_FILES) as GrammarName[];
    for (const name of names) expect(grammarOf(name), name).toBeDefined();
    expect(new Set(USED.flatMap(([, grammars]) => grammars))).toEqual(new Set(names));
  });

  it("have the nodes that the tables name", () => {
    const tables = new Map([...GRAMMARS.values()].map((rules) => [rules, new Set<string>()]));
    for (const [language, grammars] of USED) {
      const known = tables.get(GRAMMARS.get(language)!)!;
      for (const name of grammars) for (const type of grammarOf(name)!.language.types) if (type) known.add(type);
    }
    for (const [rules, known] of tables) {
      const named = [...Object.keys(rules.definitions), ...rules.through.split(" ")];
      expect(named.filter((type) => !known.has(type))).toEqual([]);
    }
  });
});

describe("a text without bodies", () => {
  const skeletons = [...fixtures].flatMap(([path, text]) => {
    const language = languageOf(path)!.name;
    const rules = GRAMMARS.get(language);
    if (!rules) return [];
    const lines = splitLines(text);
    const { syntax } = SHAPES.get(language)!;
    const skeleton = skeletonOf(lines, scanLines(lines, syntax), syntax, rules.skeleton);
    return [{ path, lines, skeleton, parser: grammarOf(rules.grammar({ path, language }))!.parser }];
  });

  it("has the same lines, and less on them", () => {
    expect(skeletons.length).toBeGreaterThan(10);
    for (const { path, lines, skeleton } of skeletons) {
      expect(splitLines(skeleton.text).length, path).toBe(lines.length);
      expect(skeleton.text.length, path).toBeLessThan(lines.join("\n").length);
    }
  });

  it("parses where the whole text parses", () => {
    const parses = (parser: (typeof skeletons)[number]["parser"], text: string): boolean => {
      const tree = parser.parse(text)!;
      const { hasError } = tree.rootNode;
      tree.delete();
      return !hasError;
    };
    const sound = skeletons.filter(({ parser, lines }) => parses(parser, `${lines.join("\n")}\n`));
    expect(sound.length).toBeGreaterThan(10);
    expect(sound.filter(({ parser, skeleton }) => !parses(parser, skeleton.text)).map(({ path }) => path)).toEqual([]);
  });
});
