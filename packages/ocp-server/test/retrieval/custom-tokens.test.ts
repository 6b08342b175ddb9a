import { describe, expect, it } from "vitest";
import { toTokenCounter } from "../../src/retrieval/custom-tokens.ts";
import { createOcpServer } from "../../src/index.ts";
import { temporaryFolder } from "../support.ts";

describe("toTokenCounter", () => {
  it("counts as it is told, up to a limit", () => {
    const counter = toTokenCounter({ name: "letters", count: (text) => text.length });
    expect(counter.count("four")).toBe(4);
    expect(counter.countWithin("four", 4)).toBe(4);
    expect(counter.countWithin("four", 3)).toBeUndefined();
  });

  it("leaves the counter its own methods", () => {
    class Halves {
      readonly name = "halves";
      readonly #size = 2;
      count(text: string): number {
        return Math.ceil(text.length / this.#size);
      }
    }
    expect(toTokenCounter(new Halves()).count("four")).toBe(2);
  });

  it.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY])("refuses %s for a count", (answer) => {
    const counter = toTokenCounter({ name: "odd", count: () => answer });
    expect(() => counter.count("x")).toThrow(/token counter odd answered/);
  });
});

describe("createOcpServer with a token counter", () => {
  it("packs by what it counts", async () => {
    await using folder = await temporaryFolder();
    await using server = createOcpServer({
      dbPath: `${folder.path}/ocp.db`,
      watch: false,
      tokenCounter: { name: "characters", count: (text) => text.length },
    });
    const { workspace_id } = await server.call("workspace.register", { root_uri: "notes://test" });
    await server.call("workspace.put", {
      workspace_id,
      documents: [{ uri: "notes://test/a.md", content: "# Needle\n\nWhere the needle is.\n" }],
    });
    const { context, tokens } = await server.call("context.pack", {
      workspace_id,
      intent: "needle",
      budget_tokens: 200,
    });
    expect(context).toContain("Where the needle is.");
    expect(tokens).toBe(context.length);
    await expect(
      server.call("context.pack", { workspace_id, intent: "needle", budget_tokens: 9 }),
    ).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
  });
});
