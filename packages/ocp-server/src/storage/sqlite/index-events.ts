import type { NewEvent } from "../sql/events.ts";
import type { WriteOptions } from "../store.ts";

/** More ids than this go into several events. */
const IDS_PER_EVENT = 500;

function portions(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / IDS_PER_EVENT) }, (_, i) =>
    ids.slice(i * IDS_PER_EVENT, (i + 1) * IDS_PER_EVENT),
  );
}

/** What reports that chunks are no longer what they were. */
export function invalidatedEvents(
  workspaceId: string,
  ids: readonly string[],
  reason: "file_changed" | "explicit" | "deleted",
): NewEvent[] {
  return portions(ids).map((chunk_ids) => ({
    type: "chunk.invalidated",
    workspace_id: workspaceId,
    payload: { chunk_ids, reason },
  }));
}

/** What reports chunks that are new or changed. */
export function indexedEvents(workspaceId: string, ids: readonly string[], reason: WriteOptions["reason"]): NewEvent[] {
  return portions(ids).map((chunk_ids) => ({
    type: "chunk.indexed",
    workspace_id: workspaceId,
    payload: { chunk_ids, reason },
  }));
}
