import { JSON_OPTION, DB_OPTION, type Command } from "../command.ts";
import { checkConfiguration, checkNode } from "../doctor/process.ts";
import { checkDatabase, checkDisk } from "../doctor/database.ts";
import { checkEmbedder } from "../doctor/embedder.ts";
import type { Finding } from "../doctor/finding.ts";
import { checkWatching } from "../doctor/watching.ts";
import { plural, safeJson, safeLine } from "../format.ts";

/** `ocp-server doctor`: whether everything that the server needs is there. */
export const command: Command = {
  usage: [""],
  about: "Checks Node.js, the settings, the database and the machine, and says what to do about what is wrong.",
  options: { json: JSON_OPTION, db: DB_OPTION },
  async run(context, values) {
    const { terminal, input } = context;
    const findings: Finding[] = [checkNode(input)];
    const { config, findings: configuration } = checkConfiguration(context, values);
    findings.push(...configuration);
    if (config) {
      findings.push(
        await checkEmbedder(config),
        ...(await checkDisk(config)),
        ...(await checkDatabase(context, config)),
        ...(await checkWatching(input, config)),
      );
    }
    const failed = findings.filter(({ level }) => level === "fail").length;
    const doubtful = findings.filter(({ level }) => level === "warn").length;
    if (values["json"]) {
      terminal.out(`${safeJson({ ok: failed === 0, checks: findings })}\n`);
      return failed === 0 ? 0 : 1;
    }
    const marks = {
      ok: terminal.paint.good("ok  "),
      warn: terminal.paint.doubtful("warn"),
      fail: terminal.paint.bad("fail"),
    };
    for (const { level, subject, message, advice } of findings) {
      terminal.out(`${marks[level]}  ${subject.padEnd(10)}  ${safeLine(message)}\n`);
      if (advice !== undefined) terminal.out(`${" ".repeat(18)}${safeLine(advice)}\n`);
    }
    const verdict =
      failed > 0
        ? `${plural(failed, "problem")} to solve.`
        : doubtful > 0
          ? `Works, with ${plural(doubtful, "remark")}.`
          : "All is well.";
    terminal.out(`\n${verdict}\n`);
    return failed === 0 ? 0 : 1;
  },
};
