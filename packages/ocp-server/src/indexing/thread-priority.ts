import { readlinkSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";

/** By so much nicer, a thread has a tenth of what one beside it has. */
const NICER = 10;

/**
 * From now on this thread leaves the processor to all that wants it at the usual priority: the threads that answer and
 * that write, and other programs. Linux gives each thread a priority of its own; elsewhere nothing changes, as priorities
 * are of whole processes there.
 */
export function standBack(): void {
  try {
    const [owner, , thread] = readlinkSync("/proc/thread-self").split("/");
    // Where /proc is that of other processes, its numbers mean nothing here.
    if (Number(owner) !== process.pid) return;
    const id = Number(thread);
    setPriority(id, Math.min(getPriority(id) + NICER, constants.priority.PRIORITY_LOW));
  } catch {
    // No Linux, or not allowed: it runs as the others do.
  }
}
