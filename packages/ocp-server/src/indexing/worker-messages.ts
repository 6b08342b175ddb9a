import type { WireError } from "ocp-core";
import type { FillProgress } from "../embedding/backfill.ts";
import type { SentSettings } from "../embedding/settings.ts";
import type { EngineOptions } from "../engine.ts";
import type { WorkspaceRecord } from "../storage/store.ts";
import type { RunProgress, RunResult } from "./run.ts";

/** What the indexing thread is started with. */
export type WorkerSettings = Pick<EngineOptions, "dbPath" | "watch" | "maxFileBytes" | "allowedRoots"> & {
  readonly embedding: SentSettings;
};

/** What the server's thread asks of the indexing thread. */
export type ToWorker =
  | {
      readonly type: "index";
      readonly id: number;
      readonly workspace: WorkspaceRecord;
      readonly under: readonly string[] | undefined;
    }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "follow"; readonly workspace: WorkspaceRecord }
  | { readonly type: "embed"; readonly workspaceId: string }
  | { readonly type: "embedAll"; readonly id: number; readonly workspaceId: string }
  | { readonly type: "forget"; readonly id: number; readonly workspaceId: string }
  | { readonly type: "deleteLeftovers" }
  | { readonly type: "close" };

/** What it answers. */
export type FromWorker =
  | { readonly type: "progress"; readonly id: number; readonly progress: RunProgress | FillProgress }
  | { readonly type: "done"; readonly id: number; readonly result: RunResult | number | undefined }
  | { readonly type: "failed"; readonly id: number; readonly error: WireError | string }
  | { readonly type: "log"; readonly level: "error" | "warn" | "info" | "debug"; readonly message: string };
