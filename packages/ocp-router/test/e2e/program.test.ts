import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readTrace } from "../../src/trace/open.ts";
import type { TraceRecord } from "../../src/trace/record.ts";
import { HARD, startTwoVendors } from "../support/two-vendors.ts";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

it.each(["anthropic", "openai"])("the built program serves %s with nothing installed beside it", async (backend) => {
  expect(existsSync(join(PACKAGE, "dist/cli.js")), "Build first: pnpm build").toBe(true);
  // Away from any node_modules, as `npx ocp-router` has none of the vendors' packages.
  const folder = mkdtempSync(join(tmpdir(), "ocp-router-program-"));
  await using two = await startTwoVendors();
  for (const part of ["bin", "dist", "package.json"])
    cpSync(join(PACKAGE, part), join(folder, part), { recursive: true });
  const child = spawn(process.execPath, [join(folder, "bin/ocp-router.js"), "serve", "--port", "0"], {
    env: {
      PATH: process.env["PATH"],
      OCP_TRACE: join(folder, "trace.db"),
      OCP_PAID_BACKEND: backend,
      OCP_OLLAMA_URL: two.ollama.url,
      ANTHROPIC_BASE_URL: two.vendor.url,
      OPENAI_BASE_URL: `${two.vendor.url}/v1`,
      ANTHROPIC_API_KEY: "k",
      OPENAI_API_KEY: "k",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (part: string) => {
        said += part;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
        if (found) resolve(found);
      });
      child.on("close", () => reject(new Error(said)));
    });
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "any", messages: [{ role: "user", content: HARD }] }),
    });
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: "From afar." } }] });
    expect(response.headers.get("x-ocp-fallback")).toBeNull();
    const records: TraceRecord[] = [];
    for await (const record of readTrace(join(folder, "trace.db"))) records.push(record);
    expect(records).toMatchObject([{ answered_by: "paid", outcome: "ok" }]);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});
