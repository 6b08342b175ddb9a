import type { IndexFault, ToolOutput } from "ocp-core";

/** How far an index run has come, of the files that it has to read. */
export interface RunProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly chunks: number;
}

export type RunResult = ToolOutput<"workspace.index">;

/** At most this many faults are reported of one run. */
const MAX_FAULTS = 100;

/** Gathers what a run reports of files that it could not read. */
export function createFaultList() {
  const faults: IndexFault[] = [];
  return {
    faults,
    add(path: string, reason: string): void {
      if (faults.length < MAX_FAULTS) faults.push({ path, reason });
    },
  };
}
