import { setFlagsFromString } from "node:v8";
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import type * as WebTreeSitter from "web-tree-sitter";
import { largestFunction } from "./wasm-code.ts";

/** Compiled code, as the parser's library takes it. */
export type Compiled = Parameters<(typeof WebTreeSitter)["Language"]["loadSync"]>[0];

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => Compiled;
  readonly Instance: new (module: Compiled, imports: object) => { readonly exports: object };
}

/** Node.js has it, its types do not. */
const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

/** To optimise a function of 160 KB takes the engine 700 MB and seconds, one of 35 KB 25 MB, one of 27 KB 8 MB. */
const LARGE_FUNCTION = 30_000;
/** Far longer than any compilation: a thread that was ended during its own never gives the lock back. */
const PATIENCE_MS = 5_000;

const LOCK = "ocp-server: who sets the engine";

/**
 * From now on, in this process, the engine does not optimise the enormous functions that some grammars consist of. It has
 * no setting for single functions, so its settings are changed for the moment in which a grammar is compiled. Call it
 * before any thread is started, in a process whose engine is nobody else's.
 */
export function sparePeaks(): void {
  setEnvironmentData(LOCK, new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Gives a module what it imports. */
export function instantiate(module: Compiled, imports: object) {
  return new Instance(module, imports);
}

/** Compiles a module, now and whole. */
export function compile(bytes: Uint8Array): Compiled {
  const shared = getEnvironmentData(LOCK);
  if (!(shared instanceof SharedArrayBuffer)) return new Module(bytes);
  const lock = new Int32Array(shared);
  while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) if (Atomics.wait(lock, 0, 1, PATIENCE_MS) === "timed-out") break;
  try {
    setOptimising(largestFunction(bytes) < LARGE_FUNCTION);
    // What is compiled later would be compiled as is usual then.
    setFlagsFromString("--no-wasm-lazy-compilation");
    return new Module(bytes);
  } finally {
    setFlagsFromString("--wasm-lazy-compilation");
    setOptimising(true);
    Atomics.store(lock, 0, 0);
    Atomics.notify(lock, 0, 1);
  }
}

function setOptimising(on: boolean): void {
  for (const setting of ["wasm-tier-up", "wasm-dynamic-tiering"])
    setFlagsFromString(on ? `--${setting}` : `--no-${setting}`);
}
