/** One tool call of the mix. */
export interface Call {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

const QUERIES = [
  "how are events correlated",
  "required fields of a type",
  "error codes",
  "capability permissions",
  "versioning rules",
  "schema validation of artifacts",
  "audit trail",
  "navigation between screens",
  "what is out of scope",
  "deprecated contract",
];

/**
 * What agents ask of a server of standards, in shares of a hundred: documents, searches, schemas, sections, lists,
 * examples, terms that are not there.
 */
export function makeCalls(contracts: readonly string[], count: number): Call[] {
  const pick = <T>(values: readonly T[], i: number): T => values[i % values.length]!;
  const make: readonly (readonly [share: number, (i: number) => Call])[] = [
    [30, (i) => ({ name: "get_contract_doc", arguments: { contract: pick(contracts, i), document: "SPECIFICATION" } })],
    [25, (i) => ({ name: "search_docs", arguments: { query: pick(QUERIES, i) } })],
    [15, (i) => ({ name: "get_schema", arguments: { contract: pick(contracts, i) } })],
    [10, (i) => ({ name: "get_outline", arguments: { contract: pick(contracts, i), document: "SPECIFICATION" } })],
    [10, () => ({ name: "list_contracts", arguments: {} })],
    [5, (i) => ({ name: "get_example", arguments: { contract: pick(contracts, i) } })],
    [5, (i) => ({ name: "resolve_term", arguments: { term: `term ${i}` } })],
  ];
  // Spread evenly and the same in every run.
  const deck = make.flatMap(([share, call]) => Array.from({ length: share }, () => call));
  return Array.from({ length: count }, (_, i) => deck[(i * 37) % deck.length]!(i));
}
