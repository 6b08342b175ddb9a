import { OcpError, type EventPayload, type EventType, type OcpEvent } from "ocp-core";
import type { Kysely } from "kysely";
import type { EventRow, Schema } from "../schema.ts";
import type { EventPage, EventSelection, EventStore, SubscriptionRecord } from "../store.ts";
import type { SqlDatabase } from "./database.ts";

const DAY = 86_400_000;
const MAX_AGE_MS = 7 * DAY;
const MAX_EVENTS = 200_000;
const SUBSCRIPTION_TTL_MS = 7 * DAY;

/** A change to report, in the same transaction that makes it. */
export type NewEvent = {
  [T in EventType]: { type: T; workspace_id: string | null; session_id?: string | null; payload: EventPayload<T> };
}[EventType];

/** Appends to the log. Call it inside the transaction of the change. */
export async function appendEvents(tx: Kysely<Schema>, now: number, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ type, workspace_id, session_id, payload }) => ({
    type,
    workspace_id,
    session_id: session_id ?? null,
    at: now,
    payload: JSON.stringify(payload),
  }));
  await tx.insertInto("event").values(rows).execute();
}

/** Event ids and cursors are `<epoch>.<sequence>`, the sequence padded so that bytes sort as commits did. */
function formatPosition(epoch: string, seq: number): string {
  return `${epoch}.${String(seq).padStart(14, "0")}`;
}

function parsePosition(text: string): { epoch: string; seq: number } | undefined {
  const match = /^([a-z0-9]+)\.(\d{1,15})$/.exec(text);
  return match ? { epoch: match[1]!, seq: Number(match[2]) } : undefined;
}

/** Milliseconds of an ISO 8601 time, in UTC where it names no offset; NaN for anything else. */
function parseTime(text: string): number {
  if (!/^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/i.test(text)) return Number.NaN;
  return Date.parse(/T[\d:.]+$/i.test(text) ? `${text}Z` : text);
}

export function createEventStore(db: SqlDatabase): EventStore {
  /** The last sequence that was pruned, and when it happened. */
  async function pruned(): Promise<{ seq: number; at: number }> {
    const row = await db.read.selectFrom("meta").select("value").where("key", "=", "events_pruned").executeTakeFirst();
    return row ? (JSON.parse(row.value) as { seq: number; at: number }) : { seq: 0, at: 0 };
  }

  function toEvent(row: EventRow): OcpEvent {
    return {
      type: row.type,
      event_id: formatPosition(db.epoch, row.seq),
      timestamp: new Date(row.at).toISOString(),
      workspace_id: row.workspace_id,
      subscription_id: null,
      payload: JSON.parse(row.payload),
    } as OcpEvent;
  }

  function select(selection: EventSelection, afterSeq: number) {
    let query = db.read
      .selectFrom("event")
      .where("workspace_id", "=", selection.workspaceId)
      .where("seq", ">", afterSeq);
    if (selection.types) query = query.where("type", "in", [...selection.types]);
    if (selection.sessionId !== undefined) query = query.where("session_id", "=", selection.sessionId);
    return query;
  }

  /** Where a cursor stands in this database; a cursor of another database stands at the beginning. */
  function locate(cursor: string): { seq: number; foreign: boolean } {
    const position = parsePosition(cursor);
    if (!position) {
      throw new OcpError(
        "INVALID_PARAMS",
        `cursor '${cursor.slice(0, 80)}' was not made by this server. Pass the cursor of an earlier answer, or none.`,
      );
    }
    const foreign = position.epoch !== db.epoch;
    return { seq: foreign ? 0 : position.seq, foreign };
  }

  return {
    async read(selection, { cursor, limit }): Promise<EventPage> {
      const from = locate(cursor);
      // The end is read first: what commits in between is left for the next read, never skipped.
      const end = await db.lastEventSeq();
      const rows = await select(selection, from.seq)
        .where("seq", "<=", end)
        .selectAll()
        .orderBy("seq")
        .limit(limit)
        .execute();
      const reached = rows.length === limit ? rows.at(-1)!.seq : end;
      // A cursor beyond the end comes from a database that was put back to an earlier state.
      const truncated = from.foreign || from.seq > end || from.seq < (await pruned()).seq;
      return { events: rows.map(toEvent), cursor: formatPosition(db.epoch, reached), truncated };
    },

    async cursorAt(position) {
      const gone = await pruned();
      if (position === "beginning") return { cursor: formatPosition(db.epoch, gone.seq), truncated: false };
      if (position === "now") return { cursor: formatPosition(db.epoch, await db.lastEventSeq()), truncated: false };
      if (parsePosition(position.since)) {
        const { seq, foreign } = locate(position.since);
        return { cursor: formatPosition(db.epoch, seq), truncated: foreign || seq < gone.seq };
      }
      const at = parseTime(position.since);
      if (Number.isNaN(at)) {
        throw new OcpError(
          "INVALID_PARAMS",
          `since '${position.since.slice(0, 80)}' is neither an event_id nor an ISO 8601 time such as 2026-05-01T00:00:00Z.`,
        );
      }
      const first = await db.read
        .selectFrom("event")
        .select("seq")
        .where("at", ">=", at)
        .orderBy("seq")
        .limit(1)
        .executeTakeFirst();
      return {
        cursor: formatPosition(db.epoch, first ? first.seq - 1 : await db.lastEventSeq()),
        truncated: gone.seq > 0 && at <= gone.at,
      };
    },

    async latest(selection, limit) {
      const { cursor } = await this.cursorAt("now");
      const rows = await select(selection, 0)
        .where("seq", "<=", locate(cursor).seq)
        .selectAll()
        .orderBy("seq", "desc")
        .limit(limit)
        .execute();
      return { events: rows.toReversed().map(toEvent), cursor, truncated: false };
    },

    async count(selection, cursor) {
      const row = await select(selection, locate(cursor).seq)
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },

    async subscribe({ subscription_id, workspaceId, types, sessionId, cursor }) {
      await db.write((tx) =>
        tx
          .insertInto("subscription")
          .values({
            subscription_id,
            workspace_id: workspaceId,
            types: types ? JSON.stringify(types) : null,
            session_id: sessionId ?? null,
            cursor,
            polled_at: db.now(),
          })
          .execute(),
      );
    },

    async getSubscription(subscriptionId): Promise<SubscriptionRecord | undefined> {
      const row = await db.read
        .selectFrom("subscription")
        .selectAll()
        .where("subscription_id", "=", subscriptionId)
        .executeTakeFirst();
      if (!row || row.polled_at < db.now() - SUBSCRIPTION_TTL_MS) return undefined;
      // Polling keeps a subscription alive; one write a day says so.
      if (row.polled_at < db.now() - DAY) {
        await db.write((tx) =>
          tx
            .updateTable("subscription")
            .set({ polled_at: db.now() })
            .where("subscription_id", "=", subscriptionId)
            .execute(),
        );
      }
      return {
        subscription_id: row.subscription_id,
        workspaceId: row.workspace_id,
        types: row.types === null ? undefined : (JSON.parse(row.types) as EventType[]),
        sessionId: row.session_id ?? undefined,
        cursor: row.cursor,
      };
    },

    async unsubscribe(subscriptionId) {
      return db.write(async (tx) => {
        const { numDeletedRows } = await tx
          .deleteFrom("subscription")
          .where("subscription_id", "=", subscriptionId)
          .executeTakeFirst();
        return numDeletedRows > 0n;
      });
    },
  };
}

