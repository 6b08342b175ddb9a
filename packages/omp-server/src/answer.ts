import type { Corpus, JsonObject } from "./corpus/model.ts";
import { TOOLS } from "./tools/catalogue.ts";
import { OmpError } from "./tools/omp-error.ts";
import { parseInput } from "./tools/parse-input.ts";
import { OMP_VERSION } from "./tools/schemas.ts";
import type { Freshness } from "./tools/tool.ts";
import { isVersion } from "./versions.ts";

export interface AnswerOptions {
  /** The time that the answer states (OMP 3.3), RFC 3339. */
  readonly timestamp: string;
  /** Accept acronyms in lower case. */
  readonly lenient?: boolean | undefined;
  /** Told of faults of ours, which an answer only calls `internal_error`. */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

export interface Answer {
  readonly isError: boolean;
  /** The whole object as it goes over the wire. */
  readonly body: JsonObject;
  readonly freshness: Freshness;
}

/**
 * What a tool answers from a corpus: a pure function, free of MCP. Wrong input, unknown names and faults of ours are
 * answers too (OMP 3.2); it throws only for a tool that does not exist.
 */
export function answer(corpus: Corpus, name: string, input: unknown, options: AnswerOptions): Answer {
  const tool = TOOLS.get(name);
  if (!tool) throw new RangeError(`There is no tool '${name}'.`);
  const common = { omp_version: OMP_VERSION, timestamp: options.timestamp };
  try {
    const values = parseInput(tool, input, options);
    // Published requests admit versions that cannot exist, such as 01.0.0.
    const { version } = values;
    if (typeof version === "string" && !isVersion(version))
      throw new OmpError(
        "invalid_params",
        `'version' must be MAJOR.MINOR.PATCH without leading zeros. Leave it out for the latest.`,
      );
    const { body, metadata, freshness } = tool.run(corpus, values as never);
    return { isError: false, body: { ...body, metadata: { ...common, ...metadata } }, freshness };
  } catch (fault) {
    if (!(fault instanceof OmpError)) options.onFault?.(fault);
    const error =
      fault instanceof OmpError
        ? fault
        : new OmpError(
            "internal_error",
            "The server failed to answer; its log says more. Try again, or ask for something else.",
          );
    const { code, message, details } = error;
    return { isError: true, body: { error: { code, message, ...details }, metadata: common }, freshness: "changing" };
  }
}
