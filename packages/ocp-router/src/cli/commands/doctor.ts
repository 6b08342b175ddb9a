import { ConfigError, parseConfig, type Config } from "../../config.ts";
import { JSON_OPTION, type Command } from "../command.ts";
import { checkClassifier, checkLocal, checkNode, checkPaid, checkRules } from "../doctor/checks.ts";
import type { Finding } from "../doctor/finding.ts";
import { plural, safeJson, safeLine } from "../format.ts";

/** `ocp-router doctor`: whether everything that routing needs is there. */
export const command: Command = {
  usage: [""],
  about: "Checks Node.js, the settings, the local model and the key, and says what to do about what is wrong.",
  options: { json: JSON_OPTION },
  async run({ terminal, input }, values) {
    const findings: Finding[] = [checkNode(input)];
    let config: Config | undefined;
    try {
      config = parseConfig(input);
    } catch (error) {
      const problems = error instanceof ConfigError ? error.problems : [String(error)];
      for (const message of problems) findings.push({ level: "fail", subject: "settings", message });
    }
    if (config) {
      findings.push(...checkRules(config), await checkClassifier(config));
      findings.push(...(await checkLocal(config)), await checkPaid(config));
    }
    const failed = findings.filter(({ level }) => level === "fail").length;
    const doubtful = findings.filter(({ level }) => level === "warn").length;
    if (values["json"]) {
      terminal.out(`${safeJson({ ok: failed === 0, checks: findings })}\n`);
      return failed === 0 ? 0 : 1;
    }
    const { paint } = terminal;
    const marks = { ok: paint.good("ok  "), warn: paint.doubtful("warn"), fail: paint.bad("fail") };
    for (const { level, subject, message, advice } of findings) {
      terminal.out(`${marks[level]}  ${subject.padEnd(10)}  ${safeLine(message)}\n`);
      if (advice !== undefined) terminal.out(`${" ".repeat(18)}${safeLine(advice)}\n`);
    }
    const works = doubtful > 0 ? `Works, with ${plural(doubtful, "remark")}.` : "All is well.";
    terminal.out(`\n${failed > 0 ? `${plural(failed, "problem")} to solve.` : works}\n`);
    return failed === 0 ? 0 : 1;
  },
};
