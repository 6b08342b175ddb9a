import { describe, expect, it } from "vitest";
import { parseContext, parseContextAsync } from "../src/index.ts";
import { decodeHeaders } from "../src/headers/decode.ts";

describe("a hostile session", () => {
  it("inflates to a mebibyte and no further, with and without zlib", async () => {
    const { gzipSync } = await import("node:zlib");
    const bomb = `gzip:${gzipSync(JSON.stringify({ user: "a".repeat(20_000_000) })).toString("base64")}`;
    expect(bomb.length).toBeLessThan(27_000);
    const headers = { "OCP-Context-ID": "a", "OCP-Session": bomb };
    expect(parseContext(headers, { strict: true }).reason).toBe("session_too_long");
    const options = { strict: true, maxSessionLength: 30_000 } as const;
    expect(parseContext(headers, options).reason).toBe("session_too_large");
    expect((await parseContextAsync(headers, options)).reason).toBe("session_too_large");
  });

  it("of half a million brackets is read as what it is", () => {
    const deep = Buffer.from(`{"session":{"a":${"[".repeat(500_000)}${"]".repeat(500_000)}}}`).toString("base64");
    const read = parseContext({ "OCP-Context-ID": "a", "OCP-Session": deep }, { maxSessionLength: 2_000_000 });
    expect(JSON.stringify(read?.toHeaders()).length).toBeLessThan(2000);
  });
});

describe("a session that is no base64", () => {
  it.each(["A", "gzip:A", "AAAAA", "%", "=", "not base64 at all!"])("is refused, and nothing thrown: %s", (session) => {
    for (const strict of [false, true]) {
      const read = decodeHeaders({ "OCP-Context-ID": "a", "OCP-Session": session }, { strict });
      expect(read.reason).toMatch(/^session_not_/);
    }
  });
});
