import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OcpServer } from "ocp-server";
import { indexTree, listChunks, type Chunk } from "../ocp.ts";
import { isProduct } from "./paths.ts";
import { isCode, isProse } from "./styles.ts";

/** A file that queries can be made from. */
export interface Source {
  readonly path: string;
  readonly language: string;
  readonly lines: readonly string[];
  readonly chunks: readonly Chunk[];
}

/** What queries are made from. */
export interface Sources {
  readonly files: readonly Source[];
  /** The most frequent language of the files. */
  readonly language: string;
  /** Every definition of the tree, those of tests and examples too: names → the paths that define them. */
  readonly definedIn: ReadonlyMap<string, ReadonlySet<string>>;
  /** Every file of the tree that is indexed: path → text. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Indexes a checkout and reads its product files: its pages or its programs. */
export async function readSources(server: OcpServer, root: string, wanted: "pages" | "programs"): Promise<Sources> {
  const byPath = Map.groupBy(await listChunks(server, await indexTree(server, root)), pathOf);
  const isWanted = wanted === "pages" ? isProse : isCode;
  const files: Source[] = [];
  for (const [path, chunks] of byPath) {
    if (!isProduct(path) || !isWanted(languageOf(chunks))) continue;
    files.push({
      path,
      language: languageOf(chunks),
      lines: (await readFile(join(root, path), "utf8")).split("\n"),
      chunks,
    });
  }
  if (files.length === 0) throw new Error(`${root} holds no ${wanted} in a language that is known here`);
  const counts = [...Map.groupBy(files, ({ language }) => language)].sort(([, a], [, b]) => b.length - a.length);
  const texts = new Map([...byPath].map(([path, chunks]) => [path, chunks.map(({ content }) => content).join("\n")]));
  return { files, language: counts[0]![0], definedIn: collectNames(byPath), texts };
}

/** The last part of each name that a chunk defines, without what it is in; nothing of a module of tests. */
export function namesIn({ symbol, metadata }: Chunk): string[] {
  const symbols = (metadata["symbols"] as readonly string[] | undefined) ?? (symbol === null ? [] : [symbol]);
  const parts = symbols.map((name) => name.split(/\.|::|#|\\|\//)).filter((part) => !/^tests?$/.test(part[0]!));
  return [...new Set(parts.map((part) => part.at(-1)!))].filter((name) => name !== "");
}

function collectNames(byPath: ReadonlyMap<string, readonly Chunk[]>): Map<string, Set<string>> {
  const definedIn = new Map<string, Set<string>>();
  for (const [path, chunks] of byPath) {
    if (!isCode(languageOf(chunks))) continue;
    for (const name of chunks.flatMap(namesIn)) definedIn.set(name, (definedIn.get(name) ?? new Set()).add(path));
  }
  return definedIn;
}

const pathOf = ({ metadata }: Chunk): string => String(metadata["path"]);
const languageOf = (chunks: readonly Chunk[]): string => chunks[0]!.language ?? "";
