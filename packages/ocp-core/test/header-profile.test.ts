import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  AgentContextData,
  CONTEXT_HEADER_LENGTHS,
  CONTEXT_HEADERS,
  CONTEXT_LIMITS,
  publishedSchemas,
} from "../src/index.ts";

const text = readFileSync(new URL("../../../spec/OCP-0003.md", import.meta.url), "utf8");
const rows = text
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
const requirements = [...text.matchAll(/^- \*\*(OCP3-[\d.]+-\d+)\*\* (.*)$/gm)].map(([, id = "", words = ""]) => ({
  id,
  words,
}));

describe("OCP-0003", () => {
  it("prints the fields and their lengths as they are in the code", () => {
    const printed = rows
      .filter(([, name = ""]) => name.startsWith("OCP-"))
      .map(([, name, , longest]) => [name, longest]);
    const names = [
      "context_id",
      "agent_type",
      "version",
      "current_goal",
      "agent_goal",
      "user",
      "workspace",
      "session",
    ] as const;
    expect(printed).toEqual(names.map((name) => [CONTEXT_HEADERS[name], String(CONTEXT_HEADER_LENGTHS[name])]));
  });

  it("prints the members of a context in their order", () => {
    const printed = rows.map(([, name = ""]) => name).filter((name) => name in AgentContextData.shape);
    expect(printed).toEqual(Object.keys(AgentContextData.shape));
  });

  it("names the limits of the code", () => {
    for (const limit of ["8,192", "12,288", "1,048,576", "1000 bytes", "8,000"]) expect(text).toContain(limit);
    expect([CONTEXT_HEADER_LENGTHS.session, CONTEXT_LIMITS.allHeaders, CONTEXT_LIMITS.inflated]).toEqual([
      8192, 12_288, 1_048_576,
    ]);
    expect(CONTEXT_LIMITS.sentSession).toBe(8000);
    expect([CONTEXT_LIMITS.compressAbove, CONTEXT_LIMITS.recentChanges]).toEqual([1000, 10]);
  });

  it("gives each requirement an id of its own below a heading of its section, and says how strong it is", () => {
    expect(requirements.length).toBeGreaterThan(50);
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
    for (const { id, words } of requirements) {
      const section = id.slice("OCP3-".length).replace(/-\d+$/, "").replaceAll(".", "\\.");
      expect(new RegExp(`^#{2,3} ${section} `, "m").test(text), id).toBe(true);
      expect(words, id).toMatch(/\b(?:MUST|SHOULD|MAY)\b/);
    }
  });

  it("refers only to sections and schemas that are there", () => {
    const anchors = new Set(
      [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, "")
          .replaceAll(" ", "-"),
      ),
    );
    const links = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = ""]) => anchor);
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
    const schemas = [...text.matchAll(/\(schemas\/([^)]+)\.json\)/g)].map(([, name = ""]) => name);
    expect(schemas.filter((name) => !(name in publishedSchemas()))).toEqual([]);
  });
});
