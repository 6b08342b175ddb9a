import { createHash, randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AgentContext } from "./context.ts";
import { redactValue } from "./redact.ts";

/** Contexts that outlive their process. */
export interface ContextStore {
  /** Writes the context whole or not at all, in the place of an older one with its id. */
  save(context: AgentContext): Promise<void>;
  /** The context, or null where there is none. Throws where its file is damaged. */
  load(context_id: string): Promise<AgentContext | null>;
  /** Whether there was one. */
  delete(context_id: string): Promise<boolean>;
  /** Ids and times, the one changed last first. Damaged files are passed over. */
  list(): Promise<{ readonly context_id: string; readonly last_updated: string }[]>;
}

export interface FileStoreOptions {
  /** Secrets in texts are replaced before they reach the disk. [true] */
  readonly redact?: boolean | undefined;
}

/** Keeps contexts as one JSON file each in a folder that only its owner can read. Node.js only. */
export function openFileStore(folder: string, { redact = true }: FileStoreOptions = {}): ContextStore {
  const fileOf = (context_id: string): string => join(folder, `${fileName(context_id)}.json`);

  return {
    async save(context) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      const data = context.toJSON();
      const text = `${JSON.stringify(redact ? { ...(redactValue(data) as object), context_id: data.context_id } : data, null, 2)}\n`;
      const draft = `${fileOf(data.context_id)}.${randomUUID()}.tmp`;
      try {
        await writeFile(draft, text, { mode: 0o600, flag: "wx" });
        await rename(draft, fileOf(data.context_id));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },

    async load(context_id) {
      const text = await read(fileOf(context_id));
      if (text === undefined) return null;
      try {
        return AgentContext.fromJSON(text);
      } catch {
        throw new Error(`The file of the context ${context_id} is damaged. Delete it, or save the context again.`);
      }
    },

    async delete(context_id) {
      const there = (await read(fileOf(context_id))) !== undefined;
      await rm(fileOf(context_id), { force: true });
      return there;
    },

    async list() {
      const contexts = await Promise.all(
        (await filesIn(folder)).map(async (file) => summary(await read(join(folder, file)))),
      );
      return contexts
        .filter((context) => context !== undefined)
        .sort((a, b) => b.last_updated.localeCompare(a.last_updated));
    },
  };
}

/** Ids may hold slashes and dots, and file systems may not tell cases apart: only plain ids are file names as they are. */
function fileName(context_id: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(context_id)) return context_id;
  return `_${createHash("sha256").update(context_id).digest("hex")}`;
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => file.endsWith(".json"));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function summary(text: string | undefined): { context_id: string; last_updated: string } | undefined {
  try {
    const { context_id, last_updated } = AgentContext.fromJSON(text ?? "");
    return { context_id, last_updated };
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
