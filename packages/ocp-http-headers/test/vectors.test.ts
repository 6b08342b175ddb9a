import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromFieldValue, toFieldValue } from "../src/headers/ascii.ts";
import { withContextId, withoutContextId } from "../src/headers/baggage.ts";
import { parseContext, parseContextAsync, toHeaders, type ContextDetail, type ContextInit } from "../src/index.ts";

interface Vectors {
  field_values: { text: string; longest: number; value: string }[];
  encode: { name: string; context: ContextInit; detail: ContextDetail; headers: Record<string, string> }[];
  decode: { name: string; headers: Record<string, string>; context: object | null; strict_reason?: string }[];
  baggage: { name: string; baggage: string | null; context_id: string; with: string; without: string | null }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL("../../../spec/vectors/agent-context.json", import.meta.url), "utf8"),
);

describe("the vectors of OCP-0003", () => {
  it.each(vectors.field_values)("write $text in at most $longest characters as $value", ({ text, longest, value }) => {
    expect(toFieldValue(text, longest)).toBe(value);
    if (longest >= 64) expect(fromFieldValue(value)).toBe(text);
  });

  it.each(vectors.encode)("encode $name", ({ context, detail, headers }) => {
    expect(toHeaders(context, { detail })).toEqual(headers);
  });

  it.each(vectors.decode)("decode $name", async ({ headers, context, strict_reason }) => {
    const read = parseContext(headers);
    if (context === null) expect(read).toBeNull();
    else expect(read).toMatchObject(context);
    expect(parseContext(headers, { strict: true }).reason).toBe(strict_reason ?? null);
    expect((await parseContextAsync(headers))?.context_id).toBe(read?.context_id);
    expect((await parseContextAsync(headers, { strict: true })).reason).toBe(strict_reason ?? null);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(vectors.baggage)("carry the id as baggage: $name", ({ baggage, context_id, ...expected }) => {
    const carried = withContextId(baggage ?? undefined, context_id);
    expect(carried).toBe(expected.with);
    expect(withoutContextId(carried) ?? null).toBe(expected.without);
  });
});
