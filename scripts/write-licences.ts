/**
 * Writes dist/third-party.txt: the licences of what the build in this folder's dist has bundled, which ask to be passed on.
 * Run it in a package's folder after its bundler.
 */
import { globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

/** Licences that ask for no more than to be named. */
const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "Unlicense",
]);
/** The comment with which the bundler heads each file that it took in. */
const ORIGIN = /^\/\/ (\S*?node_modules\/\.pnpm\/[^/\s]+\/node_modules\/(?:@[^/\s]+\/)?[^/\s]+)\//gm;

const dist = resolve("dist");
const bundled = new Set<string>();
for (const file of globSync("**/*.js", { cwd: dist })) {
  for (const [, folder = ""] of readFileSync(join(dist, file), "utf8").matchAll(ORIGIN)) bundled.add(resolve(folder));
}

const notices = [...bundled].map(noticeOf).sort();
const target = join(dist, "third-party.txt");
if (notices.length === 0) rmSync(target, { force: true });
else
  writeFileSync(target, `This program contains the following packages.\n\n${notices.join(`\n${"-".repeat(80)}\n\n`)}`);

/** What a package asks to have passed on. Fails on a licence that asks for more. */
function noticeOf(folder: string): string {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license = "no licence" } = manifest;
  if (!PERMISSIVE.has(license))
    throw new Error(`${name}@${version} is under ${license}: look at it before it is bundled.`);
  const texts = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  if (texts.length === 0) throw new Error(`${name}@${version} comes without the text of its licence.`);
  return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
}
