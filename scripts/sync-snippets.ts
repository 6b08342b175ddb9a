/**
 * Copies regions of programs into the Markdown that quotes them; with --check only says what differs, and fails.
 *
 * A fence that opens with ```ts source="examples/x.ts#region" holds what stands between `// #region region` and
 * `// #endregion region` in that file. Paths are relative to the folder, by default this repository.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { check: { type: "boolean", default: false } },
  allowPositionals: true,
});
const folder = resolve(positionals[0] ?? join(import.meta.dirname, ".."));

const FENCE =
  /^(?<indent> *)```(?<language>\w+) source="(?<source>[^"#]+)(?:#(?<region>[\w-]+))?"\n(?<body>[\s\S]*?)^\k<indent>```$/gm;
const problems: string[] = [];
let snippets = 0;
let changed = 0;

for (const page of globSync(["*.md", "docs/**/*.md", "packages/*/*.md", "spec/**/*.md"], { cwd: folder }).sort()) {
  const text = readFileSync(join(folder, page), "utf8");
  let copied = "";
  let end = 0;
  for (const fence of text.matchAll(FENCE)) {
    snippets++;
    const wanted = rewrite(fence, `${page}:${text.slice(0, fence.index).split("\n").length}`);
    copied += text.slice(end, fence.index) + wanted;
    end = fence.index + fence[0].length;
  }
  copied += text.slice(end);
  if (copied === text || values.check) continue;
  writeFileSync(join(folder, page), copied);
  changed++;
}

for (const problem of problems) console.error(problem);
if (problems.length > 0 && values.check)
  console.error("Run `node scripts/sync-snippets.ts` to copy the programs into the documentation.");
if (problems.length > 0) process.exitCode = 1;
else
  console.log(`${snippets} snippets, ${values.check ? "all as the programs have them" : `${changed} files written`}`);

/** The fence with what its program has now. */
function rewrite(fence: RegExpExecArray, at: string): string {
  const { indent = "", language, source = "", region } = fence.groups ?? {};
  const name = region === undefined ? source : `${source}#${region}`;
  const code = extract(source, region);
  if (typeof code !== "string") {
    problems.push(`${at}: ${code.problem}`);
    return fence[0];
  }
  const body = code.replace(/^(?=.)/gm, indent);
  const wanted = `${indent}\`\`\`${language} source="${name}"\n${body}\n${indent}\`\`\``;
  if (wanted !== fence[0] && values.check) problems.push(`${at}: differs from ${name}`);
  return wanted;
}

/** The lines of a file or of one of its regions, without common indentation, nested markers and outer blank lines. */
function extract(source: string, region: string | undefined): string | { problem: string } {
  const file = join(folder, source);
  if (!existsSync(file)) return { problem: `there is no ${source}` };
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  if (region === undefined) return tidy(lines);
  const starts = indexesOf(lines, `// #region ${region}`);
  const ends = indexesOf(lines, `// #endregion ${region}`);
  const [start, end] = [starts[0], ends[0]];
  if (start === undefined || end === undefined || end < start)
    return { problem: `${source} has no whole region ${region}` };
  if (starts.length > 1) return { problem: `${source} has the region ${region} twice` };
  return tidy(lines.slice(start + 1, end));
}

function indexesOf(lines: readonly string[], marker: string): number[] {
  return lines.flatMap((line, index) => (line.trim() === marker ? [index] : []));
}

function tidy(lines: readonly string[]): string {
  const kept = lines.filter((line) => !/^\s*\/\/ #(?:end)?region\b/.test(line));
  const indent = Math.min(...kept.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
  return kept
    .map((line) => line.slice(indent))
    .join("\n")
    .replace(/^\n+|\s+$/g, "");
}
