// What each part of the ranking is worth: the queries of M3 ranked again without it; and the weights fitted to all
// repositories but those that are measured.
import { resolve } from "node:path";
import { openWorkbench, order, WEIGHTS, type Weights } from "ocp-server/workbench";
import { printTable, round } from "./report.ts";
import { fit, gains, m3, weighted, type Case, type Ranking } from "./retrieval/fit.ts";
import { indexTree, listChunks } from "./retrieval/ocp.ts";
import { INPUT, readQueries } from "./retrieval/queries.ts";
import { readReferences } from "./retrieval/references.ts";
import { scoreTable } from "./retrieval/score-table.ts";
import { HEADLINE } from "./retrieval/tally.ts";
import { eachTree } from "./retrieval/trees.ts";

const [queriesFile, checkouts] = process.argv.slice(2);
if (queriesFile === undefined || checkouts === undefined) {
  console.error(`Usage: pnpm bench:ranking <queries.jsonl> <checkouts-folder>   (absolute paths)\n\n${INPUT}`);
  process.exit(1);
}

const cases: Case[] = [];
const queries = await readQueries(resolve(queriesFile));
/** Of queries in people's own words: those whose answer may well not be here are those about another repository. */
const ASKED = queries.filter(({ kind }) => kind === "k2" || kind === "k3");
const bests: { own: boolean; score: number }[] = [];
await eachTree(queries, checkouts, async (tree, server, dbPath) => {
  const workspace = await indexTree(server, tree.root);
  const references = readReferences(await listChunks(server, workspace));
  await using workbench = await openWorkbench(dbPath);
  for (const { kind: written, query, relevant } of tree.queries) {
    const kind = tree.whole ? written : "k1s";
    const material = HEADLINE.includes(kind) ? await workbench.gather(workspace, query) : undefined;
    if (material) cases.push({ repo: tree.repo, kind, material, relevant, references });
  }
  for (const { repo, query } of tree.whole ? ASKED : []) {
    const material = await workbench.gather(workspace, query);
    const best = material && order(material)[0];
    // What defines a name that was asked for is shown whatever its score.
    const score = best && best.parts.definition === 0 ? material.scale.toScore(best.score) : Number(best !== undefined);
    bests.push({ own: repo === tree.repo, score });
  }
});

const noPlaces: Weights["places"] = { tests: 1, vendored: 1, examples: 1, records: 1, prose: 1, rareFamily: 0 };
const nothing = Object.fromEntries(Object.keys(WEIGHTS.file).map((name) => [name, 0])) as Weights["file"];
const withFile = (changed: Partial<Weights["file"]>): Weights => ({
  ...WEIGHTS,
  file: { ...WEIGHTS.file, ...changed },
});
const withPlaces = (changed: Partial<Weights["places"]>): Weights => ({
  ...WEIGHTS,
  places: { ...WEIGHTS.places, ...changed },
});

const withoutParts: Record<string, Weights> = {
  all: WEIGHTS,
  "best chunk alone": { ...WEIGHTS, file: { ...nothing, best: 1 }, places: noPlaces },
  "best chunk and places": { ...WEIGHTS, file: { ...nothing, best: 1 } },
  "chunks instead of files": { ...WEIGHTS, fileShare: 0 },
  "without sum": withFile({ sum: 0 }),
  "without union": withFile({ union: 0 }),
  "without sum and union": withFile({ sum: 0, union: 0 }),
  "without coverage": withFile({ coverage: 0 }),
  "without signature": withFile({ signature: 0 }),
  "without shortened names": withFile({ shortName: 0, shortSymbol: 0 }),
  "without compounds": withFile({ compound: 0 }),
  "without scope": withFile({ scope: 0 }),
  "without the file's own name": withFile({ name: 0 }),
  "without deeds": { ...WEIGHTS, deed: 1 },
  "without names in sentences": { ...WEIGHTS, insideSentence: 0 },
  "without the place of tests": withPlaces({ tests: 1 }),
  "without the place of vendored files": withPlaces({ vendored: 1 }),
  "without the place of examples": withPlaces({ examples: 1 }),
  "without the place of records": withPlaces({ records: 1 }),
  "without the place of prose": withPlaces({ prose: 1, rareFamily: 0 }),
  "without any places": withPlaces(noPlaces),
};
/** Another order of the shipped ranking's files: each file's score, changed by what the others say of it. */
const lifted =
  (lift: (score: number, path: string, files: ReadonlyMap<string, number>, each: Case) => number): Ranking =>
  (each) => {
    const files = new Map<string, number>();
    for (const { candidate, score } of order(each.material)) {
      if (!files.has(candidate.path)) files.set(candidate.path, score);
    }
    const scores = [...files].map(([path, score]) => ({ path, score: lift(score, path, files, each) }));
    return scores.sort((a, b) => b.score - a.score).map(({ path }) => path);
  };
