import { mkdtemp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { copyTree } from "../src/retrieval/checkout.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ocp-checkout-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("blanks lines of the copy, never of the checkout, though it is reached by a link", async () => {
  await mkdir(join(folder, "real"));
  await writeFile(join(folder, "real", "a.txt"), "one\ntwo\nthree\n");
  await symlink(join(folder, "real"), join(folder, "link"));
  await copyTree(join(folder, "link"), join(folder, "copy"), [{ path: "a.txt", start_line: 2, end_line: 2 }]);
  expect(await readFile(join(folder, "copy", "a.txt"), "utf8")).toBe("one\n\nthree\n");
  expect(await readFile(join(folder, "real", "a.txt"), "utf8")).toBe("one\ntwo\nthree\n");
});
