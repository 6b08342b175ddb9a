import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openTestEngine, temporaryFolder } from "../support.ts";

it("says STORAGE_UNAVAILABLE where a damaged database is read, and what to do", async () => {
  await using folder = await temporaryFolder();
  const dbPath = join(folder.path, "ocp.db");
  {
    await using engine = openTestEngine(dbPath);
    const { workspace_id } = await engine.call("workspace.register", { root_uri: "doc://x" });
    const documents = Array.from({ length: 200 }, (_, i) => ({
      uri: `d${i}`,
      content: `# Document ${i}\n\nsome words`,
    }));
    await engine.call("workspace.put", { workspace_id, documents });
  }
  const file = await open(dbPath, "r+");
  const { size } = await file.stat();
  // All but the first pages, which hold the schema.
  await file.write(Buffer.alloc(size - 120_000, 0xab), 0, size - 120_000, 120_000);
  await file.close();

  await using engine = openTestEngine(dbPath);
  const { workspaces } = await engine
    .call("workspace.list", {})
    .catch(() => ({ workspaces: [{ workspace_id: "ws_x" }] }));
  const codes = new Set<string>();
  for (const call of [
    () => engine.call("context.search", { workspace_id: workspaces[0]!.workspace_id, query: "words" }),
    () => engine.call("workspace.list_chunks", { workspace_id: workspaces[0]!.workspace_id, limit: 500 }),
  ]) {
    await call().catch((error: { code: string }) => codes.add(error.code));
  }
  expect([...codes]).toEqual(["STORAGE_UNAVAILABLE"]);
});