/** What the ten best files, that a link connects with one, lend it. */
const lent = (linked: (from: string, to: string, each: Case) => boolean): Ranking =>
  lifted((score, path, files, each) => {
    const best = [...files].slice(0, 10).filter(([other]) => other !== path && linked(other, path, each));
    return score + 0.01 * best.reduce((sum, [, worth]) => sum + worth, 0);
  });

const rankings: Record<string, Ranking> = {
  ...Object.fromEntries(Object.entries(withoutParts).map(([name, weights]) => [name, weighted(weights)])),
  "files that many refer to lifted": lifted(
    (score, path, _, { references }) => score * (1 + Math.log(1 + references.count(path))) ** 0.06,
  ),
  "files that found ones refer to lifted": lent((from, to, { references }) => references.refers(from, to)),
  "files that refer to found ones lifted": lent((from, to, { references }) => references.refers(to, from)),
};
printTable(
  `Ranking, ${cases.length} queries of ${HEADLINE.join(", ")}`,
  Object.entries(rankings).map(([name, ranking]) => ({ ranking: name, M3: round(m3(gains(cases, ranking)), 3) })),
);

/** Hits of each query that are looked at for what a score says. */
const JUDGED = 10;
const judged = cases.flatMap(({ material, relevant }) =>
  order(material)
    .slice(0, JUDGED)
    .map(({ candidate, score }) => ({
      score: material.scale.toScore(score),
      answers: relevant.some(({ path }) => path === candidate.path),
    })),
);
printTable("What a score says", scoreTable(judged));

printTable(
  "How good the best hit is",
  [true, false].map((own) => {
    const scores = bests.filter((each) => each.own === own).map(({ score }) => score);
    const below = (limit: number): string =>
      `${round((100 * scores.filter((score) => score < limit).length) / scores.length, 1)} %`;
    return {
      "k2 and k3 asked of": own ? "their repository" : "each other one",
      queries: scores.length,
      "best below 0.08": below(0.08),
      "below 0.12": below(0.12),
    };
  }),
);

/** Of more repositories than this several are left out at once: a fit to so many queries takes minutes. */
const MOST_FITS = 6;
const repositories = [...new Set(cases.map(({ repo }) => repo))];
const groups = Map.groupBy(repositories, (repo) => repositories.indexOf(repo) % MOST_FITS);
const shipped = gains(cases, weighted(WEIGHTS));
const folds = [...groups.values()].flatMap((group) => {
  console.error(`${group.join(", ")}: fitting to the others`);
  const fitted = weighted(
    fit(
      cases.filter(({ repo }) => !group.includes(repo)),
      WEIGHTS,
    ),
  );
  return group.map((repo) => {
    const own = cases.filter((each) => each.repo === repo);
    return { repo, elsewhere: gains(own, fitted), shipped: gains(own, weighted(WEIGHTS)) };
  });
});
printTable(
  "Weights fitted to other repositories",
  [...folds, { repo: "all", elsewhere: folds.flatMap(({ elsewhere }) => elsewhere), shipped }].map((each) => ({
    repository: each.repo,
    queries: each.shipped.length,
    "M3, fitted elsewhere": round(m3(each.elsewhere), 3),
    "M3, shipped": round(m3(each.shipped), 3),
  })),
);
