import { statfs } from "node:fs/promises";

/**
 * What Linux calls the file systems on disks of the machine itself, and in its memory (statfs(2)): ext2 to ext4, XFS,
 * Btrfs, F2FS, ZFS, bcachefs, overlayfs, tmpfs. A network or another program may stand behind others.
 */
const LOCAL_DISKS: ReadonlySet<number> = new Set([
  0xef53, 0x5846_5342, 0x9123_683e, 0xf2f5_2010, 0x2fc1_2fc1, 0xca45_1a4e, 0x794c_7630, 0x0102_1994,
]);
/** Something else may be mounted there later. */
const KNOWN_FOR_MS = 60_000;

const known = new Map<string, { isLocal: boolean; until: number }>();

/** Whether a folder is on a disk of this machine, which answers at once; false where that is not known. */
export async function isOnLocalDisk(folder: string): Promise<boolean> {
  const now = performance.now();
  const before = known.get(folder);
  if (before && before.until > now) return before.isLocal;
  const type = await statfs(folder).then(
    (found) => found.type,
    () => undefined,
  );
  const isLocal = process.platform === "linux" && type !== undefined && LOCAL_DISKS.has(type);
  known.set(folder, { isLocal, until: now + KNOWN_FOR_MS });
  return isLocal;
}
