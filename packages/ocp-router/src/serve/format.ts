import type { RouteEvent, RouteResult } from "../route/result.ts";

/** An error as the body of an API, or an event of its stream, shows it. */
export type ErrorBody = Readonly<Record<string, unknown>>;

/** How one API writes an answer. */
export interface AnswerFormat {
  /** The body of an answer that does not stream. */
  readonly whole: (result: RouteResult) => unknown;
  /** A writer of one stream: each event as the text to send for it, empty for none. */
  readonly createStream: () => (event: RouteEvent) => string;
  /** The end of a stream that broke. */
  readonly errorEvent: (error: ErrorBody) => string;
}
