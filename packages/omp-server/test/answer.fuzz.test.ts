import fc from "fast-check";
import { expect, test } from "vitest";
import { createAnswers } from "../src/answers.ts";
import { openCorpus } from "../src/corpus/open.ts";
import { TOOLS } from "../src/tools/catalogue.ts";
import { SAMPLE, temporaryFolder, TIMESTAMP } from "./support.ts";

const CODES = ["not_found", "invalid_params", "unsupported_version"];

/** Values in which anything may stand where the tools look. */
const inputs = fc.oneof(
  fc.anything({ withNullPrototype: true, maxDepth: 3 }),
  fc.record(
    {
      contract: fc.oneof(fc.constantFrom("ABC", "XY", "ZZ", "__proto__", "constructor"), fc.string(), fc.jsonValue()),
      document: fc.oneof(fc.constantFrom("SPECIFICATION", "README", "toString"), fc.jsonValue()),
      version: fc.oneof(fc.constantFrom("0.9.0", "0.1.0", "9.9.9", "1.0", "00.1.0"), fc.string(), fc.jsonValue()),
      section: fc.oneof(fc.string(), fc.jsonValue()),
      example_id: fc.oneof(fc.constantFrom("first", "../first", "valueOf"), fc.string(), fc.jsonValue()),
      query: fc.oneof(fc.string({ unit: "grapheme", maxLength: 300 }), fc.jsonValue()),
      contracts: fc.jsonValue(),
      document_types: fc.jsonValue(),
      term: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
);

test("whatever is asked is answered or refused with a code of OMP, never with a fault or a stack", async () => {
  await using folder = await temporaryFolder(SAMPLE);
  const corpus = openCorpus({ root: folder.path });
  const faults: unknown[] = [];
  const answers = createAnswers(corpus, { onFault: (fault) => faults.push(fault) });
  fc.assert(
    fc.property(fc.constantFrom(...TOOLS.keys()), inputs, (tool, given) => {
      // As it comes over the wire.
      const text = JSON.stringify(given, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
      const input = text === undefined ? undefined : (JSON.parse(text) as unknown);
      const answer = answers.get(tool, input);
      const json = answer.json(TIMESTAMP);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(answer.object(TIMESTAMP))));
      expect(JSON.parse(`"${answer.escaped(TIMESTAMP)}"`)).toBe(json);
      if (!answer.isError) return;
      const { error } = JSON.parse(json) as { error: { code: string; message: string } };
      expect(CODES).toContain(error.code);
      expect(error.message).not.toContain(folder.path);
      expect(error.message.length).toBeLessThan(1_000);
    }),
    { numRuns: 2_000 },
  );
  expect(faults).toEqual([]);
});
