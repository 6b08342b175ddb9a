import type { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import type { McpServer as OldServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Client } from "@modelcontextprotocol/client";
import type { McpServer } from "@modelcontextprotocol/server";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as ocp from "../src/index.ts";
import type { ConnectedMcpClient, InProcessServer, OcpClient } from "../src/index.ts";

describe("the package", () => {
  it("exports these names", () => {
    expect(Object.keys(ocp).sort()).toEqual(["OcpClient", "OcpConnectionError", "OcpError"]);
    expect(Object.keys(ocp.OcpClient)).toEqual(["stdio", "inProcess", "over"]);
  });

  it("takes the clients and servers of both official SDKs by their shape", () => {
    expectTypeOf<Client>().toExtend<ConnectedMcpClient>();
    expectTypeOf<OldClient>().toExtend<ConnectedMcpClient>();
    expectTypeOf<McpServer>().toExtend<InProcessServer>();
    expectTypeOf<McpServer["server"]>().toExtend<InProcessServer>();
    expectTypeOf<OldServer>().toExtend<InProcessServer>();
    expectTypeOf<{ request(): void }>().not.toExtend<ConnectedMcpClient>();
  });

  it("types the events of a stream by the types that were asked for", () => {
    type On = OcpClient["events"]["on"];
    const one = (on: On) => on({ workspace_id: "ws_1", types: ["state.changed"] });
    const all = (on: On) => on({ workspace_id: "ws_1" });
    expectTypeOf<ReturnType<typeof one>>().toEqualTypeOf<ocp.EventStream<"state.changed">>();
    expectTypeOf<ReturnType<typeof all>>().toEqualTypeOf<ocp.EventStream>();
    type Event = ReturnType<typeof one> extends AsyncIterable<infer E> ? E : never;
    expectTypeOf<Event["payload"]["key"]>().toEqualTypeOf<string>();
  });

  it("has a client that can be declared await using", () => {
    expectTypeOf<OcpClient>().toExtend<AsyncDisposable>();
  });
});
