import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createIgnore, type IgnoreOptions } from "../../src/indexing/ignore.ts";
import { walk, type WalkOptions } from "../../src/indexing/walk.ts";

/** A real folder with these files. Goes when it goes out of scope, however deep it has become. */
export function temporaryTree(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ocp-tree-")));
  const write = (name: string, content: string | Uint8Array = ""): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    root,
    write,
    at: (name: string) => join(root, name),
    [Symbol.dispose]: () => void spawnSync("rm", ["-rf", root]),
  };
}

/** What a walk over a root finds, reports and leaves out. */
export async function walkAll(root: string, options: Partial<WalkOptions> & IgnoreOptions = {}) {
  const files: string[] = [];
  const faults: [path: string, reason: string][] = [];
  const skips: [path: string, reason: string][] = [];
  const ignore = createIgnore(root, options);
  const onFault = (path: string, reason: string) => void faults.push([path, reason]);
  const onSkip = (path: string, reason: string) => void skips.push([path, reason]);
  for await (const batch of walk(root, { ignore, onFault, onSkip, ...options }))
    files.push(...batch.map(({ path }) => path));
  return { files, faults, skips };
}
