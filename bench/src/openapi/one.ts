// Reads one document with one library and prints what that took. A process for each, so that they do not share memory.
import { READERS } from "./readers.ts";

const [library = "", file = ""] = process.argv.slice(2);
const read = await READERS[library]?.();
if (!read) throw new Error(`There is no reader ${library}.`);
const idle = process.resourceUsage().maxRSS / 1024;
const start = performance.now();
const cpu = process.cpuUsage();
const { count } = await read(file);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
const peak = process.resourceUsage().maxRSS / 1024;
console.log(`\n${JSON.stringify({ ms, cpuMs: (user + system) / 1000, idle, peak, count })}`);
