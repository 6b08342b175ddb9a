import type { IncomingMessage } from "node:http";
import { ModelError } from "../errors.ts";
import { isFields, type Fields } from "./read.ts";

/** Vendors take about this much. */
const MOST_BYTES = 32_000_000;

/** The JSON object that a request carries. Throws `bad_request`, saying what it is instead. */
export async function readBody(request: IncomingMessage): Promise<Fields> {
  const type = request.headers["content-type"] ?? "";
  // Other types a page of another site could send without being asked for permission.
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type))
    throw new ModelError("bad_request", "Send JSON, with the header content-type: application/json.");
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new ModelError("bad_request", `The request is larger than ${MOST_BYTES} bytes.`);
    parts.push(part);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch (error) {
    throw new ModelError("bad_request", "The body is not JSON.", { cause: error });
  }
  if (!isFields(value)) throw new ModelError("bad_request", "The body is not a JSON object.");
  return value;
}
