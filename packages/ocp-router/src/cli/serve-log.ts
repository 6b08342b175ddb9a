import { lazyTrace } from "../trace/open.ts";
import type { CallRecord, TraceSink } from "../trace/record.ts";
import { formatDollars, formatDuration, safeLine } from "./format.ts";
import type { Terminal } from "./terminal.ts";

export interface SinkOptions {
  /** The file of the record; undefined = none. */
  readonly trace: string | undefined;
  readonly terminal: Terminal;
  readonly quiet: boolean;
}

/** Keeps the record of an endpoint, and shows each request on a line. */
export function makeSink({ trace, terminal, quiet }: SinkOptions): TraceSink {
  const file = trace === undefined ? undefined : lazyTrace(trace);
  return {
    live: file?.live ?? false,
    async write(record) {
      if (!quiet && record.type === "call") terminal.err(`${formatCall(record, terminal)}\n`);
      await file?.write(record);
    },
    spentSince: (moment) => file?.spentSince?.(moment) ?? 0,
    close: () => file?.close?.(),
  };
}

function formatCall(call: CallRecord, { notePaint }: Terminal): string {
  const paint = { ok: notePaint.good, error: notePaint.bad, aborted: notePaint.doubtful }[call.outcome];
  const cost = call.cost_usd === null ? "" : `  ${formatDollars(call.cost_usd)}`;
  const why = call.reason === "score" ? call.signals.join(", ") : call.reason;
  const turned = call.fallback ? `  (${call.fallback.from} failed: ${call.fallback.code})` : "";
  const end = call.outcome === "ok" ? (call.model ?? "") : `${call.outcome} ${call.error ?? ""}`.trim();
  const tokens = `${call.prompt_tokens}+${call.completion_tokens} tokens`;
  const facts = [call.complexity_score.toFixed(2), end, tokens, `${formatDuration(call.duration_ms)}${cost}`, why];
  const tier = paint((call.answered_by ?? call.route_to).padEnd(5));
  return `${call.at.slice(11, 19)}  ${tier}  ${safeLine(facts.filter((each) => each !== "").join("  ") + turned)}`;
}
