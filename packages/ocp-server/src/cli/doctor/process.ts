import { OcpError } from "ocp-core";
import { createKeyring } from "../../access/keys.ts";
import type { Config, ProcessInput } from "../../config.ts";
import type { Context, OptionValues } from "../command.ts";
import { plural } from "../format.ts";
import { commandConfig } from "../session.ts";
import { OLDEST_NODE, type Finding } from "./finding.ts";

/** Checks the Node.js that is running. */
export function checkNode({ nodeVersion, platform, execPath }: ProcessInput): Finding {
  const message = `Node.js ${nodeVersion} on ${platform} (${execPath})`;
  const fits = nodeVersion.localeCompare(OLDEST_NODE, "en", { numeric: true }) >= 0;
  if (fits) return { level: "ok", subject: "node", message };
  return { level: "fail", subject: "node", message, advice: `Node.js ${OLDEST_NODE} or newer is needed.` };
}

/** Checks the environment variables; without a usable configuration there is nothing else to check. */
export function checkConfiguration(
  context: Context,
  values: OptionValues,
): { config: Config | undefined; findings: Finding[] } {
  let config: Config;
  try {
    config = commandConfig(context, values);
  } catch (error) {
    if (!OcpError.is(error, "INVALID_PARAMS")) throw error;
    const problems = error.details["problems"] as string[];
    return {
      config: undefined,
      findings: problems.map((message) => ({ level: "fail", subject: "settings", message })),
    };
  }
  const warnings = config.warnings.map((message): Finding => ({ level: "warn", subject: "settings", message }));
  return { config, findings: [...warnings, checkKeys(config)] };
}

function checkKeys(config: Config): Finding {
  if (config.keys.length === 0) {
    return {
      level: "ok",
      subject: "keys",
      message: "none configured: open to every process that can start the server",
    };
  }
  const restricted = config.keys.filter(({ workspaces }) => workspaces !== undefined).length;
  const message = `${plural(config.keys.length, "key")} configured, ${restricted} of them restricted to workspaces`;
  try {
    createKeyring(config).authenticate(config.presentedKey());
    return { level: "ok", subject: "keys", message };
  } catch (error) {
    return { level: "fail", subject: "keys", message, advice: (error as Error).message };
  }
}
