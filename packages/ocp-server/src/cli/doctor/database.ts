import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Workspace } from "ocp-core";
import { createKeyring, type Caller } from "../../access/keys.ts";
import type { Config } from "../../config.ts";
import type { Context } from "../command.ts";
import { formatBytes, plural } from "../format.ts";
import { allWorkspaces, indexCommand, rootPath, type Session } from "../workspace.ts";
import type { Finding } from "./finding.ts";

/** File systems by `statfs` type on which SQLite's write-ahead log, which needs shared memory, is not safe. */
const REMOTE_FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0x6969: "NFS",
  0x517b: "SMB",
  0xff534d42: "CIFS",
  0xfe534d42: "SMB2",
  0x01021997: "9P",
  0x5346414f: "AFS",
};

const FREE_BYTES_NEEDED = 50_000_000;
const FREE_BYTES_WANTED = 1_000_000_000;

/** Checks that the place of the database can be written and has room. */
export async function checkDisk({ dbPath }: Config): Promise<Finding[]> {
  const folder = await nearestExisting(dirname(dbPath));
  const target = (await exists(dbPath)) ? dbPath : folder;
  const advice = "Give the user who runs the server write access there, or name another place with OCP_DB_PATH.";
  for (const path of new Set([folder, target])) {
    const writable = await access(path, constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!writable) return [{ level: "fail", subject: "disk", message: `${path} cannot be written`, advice }];
  }
  const { bavail, bsize, type } = await statfs(folder);
  const free = bavail * bsize;
  const message = `${folder} is writable, ${formatBytes(free)} free`;
  const findings: Finding[] = [{ level: "ok", subject: "disk", message }];
  if (free < FREE_BYTES_NEEDED)
    findings[0] = {
      level: "fail",
      subject: "disk",
      message,
      advice: "Free some space, or name another place with OCP_DB_PATH.",
    };
  else if (free < FREE_BYTES_WANTED)
    findings[0] = { level: "warn", subject: "disk", message, advice: "Large workspaces need room; free some space." };
  const remote = REMOTE_FILE_SYSTEMS[type];
  if (remote !== undefined) {
    findings.push({
      level: "warn",
      subject: "disk",
      message: `${folder} is on ${remote}, where processes cannot safely share a database`,
      advice: "Set OCP_DB_PATH to a place on a local disk.",
    });
  }
  return findings;
}

/** Checks that the database opens and is sound, and how fresh what it holds is. */
export async function checkDatabase(context: Context, config: Config): Promise<Finding[]> {
  const { dbPath } = config;
  const subject = "database";
  const found = await stat(dbPath).catch(() => undefined);
  if (found?.isDirectory()) {
    return [
      { level: "fail", subject, message: `${dbPath} is a folder`, advice: "Set OCP_DB_PATH to the path of a file." },
    ];
  }
  // Looking must not make one.
  if (!found) return [{ level: "ok", subject, message: `${dbPath} does not exist yet; the first use makes it` }];
  await using engine = await context.openEngine({ ...config, watch: false });
  try {
    const faults = await engine.check();
    if (faults.length > 0) {
      const advice = `Stop every server that uses it, move it away, and index again: ${context.program} index <folder>`;
      return [{ level: "fail", subject, message: `${dbPath} is damaged: ${faults.slice(0, 3).join("; ")}`, advice }];
    }
  } catch (error) {
    return [{ level: "fail", subject, message: `${dbPath} does not open: ${(error as Error).message}` }];
  }
  const sound: Finding = { level: "ok", subject, message: `${dbPath} opens and is sound, ${formatBytes(found.size)}` };
  const caller = callerOf(config);
  return caller ? [sound, ...(await checkWorkspaces(context, { engine, caller }))] : [sound];
}

async function checkWorkspaces(context: Context, session: Session): Promise<Finding[]> {
  const workspaces = await allWorkspaces(session);
  if (workspaces.length > 0) return Promise.all(workspaces.map((workspace) => checkWorkspace(context, workspace)));
  const message = `no workspace yet; make one: ${indexCommand(context, context.input.cwd)}`;
  return [{ level: "ok", subject: "index", message }];
}

function callerOf(config: Config): Caller | undefined {
  try {
    return createKeyring(config).authenticate(config.presentedKey());
  } catch {
    // Already a finding of its own.
    return undefined;
  }
}

async function checkWorkspace(context: Context, workspace: Workspace): Promise<Finding> {
  const { name, files, chunks, stale, status } = workspace;
  const root = rootPath(workspace);
  const subject = "index";
  const held = `${name}: ${plural(files, "file")}, ${plural(chunks, "chunk")}`;
  if (root === undefined) return { level: "ok", subject, message: held };
  if (!(await exists(root))) {
    return {
      level: "warn",
      subject,
      message: `${held}, but ${root} is gone`,
      advice: "Forget it with workspace.unregister if it will not come back.",
    };
  }
  const advice = `Bring it up to date: ${indexCommand(context, root)}`;
  if (stale > 0) return { level: "warn", subject, message: `${held}, ${stale} of them stale`, advice };
  if (status === "empty" && workspace.indexed_at === null)
    return { level: "warn", subject, message: `${name} (${root}) was never indexed`, advice };
  if (status === "partial") return { level: "warn", subject, message: `${held}; the last run did not finish`, advice };
  return { level: "ok", subject, message: held };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function nearestExisting(path: string): Promise<string> {
  for (let candidate = path; ; candidate = dirname(candidate)) {
    if ((await exists(candidate)) || dirname(candidate) === candidate) return candidate;
  }
}
