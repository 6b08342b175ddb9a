import { cp, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Copies each installed package, without what is installed inside it, to a folder of its own name and version. */
export async function copyDependencies(store: string, to: string): Promise<void> {
  for (const installed of await readdir(store)) {
    const modules = join(store, installed, "node_modules");
    // `@scope+name@1.0.0_peers` holds node_modules/@scope/name.
    const name = installed.replace(/(?<=.)@.*$/, "").replace("+", "/");
    if (!(await stat(join(modules, name)).catch(() => undefined))?.isDirectory()) continue;
    await cp(join(modules, name), join(to, installed), {
      recursive: true,
      filter: (path) => !path.slice(modules.length + name.length + 1).includes("/node_modules"),
    });
  }
}
