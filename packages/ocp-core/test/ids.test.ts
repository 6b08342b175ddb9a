import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalRootUri,
  chunkId,
  contentHash,
  fromFileUri,
  isAbsolutePath,
  isFileRoot,
  OcpError,
  toFileUri,
  workspaceId,
} from "../src/index.ts";

/** `spec/vectors/ids.json`, computed with another language's libraries. */
interface Vectors {
  canonical_roots: { root_uri: string; canonical: string; note: string }[];
  refused_roots: { root_uri: string; note: string }[];
  workspace_ids: { canonical: string; workspace_id: string }[];
  content_hashes: { bytes_hex: string; content_hash: string; note: string }[];
  chunk_ids: {
    workspace_id: string;
    uri: string;
    start_line: number | null;
    end_line: number | null;
    content_hash: string;
    chunk_id: string;
    note: string;
  }[];
}
const vectorsFile = new URL("../../../spec/vectors/ids.json", import.meta.url);
const vectors = JSON.parse(readFileSync(vectorsFile, "utf8")) as Vectors;

const shown = <T extends { root_uri: string }>(rows: T[]): (T & { root: string })[] =>
  rows.map((row) => ({ ...row, root: JSON.stringify(row.root_uri) }));

const sha256 = (data: Uint8Array): Uint8Array => createHash("sha256").update(data).digest();

const refusal = (root: string): unknown => {
  try {
    canonicalRootUri(root);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe("the published vectors", () => {
  it.each(shown(vectors.canonical_roots))("makes $root $canonical ($note)", ({ root_uri, canonical }) => {
    expect(canonicalRootUri(root_uri)).toBe(canonical);
  });

  it.each(vectors.canonical_roots)("leaves $canonical as it is", ({ canonical }) => {
    expect(canonicalRootUri(canonical)).toBe(canonical);
  });

  it.each(shown(vectors.refused_roots))("refuses $root ($note)", ({ root_uri }) => {
    expect(OcpError.is(refusal(root_uri), "INVALID_PARAMS")).toBe(true);
  });

  it.each(vectors.workspace_ids)("gives $canonical the id $workspace_id", ({ canonical, workspace_id }) => {
    expect(workspaceId(canonical, sha256)).toBe(workspace_id);
  });

  it.each(vectors.content_hashes)("hashes raw bytes ($note)", ({ bytes_hex, content_hash }) => {
    expect(contentHash(Buffer.from(bytes_hex, "hex"), sha256)).toBe(content_hash);
  });

  it.each(vectors.chunk_ids)(
    "gives a chunk the id $chunk_id ($note)",
    ({ start_line, end_line, chunk_id, ...rest }) => {
      const lines = start_line === null || end_line === null ? null : { start_line, end_line };
      expect(chunkId({ ...rest, lines }, sha256)).toBe(chunk_id);
    },
  );

  it("gives each of its chunks an id of its own", () => {
    expect(new Set(vectors.chunk_ids.map((vector) => vector.chunk_id)).size).toBe(vectors.chunk_ids.length);
  });
});

/** File names of any Unicode, but those that a path cannot hold or that mean something else. */
const segment = (forbidden: RegExp): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
      fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 8 }),
    )
    .filter((text) => !forbidden.test(text) && text !== "." && text !== "..");
const posixPath = fc
  .array(segment(/[/\0]/), { maxLength: 6 })
  .filter(([first = ""]) => !/^[A-Za-z]:(?:$|\\)/.test(first))
  .map((segments) => `/${segments.join("/")}`);
const windowsPath = fc
  .tuple(fc.constantFrom("C", "D", "Z"), fc.array(segment(/[/\\\0]/), { maxLength: 6 }))
  .map(([letter, segments]) => `${letter}:/${segments.join("/")}`);
const sharePath = fc
  .tuple(
    fc.constantFrom("server", "nas-1.example", "wsl$"),
    fc.array(segment(/[/\\\0]/), { minLength: 1, maxLength: 5 }),
  )
  .map(([host, segments]) => `\\\\${host}\\${segments.join("\\")}`);

/** Whatever a hostile or confused caller may write. */
const anyRoot = fc
  .tuple(
    fc.constantFrom(
      "",
      "/",
      "file:",
      "file:/",
      "file://",
      "file:///",
      "FILE://localhost/",
      "C:",
      "c:\\",
      "\\\\",
      "\\\\?\\",
      "doc://",
    ),
    fc.array(
      fc.oneof(
        fc.constantFrom(
          "/",
          "\\",
          ".",
          "..",
          ":",
          "%",
          "%2F",
          "%2e",
          "%5C",
          "%00",
          "%41",
          "%c3%a9",
          "c:",
          "localhost",
          "~",
          "?",
          "#",
          "@",
          " ",
        ),
        fc.string({ unit: "binary", maxLength: 3 }),
        fc.constant("\ud800"),
      ),
      { maxLength: 8 },
    ),
  )
  .map(([start, parts]) => start + parts.join(""));

