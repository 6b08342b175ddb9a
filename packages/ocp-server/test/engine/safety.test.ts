import { statSync } from "node:fs";
import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openWorkspace } from "./open-workspace.ts";

describe("safety", () => {
  it("forgets a workspace at once, also while its first sweep is under way", async () => {
    await using ws = await openWorkspace({ "a.md": "# A" }, { watch: true });
    await ws.index();
    expect(await ws.engine.call("workspace.unregister", { workspace_id: ws.workspace_id })).toEqual({ removed: true });
  });

  it("keeps the last of two documents of one name, however they come", async () => {
    await using ws = await openWorkspace({});
    const put = (...contents: string[]) =>
      ws.engine.call("workspace.put", {
        workspace_id: ws.workspace_id,
        documents: contents.map((content) => ({ uri: "note://n", content })),
      });
    await put("first");
    await put("second", "first");
    const { chunks } = await ws.engine.call("workspace.list_chunks", { workspace_id: ws.workspace_id });
    expect(chunks.map((chunk) => chunk.content)).toEqual(["first"]);
  });

  it("bounds what may be said about a workspace, a document or a session", async () => {
    await using ws = await openWorkspace({});
    const metadata = { text: "x".repeat(20_000) };
    const { workspace_id } = ws;
    const documents = [{ uri: "note://n", content: "n", metadata }];
    await expect(ws.engine.call("workspace.put", { workspace_id, documents })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
    await expect(ws.engine.call("session.open", { workspace_id, metadata })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
    await expect(ws.engine.call("workspace.register", { root_uri: ws.root, metadata })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
  });

  it("does not read a root that was replaced by a link to another place", async () => {
    await using ws = await openWorkspace({ "a.md": "# A" });
    await ws.folder.write("outside/secret.md", "# Secret");
    await rm(ws.root, { recursive: true });
    await symlink(join(ws.folder.path, "outside"), ws.root);
    await expect(ws.index()).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  });

  it.skipIf(process.platform === "win32")("makes a database that only its owner can read", async () => {
    await using ws = await openWorkspace({});
    expect(statSync(join(ws.folder.path, "ocp.db")).mode & 0o777).toBe(0o600);
  });
});
