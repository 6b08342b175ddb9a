// One method in a process of its own, which answers one request at a time, so that memory is the method's and no clock
// counts what others do in the same process.
import type { Index, Tree } from "./method.ts";
import { METHODS } from "./methods.ts";
import { programPeak } from "./program.ts";

export type Request =
  | { readonly do: "prepare"; readonly mayFetch: boolean }
  | { readonly do: "build"; readonly tree: Tree; readonly scratch: string }
  | { readonly do: "search"; readonly query: string }
  | { readonly do: "close" };

export interface Answer {
  readonly hits: readonly string[];
  /** What the request took. */
  readonly ms: number;
  /** The most memory so far, in MB: of this process, or of the program that it starts for each search if that takes more. */
  readonly peak: number;
  readonly error?: string;
}

const loading = METHODS[process.argv[2]!]!();
let index: Index | undefined;

process.on("message", (request: Request) => void answer(request));

async function answer(request: Request): Promise<void> {
  const from = performance.now();
  let result: Pick<Answer, "hits" | "error">;
  try {
    result = { hits: await handle(request) };
  } catch (error) {
    result = { hits: [], error: (error as Error).message };
  }
  const ms = performance.now() - from;
  process.send!({ ...result, ms, peak: programPeak() || process.resourceUsage().maxRSS / 1024 } satisfies Answer);
}

async function handle(request: Request): Promise<readonly string[]> {
  const method = await loading;
  switch (request.do) {
    case "prepare":
      await method.prepare?.(request.mayFetch);
      return [];
    case "build":
      index = await method.build(request.tree, request.scratch);
      return [];
    case "search":
      return index!.search(request.query);
    case "close":
      await index!.close();
      return [];
  }
}
