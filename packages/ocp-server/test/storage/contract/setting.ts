import { createHash } from "node:crypto";
import { toFileUri, type OcpEvent } from "ocp-core";
import { toSearchable } from "../../../src/indexing/reanalyse.ts";
import { createSegmentBuilder } from "../../../src/retrieval/lexical/segment.ts";
import { lookUp } from "../../../src/retrieval/lookup.ts";
import { queryTerms } from "../../../src/retrieval/query.ts";
import type {
  Candidate,
  ChunkSelection,
  FileUpdate,
  IndexStore,
  NewChunk,
  StateOwner,
  Store,
  WriteCounts,
  WriteOptions,
} from "../../../src/storage/store.ts";

export const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
export const STAMP = { size: 1, mtimeMs: 1, ctimeMs: 1 };
export const WS = "ws_0000000000000001";
export const EXPLICIT = { reason: "explicit" } as const;

export function chunk(place: string, content: string, startLine = 1): NewChunk {
  const lines = content.split("\n").length;
  return {
    place,
    range: { start_line: startLine, end_line: startLine + lines - 1, start_byte: 0, end_byte: content.length },
    content,
    content_hash: sha(content),
    language: "typescript",
    kind: "function",
    symbol: place,
    metadata: {},
  };
}

/** Writes a batch with its words. */
export function put(
  index: IndexStore,
  workspaceId: string,
  updates: readonly FileUpdate[],
  options: Pick<WriteOptions, "reason">,
): Promise<WriteCounts> {
  const replaced = updates.filter((update) => update.kind === "replace");
  const searchable = replaced.flatMap(({ path, chunks }) => chunks.map((each) => toSearchable(path, each)));
  return index.write(workspaceId, updates, { ...options, text: createSegmentBuilder().build(searchable) });
}

/** What holds a word. */
export async function find(store: Store, selection: ChunkSelection, word: string): Promise<Candidate[]> {
  const { found } = await lookUp(store, { ...selection, query: word }, { ...queryTerms(word), names: [] });
  return found.map(({ candidate }) => candidate);
}

export function file(path: string, chunks: NewChunk[]): FileUpdate {
  return {
    kind: "replace",
    path,
    uri: toFileUri(`/repo/${path}`),
    language: chunks[0]?.language ?? "typescript",
    stamp: STAMP,
    hash: sha(path),
    chunking: 1,
    chunks,
  };
}

export const globalState: StateOwner = {
  scope: "global",
  workspace_id: WS,
  session_id: "",
  agent_id: "",
  partition: "",
};
export const agentState: StateOwner = {
  scope: "agent",
  workspace_id: "",
  session_id: "",
  agent_id: "a1",
  partition: "",
};
export const sessionState = (session_id: string): StateOwner => ({ ...globalState, scope: "session", session_id });

export interface Backend {
  readonly name: string;
  /** Opens a store on an empty database; `again` opens another on the same one. */
  open(clock: () => number): Promise<{ store: Store; again(): Promise<Store> } & AsyncDisposable>;
}

/** A backend with what tests of it do again and again, at a time of their own. */
export function settingOf({ name, open }: Backend) {
  let now = 1_700_000_000_000;
  const allEvents = async (store: Store): Promise<OcpEvent[]> => {
    const { cursor } = await store.events.cursorAt("beginning");
    return (await store.events.read({ workspaceId: WS }, { cursor, limit: 500 })).events;
  };
  return {
    backend: name,
    open,
    now: () => now,
    tick: (ms: number) => (now += ms),
    async fresh() {
      const opened = await open(() => now);
      await opened.store.workspaces.register({ workspace_id: WS, root_uri: "file:///repo", defaultName: "root" });
      return opened;
    },
    allEvents,
    eventTypes: async (store: Store) => (await allEvents(store)).map((event) => event.type),
  };
}

export type Setting = ReturnType<typeof settingOf>;
