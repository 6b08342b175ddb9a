import { countOption, DB_OPTION, IN_OPTION, JSON_OPTION, textOption, UsageError, type Command } from "../command.ts";
import { formatCount, plural, safeJson, safeText } from "../format.ts";
import { commandConfig, withEngine } from "../session.ts";
import { findWorkspace, folderFilter, requireContent } from "../workspace.ts";

const DEFAULT_BUDGET = 4000;

/** `ocp-server pack`: one string of context for a prompt. */
export const command: Command = {
  usage: ["<intent…>"],
  about:
    "Gathers the most useful pieces for an intent into one text that never exceeds the token budget: on stdout the text alone, without control characters; with --json the exact string.",
  options: {
    in: IN_OPTION,
    budget: { type: "string", short: "b", value: "<tokens>", help: `Token budget. Default: ${DEFAULT_BUDGET}` },
    json: JSON_OPTION,
    db: DB_OPTION,
  },
  async run(context, values, words) {
    const { terminal, program } = context;
    const intent = words.join(" ").trim();
    if (intent === "")
      throw new UsageError(`Say what the context is for: ${program} pack "explain how sessions are closed"`);
    const budget = countOption(values, "budget", { min: 1, max: 2_000_000 }) ?? DEFAULT_BUDGET;
    const { tokenizer } = commandConfig(context, values);
    return withEngine(context, values, async (session) => {
      const workspace = await findWorkspace(context, session, textOption(values, "in"));
      requireContent(context, workspace);
      const { workspace_id } = workspace;
      const narrowed = folderFilter(context, workspace, textOption(values, "in"));
      const input = { workspace_id, intent, budget_tokens: budget, ...narrowed };
      const result = await session.engine.call("context.pack", input, session.caller);
      if (values["json"]) {
        terminal.out(`${safeJson(result)}\n`);
        return 0;
      }
      terminal.out(`${safeText(result.context)}\n`);
      const used = plural(result.chunks_used.length, "chunk");
      terminal.err(`${formatCount(result.tokens)} of ${formatCount(budget)} tokens (${tokenizer}), from ${used}\n`);
      return 0;
    });
  },
};
