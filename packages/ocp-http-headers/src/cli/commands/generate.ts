import { writeFile } from "node:fs/promises";
import { DOCUMENT_OPTIONS, FILTER_OPTIONS, filterOptions, readDocument } from "../api-options.ts";
import { textOption, UsageError, type Command } from "../command.ts";
import { planClient, type Plan } from "../generate/plan.ts";
import { writePython } from "../generate/python.ts";
import { writeTypeScript } from "../generate/typescript.ts";

const LANGUAGES: Readonly<Record<string, (plan: Plan) => string>> = {
  typescript: writeTypeScript,
  python: writePython,
};

export const command: Command = {
  usage: [
    "client --spec openapi.json --lang typescript --output client.ts",
    "client --spec openapi.json --lang python --output client.py",
  ],
  about: "Writes a typed client with context built in: one file without dependencies.",
  options: {
    spec: { type: "string", value: "<file|url>", help: "The OpenAPI document" },
    lang: { type: "string", value: "<language>", help: `${Object.keys(LANGUAGES).join(" or ")} [typescript]` },
    output: { type: "string", short: "o", value: "<file>", help: "Write there [standard output]" },
    ...FILTER_OPTIONS,
    ...DOCUMENT_OPTIONS,
  },
  async run({ terminal }, values, words) {
    const spec = textOption(values, "spec");
    if (words[0] !== "client" || spec === undefined)
      throw new UsageError("Write: ocp generate client --spec openapi.json --lang typescript");
    const write = LANGUAGES[textOption(values, "lang") ?? "typescript"];
    if (!write) throw new UsageError(`--lang is ${Object.keys(LANGUAGES).join(" or ")}.`);
    const plan = planClient(await readDocument(spec, values), filterOptions(values));
    const text = write(plan);
    const output = textOption(values, "output");
    if (output === undefined) terminal.out(text);
    else await writeFile(output, text);
    terminal.err(`A client with ${plan.operations.length} methods.\n`);
    return 0;
  },
};
