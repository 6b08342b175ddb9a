import type { Chunk, ToolOutput, Workspace } from "ocp-core";
import {
  countOption,
  DB_OPTION,
  IN_OPTION,
  JSON_OPTION,
  textOption,
  UsageError,
  type Command,
  type Context,
  type OptionValues,
} from "../command.ts";
import { formatExcerpt, queryWords } from "../excerpt.ts";
import { plural, safeJson, safeLine } from "../format.ts";
import { withEngine } from "../session.ts";
import {
  findWorkspace,
  folderFilter,
  indexCommand,
  requireContent,
  rootPath,
  shownPath,
  type Session,
} from "../workspace.ts";

/** `ocp-server search`: ranked hits for a question. */
export const command: Command = {
  usage: ["<query…>", ""],
  about:
    "Finds the pieces that answer a question or define a symbol, best first. Without a query it asks for one, on a terminal.",
  options: {
    in: IN_OPTION,
    k: { type: "string", short: "k", value: "<n>", help: "Most hits to show, 1 to 20. Default: 5" },
    explain: { type: "boolean", help: "Say what each score is made of" },
    json: JSON_OPTION,
    db: DB_OPTION,
  },
  async run(context, values, words) {
    const query = words.join(" ").trim();
    const k = countOption(values, "k", { min: 1, max: 1_000_000 }) ?? 5;
    if (query === "" && !context.terminal.interactive) {
      throw new UsageError(`Say what to search for: ${context.program} search "where are sessions closed"`);
    }
    return withEngine(context, values, async (session) => {
      const workspace = await findWorkspace(context, session, textOption(values, "in"));
      requireContent(context, workspace);
      noteFreshness(context, workspace);
      const narrowed = folderFilter(context, workspace, textOption(values, "in"));
      if (query !== "") await searchOnce(context, { session, workspace, narrowed, query, k, values });
      else await searchOnAndOn(context, { session, workspace, narrowed, k, values });
      return 0;
    });
  },
};

interface Search {
  readonly session: Session;
  readonly workspace: Workspace;
  readonly narrowed: { readonly filters?: { path: string } };
  readonly k: number;
  readonly values: OptionValues;
}

async function searchOnce(
  context: Context,
  { session, workspace, narrowed, query, k, values }: Search & { query: string },
): Promise<void> {
  const { workspace_id } = workspace;
  const explain = values["explain"] === true ? { explain: true } : {};
  const input = { workspace_id, query, k, ...narrowed, ...explain };
  const result = await session.engine.call("context.search", input, session.caller);
  if (values["json"]) context.terminal.out(`${safeJson(result)}\n`);
  else printHits(context, query, result);
}

async function searchOnAndOn(context: Context, search: Search): Promise<void> {
  const { terminal } = context;
  terminal.err(`Searching ${safeLine(search.workspace.name)}. An empty line ends.\n`);
  for (;;) {
    const query = (await terminal.ask(terminal.notePaint.strong("search> ")))?.trim();
    if (!query) return;
    await searchOnce(context, { ...search, query });
  }
}

/** Says when the answers may be behind the files. */
function noteFreshness(context: Context, workspace: Workspace): void {
  const { stale, status } = workspace;
  const root = rootPath(workspace);
  const { terminal } = context;
  if (status === "indexing") terminal.err("Indexing is under way; hits may be missing.\n");
  else if ((stale > 0 || status === "partial") && root !== undefined) {
    const what =
      stale > 0 ? `${plural(stale, "chunk")} changed since the last index` : "The last index run did not finish";
    terminal.err(`${what}. Bring it up to date: ${indexCommand(context, root)}\n`);
  }
}

function printHits(
  context: Context,
  query: string,
  { chunks, scores, parts = [] }: ToolOutput<"context.search">,
): void {
  const { terminal } = context;
  if (chunks.length === 0) {
    terminal.err("Nothing found. Try other words, or a name from the code.\n");
    return;
  }
  const words = queryWords(query);
  for (const [index, chunk] of chunks.entries()) {
    const { faint, place } = terminal.paint;
    const { range, uri } = chunk.source;
    const { line, rows } = formatExcerpt(chunk.content, {
      firstLine: range?.start_line ?? null,
      symbol: chunk.symbol,
      words,
      paint: terminal.paint,
      lines: 5,
      columns: terminal.columns,
    });
    const rank = `${index + 1}.`.padStart(3);
    const where = line === null ? shownPath(context, uri) : `${shownPath(context, uri)}:${line}`;
    terminal.out(`${faint(rank)} ${place(where)}  ${faint(`${describe(chunk)}${(scores[index] ?? 0).toFixed(3)}`)}\n`);
    const made = parts[index];
    if (made) terminal.out(`    ${faint(explained(made))}\n`);
    terminal.out(`${rows.join("\n")}\n\n`);
  }
}

/** `words 0.62 · file 0.71 · path 1.00`: what a hit is worth, part by part. */
function explained(parts: NonNullable<ToolOutput<"context.search">["parts"]>[number]): string {
  return Object.entries(parts)
    .map(([name, worth = 0]) => `${name} ${worth.toFixed(2)}`)
    .join(" · ");
}

function describe({ kind, symbol }: Chunk): string {
  return symbol === null ? "" : `${safeLine(kind)} ${safeLine(symbol)}  `;
}
