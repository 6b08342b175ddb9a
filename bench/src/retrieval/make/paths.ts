/** Folders and names by which tests, copies and what a machine wrote are known. */
const ASIDE = [
  /(?:^|\/)(?:__tests__|tests?|testing|specs?|e2e|fixtures?|testdata|__mocks__|mocks?|snapshots?)\//i,
  /(?:^|\/)[^/]*(?:\.|-|_)(?:tests?|specs?|bench)\.[^/]+$/i,
  /(?:^|\/)(?:test_[^/]*|conftest)\.py$/,
  /(?:Tests?|Specs?)\.(?:java|kt|cs|swift|php|scala|groovy)$/,
  /(?:^|\/)[^/]*(?:[-_.](?:[Tt]ests?|testing|specs?)|[a-z]Tests?)\//,
  /(?:^|\/)(?:vendor(?:ed)?|third_party|node_modules|dist|build|generated|__generated__|locales?)\//i,
  /(?:^|\/)(?:examples?|samples?|demos?|bench(?:es|marks?)?|playground)\//i,
  /(?:^|\/)\./,
  /(?:^|\/)docs?\/(?:.*\/)?conf\.py$/,
  /(?:^|\/)(?:package\.swift|gemfile|rakefile|setup\.py|[^/]*\.(?:podspec|gemspec|gradle|gradle\.kts|config\.[cm]?[jt]s))$/i,
  /(?:\.min\.[a-z]+|\.pb\.go|_pb2\.py|\.g\.cs|\.Designer\.cs|\.generated\.[a-z]+|\.d\.ts)$/,
  /(?:^|\/)(?:change(?:s|log)|history|releases?|news|licen[cs]e|contributing|code_of_conduct|security)[^/]*\.[a-z]+$/i,
];

/** Whether a file can be an answer: product text that people wrote, neither a test, an example, a copy nor a changelog. */
export function isProduct(path: string): boolean {
  return !ASIDE.some((pattern) => pattern.test(path));
}
