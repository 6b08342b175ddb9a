import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfigFile, replaceConfigFile } from "../../../src/cli/hosts/file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ocp file-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("replaceConfigFile", () => {
  it("refuses to overwrite what another program wrote meanwhile", async () => {
    const path = join(folder, "a.json");
    writeFileSync(path, "theirs");
    await expect(replaceConfigFile(path, { before: "as I saw it", after: "mine" })).rejects.toThrow(
      /changed it meanwhile/,
    );
    await expect(replaceConfigFile(path, { before: undefined, after: "mine" })).rejects.toThrow(/changed it meanwhile/);
    expect(readFileSync(path, "utf8")).toBe("theirs");
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });

  it("keeps every old state when it writes twice within a second", async () => {
    const path = join(folder, "a.json");
    writeFileSync(path, "1");
    const first = await replaceConfigFile(path, { before: "1", after: "2" });
    const second = await replaceConfigFile(path, { before: "2", after: "3" });
    expect([first, second].map((copy) => readFileSync(copy!, "utf8"))).toEqual(["1", "2"]);
    expect(readFileSync(path, "utf8")).toBe("3");
  });

  it("leaves nothing behind when it cannot write", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(replaceConfigFile(join(folder, "file", "a.json"), { before: undefined, after: "x" })).rejects.toThrow(
      /ENOTDIR|EEXIST/,
    );
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  it("makes the folders on the way", async () => {
    const path = join(folder, "deep/er/a.json");
    expect(await replaceConfigFile(path, { before: undefined, after: "x" })).toBeUndefined();
    expect(existsSync(path)).toBe(true);
  });
});

describe("readConfigFile", () => {
  it("keeps a byte order mark, and knows a file that is not there", async () => {
    writeFileSync(join(folder, "bom"), "\uFEFF{}");
    expect(await readConfigFile(join(folder, "bom"))).toBe("\uFEFF{}");
    expect(await readConfigFile(join(folder, "absent"))).toBeUndefined();
  });
});
