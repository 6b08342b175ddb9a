import type { Prepared, Task } from "./preparation.ts";

/** What the indexing thread asks of one that prepares. */
export interface ToPreparer {
  readonly id: number;
  readonly task: Task;
}

/** What it answers, once it said that it is ready. */
export type FromPreparer =
  | { readonly ready: true }
  | { readonly id: number; readonly prepared: Prepared }
  /** The task could not be done as a whole, though the thread goes on. */
  | { readonly id: number; readonly failed: string };
