import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toChart } from "../src/retrieval/chart.ts";
import { fetchPackage } from "../src/retrieval/fetched.ts";
import { METHODS, OCP } from "../src/retrieval/methods.ts";
import { start } from "../src/retrieval/started.ts";
import { createTally, note } from "../src/retrieval/tally.ts";

/** What is there without fetching anything. */
const INSTALLED = Object.keys(METHODS).filter((name) => !/qmd|codegraph|probe/.test(name));
const FILES = {
  "src/session.ts":
    "/** Closes a session and its sockets. */\nexport function closeSession() {\n  sockets.clear();\n}\n",
  "src/retry.ts": "export function retryRequest(attempts: number) {\n  return attempts * 2;\n}\n",
  "docs/start.md": "# Getting started\n\nInstall the package, then call the server.\n",
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ocp-bench-test-"));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(join(folder, "tree", path, ".."), { recursive: true });
    await writeFile(join(folder, "tree", path), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

test.each(INSTALLED)("%s finds a file by its words, in a process of its own", async (name) => {
  const method = start(name);
  try {
    const scratch = await mkdtemp(join(folder, "scratch-"));
    const tree = { root: join(folder, "tree"), paths: Object.keys(FILES) };
    await method.ask({ do: "prepare", mayFetch: false });
    const built = await method.ask({ do: "build", tree, scratch });
    expect(built.error).toBeUndefined();
    const { hits, error } = await method.ask({ do: "search", query: "session's sockets" });
    expect(error).toBeUndefined();
    expect(hits[0]).toBe("src/session.ts");
    const closed = await method.ask({ do: "close" });
    expect(closed.peak).toBeGreaterThan(1);
  } finally {
    method.end();
  }
});

test("a package that is not there is fetched only when that is asked for", async () => {
  const wanted = { name: "some-large-tool", version: "1.2.3", size: "52 MB" };
  await expect(fetchPackage(wanted, false)).rejects.toThrow(
    "some-large-tool@1.2.3 (52 MB) is fetched only with --fetch",
  );
});

test("the picture holds a bar of every measure for every method", () => {
  const tally = createTally();
  for (const kind of ["k1s", "k2", "k3"] as const) note(tally.gains, kind, 0.5);
  tally.times.push(1, 20);
  const chart = toChart(new Map([[OCP, { ...tally, indexMs: 2000, peak: 100 }]]));
  expect(chart.match(/<rect/g)).toHaveLength(4);
  expect(chart).toContain(">0.50<");
  expect(chart).not.toContain("NaN");
});
