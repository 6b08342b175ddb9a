import type { GenerateEvent, GenerateResponse } from "ocp-core";

/** The whole answer of a stream. */
export async function collect(events: AsyncIterable<GenerateEvent>): Promise<GenerateResponse> {
  for await (const event of events) if (event.type === "done") return event.response;
  throw new Error("A stream of a model ended without its answer.");
}
