import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { standBack } from "../../../src/indexing/thread-priority.ts";

/** The niceness of this thread: the 19th value of its line (proc_pid_stat(5)). */
const niceness = (): number => {
  const line = readFileSync("/proc/thread-self/stat", "utf8");
  return Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[16]);
};

const before = niceness();
standBack();
parentPort!.postMessage({ before, after: niceness() });
