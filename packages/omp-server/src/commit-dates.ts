import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { toSeconds } from "./corpus/last-updated.ts";

/** When each file below a folder was last committed, where the folder belongs to a Git repository; else nothing. */
export async function commitDates(root: string): Promise<Map<string, string>> {
  const dates = new Map<string, string>();
  const args = [
    "-C",
    root,
    "-c",
    "core.quotePath=false",
    "log",
    "--format=%x00%cI",
    "--name-only",
    "--relative",
    "--",
    ".",
  ];
  let log: string;
  try {
    ({ stdout: log } = await promisify(execFile)("git", args, { maxBuffer: 256 * 1024 * 1024 }));
  } catch {
    return dates;
  }
  let date = "";
  for (const line of log.split("\n")) {
    if (line.startsWith("\0")) date = toSeconds(new Date(line.slice(1)));
    else if (line !== "" && !dates.has(`/${line}`)) dates.set(`/${line}`, date);
  }
  return dates;
}
