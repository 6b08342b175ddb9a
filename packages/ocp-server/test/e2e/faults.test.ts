import { execFileSync, spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support.ts";
import { spawnServer, startServer } from "./support.ts";

/** Mounts a small file system, where that is allowed; else says why the test is left out. */
function mountSmall(path: string, options: string): { unmount(): void } | undefined {
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path], { encoding: "utf8" });
  if (status === 0) return { unmount: () => execFileSync("umount", ["-l", path]) };
  console.log(
    `left out: mounting a small file system needs rights that this user lacks (${stderr?.trim() ?? "no mount"})`,
  );
  return undefined;
}

describe("a full disk", () => {
  it("fails writes with a clear error, loses nothing that was acknowledged, and works again once there is room", async ({
    skip,
  }) => {
    await using folder = await temporaryFolder({ "small/.keep": "" });
    const small = join(folder.path, "small");
    const mounted = mountSmall(small, "size=3m");
    if (!mounted) return skip();
    try {
      const dbPath = join(small, "ocp.db");
      await using server = await startServer(dbPath, { env: { OCP_LOG: "silent" } });
      const { workspace_id } = await server.call("workspace.register", { root_uri: "doc://x" });
      const set = (key: string) =>
        server.call("state.set", { key, value: "x".repeat(50_000), scope: "global", workspace_id });
      const written: string[] = [];
      let failure: { code?: string; message?: string } = {};
      for (let i = 0; i < 200; i++) {
        try {
          await set(`k${i}`);
          written.push(`k${i}`);
        } catch (error) {
          failure = error as { code?: string };
          break;
        }
      }
      expect(written.length).toBeGreaterThan(3);
      expect(failure).toMatchObject({
        code: "STORAGE_UNAVAILABLE",
        retryable: true,
        message: expect.stringContaining("disk is full"),
      });
      for (const key of written)
        expect((await server.call("state.get", { key, workspace_id })).entry!.value).toHaveLength(50_000);
      execFileSync("mount", ["-o", "remount,size=30m", small]);
      await set("after");
      expect((await server.call("state.get", { key: "after", workspace_id })).entry!.version).toBe(1);
      expect(new Database(dbPath).pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
    } finally {
      mounted.unmount();
    }
  });

  it("stops an index run with a clear error and leaves the rest of the index as it was", async ({ skip }) => {
    await using folder = await temporaryFolder({ "small/.keep": "", "root/first.md": "# The first aardvark" });
    const small = join(folder.path, "small");
    const mounted = mountSmall(small, "size=4m");
    if (!mounted) return skip();
    try {
      await using server = await startServer(join(small, "ocp.db"));
      const { workspace_id } = await server.call("workspace.register", { root_uri: join(folder.path, "root") });
      await server.call("workspace.index", { workspace_id });
      for (let i = 0; i < 200; i++)
        await folder.write(
          `root/f${i}.md`,
          `# File ${i}\n\n${Array.from({ length: 2000 }, (_, j) => `word${i * j}`).join("\n")}`,
        );
      await expect(server.call("workspace.index", { workspace_id })).rejects.toMatchObject({
        code: "STORAGE_UNAVAILABLE",
      });
      expect((await server.call("context.search", { workspace_id, query: "aardvark" })).chunks).toHaveLength(1);
      execFileSync("mount", ["-o", "remount,size=200m", small]);
      expect(await server.call("workspace.index", { workspace_id })).toMatchObject({ files: 201, errors: [] });
    } finally {
      mounted.unmount();
    }
  });
});

describe("a disk that cannot be written", () => {
  it("answers the handshake, and each call with what to do, until the disk can be written", async ({ skip }) => {
    await using folder = await temporaryFolder({ "ro/.keep": "" });
    const mount = join(folder.path, "ro");
    const mounted = mountSmall(mount, "ro,size=1m");
    if (!mounted) return skip();
    try {
      await using server = await startServer(join(mount, "ocp.db"), { env: { OCP_LOG: "silent" } });
      expect((await server.client.listTools()).tools.length).toBeGreaterThan(0);
      await expect(server.call("workspace.list", {})).rejects.toMatchObject({
        code: "STORAGE_UNAVAILABLE",
        message: expect.stringContaining("OCP_DB_PATH"),
      });
      execFileSync("mount", ["-o", "remount,rw,size=10m", mount]);
      expect(await server.call("workspace.list", {})).toMatchObject({ workspaces: [] });
    } finally {
      mounted.unmount();
    }
  });

  it("names no path of the machine in what it tells the model", async () => {
    await using folder = await temporaryFolder({ "a-file": "x" });
    await using server = await startServer(join(folder.path, "a-file", "ocp.db"), { env: { OCP_LOG: "silent" } });
    const error = await server.call("workspace.list", {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    expect(String(error)).not.toContain(folder.path);
  });
});

describe("a hostile tree", () => {
  it("is indexed as far as it can be, and says what was left out", async () => {
    await using folder = await temporaryFolder();
    const root = join(folder.path, "root with spaces 'and quotes\" ünï");
    await mkdir(root);
    const write = async (name: string, content: string | Uint8Array) => {
      await mkdir(join(root, name, ".."), { recursive: true });
      await writeFile(join(root, name), content);
    };
    await write("plain.md", "# Plain words");
    await write("line\nbreak.md", "# Newline in the name");
    await write("tab\t'quote\" ünïcödé 😀.md", "# Odd name");
    await write(
      "latin1.txt",
      Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, ...Buffer.from("latin words here and more words")]),
    );
    await write("binary.md", Buffer.alloc(5000, 0));
    await write("empty.md", "");
    await write("only-newlines.md", "\n".repeat(100_000));
    await write("one-line.json", `{"a": "${"x".repeat(600_000)}"}`);
    await write("braces.ts", "{".repeat(300_000));
    await write("deep.json", `${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    await write("crlf.py", "def alpha():\r\n    return 1\r\n");
    await write(`${"d/".repeat(120)}bottom.md`, "# Bottom of the tree");
    await symlink(".", join(root, "loop"));
    await symlink("/etc", join(root, "etc"));
    await symlink("nowhere", join(root, "dangling"));
    await write("locked/inside.md", "# Locked");
    await chmod(join(root, "locked"), 0o000);
    execFileSync("mkfifo", [join(root, "pipe.md")]);
    // A sparse file: 200 MB that take no room.
    await new Promise<void>((resolve) =>
      createWriteStream(join(root, "huge.md"), { start: 200 * 1024 * 1024 }).end("end", () => resolve()),
    );

    await using server = await startServer(join(folder.path, "ocp.db"));
    const { workspace_id } = await server.call("workspace.register", { root_uri: root });
    // In less time than the patience of a call.
    const result = await server.call("workspace.index", { workspace_id });
    expect(result.files).toBeGreaterThan(8);
    const find = async (query: string) =>
      (await server.call("context.search", { workspace_id, query, k: 1 })).chunks[0];
    expect((await find("plain words"))!.metadata["path"]).toBe("plain.md");
    expect((await find("newline in the name"))!.metadata["path"]).toBe("line\nbreak.md");
    expect((await find("odd name"))!.source.uri).toContain("%F0%9F%98%80");
    expect((await find("latin words"))!.content).toContain("caf\uFFFD");
    expect((await find("bottom of the tree"))!.metadata["path"]).toMatch(/bottom\.md$/);
    const { chunks } = await server.call("workspace.list_chunks", { workspace_id, limit: 500 });
    const paths = new Set(chunks.map((chunk) => String(chunk.metadata["path"])));
    for (const left of ["binary.md", "huge.md", "pipe.md", "empty.md"]) expect(paths.has(left)).toBe(false);
    expect([...paths].some((path) => path.startsWith("etc") || path.startsWith("loop"))).toBe(false);
    await chmod(join(root, "locked"), 0o700);
    expect(new Database(join(folder.path, "ocp.db")).pragma("integrity_check")).toEqual([{ integrity_check: "ok" }]);
    await rm(root, { recursive: true, force: true });
  });
});

describe("hostile input", () => {
  it("takes large messages, and goes on after one that is no request", async () => {
    await using folder = await temporaryFolder();
    await using server = await startServer(join(folder.path, "ocp.db"));
    const { workspace_id } = await server.call("workspace.register", { root_uri: "doc://x" });
    const content = "A sentence that is put as a document. ".repeat(150_000);
    expect(await server.call("workspace.put", { workspace_id, documents: [{ uri: "large", content }] })).toMatchObject({
      removed: 0,
    });
    await expect(
      server.call("workspace.put", { workspace_id, documents: [{ uri: "x", content: "x".repeat(9_000_000) }] }),
    ).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    for (const query of [
      "\0",
      '"',
      "'; DROP TABLE chunk; --",
      "* OR NEAR(",
      "a".repeat(20_000),
      "😀".repeat(5_000),
      "   ",
    ]) {
      expect(
        (await server.call("context.search", { workspace_id, query })).scores.every(
          (score) => score >= 0 && score <= 1,
        ),
      ).toBe(true);
    }
    await expect(
      server.call("context.search", { workspace_id, query: "x", filters: { path: "*a".repeat(200) } }),
    ).resolves.toBeDefined();
    expect((await server.call("workspace.list", {})).workspaces[0]!.files).toBe(1);
  });

  it("refuses to start with a wrong key, and does not print it", async () => {
    await using folder = await temporaryFolder();
    const server = spawnServer(join(folder.path, "ocp.db"), {
      OCP_API_KEYS: "right-key-0123456789",
      OCP_API_KEY: "wrong-key-9876543210",
    });
    expect((await server.exited)[0]).toBe(1);
    expect(server.stderr()).not.toMatch(/wrong-key|right-key/);
    expect(server.stderr()).toContain("OCP_API_KEY");
    expect(server.lines).toEqual([]);
    expect(await stat(join(folder.path, "ocp.db")).catch(() => undefined)).toBeUndefined();
  });

  it("lists every wrong setting at once, with what is allowed and the default", async () => {
    await using folder = await temporaryFolder();
    const server = spawnServer(join(folder.path, "ocp.db"), {
      OCP_EMBED_DIM: "many",
      OCP_WATCH: "perhaps",
      OCP_EMBEDDER: "magic",
      OCP_DATABASE_URL: "postgres://user:pass@host/db",
    });
    expect((await server.exited)[0]).not.toBe(0);
    for (const name of ["OCP_EMBED_DIM", "OCP_WATCH", "OCP_EMBEDDER", "OCP_DATABASE_URL", "512"])
      expect(server.stderr()).toContain(name);
    expect(server.stderr()).not.toContain("pass@host");
  });
});
