import type { FillProgress } from "../embedding/backfill.ts";
import type { RunProgress } from "../indexing/run.ts";
import { formatCount, formatDuration, plural, truncate } from "./format.ts";

/** How much of a run is done, 0..1: by bytes, since files differ so much in size. */
export function doneShare({ filesDone, filesTotal, bytesDone, bytesTotal }: RunProgress): number {
  const share = bytesTotal > 0 ? bytesDone / bytesTotal : filesTotal > 0 ? filesDone / filesTotal : 0;
  return Math.min(Math.max(share, 0), 1);
}

/** `1,204 of 5,310 files · 8,812 chunks · 14.2 MB/s · 3 s left`; what is not known yet is left out. */
export function describeRun(run: RunProgress, elapsedMs: number): string {
  if (run.filesTotal === 0) return "Looking for files…";
  const parts = [`${formatCount(run.filesDone)} of ${plural(run.filesTotal, "file")}`, plural(run.chunks, "chunk")];
  const share = doneShare(run);
  // The first moments say nothing about the rest.
  if (elapsedMs >= 300 && run.bytesDone > 0) parts.push(`${(run.bytesDone / 1000 / elapsedMs).toFixed(1)} MB/s`);
  if (elapsedMs >= 1000 && share > 0.01 && share < 1) {
    parts.push(`${formatLeft((elapsedMs * (1 - share)) / share)} left`);
  }
  return parts.join(" · ");
}

const formatLeft = (ms: number): string =>
  ms < 1000 ? "1 s" : formatDuration(Math.ceil(ms / 1000) * 1000).replace(/\.0 s$/, " s");

/** `1,204 of 5,310 texts embedded · 12 s left`. */
export function describeEmbedding({ done, total }: FillProgress, elapsedMs: number): string {
  const told = `${formatCount(done)} of ${plural(total, "text")} embedded`;
  const left = done > 0 && elapsedMs >= 1000 ? (elapsedMs * (total - done)) / done : 0;
  return left > 0 ? `${told} · ${formatLeft(left)} left` : told;
}

const BAR_WIDTH = 24;

/** One line for a terminal of this many columns: a bar, the share that is done (0..1), and the description. */
export function progressLine(share: number, description: string, columns: number): string {
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return truncate(`${bar} ${percent}  ${description}`, columns - 1);
}
