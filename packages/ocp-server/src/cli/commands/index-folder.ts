import { pathToFileURL } from "node:url";
import type { ToolOutput } from "ocp-core";
import { DB_OPTION, JSON_OPTION, type Command, type Context } from "../command.ts";
import { formatDuration, plural, safeJson, safeLine } from "../format.ts";
import { describeEmbedding, describeRun, doneShare, progressLine } from "../progress.ts";
import { withEngine } from "../session.ts";
import { existingFolder } from "../workspace.ts";

/** `ocp-server index`: makes a folder searchable, or brings it up to date. */
export const command: Command = {
  usage: ["[folder]"],
  about:
    "Registers a folder (default: the current one) and indexes what is new or changed in it. Interrupt it whenever you like: the next run goes on from there.",
  options: { db: DB_OPTION, json: JSON_OPTION },
  async run(context, values, [path = "."]) {
    const folder = existingFolder(context, path);
    return withEngine(context, values, async ({ engine, caller }) => {
      const { workspace_id } = await engine.call(
        "workspace.register",
        { root_uri: pathToFileURL(folder).href },
        caller,
      );
      const stop = listenForInterrupt();
      const show = createProgressDisplay(context, folder);
      try {
        const { signal } = stop;
        const result = await engine.call("workspace.index", { workspace_id }, caller, {
          signal,
          onProgress: show.run(),
        });
        signal.throwIfAborted();
        // Nobody is left to do it when this process has ended.
        const withoutVector = await engine.embedAll(workspace_id, { signal, onProgress: show.embedding() });
        signal.throwIfAborted();
        show.end();
        const without = withoutVector > 0 ? { without_vector: withoutVector } : {};
        if (values["json"]) context.terminal.out(`${safeJson({ workspace_id, ...result, ...without })}\n`);
        else printSummary(context, { folder, workspaceId: workspace_id, result, withoutVector });
        return 0;
      } catch (error) {
        show.end();
        if (!stop.signal.aborted) throw error;
        context.terminal.err("Stopped. What was indexed so far is kept; the same command goes on from there.\n");
        return 130;
      } finally {
        stop.release();
      }
    });
  },
};

/** The first Ctrl-C (or SIGTERM) ends the run in order; a second one ends the process. */
function listenForInterrupt(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, abort);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.removeListener(signal, abort);
    },
  };
}

interface Summary {
  readonly folder: string;
  readonly workspaceId: string;
  readonly result: ToolOutput<"workspace.index">;
  /** Texts that the embedder gave none. */
  readonly withoutVector: number;
}

function printSummary({ terminal, program }: Context, { folder, workspaceId, result, withoutVector }: Summary): void {
  const { indexed, skipped, removed, files, errors, duration_ms } = result;
  const { good, faint } = terminal.paint;
  const changes = [`${plural(indexed, "chunk")} written`, `${plural(skipped, "chunk")} unchanged`];
  if (removed > 0) changes.push(`${plural(removed, "chunk")} removed`);
  terminal.out(`${good("Indexed")} ${safeLine(folder)} ${faint(`(${workspaceId})`)}\n`);
  terminal.out(`  ${plural(files, "file")}: ${changes.join(", ")}, in ${formatDuration(duration_ms)}\n`);
  if (files === 0)
    terminal.out("  There was no file to index: the folder is empty, or all it holds is ignored or binary.\n");
  if (withoutVector > 0)
    terminal.err(`  ${plural(withoutVector, "text")} could not be embedded: they are found by their words alone.\n`);
  for (const { path, reason } of errors.slice(0, 5)) {
    terminal.err(`  ${terminal.notePaint.doubtful("left out")} ${safeLine(path)}: ${safeLine(reason)}\n`);
  }
  if (errors.length > 5)
    terminal.err(`  and ${plural(errors.length - 5, "more file")}; --json lists them (at most 100).\n`);
  if (indexed + skipped > 0 && terminal.outIsTerminal)
    terminal.out(faint(`  Ask it something: ${program} search "…"\n`));
}

/** Shows what is under way on stderr: a bar that redraws itself on a terminal, a line now and then elsewhere. */
function createProgressDisplay({ terminal }: Context, folder: string) {
  const interval = terminal.errIsTerminal ? 80 : 5000;
  let drawn = false;
  if (!terminal.errIsTerminal) terminal.err(`Indexing ${safeLine(folder)}\n`);

  /** Shows a part of the work, whose time counts from now. */
  function display<P>(describe: (progress: P, elapsedMs: number) => string, shareOf: (progress: P) => number) {
    const started = performance.now();
    let last = terminal.errIsTerminal ? Number.NEGATIVE_INFINITY : started;
    return (progress: P): void => {
      const now = performance.now();
      if (now - last < interval) return;
      last = now;
      const description = describe(progress, now - started);
      if (!terminal.errIsTerminal) return terminal.err(`  ${description}\n`);
      drawn = true;
      terminal.err(`\r\u001b[K${progressLine(shareOf(progress), description, terminal.columns)}`);
    };
  }

  return {
    run: () => display(describeRun, doneShare),
    embedding: () => display(describeEmbedding, ({ done, total }) => done / Math.max(1, total)),
    end(): void {
      if (drawn) terminal.err("\r\u001b[K");
      drawn = false;
    },
  };
}
