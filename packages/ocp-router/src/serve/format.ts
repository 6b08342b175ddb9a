import type { RouteEvent, RouteResult } from "../route/result.ts";

/** An error as the body of an API, or an event of its stream, shows it. */
export type ErrorBody = Readonly<Record<string, unknown>>;

/** How one API writes an answer. */
export interface AnswerFormat {
  /** The body of an answer that does not stream. */
  readonly whole: (result: RouteResult) => unknown;
  readonly createStream: () => AnswerStream;
}

/** A writer of one stream. */
export interface AnswerStream {
  /** An event as the text to send for it; empty for none. */
  readonly write: (event: RouteEvent) => string;
  /** The end of a stream that broke. */
  readonly fail: (error: ErrorBody) => string;
}
