import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface LabelledPrompt {
  readonly prompt: string;
  readonly label: "local" | "paid";
  readonly category: string;
  readonly lang: string;
  /** Of our own prompts: whether the rules were tuned with it in view. */
  readonly half?: "tune" | "blind";
}

const OWN = new URL("../../data/router-prompts.jsonl", import.meta.url);
const BLIND = new URL("../../data/router-prompts-blind.jsonl", import.meta.url);

/** Our own prompts with labels. */
export const ownPrompts = (): LabelledPrompt[] => readLines<LabelledPrompt>(fileURLToPath(OWN));

/** Prompts with labels by another author, who knew neither the rules nor our own prompts. */
export const blindPrompts = (): LabelledPrompt[] => readLines<LabelledPrompt>(fileURLToPath(BLIND));

/** The text of a file of the shared data, or nothing where that is not at hand. */
export function sharedText(name: string): string | undefined {
  const places = [process.env["OCP_DATA"], "../../../../shared/data", "../../../../../shared/data"];
  for (const place of places) {
    if (place === undefined) continue;
    const folder = place.startsWith(".") ? fileURLToPath(new URL(place, import.meta.url)) : place;
    const path = `${folder}/router/${name}`;
    if (existsSync(path)) return readFileSync(path, "utf8");
  }
  return undefined;
}

export const parseLines = <T>(text: string): T[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);

const readLines = <T>(path: string): T[] => parseLines<T>(readFileSync(path, "utf8"));
