/**
 * Writes packages/omp-server/corpus, the standards directory that omp-server carries, from spec/ as
 * spec/contracts/layout.json says; with --check only says what differs, and fails.
 */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleSchemas, type Bundle } from "./bundle-schemas.ts";

interface ContractLayout {
  acronym: string;
  name: string;
  category: string;
  description: string;
  version: string;
  status: string;
  documents: Record<string, string>;
  schema?: string;
  bundle?: Bundle;
  examples: string;
  extra: string[];
}

interface Layout {
  foundation: Record<string, string>;
  root: Record<string, string>;
  overlay: object;
  contracts: ContractLayout[];
}

type Lock = Record<string, { sha256: string; bytes: number; last_updated: string }>;

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const spec = fileURLToPath(new URL("../spec", import.meta.url));
const corpus = fileURLToPath(new URL("../packages/omp-server/corpus", import.meta.url));
const LOCK = "omp.lock.json";
const OVERLAY = "overlay.json";

const read = (path: string): Buffer => readFileSync(join(spec, path));
const toJson = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
const layout = JSON.parse(read("contracts/layout.json").toString()) as Layout;

const wanted = new Map<string, Buffer>([[OVERLAY, toJson(layout.overlay)]]);
for (const [to, from] of Object.entries(layout.root)) wanted.set(to, read(from));
for (const [to, from] of Object.entries(layout.foundation)) wanted.set(`foundation/${to}`, read(from));
for (const contract of layout.contracts) layOut(contract);
wanted.set(LOCK, toJson(makeLock()));

const present = existsSync(corpus)
  ? globSync("**/*", { cwd: corpus, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(corpus.length + 1)
          .replaceAll("\\", "/"),
      )
  : [];
const obsolete = present.filter((path) => !wanted.has(path));
const different = [...wanted].filter(
  ([path, bytes]) => !present.includes(path) || !bytes.equals(readFileSync(join(corpus, path))),
);

if (!values.check) {
  for (const path of obsolete) rmSync(join(corpus, path));
  for (const [path, bytes] of different) {
    mkdirSync(dirname(join(corpus, path)), { recursive: true });
    writeFileSync(join(corpus, path), bytes);
  }
  console.log(
    `packages/omp-server/corpus: ${wanted.size} files, ${different.length} written, ${obsolete.length} removed`,
  );
} else if (different.length + obsolete.length > 0) {
  for (const [path] of different) console.error(`packages/omp-server/corpus/${path} differs from spec/`);
  for (const path of obsolete) console.error(`packages/omp-server/corpus/${path} has no source in spec/`);
  console.error("Run `node scripts/lay-out-standards.ts`.");
  process.exitCode = 1;
} else {
  console.log(`packages/omp-server/corpus: ${wanted.size} files, all as spec/ has them`);
}

function layOut(contract: ContractLayout): void {
  const { acronym, name, category, description, version, status } = contract;
  const home = `standards/${acronym.toLowerCase()}`;
  const put = (path: string, bytes: Buffer): unknown => wanted.set(`${home}/${version}/${path}`, bytes);
  wanted.set(
    `${home}/contract.json`,
    toJson({ acronym, name, category, description, versions: [{ version, status }] }),
  );
  for (const [type, from] of Object.entries(contract.documents)) put(`${type}.md`, read(from));
  if (contract.schema !== undefined) put("schema.json", read(contract.schema));
  if (contract.bundle !== undefined) put("schema.json", toJson(bundleSchemas(join(spec, "schemas"), contract.bundle)));
  for (const file of readdirSync(join(spec, contract.examples)).sort())
    put(`examples/${file}`, read(`${contract.examples}/${file}`));
  for (const from of contract.extra) put(`extra/${basename(from)}`, read(from));
}

/** A file that is as it was keeps the time of its last change; any other changed now. */
function makeLock(): Lock {
  const path = join(corpus, LOCK);
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Lock) : {};
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const lock: Lock = {};
  for (const [file, bytes] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // Statuses change and versions are added after a version is published.
    if (file === OVERLAY || basename(file) === "contract.json") continue;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const known = before[`/${file}`];
    lock[`/${file}`] = {
      sha256,
      bytes: bytes.length,
      last_updated: known?.sha256 === sha256 ? known.last_updated : now,
    };
  }
  return lock;
}
