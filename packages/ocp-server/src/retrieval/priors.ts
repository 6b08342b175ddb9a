import { familyOf, languageOf, type LanguageFamily } from "../indexing/languages.ts";
import { WEIGHTS, type PlaceWeights } from "./weights.ts";

/** A sort of file that is seldom what a question is about, unless the question says so. */
interface Prior {
  readonly sort: "tests" | "vendored" | "examples" | "records";
  readonly paths: readonly RegExp[];
  /** Words of a query that ask for just these files. */
  readonly asked: RegExp;
}

const PRIORS: readonly Prior[] = [
  {
    sort: "tests",
    paths: [
      /(?:^|\/)(?:tests?|__tests__|testdata|test-data|fixtures?|mocks?|__mocks__|__snapshots__|androidTest)\//,
      /(?:^|\/)specs?\/.*\.(?:rb|[jt]sx?)$/,
      /(?:^|\/)(?:test_[^/]*|conftest\.py|[^/]*[._-](?:tests?|spec)\.[^/]+|[^/]*Tests?\.(?:java|kt|cs|scala|swift|php))$/,
    ],
    asked: /\b(?:tests?|testing|tested|specs?|fixtures?|mock(?:s|ed|ing)?)\b/i,
  },
  {
    sort: "vendored",
    paths: [
      /(?:^|\/)(?:_?vendor|vendored|third[_-]?party|node_modules|external|extern|deps|dist|build|generated|__generated__)\//,
      /(?:\.min\.(?:js|css)|\.d\.[cm]?ts|[._](?:generated|pb|pb2)\.[^/]*|_pb2\.pyi?)$/,
    ],
    asked: /\b(?:vendor(?:ed)?|third.party|generated|node.modules|dist|typings?|declarations?|d\.ts)\b/i,
  },
  {
    sort: "examples",
    paths: [/(?:^|\/)(?:examples?|samples?|demos?|benchmarks?|benches|bench|playground|tutorials?)\//],
    asked: /\b(?:examples?|samples?|demos?|bench(?:mark)?(?:s|ing)?|playground|tutorials?)\b/i,
  },
  {
    sort: "records",
    paths: [
      /(?:^|\/)(?:change[_-]?log|changes|history|news|releases?|authors|contributors|licen[cs]e|copying|notice)(?:\.(?:md|rst|txt|adoc))?$/i,
      /\.(?:jsonl?|lock|csv|tsv|svg|map|snap|toml|ya?ml|ini|cfg)$/i,
    ],
    asked: /\b(?:change ?log|release notes|licen[cs]e|json|ya?ml|toml|csv|lock ?files?|manifest)\b/i,
  },
];

const PROSE_ASKED = /\b(?:documentation|readme|guides?|manual|handbook|wiki)\b/i;

/**
 * Answers for a path by how much its chunks count, above 0 and at most 1, given what the query asks for and how many
 * bytes of each language there are.
 */
export function createPathPrior(
  query: string,
  languages: ReadonlyMap<string, number>,
  places: PlaceWeights = WEIGHTS.places,
): (path: string) => number {
  // `test_models.py` and `TestClient` ask for tests too.
  const words = `${query} ${query.replaceAll(/(?<=[a-z])(?=[A-Z])|[_/.-]/g, " ")}`;
  const applied = PRIORS.filter(({ asked }) => !asked.test(words));
  const families = familyPriors(languages, PROSE_ASKED.test(words), places);
  return (path) => {
    const { priors, family } = placeOf(path);
    return applied.reduce(
      (factor, prior) => (priors.includes(prior) ? factor * places[prior.sort] : factor),
      families(family),
    );
  };
}

/** What a path says of its file, whatever is asked. */
interface Place {
  readonly priors: readonly Prior[];
  readonly family: LanguageFamily;
}

/** So many paths' places are remembered: searches of one workspace meet the same ones. */
const MOST_PLACES = 20_000;
const known = new Map<string, Place>();

function placeOf(path: string): Place {
  let place = known.get(path);
  if (!place) {
    place = {
      priors: PRIORS.filter(({ paths }) => paths.some((pattern) => pattern.test(path))),
      family: languageOf(path)?.family ?? "text",
    };
    if (known.size >= MOST_PLACES) known.clear();
    known.set(path, place);
  }
  return place;
}

function familyPriors(
  languages: ReadonlyMap<string, number>,
  asksForProse: boolean,
  { prose, rareFamily }: PlaceWeights,
): (family: LanguageFamily) => number {
  const bytes = new Map<LanguageFamily, number>();
  let total = 0;
  for (const [language, count] of languages) {
    const family = readAs(familyOf(language));
    bytes.set(family, (bytes.get(family) ?? 0) + count);
    total += count;
  }
  const factors = new Map<LanguageFamily, number>();
  const factorOf = (family: LanguageFamily): number => {
    const share = (bytes.get(family) ?? 0) / (total || 1) || 1;
    if (family !== "prose") return share ** rareFamily;
    return asksForProse ? 1 : share ** rareFamily * prose ** (1 - share);
  };
  return (own) => {
    const family = readAs(own);
    let factor = factors.get(family);
    if (factor === undefined) factors.set(family, (factor = factorOf(family)));
    return factor;
  };
}

const readAs = (family: LanguageFamily): LanguageFamily => (family === "text" ? "prose" : family);
