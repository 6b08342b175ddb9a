import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { GRAMMAR_FILES } from "../../../src/indexing/chunk/grammar/files.ts";
import { largestFunction } from "../../../src/indexing/chunk/grammar/wasm-code.ts";

const LARGE = 30_000;
const program = fileURLToPath(new URL("../programs/parse-long.ts", import.meta.url));

function grammar(name: keyof typeof GRAMMAR_FILES): Buffer {
  return readFileSync(createRequire(import.meta.url).resolve(GRAMMAR_FILES[name]));
}

/** The sizes of the functions that the engine optimises in a process that parses shell scripts for a while. */
function optimised(argument: string): number[] {
  // At once, not on a thread beside that the end of the process would overtake.
  const flags = ["--wasm-sync-tier-up", "--trace-wasm-compilation-times"];
  const traced = execFileSync(process.execPath, [...flags, program, argument], {
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
  return [...traced.matchAll(/using TurboFan,.* bodysize (\d+)/g)].map(([, size]) => Number(size));
}

describe("the largest function of a module", () => {
  it("is enormous in some grammars", () => {
    expect(largestFunction(grammar("bash"))).toBe(161_555);
    expect(largestFunction(grammar("go"))).toBeLessThan(LARGE);
  });

  it("is 0 where there is no code, and is read as far as a module goes", () => {
    expect(largestFunction(new Uint8Array())).toBe(0);
    expect(largestFunction(Buffer.from("\0asm\x01\0\0\0", "latin1"))).toBe(0);
    expect(largestFunction(Buffer.from("\0asm\x01\0\0\0\x0a\xff\xff\xff\xff\xff\xff", "latin1"))).toBe(0);
  });
});

describe("a process that spares its peaks", () => {
  it("optimises the parser but no enormous function", () => {
    const sizes = optimised("spare");
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThan(LARGE);
  });

  it("would optimise those without it", () => {
    expect(Math.max(...optimised("plain"))).toBeGreaterThan(LARGE);
  });
});
