import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openTestEngine, temporaryFolder } from "../support.ts";

/** An engine with a workspace whose root holds these files. */
export async function openWorkspace(files: Record<string, string | Uint8Array>, options = {}) {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await folder.write(`root/${name}`, content);
  await mkdir(join(folder.path, "root"), { recursive: true });
  const engine = openTestEngine(join(folder.path, "ocp.db"), options);
  const root = join(folder.path, "root");
  const { workspace_id } = await engine.call("workspace.register", { root_uri: root });
  return {
    engine,
    root,
    workspace_id,
    folder,
    write: (name: string, content: string | Uint8Array) => folder.write(`root/${name}`, content),
    index: (paths?: string[]) => engine.call("workspace.index", paths ? { workspace_id, paths } : { workspace_id }),
    paths: async () => {
      const { chunks } = await engine.call("workspace.list_chunks", { workspace_id, limit: 500 });
      return [...new Set(chunks.map((chunk) => String(chunk.metadata["path"])))];
    },
    search: async (query: string) =>
      (await engine.call("context.search", { workspace_id, query })).chunks.map((chunk) =>
        String(chunk.metadata["path"]),
      ),
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