describe("canonical roots", () => {
  it("survive another round unchanged, and what is refused is INVALID_PARAMS", () => {
    const accepted = { count: 0 };
    fc.assert(
      fc.property(anyRoot, (root) => {
        const error = refusal(root);
        if (error !== undefined) return OcpError.is(error, "INVALID_PARAMS");
        accepted.count += 1;
        const canonical = canonicalRootUri(root);
        return canonicalRootUri(canonical) === canonical;
      }),
      { numRuns: 5000 },
    );
    expect(accepted.count).toBeGreaterThan(500);
  });

  it("of folders hold only what RFC 3986 allows, in one spelling", () => {
    fc.assert(
      fc.property(fc.oneof(posixPath, windowsPath, sharePath), (path) => {
        const uri = toFileUri(path);
        expect(uri).toMatch(/^file:\/\/[a-z0-9.$-]*(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})*)$/);
        expect(uri).not.toMatch(/\/\.{1,2}(?:\/|$)|[^/:]\/$/);
      }),
    );
  });

  it.each([
    ["POSIX", posixPath],
    ["Windows", windowsPath],
    ["network", sharePath],
  ])("of %s paths lead back to the path", (_kind, paths) => {
    fc.assert(fc.property(paths, (path) => fromFileUri(toFileUri(path)) === path));
  });

  it("of POSIX paths mean to Node what they mean here", () => {
    fc.assert(fc.property(posixPath, (path) => fileURLToPath(toFileUri(path), { windows: false }) === path));
  });

  it("of Windows paths mean to Node what they mean here", () => {
    const toNode = (path: string): string => fileURLToPath(toFileUri(path), { windows: true });
    fc.assert(fc.property(windowsPath, (path) => toNode(path) === path.replaceAll("/", "\\")));
  });

  it("take time in proportion to the path", () => {
    const deep = `/${"d/../".repeat(200_000)}${"x/".repeat(100_000)}`;
    const started = performance.now();
    expect(canonicalRootUri(deep)).toHaveLength("file://".length + 200_000);
    // Milliseconds in truth; in proportion to its square it would be minutes.
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe("paths and URIs", () => {
  it("names half a surrogate pair instead of encoding something else", () => {
    expect(() => toFileUri("/a\ud800b")).toThrow("valid Unicode");
    expect(() => canonicalRootUri("doc://a\udc00b")).toThrow("neither a URI nor an absolute path");
  });

  it("says how to write a URI that has a query, and one that is relative", () => {
    expect(() => canonicalRootUri("file:///a?b")).toThrow("%3F");
    expect(() => canonicalRootUri("file:src")).toThrow("file:///absolute/path");
    expect(() => canonicalRootUri("src")).toThrow("scheme://name");
  });

  it("does not take a relative path for an absolute one", () => {
    expect(() => toFileUri("src/a.ts")).toThrow("not an absolute path");
    expect(["src", "./src", "C:src", "~/src", ""].filter(isAbsolutePath)).toEqual([]);
    expect(["/", "/src", "C:/", "c:\\src", "\\\\host\\share"].filter((path) => !isAbsolutePath(path))).toEqual([]);
  });

  it("tells folders from named collections", () => {
    expect([isFileRoot("file:///a"), isFileRoot("FILE:///a"), isFileRoot("doc://a")]).toEqual([true, true, false]);
  });
});

describe("identifiers", () => {
  it("of chunks depend on workspace, source, lines and content, and on nothing that could be mistaken for another", () => {
    const chunk = { workspace_id: "ws_1", uri: "file:///a", lines: { start_line: 1, end_line: 2 }, content_hash: "ab" };
    const others = [
      { ...chunk, workspace_id: "ws_2" },
      { ...chunk, uri: "file:///b" },
      { ...chunk, lines: { start_line: 1, end_line: 3 } },
      { ...chunk, lines: null },
      { ...chunk, content_hash: "ac" },
    ];
    expect(new Set([chunk, ...others].map((each) => chunkId(each, sha256))).size).toBe(6);
  });

  it("have the promised shape for any input", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (uri, content_hash) => {
        expect(chunkId({ workspace_id: "ws_1", uri, content_hash }, sha256)).toMatch(/^[a-z2-7]{24}$/);
        expect(workspaceId(uri, sha256)).toMatch(/^ws_[0-9a-f]{16}$/);
      }),
    );
  });
});
