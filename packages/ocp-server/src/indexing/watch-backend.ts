import type { IgnoreRules } from "./ignore.ts";

/** What a way of watching tells. */
export interface WatchSink {
  changed(path: string): void;
  everything(): void;
  /** An event arrived, whatever comes of it. */
  count(): void;
  /** The root itself may be gone or another one. */
  checkRoot(): void;
  /** The system refuses to watch any more; this way of watching has stopped. */
  exhausted(reason: string): void;
}

/** One way of watching. `ready` is settled once no change can be missed. */
export interface WatchBackend {
  readonly ready: Promise<void>;
  close(): void;
}

export type OpenBackend = (root: string, ignore: IgnoreRules, sink: WatchSink) => WatchBackend;
