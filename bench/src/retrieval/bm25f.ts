import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HITS, type Method } from "./method.ts";
import { cut } from "./bm25f/cut.ts";
import { scoreWords, weigh, type Field } from "./bm25f/fields.ts";
import { priorsFor } from "./bm25f/priors.ts";
import { queryTokensOf, tokensOf } from "./bm25f/tokens.ts";

const FIELDS: readonly Field[] = [
  { weight: 1, b: 0.75 }, // text
  { weight: 3, b: 0.5 }, // names that are defined
  { weight: 3, b: 0.3 }, // path
  { weight: 0.5, b: 0.3 }, // types around
];
const K1 = 2.4;
const FILE = { worth: 1.8, parts: 4, decay: 0.9 };
const DEFINES = { exactly: 0.5, otherwise: 0.35, inSentence: 0.5 };

interface Found {
  readonly path: string;
  readonly symbols: readonly string[];
}

/** BM25 over several fields, then by what kind of file it is, what it defines, and what else its file holds. No parser. */
export const bm25f: Method = {
  async build({ root, paths }) {
    const found: Found[] = [];
    const texts: string[][][] = [];
    for (const path of paths) {
      const lines = (await readFile(join(root, path), "utf8")).split("\n");
      for (const { start, end, symbols, enclosing } of cut(lines, path)) {
        found.push({ path, symbols });
        const body = lines.slice(start, end).join("\n");
        texts.push([body, symbols.join(" "), searchedPath(path), enclosing.join(" ")].map(tokensOf));
      }
    }
    const words = weigh(texts, FIELDS);
    const definers = new Map<string, number[]>();
    for (const [part, { symbols }] of found.entries()) {
      for (const name of new Set(symbols.map((symbol) => symbol.toLowerCase()))) {
        const list = definers.get(name);
        if (list) list.push(part);
        else definers.set(name, [part]);
      }
    }

    return {
      search(query) {
        const scores = scoreWords(words, queryTokensOf(query), K1);
        const best = maximum(scores.values());
        for (const { name, share } of namesIn(query)) {
          for (const part of definers.get(name.toLowerCase()) ?? []) {
            const bonus = found[part]!.symbols.includes(name) ? DEFINES.exactly : DEFINES.otherwise;
            scores.set(part, (scores.get(part) ?? 0) + bonus * share * best);
          }
        }
        const priorOf = priorsFor(query);
        for (const [part, score] of scores) scores.set(part, score * priorOf(found[part]!.path));
        return [...withFiles(scores, found)]
          .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b)
          .slice(0, HITS)
          .map(([part]) => found[part]!.path);
      },
      close: () => undefined,
    };
  },
};

/** The name of the file twice and the three folders around it once. */
function searchedPath(path: string): string {
  const folders = path.split("/");
  const name = folders.pop()!.replace(/(?<=.)\.[^.]*$/, "");
  return [name, name, ...folders.slice(-3)].join(" ");
}

/** What a query names: all of it if that is one word, otherwise words that only code has. */
function namesIn(query: string): { name: string; share: number }[] {
  const words = query.match(/[\p{L}_$][\p{L}\p{N}_$]*[?!]?/gu) ?? [];
  if (words.length === 1) return [{ name: words[0], share: 1 }];
  const names = new Set(words.filter((word) => /\p{Ll}\p{Lu}|\p{L}_\p{L}|\p{Lu}{2}\p{Ll}/u.test(word)));
  return [...names].map((name) => ({ name, share: DEFINES.inSentence }));
}

/** Adds to each part what its file is worth by its best parts, in the measure in which it is one of them. */
function withFiles(scores: ReadonlyMap<number, number>, found: readonly Found[]): Map<number, number> {
  const byFile = Map.groupBy(scores, ([part]) => found[part]!.path);
  const sums = new Map<string, { sum: number; best: number }>();
  for (const [path, parts] of byFile) {
    const sorted = parts.map(([, score]) => score).sort((a, b) => b - a);
    const sum = sorted.slice(0, FILE.parts).reduce((total, score, at) => total + score * FILE.decay ** at, 0);
    sums.set(path, { sum, best: sorted[0]! });
  }
  const best = maximum(scores.values());
  const most = maximum([...sums.values()].map(({ sum }) => sum));
  return new Map(
    [...scores].map(([part, score]) => {
      const file = sums.get(found[part]!.path)!;
      return [part, score + FILE.worth * best * (file.sum / most) * (score / file.best)];
    }),
  );
}

function maximum(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}
