import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  ERRORS,
  EVENT_PAYLOADS,
  EVENT_TYPES,
  publishedSchemas,
  TOOLS,
  type ErrorCode,
  type EventType,
  type ToolName,
} from "../src/index.ts";

const text = readFileSync(new URL("../../../spec/OCP-0001.md", import.meta.url), "utf8");

/** The cells of every table row of the text, without marks and links. */
const rows = text
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replaceAll(/`|\[|\]\([^)]*\)/g, "").trim()),
  );
const rowsOf = (names: readonly string[], columns: number): string[][] =>
  rows.filter((cells) => cells.length === columns && names.includes(cells[0] ?? ""));

/** Each requirement with its id. */
const requirements = [...text.matchAll(/^- \*\*(OCP-[\d.]+-\d+)\*\* (.*)$/gm)].map(([, id = "", words = ""]) => ({
  id,
  words,
}));

describe("OCP-0001", () => {
  it("prints the table of errors as it is in the code", () => {
    const codes = Object.keys(ERRORS) as ErrorCode[];
    const printed = rowsOf(codes, 4).map(([code, status, retryable]) => [code, status, retryable]);
    expect(printed).toEqual(
      codes.map((code) => [code, String(ERRORS[code].http), ERRORS[code].retryable ? "yes" : ""]),
    );
  });

  it("prints the level and the hints of each tool as they are in the code", () => {
    const yes = (hint: boolean): string => (hint ? "yes" : "");
    const names = Object.keys(TOOLS) as ToolName[];
    expect(rowsOf(names, 5)).toEqual(
      names.map((name) => {
        const { level, annotations } = TOOLS[name];
        const { readOnlyHint, destructiveHint, idempotentHint } = annotations;
        return [name, level, yes(readOnlyHint), yes(destructiveHint), yes(idempotentHint)];
      }),
    );
  });

  it("has a section for each tool that names every field of its input", () => {
    const sections = text.split(/^#### [\d.]+ /m);
    for (const [name, { input }] of Object.entries(TOOLS)) {
      const section = sections.find((candidate) => candidate.startsWith(`${name}\n`))?.split(/^#{1,3} /m)[0] ?? "";
      const fields = Object.keys(input.shape).filter((field) => !(name.startsWith("state.") && field.endsWith("_id")));
      expect(
        fields.filter((field) => !new RegExp(`\`${field}\\??\``).test(section)),
        name,
      ).toEqual([]);
    }
  });

  it("describes every type of event with the fields of its payload", () => {
    const printed = rowsOf(EVENT_TYPES, 3);
    expect(printed.map(([type]) => type)).toEqual([...EVENT_TYPES]);
    for (const [type = "", payload = ""] of printed) {
      const fields = payload
        .replaceAll(/\([^)]*\)|\]/g, "")
        .split(",")
        .map((field) => field.trim());
      expect(fields, type).toEqual(Object.keys(EVENT_PAYLOADS[type as EventType].shape));
    }
  });

  it("links to schemas that exist", () => {
    const linked = [...text.matchAll(/\(schemas\/([^)]+)\.json\)/g)].map(([, name = ""]) => name);
    expect(linked.length).toBeGreaterThan(5);
    expect(linked.filter((name) => !(name in publishedSchemas()))).toEqual([]);
  });

  it("gives each requirement an id of its own, numbered within its section", () => {
    const ids = requirements.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(200);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const sections = new Set(ids.map((id) => id.replace(/-\d+$/, "")));
    for (const section of sections) {
      const headed = new RegExp(`^#{2,4} ${section.slice("OCP-".length).replaceAll(".", "\\.")} `, "m").test(text);
      expect(headed, `${section} has a heading`).toBe(true);
    }
  });

  it("says in each requirement how strong it is", () => {
    const weak = requirements.filter(({ words }) => !/\b(?:MUST|SHOULD|MAY)\b/.test(words));
    expect(weak).toEqual([]);
  });

  it("refers only to requirements and sections that are there", () => {
    const ids = new Set(requirements.map(({ id }) => id));
    const cited = [...text.matchAll(/OCP-[\d.]+-\d+/g)].map(([id]) => id);
    expect(cited.filter((id) => !ids.has(id))).toEqual([]);
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
  });
});
