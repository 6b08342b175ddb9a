import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One way for a service to misbehave, used up by one request. */
export type Trouble =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** Something that is not JSON. */
  | { readonly kind: "garbage" }
  /** JSON of another shape. */
  | { readonly kind: "answer"; readonly body: unknown }
  /** Half of the answer, then a broken connection. */
  | { readonly kind: "cut" }
  | { readonly kind: "hang-up" }
  | { readonly kind: "slow"; readonly ms: number };

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
  readonly at: number;
}

/** An HTTP service on this machine that answers by `answer` once it has run out of troubles. */
export async function startFakeService(answer: (received: Received) => { status?: number; body: unknown }) {
  const troubles: Trouble[] = [];
  const received: Received[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
    const arrived: Received = { path: request.url ?? "", headers: request.headers, body, at: performance.now() };
    received.push(arrived);
    const trouble = troubles.shift();
    const send = (status: number, content: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(content));
    };
    if (trouble?.kind === "hang-up") return void request.socket.destroy();
    if (trouble?.kind === "status") return send(trouble.status, trouble.body ?? {}, trouble.headers);
    if (trouble?.kind === "garbage")
      return void response.writeHead(200, { "content-type": "application/json" }).end("<html>Welcome</html>");
    if (trouble?.kind === "answer") return send(200, trouble.body);
    if (trouble?.kind === "slow") await sleep(trouble.ms);
    const { status = 200, body: content } = answer(arrived);
    if (trouble?.kind !== "cut") return send(status, content);
    const whole = JSON.stringify(content);
    response.writeHead(status, { "content-type": "application/json", "content-length": String(whole.length) });
    response.write(whole.slice(0, whole.length / 2), () => request.socket.destroy());
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    troubles,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A vector that depends on a text alone. Not of unit length, as those of some models are not. */
export function vectorOf(text: string, dimensions: number): number[] {
  let hash = 2166136261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619);
  return Array.from({ length: dimensions }, (_, index) => {
    hash = Math.imul(hash ^ index, 16777619);
    return ((hash >>> 8) / 2 ** 24 - 0.5) * 4;
  });
}
