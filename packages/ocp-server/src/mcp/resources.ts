import { ResourceNotFoundError, type Resource, type Server } from "@modelcontextprotocol/server";
import { OcpError, type Workspace } from "ocp-core";
import type { Caller } from "../access/keys.ts";
import type { Engine } from "../engine.ts";

/** What a resource URI names (OCP-0001 §6). */
export type ResourceName =
  | { readonly kind: "workspaces" }
  | { readonly kind: "workspace" | "events"; readonly workspaceId: string }
  | { readonly kind: "state"; readonly workspaceId: string; readonly key: string }
  | { readonly kind: "chunk"; readonly chunkId: string };

const WORKSPACES = "ocp://workspaces";
const JSON_TYPE = "application/json";
/** How many of the latest events the events resource shows. */
const LATEST_EVENTS = 100;

const TEMPLATES = [
  {
    uriTemplate: "ocp://workspaces/{id}",
    name: "workspace",
    title: "Workspace",
    description: "A workspace with its size and how fresh its index is",
  },
  {
    uriTemplate: "ocp://workspaces/{id}/events",
    name: "events",
    title: "Events",
    description: "Its latest events; subscribe to be told of each new one",
  },
  {
    uriTemplate: "ocp://workspaces/{id}/state/{key}",
    name: "state",
    title: "Shared state",
    description: "An entry of its global state",
  },
  {
    uriTemplate: "ocp://chunks/{chunk_id}",
    name: "chunk",
    title: "Chunk",
    description: "A piece of a file or document",
  },
].map((template) => ({ ...template, mimeType: template.name === "chunk" ? "text/plain" : JSON_TYPE }));

/** The meaning of a resource URI, or undefined. */
export function parseResourceUri(uri: string): ResourceName | undefined {
  if (uri === WORKSPACES) return { kind: "workspaces" };
  const match = /^ocp:\/\/(workspaces|chunks)\/([^/]+)(?:\/(events|state)(?:\/(.+))?)?$/.exec(uri);
  if (!match) return undefined;
  try {
    const [id, rest] = [decodeURIComponent(match[2]!), match[4] && decodeURIComponent(match[4])];
    if (match[1] === "chunks") return match[3] ? undefined : { kind: "chunk", chunkId: id };
    if (match[3] === "state") return rest ? { kind: "state", workspaceId: id, key: rest } : undefined;
    if (rest) return undefined;
    return { kind: match[3] === "events" ? "events" : "workspace", workspaceId: id };
  } catch {
    return undefined;
  }
}

export function eventsUri(workspaceId: string): string {
  return `${WORKSPACES}/${encodeURIComponent(workspaceId)}/events`;
}

interface Parts {
  readonly engine: Engine;
  readonly caller: Caller;
}

async function allWorkspaces({ engine, caller }: Parts): Promise<Workspace[]> {
  const workspaces: Workspace[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await engine.call("workspace.list", cursor === undefined ? {} : { cursor }, caller);
    workspaces.push(...page.workspaces);
    if (page.next_cursor === null) return workspaces;
    cursor = page.next_cursor;
  }
}

/** The content of a resource; undefined when there is none under this name. */
async function readContent(parts: Parts, name: ResourceName): Promise<{ text: string; mimeType: string } | undefined> {
  const { engine, caller } = parts;
  const json = (value: unknown) => ({ text: JSON.stringify(value, undefined, 2), mimeType: JSON_TYPE });
  switch (name.kind) {
    case "workspaces":
      return json({ workspaces: await allWorkspaces(parts) });
    case "workspace": {
      const workspace = (await allWorkspaces(parts)).find((item) => item.workspace_id === name.workspaceId);
      return workspace && json(workspace);
    }
    case "events":
      return json(await engine.latestEvents(name.workspaceId, LATEST_EVENTS, caller));
    case "state": {
      const { entry } = await engine.call(
        "state.get",
        { key: name.key, scope: "global", workspace_id: name.workspaceId },
        caller,
      );
      return entry ? json(entry) : undefined;
    }
    case "chunk": {
      const { chunk } = await engine.call("context.get_chunk", { chunk_id: name.chunkId }, caller);
      return { text: chunk.content, mimeType: "text/plain" };
    }
  }
}

/** Values that complete a template's variable. */
async function complete(
  parts: Parts,
  argument: { name: string; value: string },
  given: Record<string, string>,
): Promise<string[]> {
  const { engine, caller } = parts;
  if (argument.name === "id") return (await allWorkspaces(parts)).map((workspace) => workspace.workspace_id);
  const workspaceId = given["id"];
  if (argument.name !== "key" || workspaceId === undefined) return [];
  const page = await engine.call(
    "state.list",
    { scope: "global", workspace_id: workspaceId, prefix: argument.value, limit: 100 },
    caller,
  );
  return page.entries.map((entry) => entry.key);
}

/** Answers the `resources/*` requests but subscriptions, and `completion/complete`. */
export function serveResources(server: Server, parts: Parts): void {
  server.setRequestHandler("resources/list", async () => {
    const resources: Resource[] = [
      {
        uri: WORKSPACES,
        name: "workspaces",
        title: "Workspaces",
        description: "Every workspace of this server",
        mimeType: JSON_TYPE,
      },
    ];
    for (const { workspace_id, name, root_uri } of await allWorkspaces(parts)) {
      const uri = `${WORKSPACES}/${workspace_id}`;
      resources.push(
        { uri, name, description: root_uri, mimeType: JSON_TYPE },
        { uri: `${uri}/events`, name: `${name}: events`, mimeType: JSON_TYPE },
      );
    }
    return { resources };
  });

  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: TEMPLATES }));

  server.setRequestHandler("resources/read", async ({ params: { uri } }) => {
    const name = parseResourceUri(uri);
    if (!name) throw new ResourceNotFoundError(uri);
    try {
      const content = await readContent(parts, name);
      if (content) return { contents: [{ uri, ...content }] };
    } catch (error) {
      if (!OcpError.is(error)) throw error;
      throw new ResourceNotFoundError(uri, `${error.code}: ${error.message}`);
    }
    throw new ResourceNotFoundError(uri);
  });

  server.setRequestHandler("completion/complete", async ({ params }) => {
    if (params.ref.type !== "ref/resource") return { completion: { values: [] } };
    try {
      const values = (await complete(parts, params.argument, params.context?.arguments ?? {})).filter((value) =>
        value.startsWith(params.argument.value),
      );
      return { completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 } };
    } catch {
      return { completion: { values: [] } };
    }
  });
}
