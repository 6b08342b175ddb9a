/**
 * Milliseconds of processor time that some work takes: unlike the clock, it does not run on while others work. On a
 * processor that is slower than the one on which the limits were set, they are as many as they would be on that one.
 */
export async function processorTime(work: () => unknown): Promise<number> {
  slowness ??= Math.max(1, Math.min(spent(yardstick), spent(yardstick), spent(yardstick)) / YARDSTICK_MS);
  const before = process.cpuUsage();
  await work();
  return since(before) / slowness;
}

/** What the yardstick takes on an ordinary processor. */
const YARDSTICK_MS = 25;
let slowness: number | undefined;

function yardstick(): number {
  const table = new Uint32Array(1 << 16);
  let x = 1;
  for (let i = 0; i < 10_000_000; i++) {
    x = (Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) + i) | 0;
    table[x >>> 16]! += 1;
  }
  return table[0]!;
}

function spent(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return since(before);
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
