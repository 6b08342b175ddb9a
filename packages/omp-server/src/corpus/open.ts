import { createHash } from "node:crypto";
import { existsSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { findDrift, readLock, type Lock } from "../lock.ts";
import { buildContracts } from "./build-contracts.ts";
import { readContractMap } from "./contract-map.ts";
import { readGlossary } from "./glossary.ts";
import { lastUpdatedOf } from "./last-updated.ts";
import type { LaidOut, LaidOutVersion } from "./layout.ts";
import { CorpusError, type Corpus, type Problem, type SourceFile } from "./model.ts";
import { layOutOkhamSpecs, OKHAM_SPECS_TOPS } from "./okham-specs.ts";
import { EMPTY_OVERLAY, mergeOverlays, readOverlay, type Overlay } from "./overlay.ts";
import { readFiles, type RawFiles } from "./read-files.ts";
import { layOutStandards, STANDARDS_TOPS } from "./standards.ts";
import { once } from "../once.ts";

export interface CorpusOptions {
  readonly root: string;
  /** An overlay file; what it states wins over the `overlay.json` of the corpus. */
  readonly overlay?: string | undefined;
  /**
   * What to do when files differ from the lock: refuse the corpus (the default), withhold the versions that differ,
   * or serve them with a warning.
   */
  readonly onDrift?: "refuse" | "withhold" | "allow" | undefined;
  /** Read it as if it had no lock. */
  readonly ignoreLock?: boolean | undefined;
  /** Offer valid code blocks of EXAMPLES documents as examples too. Default true. */
  readonly blocks?: boolean | undefined;
}

/** Reads a folder of standards. Throws a `CorpusError` when nothing can be served from it. */
export function openCorpus(options: CorpusOptions): Corpus {
  const { root, overlay, onDrift = "refuse", ignoreLock = false, blocks = true } = options;
  const folder = findFolder(root);
  const problems: Problem[] = [];
  const isOkham = existsSync(join(folder, "registry", "contracts.json")) && existsSync(join(folder, "specs"));
  if (!isOkham && !existsSync(join(folder, "standards"))) {
    const advice =
      "It must hold `standards/<acronym>/contract.json`, or, as okham-specs does, `registry/contracts.json` and `specs/`.";
    throw new CorpusError(`${root} is no corpus of standards. ${advice}`);
  }
  const raw = readFiles(folder, isOkham ? OKHAM_SPECS_TOPS : STANDARDS_TOPS, problems);
  const laidOut = (isOkham ? layOutOkhamSpecs : layOutStandards)({ raw, problems });
  const stated = readOverlays(folder, overlay);
  const lock = ignoreLock ? undefined : readLock(folder);
  const drifted = checkLock({ raw, laidOut, lock, onDrift, problems });
  const files = dateFiles(raw, laidOut, lock);
  const { contracts, withheld, checkAll } = buildContracts({
    files,
    laidOut,
    overlay: stated,
    drifted,
    blocks,
    problems,
  });
  if (contracts.size === 0) {
    // What is wrong nearest to the root keeps the most from being served.
    const [first] = problems.toSorted((a, b) => depthOf(a) - depthOf(b));
    const reason = first ? ` The first reason: ${first.path} ${first.reason}.` : "";
    const preset = isOkham && overlay === undefined ? " What okham-specs does not state, --overlay okham does." : "";
    throw new CorpusError(`No contract of ${root} can be served.${reason}${preset} See all: omp-server check ${root}`, {
      problems,
    });
  }
  const isKnown = (acronym: string): boolean => contracts.has(acronym);
  const [glossary, map] = [files.get(laidOut.glossary ?? ""), files.get(laidOut.map ?? "")];
  const served = servedFiles(
    files,
    [...contracts.values()].map(({ path }) => path),
    laidOut,
  );
  return {
    root: folder,
    layout: laidOut.layout,
    title: stated.title,
    license: stated.license,
    base: stated.base,
    digest: digestOf(served.values()),
    lastUpdated: [...served.values()]
      .map((file) => file.lastUpdated)
      .sort()
      .at(-1)!,
    contracts,
    glossary: glossary && { source: glossary, terms: readGlossary(glossary, isKnown, problems) },
    map: map && { source: map, entries: readContractMap(map, isKnown, problems) },
    licences: [...files.values()].filter(({ path }) => /^\/(LICENSE|NOTICE)/.test(path)),
    files: served,
    withheld,
    problems,
    checks: once(() => [...problems, ...checkAll()]),
  };
}

function depthOf({ path }: Problem): number {
  return path.split("/").filter((part) => part !== "").length;
}

function findFolder(root: string): string {
  try {
    const folder = realpathSync(resolve(root));
    if (statSync(folder).isDirectory()) return folder;
  } catch {
    throw new CorpusError(`There is no folder ${root}. Name the folder of a corpus with --corpus.`);
  }
  throw new CorpusError(`${root} is no folder. Name the folder of a corpus with --corpus.`);
}

function readOverlays(folder: string, file: string | undefined): Overlay {
  const own = join(folder, "overlay.json");
  const under = existsSync(own) ? readOverlay(own) : EMPTY_OVERLAY;
  return file === undefined ? under : mergeOverlays(under, readOverlay(file));
}

function versionsOf(laidOut: LaidOut): LaidOutVersion[] {
  return laidOut.contracts.flatMap(({ versions }) => versions);
}

/** Which version each file of a version belongs to, as its folder's path. */
function ownership(laidOut: LaidOut): Map<string, LaidOutVersion> {
  const owners = new Map<string, LaidOutVersion>();
  for (const version of versionsOf(laidOut)) {
    const { documents, schema, examples, extra } = version;
    for (const path of [...documents.values(), ...examples, ...extra]) owners.set(path, version);
    if (schema !== undefined) owners.set(schema, version);
  }
  return owners;
}

interface LockCheck {
  readonly raw: RawFiles;
  readonly laidOut: LaidOut;
  readonly lock: Lock | undefined;
  readonly onDrift: "refuse" | "withhold" | "allow";
  readonly problems: Problem[];
}

/** Holds the files against the lock. Answers the paths of versions that must be withheld. */
function checkLock({ raw, laidOut, lock, onDrift, problems }: LockCheck): Set<string> {
  const drifted = new Set<string>();
  if (!lock) return drifted;
  const owners = ownership(laidOut);
  const folderOf = (path: string): string | undefined =>
    owners.get(path)?.path ?? versionsOf(laidOut).find((version) => path.startsWith(version.path))?.path;
  const drift = findDrift(lock, raw.files, folderOf);
  const [first] = drift;
  if (!first) return drifted;
  if (onDrift === "refuse") {
    const more = drift.length > 1 ? ` (and ${drift.length - 1} more, see omp-server check)` : "";
    const advice =
      "Published versions do not change: restore the files and publish a new version, or start with --allow-drift to serve them all the same.";
    throw new CorpusError(`The corpus differs from its lock: ${first.path} ${first.reason}${more}. ${advice}`);
  }
  for (const { path, reason } of drift) {
    const folder = folderOf(path);
    const isWithheld = onDrift === "withhold" && folder !== undefined;
    if (isWithheld) drifted.add(folder);
    problems.push({ severity: isWithheld ? "error" : "warning", path, reason });
  }
  return drifted;
}

function dateFiles(raw: RawFiles, laidOut: LaidOut, lock: Lock | undefined): Map<string, SourceFile> {
  const owners = ownership(laidOut);
  const files = new Map<string, SourceFile>();
  for (const file of raw.files.values()) {
    const { path, bytes, text, sha256 } = file;
    const locked = lock?.get(path);
    const dates = {
      locked: locked?.sha256 === sha256 ? locked.lastUpdated : undefined,
      stated: owners.get(path)?.lastUpdated,
    };
    files.set(path, { path, bytes, text, sha256, ...lastUpdatedOf(file, dates) });
  }
  return files;
}

/** The files that belong to a contract that is served, and those about the whole. */
function servedFiles(
  files: ReadonlyMap<string, SourceFile>,
  contractPaths: readonly string[],
  { layout, glossary, map, contracts }: LaidOut,
): Map<string, SourceFile> {
  const kept = contracts.filter(({ path }) => contractPaths.includes(path));
  const owned = ownership({ layout, glossary, map, contracts: kept });
  const isServed = (path: string): boolean =>
    owned.has(path) || path === glossary || path === map || /^\/(LICENSE|NOTICE)/.test(path);
  return new Map([...files].filter(([path]) => isServed(path)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function digestOf(files: Iterable<SourceFile>): string {
  const hash = createHash("sha256");
  for (const { path, sha256 } of files) hash.update(`${path}\0${sha256}\n`);
  return hash.digest("hex");
}
