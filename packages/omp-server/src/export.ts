import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { createAnswers } from "./answers.ts";
import { CorpusError, type Corpus } from "./corpus/model.ts";
import { pageAt } from "./http/pages.ts";
import { makeFolder } from "./make-folder.ts";
import { listMirror } from "./mirror.ts";
import { SITE_PATHS, sitePage } from "./site.ts";

export interface ExportOptions {
  /** A folder that is new, empty, or holds an export before. */
  readonly out: string;
  /** The time that every answer states. */
  readonly time: Date;
  /** The MCP endpoint that the server card names. */
  readonly endpoint?: string | undefined;
}

export interface ExportResult {
  readonly files: number;
  readonly bytes: number;
  /** Files of the export before that are no longer there. */
  readonly removed: number;
}

/** One file of a mirror as `mirror.json` lists it: what the live server answers at that address. */
interface MirrorFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly etag: string;
  readonly content_type: string;
  readonly cache_control: string;
}

/** The list of a mirror; a folder without it is no mirror, and is not written over. */
const LIST = "mirror.json";
const CHECKSUMS = "checksums.sha256";
/** Read by hosts such as Cloudflare Pages and Netlify. */
const HEADERS = "_headers";
const HEADER_RULES =
  "/*\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n/files/*\n  Content-Security-Policy: default-src 'none'; sandbox\n";

/**
 * Writes a static mirror: every answer and file below the address at which the live server has it, with the same bytes;
 * `mirror.json` lists them with their entity tags, `checksums.sha256` is for `sha256sum -c`. Throws a `CorpusError` for a
 * folder that holds something else.
 */
export function writeExport(corpus: Corpus, options: ExportOptions): ExportResult {
  const { out } = options;
  const before = listBefore(out);
  const files = new Map<string, MirrorFile>();
  let bytes = 0;
  for (const { path, type, content, etag, cacheControl } of pages(corpus, options)) {
    const file = fileOf(path);
    const body = typeof content === "string" ? Buffer.from(content) : content;
    const sha256 = createHash("sha256").update(body).digest("hex");
    write(out, file, body);
    files.set(file, { path, sha256, bytes: body.length, etag, content_type: type, cache_control: cacheControl });
    bytes += body.length;
  }
  const { digest, lastUpdated } = corpus;
  const list = { corpus: { digest, last_updated: lastUpdated }, files: Object.fromEntries(files) };
  write(out, CHECKSUMS, [...files].map(([file, { sha256 }]) => `${sha256}  ${file}\n`).join(""));
  write(out, HEADERS, HEADER_RULES);
  write(out, LIST, `${JSON.stringify(list, undefined, 2)}\n`);
  const obsolete = before.filter((file) => !files.has(file));
  for (const file of obsolete) rmSync(inside(out, file), { force: true });
  return { files: files.size, bytes, removed: obsolete.length };
}

/** Everything that has an address, as the live server answers it. */
function* pages(corpus: Corpus, { time, endpoint }: ExportOptions) {
  const answers = createAnswers(corpus);
  const fromFiles = [...corpus.files.keys()].map(
    (path) => `/files${path.split("/").map(encodeURIComponent).join("/")}`,
  );
  const fromAnswers = [...listMirror(corpus)].map(({ path }) => path);
  for (const path of [...SITE_PATHS, ...fromFiles, ...fromAnswers]) {
    const page = sitePage(corpus, path, { endpoint }) ?? pageAt(answers, new URL(path, "http://localhost"), time);
    if (page?.etag === undefined) throw new Error(`${path} is listed, but has no page`);
    yield { ...page, etag: page.etag, path };
  }
}

/** The file in which a web server looks for an address. */
function fileOf(path: string): string {
  // A slash inside a name stays escaped: decoded it would be another folder.
  const decode = (part: string): string => (/%(?:2f|5c|00)/i.test(part) ? part : decodeURIComponent(part));
  return path.slice(1).split("/").map(decode).join("/");
}

function write(out: string, file: string, body: string | Uint8Array): void {
  const target = inside(out, file);
  makeFolder(dirname(target));
  writeFileSync(target, body);
}

function inside(out: string, file: string): string {
  const target = resolve(out, file);
  if (!target.startsWith(resolve(out) + sep)) throw new CorpusError(`'${file}' would be written outside of ${out}.`);
  return target;
}

/** The files of the export before. */
function listBefore(out: string): string[] {
  if (!existsSync(out) || readdirSync(out).length === 0) return [];
  try {
    const { files } = JSON.parse(readFileSync(join(out, LIST), "utf8")) as { files: object };
    return Object.keys(files);
  } catch {
    throw new CorpusError(`${out} holds something else than an export. Name a new or empty folder with --out.`);
  }
}
