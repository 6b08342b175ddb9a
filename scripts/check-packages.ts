/**
 * Packs every published package as it would go to the registry and checks the tarball: its files, its manifest,
 * publint and attw. Needs a build.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  license?: string;
  bin?: Record<string, string>;
  exports?: unknown;
  dependencies?: Record<string, string>;
  packageManager?: string;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";
const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const { packageManager = "pnpm" } = readManifest(root);

/** What a bundler heads foreign code with; scripts/write-licences.ts passes its licences on. */
const BUNDLED = /^\/\/ \S*node_modules\//m;

/** What a tarball must hold, and what it may hold besides. */
const REQUIRED = ["LICENSE", "README.md", "package.json"];
const ALLOWED =
  /^(?:CHANGELOG\.md|bin\/(?:[\w-]+\.c?js|package\.json)|dist\/[\w./-]+\.(?:js|d\.ts|txt|wasm\.br)|corpus\/[\w./-]+\.(?:json|md)|overlays\/[\w-]+\.json|NOTICE)$/;

const scratch = mkdtempSync(join(tmpdir(), "ocp-packages-"));
try {
  const folders = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  const faults = folders.filter((folder) => readManifest(folder).private !== true).flatMap(checkPackage);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function checkPackage(folder: string): string[] {
  const { name, version } = readManifest(folder);
  const tarball = join(scratch, `${name}-${version}.tgz`);
  execFileSync("npx", ["-y", packageManager, "pack", "--out", tarball], { cwd: folder, stdio: "pipe", shell: windows });
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^package\//, ""));
  const manifest: Manifest = JSON.parse(
    execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" }),
  );
  const faults = [
    ...fileFaults(files),
    ...manifestFaults(manifest, files),
    ...licenceFaults(folder, files),
    ...toolFaults("publint", ["run", tarball, "--strict"]),
    ...toolFaults("attw", [tarball, "--profile", "esm-only", "--no-emoji", "--no-color"]),
  ];
  console.log(`${name}@${version}: ${files.length} files, ${faults.length === 0 ? "ok" : `${faults.length} faults`}`);
  return faults.map((fault) => `${name}: ${fault}`);
}

function fileFaults(files: readonly string[]): string[] {
  const missing = REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing from the tarball`);
  const extra = files.filter((file) => !REQUIRED.includes(file) && !ALLOWED.test(file));
  return [...missing, ...extra.map((file) => `${file} does not belong in the tarball`)];
}

function manifestFaults(manifest: Manifest, files: readonly string[]): string[] {
  const targets = [...Object.values(manifest.bin ?? {}), ...leaves(manifest.exports)].map((path) =>
    path.replace(/^\.\//, ""),
  );
  const dangling = targets
    .filter((path) => !files.includes(path))
    .map((path) => `package.json points to ${path}, which is not there`);
  const local = Object.entries(manifest.dependencies ?? {})
    .filter(([, range]) => /^(?:workspace|catalog|file|link):/.test(range) || /^\d/.test(range))
    .map(([dependency, range]) => `depends on ${dependency} as '${range}': write a range that a registry resolves`);
  // attw says nothing of a package without any declarations.
  const untyped = targets.some((path) => path.endsWith(".d.ts")) ? [] : ["package.json names no declarations (types)"];
  const unlicensed = manifest.license === "Apache-2.0" ? [] : ["the licence is not Apache-2.0"];
  return [...unlicensed, ...untyped, ...dangling, ...local];
}

function licenceFaults(folder: string, files: readonly string[]): string[] {
  const bundles = files.some((file) => /\.c?js$/.test(file) && BUNDLED.test(readFileSync(join(folder, file), "utf8")));
  return bundles && !files.includes("dist/third-party.txt")
    ? ["it bundles other packages without dist/third-party.txt"]
    : [];
}

function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function toolFaults(tool: string, args: readonly string[]): string[] {
  const { status, stdout, stderr, error } = spawnSync(join(root, "node_modules", ".bin", tool), args, {
    cwd: scratch,
    encoding: "utf8",
    shell: windows,
  });
  if (status === 0) return [];
  return [`${tool} says:\n${error?.message ?? `${stdout}${stderr}`.trim()}`];
}
