import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { anthropicFrames, anthropicRefusal } from "./anthropic.ts";
import { ollamaFrames } from "./ollama.ts";
import { openaiFrames } from "./openai.ts";
import type { Frames, Reply, Seen } from "./script.ts";

/** A server that speaks the three vendors' APIs and does what it is told. */
export interface FakeVendor extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Every request so far. */
  readonly seen: readonly Seen[];
  /** The requests for answers so far. */
  readonly asked: readonly Seen[];
  /** The models that are there; any, when the list is empty. */
  models: readonly string[];
  /** Ollama's capabilities and the window of its model. */
  show: { capabilities: readonly string[]; contextLength: number };
  /** Answers the next requests, one each, before `otherwise`. */
  next(...replies: readonly Reply[]): void;
  otherwise: Reply;
}

const FORMATS: Readonly<Record<string, (reply: Reply, body: Seen["body"]) => Frames>> = {
  "/api/chat": (reply, body) => ollamaFrames(reply, body, true),
  "/api/generate": (reply, body) => ollamaFrames(reply, body, false),
  "/v1/chat/completions": openaiFrames,
  "/v1/messages": anthropicFrames,
};

/** Starts a fake on a free port of the loopback. */
export async function startFakeVendor(): Promise<FakeVendor> {
  const seen: Seen[] = [];
  const queue: Reply[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url!, "http://fake").pathname;
    const abandoned = new Promise<void>((resolve) => {
      response.on("close", () => {
        if (!response.writableFinished) resolve();
      });
    });
    const sent = await readText(request);
    const body = (sent === "" ? {} : JSON.parse(sent)) as Seen["body"];
    const entry = { method: request.method!, path, headers: request.headers, body, abandoned };
    seen.push(entry);
    const json = (value: unknown): void => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const format = FORMATS[path];
    if (path === "/api/tags" || path === "/api/ps")
      return json({ models: fake.models.map((name) => ({ name, model: name })) });
    if (path === "/v1/models")
      return json({ object: "list", data: fake.models.map((id) => ({ id, object: "model" })) });
    if (path === "/api/show") {
      const { capabilities, contextLength } = fake.show;
      return json({
        capabilities,
        model_info: { "general.architecture": "llama", "llama.context_length": contextLength },
      });
    }
    if (!format) return void response.writeHead(404).end("404 page not found");
    const reply = queue.shift() ?? fake.otherwise;
    const frames = format(reply, body);
    const refused = refusalOf(entry, fake);
    if (refused) return refuse(response, frames, refused);
    await deliver(reply, { frames, body, path, response });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeVendor = {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    get asked() {
      return seen.filter(({ path }) => path in FORMATS);
    },
    models: [],
    show: { capabilities: ["completion", "tools"], contextLength: 131_072 },
    next: (...replies) => void queue.push(...replies),
    otherwise: { text: "An answer." },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

interface Refused {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** What the real servers would refuse. */
function refusalOf({ path, headers, body }: Seen, { models }: FakeVendor): Refused | undefined {
  const model = String(body["model"]);
  const known = models.length === 0 || models.includes(model) || models.includes(`${model}:latest`);
  if (path.startsWith("/api/"))
    return known ? undefined : { status: 404, type: "not_found", message: `model '${model}' not found` };
  const isAnthropic = path === "/v1/messages";
  if (headers["authorization"] === undefined && headers["x-api-key"] === undefined)
    return { status: 401, type: "authentication_error", message: "no key" };
  if (!known)
    return { status: 404, type: isAnthropic ? "not_found_error" : "model_not_found", message: `model: ${model}` };
  const wrong = isAnthropic ? anthropicRefusal(body, headers["anthropic-version"]) : openaiRefusal(body, model);
  return wrong === undefined ? undefined : { status: 400, type: "invalid_request_error", message: wrong };
}

/** Reasoning models take neither max_tokens nor a temperature. */
function openaiRefusal(body: Seen["body"], model: string): string | undefined {
  if (!/^(?:o\d|gpt-[56])/.test(model)) return undefined;
  const bad = ["max_tokens", "temperature"].find((name) => body[name] !== undefined);
  return bad === undefined ? undefined : `Unsupported parameter: '${bad}' is not supported with this model.`;
}

function refuse(response: ServerResponse, frames: Frames, { status, type, message }: Refused): void {
  const body = frames
    .error(type, message)
    .replace(/^event: error\n/, "")
    .replace(/^data: /, "")
    .trim();
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

interface Delivery {
  readonly frames: Frames;
  readonly body: Seen["body"];
  readonly path: string;
  readonly response: ServerResponse;
}

async function deliver(reply: Reply, { frames, body, path, response }: Delivery): Promise<void> {
  const { fault, delayMs = 0, paceMs = 0, packets = "each" } = reply;
  if (delayMs > 0) await sleep(delayMs);
  if (fault?.kind === "status") {
    const { status, headers = {}, type = "api_error", message = "the fake was told to fail" } = fault;
    if (fault.body === undefined) {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      return refuse(response, frames, { status, type, message });
    }
    return void response.writeHead(status, headers).end(fault.body);
  }
  // Ollama streams unless told otherwise; the two others must be asked to.
  const streams = path.startsWith("/api/") ? body["stream"] !== false : body["stream"] === true;
  if (!streams) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(frames.whole));
    return;
  }
  response.writeHead(200, { "content-type": frames.contentType });
  response.flushHeaders();
  for (const packet of toPackets(frames, fault, packets)) {
    if (response.destroyed) return;
    await new Promise((resolve) => response.write(packet, resolve));
    await (paceMs > 0 ? sleep(paceMs) : new Promise(setImmediate));
  }
  if (fault?.kind === "stall") return;
  if (fault?.kind === "cut") {
    // What was written must have left before the connection breaks.
    await sleep(20);
    response.socket?.destroy();
    return;
  }
  response.end();
}

function toPackets(frames: Frames, fault: Reply["fault"], packets: NonNullable<Reply["packets"]>): Buffer[] {
  const events = [...frames.events];
  if (fault?.kind === "stall") events.splice(fault.after);
  if (fault?.kind === "clean_end") events.splice(Math.min(fault.after, events.length - frames.terminators));
  if (fault?.kind === "malformed") events.splice(fault.after, 0, frames.malformed);
  if (fault?.kind === "error_event") {
    const { after, type = "overloaded_error", message = "Overloaded" } = fault;
    events.splice(after, Infinity, frames.error(type, message));
  }
  const bytes = Buffer.from(events.join(""));
  if (fault?.kind === "cut") return [bytes.subarray(0, fault.bytes)];
  if (packets === "together") return [bytes];
  if (packets === "bytes") return Array.from(bytes, (byte) => Buffer.from([byte]));
  return events.map((event) => Buffer.from(event));
}
