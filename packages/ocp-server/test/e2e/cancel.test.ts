import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support.ts";
import { startServer, type ConnectedServer } from "./support.ts";

const FILES = 500;

/** A tree that takes seconds to index. */
function bigTree(): Record<string, string> {
  const definition = (file: number, at: number) =>
    `/** Computes part ${at} of file ${file}. */\nexport function part${at}of${file}(input: string) {\n  return input.repeat(${at});\n}\n`;
  return Object.fromEntries(
    Array.from({ length: FILES }, (_, file) => [
      `root/d${file % 40}/f${file}.ts`,
      Array.from({ length: 60 }, (__, at) => definition(file, at)).join("\n"),
    ]),
  );
}

async function onlyWorkspace(server: ConnectedServer) {
  const { workspaces } = await server.call("workspace.list", {});
  return workspaces[0]!;
}

describe.each(["legacy", "auto"] as const)("a client that cancels workspace.index (%s)", (mode) => {
  it("is answered at once, leaves no work behind, and goes on where it was", async () => {
    await using folder = await temporaryFolder(bigTree());
    await using server = await startServer(join(folder.path, "ocp.db"), { mode });
    const { workspace_id } = await server.call("workspace.register", { root_uri: join(folder.path, "root") });

    const controller = new AbortController();
    const begun = Promise.withResolvers<void>();
    const run = server.client.callTool(
      { name: "workspace.index", arguments: { workspace_id } },
      {
        signal: controller.signal,
        timeout: 60_000,
        onprogress: ({ progress }) => {
          if (progress > 0) begun.resolve();
        },
      },
    );
    const refused = run.catch((error: unknown) => error);
    await begun.promise;
    const from = performance.now();
    controller.abort();
    expect(await refused).toBeInstanceOf(Error);
    await onlyWorkspace(server);
    const answered = performance.now() - from;
    await expect.poll(async () => (await onlyWorkspace(server)).status).toBe("partial");
    const { chunks } = await onlyWorkspace(server);

    const again = performance.now();
    const rest = await server.call("workspace.index", { workspace_id });
    // Measured by what else there was to do, however busy the machine is: it usually is a twentieth.
    expect(answered).toBeLessThan((performance.now() - again) / 2);
    // Nothing was written between the end of the run and this one.
    expect(rest.skipped).toBe(chunks);
    expect(rest).toMatchObject({ files: FILES, errors: [] });
    expect(rest.indexed).toBeGreaterThan(0);
    expect(await onlyWorkspace(server)).toMatchObject({ status: "ready", chunks: rest.indexed + rest.skipped });
  });
});
