import type { Answers } from "../answers.ts";
import { countsOf } from "../corpus/counts.ts";
import { toSeconds } from "../corpus/last-updated.ts";
import type { Corpus, SourceFile } from "../corpus/model.ts";
import { once } from "../once.ts";
import { parseMirrorPath } from "../mirror.ts";
import { mimeTypeOf } from "../resources.ts";
import { sitePage } from "../site.ts";
import { OMP_VERSION } from "../tools/schemas.ts";
import { cacheControl, type Body } from "./send.ts";

const JSON_TYPE = "application/json; charset=utf-8";

/** What a GET of an address answers; undefined where there is nothing. */
export function pageAt(answers: Answers, url: URL, time: Date): Body | undefined {
  const { pathname, searchParams } = url;
  if (pathname === "/mcp/health") return health(answers.corpus, time);
  const site = sitePage(answers.corpus, pathname);
  if (site) return site;
  const call = parseMirrorPath(pathname, searchParams);
  if (call) return answerPage(answers, call, time);
  const path = pathname.startsWith("/files/") ? decodePath(pathname.slice(6)) : undefined;
  const file = answers.corpus.files.get(path ?? "");
  return file && filePage(answers.corpus, file);
}

/** OMP 7.2, and which corpus is served. */
function health(corpus: Corpus, time: Date): Body {
  const content = JSON.stringify({
    status: "healthy",
    omp_version: OMP_VERSION,
    timestamp: toSeconds(time),
    corpus: { digest: corpus.digest, last_updated: corpus.lastUpdated, ...countsOf(corpus) },
  });
  return { type: JSON_TYPE, content, cacheControl: "no-cache" };
}

const STATUS = { not_found: 404, invalid_params: 400, unsupported_version: 404, internal_error: 500 } as const;

function answerPage(answers: Answers, { tool, input }: { tool: string; input: unknown }, time: Date): Body {
  const answer = answers.get(tool, input);
  const timestamp = toSeconds(time);
  const content = answer.json(timestamp);
  if (answer.isError) {
    const { code } = answer.object(timestamp)["error"] as { code: keyof typeof STATUS };
    return { status: STATUS[code], type: JSON_TYPE, content, cacheControl: "no-cache" };
  }
  // Weak, since the time in the answer is not part of it.
  return { type: JSON_TYPE, content, etag: `W/"${answer.digest}"`, cacheControl: cacheControl(answer.freshness) };
}

function filePage(corpus: Corpus, { path, bytes, sha256 }: SourceFile): Body {
  const isText = !/\.json$/i.test(path);
  return {
    type: `${mimeTypeOf(path)}${isText ? "; charset=utf-8" : ""}`,
    content: bytes,
    etag: `"${sha256.slice(0, 32)}"`,
    cacheControl: cacheControl(stablePaths(corpus).has(path) ? "stable" : "changing"),
    headers: { "content-security-policy": "default-src 'none'; sandbox" },
  };
}

const stableFiles = new WeakMap<Corpus, () => ReadonlySet<string>>();

/** The files that belong to stable versions. */
function stablePaths(corpus: Corpus): ReadonlySet<string> {
  let paths = stableFiles.get(corpus);
  if (!paths) stableFiles.set(corpus, (paths = once(() => findStable(corpus))));
  return paths();
}

function findStable({ contracts, files }: Corpus): ReadonlySet<string> {
  const stable = [...contracts.values()].flatMap(({ versions }) =>
    versions.filter(({ status }) => status === "STABLE"),
  );
  const paths = stable.flatMap((version) => [
    ...[...version.documents.values(), ...version.extra].map(({ path }) => path),
    ...(version.schema().served ? [version.schema().served!.path] : []),
    ...version.examples().served.map(({ source }) => source.path),
  ]);
  return new Set(paths.filter((path) => files.has(path)));
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
