import { readdirSync, readFileSync } from "node:fs";

/** Files of our own, one a language or more; `.txt` keeps other tools from taking them for code of this project. */
const FIXTURES = new URL("fixtures/", import.meta.url);

/** File name, without `.txt` → content. */
export const fixtures: ReadonlyMap<string, string> = new Map(
  readdirSync(FIXTURES)
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .map((file) => [file.replace(/\.txt$/, ""), readFileSync(new URL(file, FIXTURES), "utf8")]),
);
