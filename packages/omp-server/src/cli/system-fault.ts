const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission is denied",
  EPERM: "the system does not permit it",
  EROFS: "the file system is read-only",
  ENOENT: "the folder that it would be in is not there",
  ENOTDIR: "it is a file, or below one",
  EEXIST: "a file of that name is in the way",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
  EADDRNOTAVAIL: "this machine has no such address",
};
const DEEDS: Readonly<Record<string, string>> = {
  mkdir: "made",
  open: "opened",
  scandir: "read",
  read: "read",
  write: "written",
  unlink: "removed",
  rm: "removed",
};

/** What a fault of the system means to who gave the path; undefined for what is no such fault. */
export function describeSystemFault(error: Error): string | undefined {
  const { code, path, syscall = "" } = error as NodeJS.ErrnoException;
  if (code === undefined) return undefined;
  const reason = REASONS[code];
  if (reason === undefined || path === undefined) return error.message;
  return `${path} cannot be ${DEEDS[syscall] ?? "used"}: ${reason} (${code}).`;
}
