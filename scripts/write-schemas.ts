/**
 * Writes spec/schemas/*.json from ocp-core; with --check only says what differs, and fails.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { publishedSchemas } from "../packages/ocp-core/src/index.ts";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const folder = new URL("../spec/schemas/", import.meta.url);
const wanted = new Map(
  Object.entries(publishedSchemas()).map(([name, schema]) => [`${name}.json`, `${JSON.stringify(schema, null, 2)}\n`]),
);

mkdirSync(folder, { recursive: true });
const present = readdirSync(folder);
const obsolete = present.filter((file) => !wanted.has(file));
const different = [...wanted].filter(([file, text]) => !present.includes(file) || read(file) !== text);

if (!values.check) {
  for (const file of obsolete) rmSync(new URL(file, folder));
  for (const [file, text] of different) writeFileSync(new URL(file, folder), text);
  console.log(`spec/schemas: ${wanted.size} files, ${different.length} written, ${obsolete.length} removed`);
} else if (different.length + obsolete.length > 0) {
  for (const [file] of different) console.error(`spec/schemas/${file} differs from ocp-core`);
  for (const file of obsolete) console.error(`spec/schemas/${file} is no longer published`);
  console.error("Run `pnpm schemas` and review the difference: it is a change of the protocol.");
  process.exitCode = 1;
} else {
  console.log(`spec/schemas: ${wanted.size} files, all as ocp-core has them`);
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}
