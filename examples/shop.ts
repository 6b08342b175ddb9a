import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Copies the sample project to a temporary folder, so that an example may change it. It goes with the process. */
export function copyOfShop(): string {
  const folder = mkdtempSync(join(tmpdir(), "ocp-shop-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  cpSync(fileURLToPath(new URL("fixtures/shop", import.meta.url)), folder, { recursive: true });
  return folder;
}
