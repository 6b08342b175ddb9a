import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isOnLocalDisk } from "../../src/indexing/local-disk.ts";

it.skipIf(process.platform !== "linux")("tells a disk of this machine from what the kernel answers for", async () => {
  // In memory on every Linux, where the temporary folder may be anywhere.
  const folder = mkdtempSync("/dev/shm/ocp-");
  expect(await isOnLocalDisk(folder)).toBe(true);
  expect(await isOnLocalDisk("/proc")).toBe(false);
  const missing = join(folder, "missing");
  expect(await isOnLocalDisk(missing)).toBe(false);
  rmSync(folder, { recursive: true });
  // For a while it is not asked again.
  expect(await isOnLocalDisk(folder)).toBe(true);
});
