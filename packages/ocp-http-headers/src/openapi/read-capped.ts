import { ToolError } from "./errors.ts";

/** The whole body of an answer. Throws `RESPONSE_TOO_LARGE` as soon as there is more of it than `maxBytes`. */
export async function readCapped(response: Response, maxBytes: number, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new ToolError(
      "RESPONSE_TOO_LARGE",
      `${name} answers with more than ${maxBytes} bytes; raise the limit to take it.`,
    );
  const announced = Number(response.headers.get("content-length"));
  if (announced > maxBytes && response.headers.get("content-encoding") === null) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body)
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      size += chunk.byteLength;
      // Leaving the loop cancels the stream.
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
