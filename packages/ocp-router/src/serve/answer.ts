import type { ServerResponse } from "node:http";
import type { OCPRouter, RouteRequest } from "../router.ts";
import type { RouteResult, RouteStart } from "../route/result.ts";
import { decisionHeaders } from "./decision-headers.ts";
import { errorBody, showError, type Dialect } from "./errors.ts";
import type { AnswerFormat, AnswerStream } from "./format.ts";

export interface AnswerOptions {
  readonly router: OCPRouter;
  readonly request: RouteRequest;
  readonly format: AnswerFormat;
  readonly dialect: Dialect;
  /** The caller wants pieces. */
  readonly streams: boolean;
  /** Hears of faults that are this program's. */
  readonly onFault: (error: unknown) => void;
}

/** Routes one request and writes its answer, whole or in pieces. Stops asking when the caller goes away. */
export async function writeAnswer(response: ServerResponse, options: AnswerOptions): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const { format, streams } = options;
  const request = { ...options.request, signal: gone.signal };
  const stream = streams ? format.createStream() : undefined;
  try {
    if (stream) await writeStream(response, { ...options, request, stream });
    else await writeWhole(response, { ...options, request });
  } catch (error) {
    if (gone.signal.aborted) return;
    writeFailure(response, error, { ...options, stream });
  }
}

async function writeWhole(response: ServerResponse, { router, request, format }: AnswerOptions): Promise<void> {
  const result = await router.route(request);
  writeJson(response, { status: 200, body: format.whole(result), headers: decisionHeaders(startOf(result)) });
}

function startOf({ route_to, model, reason, classify, trace_id, fallback, escalated }: RouteResult): RouteStart {
  return { type: "start", route_to, model, reason, classify, trace_id, fallback, escalated };
}

async function writeStream(
  response: ServerResponse,
  { router, request, stream }: AnswerOptions & { readonly stream: AnswerStream },
): Promise<void> {
  for await (const event of router.stream(request)) {
    if (event.type === "start")
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache",
        ...decisionHeaders(event),
      });
    const text = stream.write(event);
    // A caller that reads slowly slows the model down, instead of filling the memory.
    if (text !== "" && !response.write(text)) await drained(response);
  }
  response.end();
}

async function drained(response: ServerResponse): Promise<void> {
  // Nothing more is told of a connection that has gone.
  if (response.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}

/** An error as an answer of its own or, when an answer had begun, as its end. */
export function writeFailure(
  response: ServerResponse,
  error: unknown,
  {
    stream,
    dialect,
    onFault,
  }: Pick<AnswerOptions, "dialect" | "onFault"> & { readonly stream?: AnswerStream | undefined },
): void {
  const shown = showError(error, dialect);
  if (shown.code === "failed") onFault(error);
  if (response.headersSent) {
    response.end(stream?.fail(shown.error) ?? "");
    return;
  }
  const headers: Record<string, string> = { "x-ocp-error": shown.code };
  if (shown.retryAfterMs !== undefined) headers["retry-after"] = String(Math.ceil(shown.retryAfterMs / 1000));
  // The router has retried as far as it makes sense.
  headers["x-should-retry"] = "false";
  writeJson(response, { status: shown.status, body: errorBody(shown.error, dialect), headers });
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export function writeJson(response: ServerResponse, { status, body, headers = {} }: JsonAnswer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
