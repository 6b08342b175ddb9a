import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CATEGORIES, type Category } from "../../corpus/model.ts";
import { makeFolder } from "../../make-folder.ts";
import { scaffoldContract } from "../../scaffold.ts";
import { isVersion } from "../../versions.ts";
import { CommandError, textOption, UsageError, type Command } from "../command.ts";

export const command: Command = {
  usage: ["<ACRONYM>"],
  about:
    "Writes the files of a new contract into a standards directory: all five documents, a schema and an example that is valid against it. What it writes passes `omp-server check --strict`.",
  options: {
    corpus: { type: "string", value: "<dir>", help: "The standards directory. Default: where you are" },
    name: { type: "string", value: "<text>", help: "What the contract is called. Default: its acronym" },
    category: { type: "string", value: "<category>", help: `One of ${CATEGORIES.join(", ")}. Default: core` },
    version: { type: "string", value: "<version>", help: "Its first version. Default: 0.1.0" },
    base: {
      type: "string",
      value: "<url>",
      help: "Where schemas are published; the $id of the schema begins with it. Default: a URN",
    },
  },
  async run({ input, terminal }, values, [acronym]) {
    if (acronym === undefined || !/^[A-Z]{2,5}$/.test(acronym))
      throw new UsageError("Name the new contract by two to five capital letters: omp-server new TEA");
    const category = textOption(values, "category") ?? "core";
    if (!CATEGORIES.includes(category as Category))
      throw new UsageError(`--category takes one of ${CATEGORIES.join(", ")}, not '${category}'.`);
    const version = textOption(values, "version") ?? "0.1.0";
    if (!isVersion(version)) throw new UsageError(`--version takes MAJOR.MINOR.PATCH, not '${version}'.`);
    const root = resolve(input.cwd, textOption(values, "corpus") ?? ".");
    checkPlace(root, acronym);
    const files = scaffoldContract({
      acronym,
      name: textOption(values, "name") ?? acronym,
      category: category as Category,
      version,
      schemaId: schemaId(textOption(values, "base"), acronym, version),
    });
    for (const [path, text] of files) {
      makeFolder(dirname(join(root, path)));
      writeFileSync(join(root, path), text, { flag: "wx" });
      terminal.out(`${path}\n`);
    }
    terminal.err(`Check it: omp-server check --strict ${root}\n`);
    return 0;
  },
};

/** Only a standards directory is written to, and only where nothing is yet. */
function checkPlace(root: string, acronym: string): void {
  if (existsSync(join(root, "registry", "contracts.json")))
    throw new CommandError(
      `${root} has the layout of okham-specs. New contracts are written into a standards directory.`,
    );
  const home = join(root, "standards", acronym.toLowerCase());
  if (!existsSync(home)) return;
  const statement = join(home, "contract.json");
  const is = existsSync(statement) ? `: ${nameIn(statement)}` : "";
  throw new CommandError(`${home} is there already${is}. A new version of it is a new folder beside the others.`);
}

function nameIn(file: string): string {
  try {
    const { name } = JSON.parse(readFileSync(file, "utf8")) as { name?: unknown };
    return typeof name === "string" ? name.slice(0, 100) : "a contract";
  } catch {
    return "a contract";
  }
}

function schemaId(base: string | undefined, acronym: string, version: string): string {
  const path = `${acronym.toLowerCase()}/${version}/schema.json`;
  if (base === undefined) return `urn:standards:${acronym.toLowerCase()}:${version}`;
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    throw new UsageError(`--base takes an http or https URL, not '${base}'.`);
  return new URL(path, base.endsWith("/") ? base : `${base}/`).href;
}
