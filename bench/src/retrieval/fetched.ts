import { execFile } from "node:child_process";
import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const exec = promisify(execFile);
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/peers", import.meta.url));

/** A package that is too large to be installed with this repository. */
export interface Fetched {
  readonly name: string;
  readonly version: string;
  /** What fetching it costs, in words. */
  readonly size: string;
}

/** The folder of the package alone, fetched once by npm and kept. Throws an `Error` that says why it cannot be had. */
export async function fetchPackage(wanted: Fetched, mayFetch: boolean): Promise<string> {
  const folder = await keep(wanted, mayFetch, async (half, id) => {
    await exec("npm", ["pack", id, "--silent"], { cwd: half });
    const tarball = (await readdir(half)).find((file) => file.endsWith(".tgz"))!;
    await exec("tar", ["xzf", tarball], { cwd: half });
    await rm(join(half, tarball));
  });
  return join(folder, "package");
}

/** The same with what the package depends on, but for what is optional; no script of any is run. */
export async function fetchWithDependencies(wanted: Fetched, mayFetch: boolean): Promise<string> {
  const folder = await keep(wanted, mayFetch, async (half, id) => {
    const quiet = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--silent"];
    await exec("npm", ["install", "--prefix", half, ...quiet, id]);
  });
  return join(folder, "node_modules", wanted.name);
}

async function keep(
  { name, version, size }: Fetched,
  mayFetch: boolean,
  fetch: (half: string, id: string) => Promise<void>,
): Promise<string> {
  const id = `${name}@${version}`;
  const folder = join(CACHE, id.replace("/", "+"));
  const isKept = await access(folder).then(
    () => true,
    () => false,
  );
  if (isKept) return folder;
  if (!mayFetch) throw new Error(`${id} (${size}) is fetched only with --fetch`);
  const half = `${folder}.part`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  try {
    await fetch(half, id);
  } catch (error) {
    throw new Error(`npm could not fetch ${id}: ${(error as Error).message.split("\n")[0]}`, { cause: error });
  }
  await rename(half, folder);
  return folder;
}
