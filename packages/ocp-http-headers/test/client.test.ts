import { describe, expect, it } from "vitest";
import { OCPClient } from "../src/index.ts";
import { sendJson, startApi, type ApiServer } from "./support/api-server.ts";
import { weather } from "./support/weather.ts";

describe("several APIs", () => {
  const two = async (): Promise<{ client: OCPClient; servers: ApiServer[] }> => {
    const client = new OCPClient();
    const servers = [
      await startApi((_, response) => sendJson(response, 1)),
      await startApi((_, response) => sendJson(response, 2)),
    ];
    await client.registerAPI("one", weather(servers[0]?.url ?? ""));
    await client.registerAPI("two", weather(servers[1]?.url ?? ""), {
      headers: { "x-own": "1", "OCP-User": "mallory" },
    });
    return { client, servers };
  };

  it("are one set of tools, each of which says whose it is", async () => {
    const { client } = await two();
    expect(client.apis).toEqual(["one", "two"]);
    expect(client.listTools().map(({ api, name }) => `${api}:${name}`)).toEqual([
      "one:getWeather",
      "one:post_plan",
      "one:readSecret",
      "two:getWeather",
      "two:post_plan",
      "two:readSecret",
    ]);
    expect(client.listTools({ api: "two" }).length).toBe(3);
    expect(
      client
        .searchTools("plan trip", { limit: 2 })
        .map(({ api, name }) => `${api}:${name}`)
        .sort(),
    ).toEqual(["one:post_plan", "two:post_plan"]);
  });

  it("refuse a name that several have, and say which there are", async () => {
    const { client } = await two();
    for (const name of ["getWeather", "postPlan", "POST /plan"]) {
      expect(() => client.getTool(name)).toThrow(/names several tools. Say which: one:\w+, two:\w+\./);
    }
    await expect(async () => client.callTool("getWeather", { location: "x" })).rejects.toMatchObject({
      code: "AMBIGUOUS_TOOL",
      candidates: ["one:getWeather", "two:getWeather"],
    });
  });

  it("are called by `api:name`, by the name of the API, and by a tool itself", async () => {
    const { client, servers } = await two();
    const args = { location: "x" };
    expect((await client.callTool("two:getWeather", args)).data).toBe(2);
    expect((await client.callTool("getWeather", args, { api: "one" })).data).toBe(1);
    expect((await client.callTool(client.searchTools("weather", { api: "two" })[0] ?? "", args)).data).toBe(2);
    expect(servers[1]?.seen[0]?.headers).toMatchObject({ "x-own": "1" });
    expect(servers[1]?.seen[0]?.headers).not.toHaveProperty("ocp-user");
  });

  it("can be left and replaced, and what is not there is named", async () => {
    const { client, servers } = await two();
    expect([client.unregisterAPI("one"), client.unregisterAPI("one")]).toEqual([true, false]);
    expect((await client.callTool("getWeather", { location: "x" })).data).toBe(2);
    expect(() => client.getTool("one:getWeather")).toThrow(
      'No tool is named "one:getWeather". Perhaps: two:getWeather',
    );
    expect(() => client.listTools({ api: "one" })).toThrow('No API is registered as "one". There are: two.');
    await client.registerAPI("two", weather(servers[0]?.url ?? ""));
    expect((await client.callTool("getWeather", { location: "x" })).data).toBe(1);
    await expect(client.registerAPI("a:b", {})).rejects.toThrow('The API\'s name "a:b" may have only letters');
    expect(() => new OCPClient().getTool("x")).toThrow("See listTools.");
    expect(() => new OCPClient().getTool("x", { api: "y" })).toThrow("Register one with registerAPI.");
  });
});
