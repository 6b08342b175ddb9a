import { EventSourceParserStream } from "eventsource-parser/stream";
import { ToolError } from "./errors.ts";

/** One server-sent event. */
export interface ServerEvent {
  readonly event: string | null;
  readonly id: string | null;
  /** Parsed when it is JSON, else the text. */
  readonly data: unknown;
}

/** The events of a `text/event-stream`, as they come. Leaving the loop ends the connection. */
export async function* readEvents(body: ReadableStream<Uint8Array>, maxBytes: number): AsyncGenerator<ServerEvent> {
  const events = body.pipeThrough(decoder()).pipeThrough(new EventSourceParserStream({ maxBufferSize: maxBytes }));
  for await (const { event, id, data } of events as unknown as AsyncIterable<{
    event?: string;
    id?: string;
    data: string;
  }>)
    yield { event: event ?? null, id: id ?? null, data: parsed(data) };
}

/** The values of newline-delimited JSON, or of a JSON text sequence (RFC 7464), as they come. */
export async function* readJsonLines(body: ReadableStream<Uint8Array>, maxBytes: number): AsyncGenerator {
  let rest = "";
  for await (const chunk of body.pipeThrough(decoder()) as unknown as AsyncIterable<string>) {
    const lines = (rest + chunk).replaceAll("\u001E", "\n").split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxBytes)
      throw new ToolError("RESPONSE_TOO_LARGE", `A line has more than ${maxBytes} characters.`);
    for (const line of lines) if (line.trim() !== "") yield parsed(line);
  }
  if (rest.trim() !== "") yield parsed(rest);
}

function decoder(): TransformStream<Uint8Array, string> {
  return new TextDecoderStream();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
