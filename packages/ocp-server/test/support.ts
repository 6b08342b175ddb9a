import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createEngine, type Engine, type EngineOptions } from "../src/engine.ts";
import { createLogger } from "../src/log.ts";

/** A new folder with these files, gone when it goes out of scope. */
export async function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const path = await realpath(await mkdtemp(join(tmpdir(), "ocp-test-")));
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  return { path, write, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

const QUIET = createLogger("silent");

/** An engine on a database of its own; two with the same path share it. */
export function openTestEngine(dbPath: string, options: Partial<EngineOptions> = {}): Engine {
  const defaults: EngineOptions = {
    dbPath,
    embedder: "hash",
    embedDimensions: 256,
    embedModel: undefined,
    embedModelPath: undefined,
    openaiKey: () => undefined,
    openaiUrl: "",
    ollamaUrl: "",
    watch: false,
    allowedRoots: undefined,
    tokenizer: "cl100k_base",
    maxFileBytes: 1_000_000,
  };
  return createEngine({ ...defaults, ...options }, QUIET);
}
