import { parseContext } from "../../parse-context.ts";
import { wordAt, type Command } from "../command.ts";

export const command: Command = {
  usage: ["<value of OCP-Session>", "- < headers.txt"],
  about: "Shows the context that a request or an answer carries: the value of OCP-Session, or header lines.",
  options: {},
  async run({ terminal }, _values, words) {
    const word = wordAt(words, 0, "which value, or - to read header lines from standard input");
    const text = (word === "-" ? await terminal.readInput() : word).trim();
    const lines = [...text.matchAll(/^([\w-]+):[ \t]*(.*)$/gm)].map(([, name = "", value = ""]): [string, string] => [
      name,
      value.trim(),
    ]);
    const isLines = lines.some(([name]) => /^ocp-/i.test(name));
    // A session says its own id; the other header only has to be there.
    const fields = isLines
      ? lines
      : [["OCP-Context-ID", "ocp-00000000"] as const, ["OCP-Session", text.replace(/^OCP-Session:\s*/i, "")] as const];
    const reading = parseContext(Object.fromEntries(fields), { strict: true });
    if (reading.context === null) {
      terminal.err(`There is no context in that: ${reading.message}\n`);
      return 1;
    }
    terminal.out(`${JSON.stringify(reading.context, null, 2)}\n`);
    return 0;
  },
};
