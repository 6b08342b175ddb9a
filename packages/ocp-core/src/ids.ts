import { OcpError } from "./errors.ts";

/** SHA-256, passed in so that this package needs no platform API. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

const encoder = new TextEncoder();

/** `pchar` and `/` of RFC 3986: what stands unescaped in a canonical path. */
const PLAIN_PATH = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$/;

/** `unreserved` and `sub-delims` of RFC 3986: what stands unescaped in a canonical host. */
const PLAIN_HOST = /^[A-Za-z0-9\-._~!$&'()*+,;=]*$/;

function percentEncode(text: string, plain: RegExp): string {
  if (plain.test(text)) return text;
  let encoded = "";
  for (const byte of encoder.encode(text)) {
    const char = String.fromCharCode(byte);
    encoded += byte < 0x80 && plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

function percentDecode(encoded: string, uri: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return refuse(`'${uri}' holds percent-encoding that is not UTF-8. Write a literal '%' as %25.`);
  }
}

function refuse(message: string): never {
  throw new OcpError("INVALID_PARAMS", message);
}

/** Resolves `.` and `..` and drops empty segments; never climbs above the root. */
function normalisePath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") segments.pop();
    else segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

const toSlashes = (path: string): string => path.replaceAll("\\", "/");

const DRIVE = /^\/?([A-Za-z]):(?=[/\\]|$)/;
// A name of one's own machine would read back as a local path; `.`, `..` and `~` are folders mistaken for a host.
const NOT_A_HOST = /^(?:\.{0,2}|~.*|localhost)$|[\p{Control}\s"#%/:<>?@[\\\]^`{|}]/u;

function canonicalHost(host: string): string {
  const lower = host.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  if (NOT_A_HOST.test(lower))
    refuse(`'${host}' is not the name of a host. Write file:///absolute/path for a local folder.`);
  return percentEncode(lower, PLAIN_HOST);
}

/**
 * The canonical `file:` URI of an absolute path (RFC 8089): `/`-separated, percent-encoded, without `.`, `..`, empty
 * segments or a trailing slash (but `file:///` and `file:///C:/` for a root itself). Windows drives are upper-cased;
 * `\\host\share` keeps its host. Throws `INVALID_PARAMS` for a relative path and for what cannot be a path.
 */
export function toFileUri(path: string): string {
  if (path.includes("\0")) refuse("A path cannot hold a NUL character.");
  if (/\p{Surrogate}/u.test(path)) refuse("A path must be valid Unicode; this one holds half of a surrogate pair.");
  // Windows' long form: \\?\C:\x and \\?\UNC\host\share mean C:\x and \\host\share.
  const plain = path.replace(/^\\\\\?\\(?:UNC\\|(?=[A-Za-z]:\\))/i, (prefix) => (prefix.length > 4 ? "\\\\" : ""));
  const drive = DRIVE.exec(plain);
  if (drive) return driveUri(drive[1]!, plain.slice(drive[0].length));
  if (plain.startsWith("\\\\")) {
    const [, host = "", rest = ""] = /^([^/]*)(.*)$/s.exec(toSlashes(plain.slice(2)))!;
    return `file://${canonicalHost(host)}${percentEncode(normalisePath(rest), PLAIN_PATH)}`;
  }
  if (!plain.startsWith("/")) refuse(`'${path}' is not an absolute path.`);
  const normal = normalisePath(plain);
  // What stood before a drive may be gone only now, as in //c:/x.
  const uncovered = DRIVE.exec(normal);
  if (uncovered) return driveUri(uncovered[1]!, normal.slice(uncovered[0].length));
  return `file://${percentEncode(normal, PLAIN_PATH)}`;
}

function driveUri(letter: string, rest: string): string {
  return `file:///${letter.toUpperCase()}:${percentEncode(normalisePath(toSlashes(rest)), PLAIN_PATH)}`;
}

/**
 * The path that a `file:` URI names, as this URI's own system writes it: `/a`, `C:/a` or `\\host\share`. Throws
 * `INVALID_PARAMS` for another scheme, a query or fragment, a relative URI, and percent-encoding that names no path.
 */
export function fromFileUri(uri: string): string {
  const rest = /^file:(.*)$/is.exec(uri)?.[1];
  if (rest === undefined) return refuse(`'${uri}' is not a file: URI. Write file:///absolute/path.`);
  if (/[?#]/.test(rest)) refuse(`'${uri}' has a query or fragment. Percent-encode '?' as %3F and '#' as %23.`);
  if (/%2f/i.test(rest)) refuse(`'${uri}' holds an encoded '/' (%2F), which no file name can hold.`);
  // Also file:C:/x and file://C:\x, which RFC 8089 (appendix E.2) knows from the wild.
  const drive = /^(?:\/{0,3}|\/\/localhost\/)([A-Za-z])(?::|%3A)([/\\].*)?$/is.exec(rest);
  const local = /^(?:\/\/([^/]*)|(?!\/\/))(\/.*)$/s.exec(rest);
  if (!drive && !local) refuse(`'${uri}' names no absolute path. Write file:///absolute/path.`);
  const path = percentDecode(drive ? (drive[2] ?? "/") : local![2]!, uri);
  if (path.includes("\0")) refuse("A path cannot hold a NUL character.");
  if (drive) return `${drive[1]}:${toSlashes(path)}`;
  const host = percentDecode(local![1] ?? "", uri);
  if (host === "" || host.toLowerCase() === "localhost") return path;
  canonicalHost(host);
  return `\\\\${host}${path.replaceAll("/", "\\")}`;
}

/** Whether a string is an absolute path: POSIX, a Windows drive, or `\\host\share`. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith("/") || path.startsWith("\\\\") || /^[A-Za-z]:[/\\]/.test(path);
}

/** Whether a root is a folder of a file system rather than a named collection of documents. */
export function isFileRoot(root: string): boolean {
  return /^file:/i.test(root);
}

/**
 * The canonical form of a workspace root (OCP-0001 §3.1): `file:` URIs and absolute paths are normalised; a root of
 * another scheme is taken as it is. Symbolic links are the caller's to resolve, before. Throws `INVALID_PARAMS`.
 */
export function canonicalRootUri(root: string): string {
  if (isAbsolutePath(root)) return toFileUri(root);
  if (isFileRoot(root)) return toFileUri(fromFileUri(root));
  // Two letters at least: `C:work` is a path relative to a drive, not a URI.
  const uri = /^[A-Za-z][A-Za-z0-9+.-]+:\S/.test(root);
  if (uri && !/[\p{Control}\p{Surrogate}]/u.test(root)) return root;
  return refuse(
    `root_uri '${root}' is neither a URI nor an absolute path. Write file:///absolute/path, /absolute/path, or scheme://name.`,
  );
}

/** `ws_` and the first 16 hex digits of SHA-256 over the canonical root URI (OCP-0001 §3.1). */
export function workspaceId(canonicalRoot: string, sha256: Sha256): string {
  return `ws_${toHex(sha256(encoder.encode(canonicalRoot))).slice(0, 16)}`;
}

/** What a chunk's id is made of. `lines` is absent for sources without lines. */
export interface ChunkIdentity {
  readonly workspace_id: string;
  readonly uri: string;
  readonly lines?: { readonly start_line: number; readonly end_line: number } | null;
  readonly content_hash: string;
}

/**
 * The first 24 characters of the lower-case base32 (RFC 4648, no padding) of SHA-256 over workspace id, source URI,
 * `start:end` and content hash, joined by NUL bytes (OCP-0001 §3.3).
 */
export function chunkId(chunk: ChunkIdentity, sha256: Sha256): string {
  const range = chunk.lines ? `${chunk.lines.start_line}:${chunk.lines.end_line}` : "";
  const parts = [chunk.workspace_id, chunk.uri, range, chunk.content_hash];
  // 24 characters of five bits are 15 bytes.
  return toBase32(sha256(encoder.encode(parts.join("\0"))).subarray(0, 15));
}

/** SHA-256 of a chunk's raw bytes, in hex (OCP-0001 §3.3). */
export function contentHash(bytes: Uint8Array, sha256: Sha256): string {
  return toHex(sha256(bytes));
}

function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
/** Two characters for each ten bits. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => BASE32[bits >> 5]! + BASE32[bits & 31]!);

/** Base32 of a whole number of five bytes. */
function toBase32(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at + 4 < bytes.length; at += 5) {
    const high = (bytes[at]! << 12) | (bytes[at + 1]! << 4) | (bytes[at + 2]! >> 4);
    const low = ((bytes[at + 2]! & 15) << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!;
    text += PAIRS[high >> 10]! + PAIRS[high & 1023]! + PAIRS[low >> 10]! + PAIRS[low & 1023]!;
  }
  return text;
}
