import { existsSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { ProcessInput } from "../config.ts";

type Started = Pick<ProcessInput, "program" | "env" | "cwd" | "execPath" | "platform">;

function pathsOf({ platform }: Pick<ProcessInput, "platform">): typeof posix {
  return platform === "win32" ? win32 : posix;
}

/** Whether this is the published package rather than a checkout of its sources. */
function isInstalled({ program }: Pick<ProcessInput, "program">): boolean {
  return isBelowModules(program) || !/\.[cm]?[jt]s$/.test(program);
}

function isBelowModules(path: string): boolean {
  return /[/\\]node_modules[/\\]/.test(path);
}

/** How a person types the command that is running: `ocp-server`, `npx -y ocp-server`, or `node …/ocp-server.js`. */
export function programName(started: Started, exists: (path: string) => boolean = existsSync): string {
  if (isInstalled(started)) {
    return started.env["npm_command"] === "exec" ? `npx ${npxArgs(started).join(" ")}` : "ocp-server";
  }
  const shorten = (path: string): string => {
    const relative = pathsOf(started).relative(started.cwd, path);
    return shellWord(relative.startsWith("..") ? path : relative, started.platform);
  };
  // A Node.js among the dependencies is there because the one on the path may be too old.
  if (!isBelowModules(started.execPath)) return `node ${shorten(started.program)}`;
  const short = started.execPath.replace(/([/\\]node_modules[/\\])\.pnpm[/\\].*$/, "$1.bin/node");
  return `${shorten(exists(short) ? short : started.execPath)} ${shorten(started.program)}`;
}

/** A command and its arguments, ready to be started without a shell. */
export interface StartCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How a host starts the server: the published package through npx, or this checkout with the Node.js that is running.
 * Windows hosts start programs only, and npx is a script there.
 */
export function hostCommand(started: Started): StartCommand {
  if (!isInstalled(started)) return { command: started.execPath, args: [started.program] };
  return publishedCommand(started);
}

/** How a host starts the published package. */
export function publishedCommand(started: Pick<ProcessInput, "platform" | "execPath">): StartCommand {
  const args = npxArgs(started);
  return started.platform === "win32" ? { command: "cmd", args: ["/c", "npx", ...args] } : { command: "npx", args };
}

/** Who runs this with a Node.js that npx brought needs it the next time too. */
function npxArgs({ execPath }: Pick<ProcessInput, "execPath">): string[] {
  return isBelowModules(execPath) ? ["-y", "-p", "node@24", "-p", "ocp-server", "ocp-server"] : ["-y", "ocp-server"];
}

/** A word as a shell takes it: quoted when it must be. */
export function shellWord(word: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return /^[\w.:\\/@=+-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
  return /^[\w./:@%+=,~-]+$/.test(word) && !word.startsWith("~") ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
