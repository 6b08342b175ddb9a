import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttpTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { describe, expect, test } from "vitest";
import { SAMPLE, temporaryFolder, type Folder } from "../support.ts";
import { PROGRAM, start } from "./support.ts";

const WATCHED = "omp://standards/ABC/0.9.0/README";
const OTHER = "omp://standards/XY/1.0.0/README";

/** What a client heard of, in order. */
class Heard {
  readonly all: string[] = [];
  #wake = Promise.withResolvers<void>();
  add(what: string): void {
    this.all.push(what);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
  async until(what: string): Promise<void> {
    while (!this.all.includes(what)) await this.#wake.promise;
  }
}

function listen(client: Client, heard: Heard): void {
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => heard.add(params.uri));
  client.setNotificationHandler("notifications/resources/list_changed", () => heard.add("list"));
}

function listenInTheOlderLine(client: OldClient, heard: Heard): void {
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => heard.add(params.uri));
  client.setNotificationHandler(ResourceListChangedNotificationSchema, () => heard.add("list"));
}

/** Changes two documents, then adds one, and expects to hear of the one that was asked for and of the list. */
async function expectChangesToBeHeard(folder: Folder, heard: Heard): Promise<void> {
  await folder.write({ "standards/xy/1.0.0/README.md": "# Another Y\n" });
  await folder.write({ "standards/abc/0.9.0/README.md": "# Another A\n\nIt says something else.\n" });
  await heard.until(WATCHED);
  await folder.write({ "standards/abc/0.9.0/GOVERNANCE.md": "# Governance\n" });
  await heard.until("list");
  expect(new Set(heard.all)).toEqual(new Set([WATCHED, "list"]));
}

const capabilitiesOf = (client: Client | OldClient) => client.getServerCapabilities();

describe("what changes while the corpus is followed is announced", () => {
  const args = (folder: Folder, watch: boolean) => [PROGRAM, "--corpus", folder.path, ...(watch ? ["--watch"] : [])];

  test.for(["legacy", "auto"] as const)("over stdio to the official client of the current line (%s)", async (mode) => {
    await using folder = await temporaryFolder(SAMPLE);
    const client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode } });
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: args(folder, true), stderr: "ignore" }),
    );
    expect(capabilitiesOf(client)).toMatchObject({ tools: {}, resources: { listChanged: true, subscribe: true } });
    const heard = new Heard();
    listen(client, heard);
    if (mode === "legacy") await client.subscribeResource({ uri: WATCHED });
    else await client.listen({ resourcesListChanged: true, resourceSubscriptions: [WATCHED] });
    await expectChangesToBeHeard(folder, heard);
    const { contents } = await client.readResource({ uri: WATCHED });
    expect(contents[0]).toMatchObject({ text: "# Another A\n\nIt says something else.\n" });
    await client.close();
  });

  test("over stdio to the official client of the older line, until it no longer asks", async () => {
    await using folder = await temporaryFolder(SAMPLE);
    const client = new OldClient({ name: "t", version: "1" });
    await client.connect(new OldTransport({ command: process.execPath, args: args(folder, true), stderr: "ignore" }));
    const heard = new Heard();
    listenInTheOlderLine(client, heard);
    await expect(client.subscribeResource({ uri: "omp://standards/NONE" })).rejects.toMatchObject({ code: -32602 });
    await client.subscribeResource({ uri: WATCHED });
    await expectChangesToBeHeard(folder, heard);
    await client.unsubscribeResource({ uri: WATCHED });
    await client.subscribeResource({ uri: OTHER });
    heard.all.length = 0;
    await folder.write({ "standards/abc/0.9.0/README.md": "# A third A\n", "standards/xy/1.0.0/README.md": "# Y\n" });
    await heard.until(OTHER);
    expect(heard.all).not.toContain(WATCHED);
    await client.close();
  });

  test("over HTTP on the streams of the newer era", async () => {
    await using folder = await temporaryFolder(SAMPLE);
    await using server = start(["--http", "--port", "0", "--corpus", folder.path, "--watch"]);
    const url = new URL((await server.note(/http:\/\//)).replace(/^.*info: /, ""));
    const client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode: "auto" } });
    await client.connect(new StreamableHTTPClientTransport(url));
    const heard = new Heard();
    listen(client, heard);
    await client.listen({ resourcesListChanged: true, resourceSubscriptions: [WATCHED] });
    await expectChangesToBeHeard(folder, heard);
    await client.close();
    // Without sessions nothing can reach a client of the older era, so nothing is promised to it.
    const old = new OldClient({ name: "t", version: "1" });
    await old.connect(new OldHttpTransport(url));
    expect(capabilitiesOf(old)).toMatchObject({ resources: {} });
    expect(capabilitiesOf(old)!.resources).not.toHaveProperty("subscribe");
    await old.close();
  });

  test("and nothing is promised where it is not followed", async () => {
    await using folder = await temporaryFolder(SAMPLE);
    const client = new OldClient({ name: "t", version: "1" });
    await client.connect(new OldTransport({ command: process.execPath, args: args(folder, false), stderr: "ignore" }));
    expect(capabilitiesOf(client)!.resources).toEqual({});
    await client.close();
  });
});
