import { ModelError } from "../errors.ts";

/** Loads a vendor's package, which only those who use it install. Rejects with `missing_package`, saying what to type. */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    throw new ModelError("missing_package", `The package ${name} is not installed. Install it: npm install ${name}`, {
      cause: error,
    });
  }
}
