import type { Store } from "./store.ts";

export { toStorageError } from "./sqlite/faults.ts";

/** Opens the store that the configuration names. Throws `STORAGE_UNAVAILABLE`. */
export async function openStore(options: { readonly path: string; readonly bulk?: boolean }): Promise<Store> {
  const { openSqliteStore } = await import("./sqlite/open.ts");
  return openSqliteStore(options);
}
