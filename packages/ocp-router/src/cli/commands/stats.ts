import { existsSync } from "node:fs";
import { parseConfig, userTracePath } from "../../config.ts";
import { readTrace } from "../../trace/open.ts";
import { summarise, type Summary, type Totals } from "../../trace/summary.ts";
import { CommandError, countOption, JSON_OPTION, textOption, TRACE_OPTION, type Command } from "../command.ts";
import { formatBar, formatCount, formatDollars, formatDuration, formatTable, plural, safeJson } from "../format.ts";
import type { Terminal } from "../terminal.ts";

/** `ocp-router stats`: what went where. */
export const command: Command = {
  usage: [""],
  about: "Adds up the record: who answered, what it cost, and what the paid model would have cost for the rest.",
  options: {
    trace: TRACE_OPTION,
    days: { type: "string", value: "<n>", help: "Only the last days. Default: all" },
    json: JSON_OPTION,
  },
  async run({ terminal, input }, values) {
    const file = textOption(values, "trace") ?? parseConfig(input).trace ?? userTracePath(input);
    if (!existsSync(file))
      throw new CommandError(`There is no record at ${file} yet. Start one: ocp-router serve, or set OCP_TRACE.`);
    const days = countOption(values, "days", { min: 1, max: 36_500 });
    const since = days === undefined ? "" : new Date(Date.now() - days * 86_400_000).toISOString();
    const summary = await summarise(readTrace(file), { since });
    if (values["json"]) terminal.out(`${safeJson(summary)}\n`);
    else terminal.out(formatSummary(summary, terminal));
    return 0;
  },
};

function formatSummary(summary: Summary, { paint, columns }: Terminal): string {
  const { total, local_share: share } = summary;
  if (total.calls === 0) return "No requests yet.\n";
  const models = Object.entries(summary.by_model).sort(([, a], [, b]) => b.calls - a.calls);
  const table = formatTable(
    ["model", "answers", "tokens in", "tokens out", "median", "cost", "saved"],
    [
      ...models.map(([model, totals]) => rowOf(model, totals)),
      ...(models.length > 1 ? [rowOf("together", { ...total, calls: total.calls - total.errors })] : []),
    ],
    [1, 2, 3, 4, 5, 6],
  );
  const width = Math.min(40, columns - 40);
  const chart = summary.days.map(({ day, local, paid, cost_usd }) => {
    const all = local + paid;
    const bar = all === 0 ? " ".repeat(width) : formatBar(local / all, width);
    return `  ${day}  ${bar}  ${formatCount(local)} local, ${formatCount(paid)} paid, ${formatDollars(cost_usd)}`;
  });
  const reasons = Object.entries(summary.reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${formatCount(count)}`);
  const head = [
    plural(total.calls, "request"),
    ...(share === null ? [] : [`${Math.round(share * 100)}% answered locally`]),
    `${formatDollars(total.cost_usd)} spent`,
    `${formatDollars(total.saved_usd)} saved`,
  ];
  const troubles = [
    ...(total.fallbacks > 0 ? [`${plural(total.fallbacks, "request")} went to the other model after a fault`] : []),
    ...(total.errors > 0 ? [`${plural(total.errors, "request")} failed`] : []),
    ...(total.unpriced > 0
      ? [`${plural(total.unpriced, "answer")} not in the dollars: the paid model had no price. Set OCP_PRICES.`]
      : []),
  ];
  return [
    paint.strong(head.join(" · ")),
    ...troubles.map((text) => paint.doubtful(text)),
    "",
    table,
    "",
    `Decided by  ${reasons.join(", ")}`,
    "",
    `Local share by day (UTC)`,
    ...chart,
    "",
  ].join("\n");
}

function rowOf(name: string, totals: Totals): string[] {
  const { prompt_tokens: prompt, completion_tokens: completion, median_ms: median } = totals;
  return [
    name,
    formatCount(totals.calls),
    formatCount(prompt),
    formatCount(completion),
    formatDuration(median),
    formatDollars(totals.cost_usd),
    formatDollars(totals.saved_usd),
  ];
}
