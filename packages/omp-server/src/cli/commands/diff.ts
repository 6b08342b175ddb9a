import { resolve } from "node:path";
import type { Contract, ContractVersion, Corpus, Schema } from "../../corpus/model.ts";
import { openCorpus } from "../../corpus/open.ts";
import { compareContractVersions, type VersionChange } from "../../diff/version.ts";
import { CommandError, textOption, UsageError, type Command } from "../command.ts";
import { CORPUS_OPTIONS, corpusOptions, openFrom } from "../corpus.ts";
import { formatVersionChange } from "../format-diff.ts";

export const command: Command = {
  usage: ["<contract> <from> [to]"],
  about:
    "Says what changed between two versions of a contract, in documents, schema and examples, and whether it breaks artifacts that people have.",
  options: {
    ...CORPUS_OPTIONS,
    with: { type: "string", value: "<dir>", help: "Take the newer version from this corpus, such as another checkout" },
    check: { type: "boolean", help: "Exit with 1 when a change breaks or may break" },
    json: { type: "boolean", help: "Print the result as JSON" },
  },
  async run(context, values, words) {
    const [acronym, from, to] = words;
    const other = textOption(values, "with");
    const target = to ?? (other === undefined ? undefined : from);
    if (acronym === undefined || from === undefined || target === undefined)
      throw new UsageError("Name a contract and two of its versions: omp-server diff OTC 0.1.0 0.2.0");
    const older = openFrom(context, values);
    const newer =
      other === undefined
        ? older
        : openCorpus({ ...corpusOptions(context, values), root: resolve(context.input.cwd, other) });
    const change = compareContractVersions(
      findVersion(older, acronym, from),
      findVersion(newer, acronym, target),
      schemasOf(newer),
    );
    context.terminal.out(
      values["json"] === true ? `${JSON.stringify(change, undefined, 2)}\n` : formatVersionChange(change),
    );
    return values["check"] === true && isGrave(change) ? 1 : 0;
  },
};

function isGrave({ effect }: VersionChange): boolean {
  return effect === "breaks" || effect === "may_break";
}

function findVersion({ contracts, root }: Corpus, acronym: string, version: string): ContractVersion {
  const contract: Contract | undefined = contracts.get(acronym.toUpperCase());
  if (!contract)
    throw new CommandError(
      `${root} has no contract '${acronym.slice(0, 80)}'. It has: ${[...contracts.keys()].join(", ")}. Name another corpus with --corpus.`,
    );
  const found = contract.versions.find((other) => other.version === version);
  if (found) return found;
  const all = contract.versions.map((other) => other.version);
  throw new CommandError(`${contract.acronym} has no version ${version}. It has: ${all.join(", ")}.`);
}

function schemasOf({ contracts }: Corpus): Schema[] {
  const versions = [...contracts.values()].flatMap((contract) => contract.versions);
  return versions.flatMap((version) => version.schema().served ?? []);
}
