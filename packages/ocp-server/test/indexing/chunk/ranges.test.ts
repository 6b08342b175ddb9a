import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkText } from "../../../src/indexing/chunk/chunk-file.ts";
import { sourceRanges } from "../../../src/indexing/chunk/ranges.ts";
import { decodeText } from "../../../src/indexing/detect.ts";

function rangesOf(bytes: Uint8Array, language = "text") {
  const decoded = decodeText(bytes);
  if (decoded.kind !== "text") throw new Error(decoded.reason);
  const pieces = chunkText({ text: decoded.text, path: "a", language });
  return { decoded, pieces, ranges: sourceRanges(bytes, decoded, pieces) };
}

/** The ranges lie end to end over the bytes, and each one's content is what its own bytes decode to. */
function expectFaithful(bytes: Uint8Array, language?: string): void {
  const { decoded, pieces, ranges } = rangesOf(bytes, language);
  expect(ranges.map(({ content }) => content).join("")).toBe(decoded.text);
  if (decoded.text === "") return expect(ranges).toEqual([]);
  expect(ranges[0]!.start_byte).toBe(0);
  expect(ranges.at(-1)!.end_byte).toBe(bytes.length);
  for (const [at, { start_byte, end_byte, start_line, end_line, content }] of ranges.entries()) {
    expect([start_line, end_line]).toEqual([pieces[at]!.startLine, pieces[at]!.endLine]);
    if (at > 0) expect(start_byte).toBe(ranges[at - 1]!.end_byte);
    expect(end_byte).toBeGreaterThan(start_byte);
    const own = new TextDecoder(decoded.encoding, { ignoreBOM: at > 0 }).decode(bytes.subarray(start_byte, end_byte));
    expect(own).toBe(content);
  }
}

const lines = (count: number, end: string) => Array.from({ length: count }, (_, i) => `línea ${i} 漢🎉${end}`).join("");

describe("byte ranges", () => {
  it("refer to the bytes as they are: CRLF, CR, no last line end", () => {
    for (const text of [
      lines(200, "\n"),
      lines(200, "\r\n"),
      lines(200, "\r"),
      `${lines(100, "\n")}last`,
      `a\rb\n${lines(100, "\r\n")}`,
      "\n".repeat(300),
      "x",
    ]) {
      expectFaithful(Buffer.from(text));
    }
  });

  it("count the byte-order mark in the first piece, and both bytes of UTF-16", () => {
    const text = lines(200, "\r\n");
    expectFaithful(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]));
    const utf16 = Buffer.from(`\uFEFF${text}\u0a0a\u0d0dodd`, "utf16le");
    expectFaithful(utf16);
    expectFaithful(Buffer.from(utf16).swap16());
    expectFaithful(Buffer.concat([utf16, Buffer.from([0x41])]));
  });

  it("hold for bytes that are not valid UTF-8", () => {
    expectFaithful(Buffer.from("größe über alles, schön und gut\n".repeat(200), "latin1"));
    expectFaithful(
      Buffer.concat([
        Buffer.from("ok, this is text ".repeat(20)),
        Buffer.from([0xe6, 0xbc, 0x0a, 0xf0, 0x9f, 0x0d, 0x0a]),
        Buffer.from(lines(100, "\n")),
      ]),
    );
  });

  it("leave a file with only a byte-order mark without pieces", () => {
    expect(rangesOf(Buffer.from([0xef, 0xbb, 0xbf])).ranges).toEqual([]);
    expect(rangesOf(new Uint8Array()).ranges).toEqual([]);
  });

  it("hold for any text in any encoding", () => {
    const part = fc.constantFrom(
      "a",
      "function f() {\n",
      "}\n",
      "\n",
      "\r\n",
      "\r",
      "é",
      "漢",
      "🎉",
      "# h\n",
      "  ",
      "x".repeat(500),
      "class A:\n",
    );
    const text = fc.array(part, { maxLength: 120 }).map((parts) => parts.join(""));
    const language = fc.constantFrom("text", "markdown", "javascript", "python", "yaml");
    fc.assert(
      fc.property(
        text,
        language,
        fc.constantFrom("utf-8" as const, "mark" as const, "utf-16le" as const, "utf-16be" as const),
        (content, name, encoding) => {
          const utf16 = Buffer.from(`\uFEFF${content}`, "utf16le");
          const bytes = {
            "utf-8": Buffer.from(content),
            mark: Buffer.from(`\uFEFF${content}`),
            "utf-16le": utf16,
            "utf-16be": Buffer.from(utf16).swap16(),
          }[encoding];
          expectFaithful(bytes, name);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("hold for any bytes that count as text", () => {
    const byte = fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
      { weight: 4, arbitrary: fc.constantFrom(10, 13) },
      { weight: 1, arbitrary: fc.integer({ min: 0x80, max: 0xff }) },
    );
    fc.assert(
      fc.property(fc.array(byte, { minLength: 1, maxLength: 400 }), (values) => {
        const bytes = Uint8Array.from(values);
        if (decodeText(bytes).kind === "text") expectFaithful(bytes, "markdown");
      }),
      { numRuns: 500 },
    );
  });
});
