import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "@modelcontextprotocol/server";
import { EVENT_LOGGER, EVENT_META_KEY, OcpError, type ToolInput } from "ocp-core";
import type { Caller } from "../access/keys.ts";
import type { Engine } from "../engine.ts";
import { describeError, type Logger } from "../log.ts";
import { eventsUri, parseResourceUri } from "./resources.ts";

const WAIT_MS = 30_000;
const RETRY_MS = 1_000;

export interface EventPush {
  /**
   * Tells the client of each event of a workspace after `from`, or else after now, by `notifications/resources/updated`;
   * ignores other URIs.
   */
  watchResource(uri: string, from?: string): Promise<void>;
  unwatchResource(uri: string): void;
  /** Sends the events of a subscription as log messages, from its cursor on (MCP revisions up to 2025-11-25). */
  watchSubscription(subscriptionId: string): void;
  unwatchSubscription(subscriptionId: string): void;
  stop(): void;
}

/** Pushes events over one connection by polling for it. Nothing is pushed that the client did not ask for. */
export function createEventPush({
  engine,
  caller,
  server,
  log,
}: {
  engine: Engine;
  caller: Caller;
  server: Server;
  log: Logger;
}): EventPush {
  const running = new Map<string, AbortController>();

  function run(
    name: string,
    selection: ToolInput<"events.poll">,
    deliver: (event: Record<string, unknown>) => Promise<void>,
  ): void {
    if (running.has(name)) return;
    const stopped = new AbortController();
    running.set(name, stopped);
    follow({ engine, caller, selection, signal: stopped.signal, deliver }).catch((error: unknown) => {
      running.delete(name);
      if (!stopped.signal.aborted) log.debug(`pushing ${name} ended: ${describeError(error)}`);
    });
  }

  function stop(name: string): void {
    running.get(name)?.abort();
    running.delete(name);
  }

  return {
    async watchResource(uri, from) {
      const name = parseResourceUri(uri);
      if (name?.kind !== "events") return;
      const cursor = from ?? (await lastEventOf({ engine, caller }, uri));
      run(eventsUri(name.workspaceId), { workspace_id: name.workspaceId, cursor }, async (event) => {
        await server.sendResourceUpdated({ uri: eventsUri(name.workspaceId), _meta: { [EVENT_META_KEY]: event } });
      });
    },
    unwatchResource(uri) {
      const name = parseResourceUri(uri);
      if (name?.kind === "events") stop(eventsUri(name.workspaceId));
    },
    watchSubscription(subscriptionId) {
      run(subscriptionId, { subscription_id: subscriptionId }, (event) =>
        server.sendLoggingMessage({ level: "info", logger: EVENT_LOGGER, data: event }),
      );
    },
    unwatchSubscription: stop,
    stop() {
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}

/**
 * Where a workspace's events stand, as a cursor; undefined for a URI of something else. Throws what subscribing does
 * where the workspace or the key is not right.
 */
export async function lastEventOf(
  { engine, caller }: { engine: Engine; caller: Caller },
  uri: string,
): Promise<string | undefined> {
  const name = parseResourceUri(uri);
  if (name?.kind !== "events") return undefined;
  const { subscription_id, cursor } = await engine.call("events.subscribe", { workspace_id: name.workspaceId }, caller);
  await engine.call("events.unsubscribe", { subscription_id }, caller);
  return cursor;
}

interface Following {
  readonly engine: Engine;
  readonly caller: Caller;
  readonly selection: ToolInput<"events.poll">;
  readonly signal: AbortSignal;
  readonly deliver: (event: Record<string, unknown>) => Promise<void>;
}

async function follow({ engine, caller, selection, signal, deliver }: Following): Promise<void> {
  let { cursor } = selection;
  while (!signal.aborted) {
    try {
      const page = await engine.call("events.poll", { ...selection, cursor, wait_ms: WAIT_MS }, caller, { signal });
      for (const event of page.events) {
        if (signal.aborted) return;
        await deliver(event);
      }
      cursor = page.cursor;
    } catch (error) {
      if (!OcpError.is(error) || !error.retryable) throw error;
      await sleep(RETRY_MS, undefined, { signal, ref: false });
    }
  }
}
