import { spawn } from "node:child_process";
import { memoryOf } from "../mcp-process.ts";

/** The most memory that a program held, in MB, as far as looking every few milliseconds shows. */
let peak = 0;

export const programPeak = (): number => peak;

/** What a program prints. Throws an `Error` with what it complained about unless it exits with one of `allowed`. */
export function run(command: string, args: readonly string[], allowed: readonly number[] = [0]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const looking = setInterval(() => {
      const { peak: most } = memoryOf(child.pid!);
      if (most > peak) peak = most;
    }, 3);
    const [printed, complained]: [string[], string[]] = [[], []];
    child.stdout.setEncoding("utf8").on("data", (text: string) => printed.push(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => complained.push(text));
    child.once("error", (error) => {
      clearInterval(looking);
      reject(error);
    });
    child.once("close", (code) => {
      clearInterval(looking);
      if (code !== null && allowed.includes(code)) resolve(printed.join(""));
      else reject(new Error(`${command} exited with ${code}: ${complained.join("").trim().slice(0, 500)}`));
    });
  });
}
