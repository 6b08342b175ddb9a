import { readFile } from "node:fs/promises";
import type { Config, ProcessInput } from "../../config.ts";
import { formatCount } from "../format.ts";
import type { Finding } from "./finding.ts";

const WATCHES_WANTED = 65_536;
const INSTANCES_WANTED = 128;

/** Checks whether the system lets a server watch large trees. Only Linux has a limit to run into. */
export async function checkWatching(
  { platform }: Pick<ProcessInput, "platform">,
  { watch }: Config,
): Promise<Finding[]> {
  const subject = "watching";
  if (!watch) return [{ level: "ok", subject, message: "switched off by OCP_WATCH=0; index by hand after changes" }];
  if (platform !== "linux") return [{ level: "ok", subject, message: "the system watches whole trees" }];
  const watches = await readLimit("max_user_watches");
  const instances = await readLimit("max_user_instances");
  if (watches === undefined || instances === undefined) {
    return [
      {
        level: "warn",
        subject,
        message: "inotify is not available here; changes are found by looking from time to time",
      },
    ];
  }
  const message = `inotify allows ${formatCount(watches)} folders and ${formatCount(instances)} watchers`;
  const low = [
    ...(watches < WATCHES_WANTED ? [`fs.inotify.max_user_watches=${WATCHES_WANTED}`] : []),
    ...(instances < INSTANCES_WANTED ? [`fs.inotify.max_user_instances=${INSTANCES_WANTED}`] : []),
  ];
  if (low.length === 0) return [{ level: "ok", subject, message }];
  return [
    {
      level: "warn",
      subject,
      message: `${message}, few for large trees`,
      advice: `Raise it: sudo sysctl ${low.join(" ")}`,
    },
  ];
}

async function readLimit(name: string): Promise<number | undefined> {
  const text = await readFile(`/proc/sys/fs/inotify/${name}`, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}