/** Whether the log or a subscription has outlived its bounds, asked without a write lock. */
export async function hasOldEvents(db: SqlDatabase, now: number): Promise<boolean> {
  const bounds = await db.read
    .selectFrom("event")
    .select((eb) => [
      eb.fn.min<number | null>("seq").as("first"),
      eb.fn.max<number | null>("seq").as("last"),
      eb.fn.min<number | null>("at").as("oldest"),
    ])
    .executeTakeFirst();
  if (bounds?.oldest != null && bounds.oldest < now - MAX_AGE_MS - DAY / 24) return true;
  // A tenth over the bound, so that pruning is rare and in bulk.
  if (bounds?.first != null && bounds.last! - bounds.first > MAX_EVENTS * 1.1) return true;
  const subscription = await db.read
    .selectFrom("subscription")
    .select("subscription_id")
    .where("polled_at", "<", now - SUBSCRIPTION_TTL_MS)
    .limit(1)
    .executeTakeFirst();
  return subscription !== undefined;
}

/** Drops what is older than the log's bounds and remembers how far. */
export async function pruneEvents(tx: Kysely<Schema>, now: number): Promise<number> {
  const last = await tx.selectFrom("event").select("seq").orderBy("seq", "desc").limit(1).executeTakeFirst();
  const young = await tx
    .selectFrom("event")
    .select("seq")
    .where("at", ">=", now - MAX_AGE_MS)
    .orderBy("seq")
    .limit(1)
    .executeTakeFirst();
  const keepFrom = Math.max(young?.seq ?? (last?.seq ?? 0) + 1, (last?.seq ?? 0) - MAX_EVENTS + 1);
  const newest = await tx
    .selectFrom("event")
    .select(["seq", "at"])
    .where("seq", "<", keepFrom)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  await tx
    .deleteFrom("subscription")
    .where("polled_at", "<", now - SUBSCRIPTION_TTL_MS)
    .execute();
  if (!newest) return 0;
  const { numDeletedRows } = await tx.deleteFrom("event").where("seq", "<", keepFrom).executeTakeFirst();
  await tx
    .insertInto("meta")
    .values({ key: "events_pruned", value: JSON.stringify({ seq: newest.seq, at: newest.at }) })
    .onConflict((c) => c.column("key").doUpdateSet((eb) => ({ value: eb.ref("excluded.value") })))
    .execute();
  return Number(numDeletedRows);
}
