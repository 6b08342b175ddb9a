import type { ModelBackend } from "ocp-core";
import type { Config } from "../config.ts";
import { createLogger } from "../log.ts";

/**
 * The local model that the environment names, by ocp-router, which whoever wants it installs; undefined when none is
 * named. Answers with undefined, and says on stderr what to do, when ocp-router is not there.
 */
export async function openLocalModel({ localModel, log }: Config): Promise<ModelBackend | undefined> {
  if (localModel === undefined) return undefined;
  try {
    const { makeLocalBackend } = await import("ocp-router");
    return makeLocalBackend();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
    const cause = missing
      ? "ocp-router is not installed. Install it beside ocp-server: npm install ocp-router"
      : (error as Error).message;
    createLogger(log).warn(`OCP_LOCAL_MODEL is set, but prompts are not rewritten: ${cause}`);
    return undefined;
  }
}
