import type { Workspace } from "ocp-core";
import type { Page, PageOptions } from "./page.ts";

export interface WorkspaceRecord {
  readonly workspace_id: string;
  readonly root_uri: string;
  readonly name: string;
  readonly metadata: Record<string, unknown>;
  /** Whether a whole run over its root has ended, ever. */
  readonly indexed: boolean;
}

export interface WorkspaceStore {
  /** Adds a workspace, or updates the name and metadata that are given. */
  register(
    workspace: { workspace_id: string; root_uri: string; defaultName: string } & {
      name?: string | undefined;
      metadata?: Record<string, unknown> | undefined;
    },
  ): Promise<{ created: boolean; workspace: WorkspaceRecord }>;
  get(workspaceId: string): Promise<WorkspaceRecord | undefined>;
  /** In order of registration. `only` restricts to these ids. */
  list(options: PageOptions & { only?: readonly string[] | undefined }): Promise<Page<Workspace>>;
  /** Removes the workspace and all that belongs to it; false when unknown. What it takes up is freed by `deleteLeftovers`. */
  remove(workspaceId: string): Promise<boolean>;
  /** Records how far an index run has come and reports it as `index.progress`. */
  reportProgress(workspaceId: string, progress: IndexProgress): Promise<void>;
}

export interface IndexProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  /** Whether the run has ended. */
  readonly finished: boolean;
  /** Whether it covers the whole root, so that its end is the index's. */
  readonly whole: boolean;
}
