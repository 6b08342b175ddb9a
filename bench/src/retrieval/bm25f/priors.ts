const TEST =
  /(?:^|\/)(?:__tests__|tests?|testing|specs?|e2e|fixtures?|testdata|__mocks__|mocks?)\/|(?:^|\/)(?:test_[^/]*|conftest)\.py$|[._-](?:tests?|specs?)\.[^/]+$|(?:Tests?|Specs?)\.\w+$|[-_.A-Za-z](?:[Tt]ests?)\//;
const VENDORED = /(?:^|\/)(?:vendor(?:ed)?|third_party|node_modules|dist|build|generated|external)\/|\.min\.\w+$/i;
const EXAMPLE = /(?:^|\/)(?:_?examples?|samples?|demos?|benchmarks?|bench|benches|playground)\//i;
const DATA =
  /(?:^|\/)(?:change(?:s|log)|history|releases?|news)[^/]*$|\.(?:json|lock|ya?ml|toml|csv|tsv|svg|xml|snap)$|-lock\.|\.sum$/i;

/** How much a file counts by where it is: a query that asks for tests or examples lifts what is held against those. */
export function priorsFor(query: string): (path: string) => number {
  const asks = /\b(?:tests?|testing|specs?|examples?|samples?|bench(?:mark)?s?)\b/i.test(query);
  return (path) => {
    if (VENDORED.test(path)) return 0.5;
    if (!asks && TEST.test(path)) return 0.4;
    if (!asks && EXAMPLE.test(path)) return 0.6;
    return DATA.test(path) ? 0.5 : 1;
  };
}
