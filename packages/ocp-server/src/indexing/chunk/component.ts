import { mergeDefinitions } from "./grammar/merge.ts";
import { parseDefinitions } from "./grammar/parse.ts";
import type { Definition } from "./outline.ts";
import { scanLines } from "./scan.ts";
import { script } from "./shapes/script.ts";

/** Languages of files that hold markup, script and style. */
export const COMPONENTS: ReadonlySet<string> = new Set(["astro", "svelte", "vue"]);

/** Takes the definitions in the script parts of a component from the grammar of their language. */
export function parseScripts(lines: readonly string[], parts: readonly Definition[]): Definition[] {
  const isScript = new Uint8Array(lines.length);
  for (const { kind, line, end } of parts) if (kind === "script") isScript.fill(1, line + 1, end);
  if (!isScript.includes(1)) return [...parts];
  const only = lines.map((line, at) => (isScript[at] === 1 ? line : ""));
  const scan = scanLines(only, script.syntax);
  using parsed = parseDefinitions(only, { path: "script.ts", language: "typescript", shape: script, scan });
  if (!parsed) return [...parts];
  const found = mergeDefinitions(parsed, () =>
    parts.flatMap(({ kind, children }) => (kind === "script" ? children : [])),
  );
  return parts.map((part) =>
    part.kind === "script"
      ? { ...part, children: found.filter(({ start, end }) => start > part.line && end <= part.end) }
      : part,
  );
}
