import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came over the socket. */
export interface Recorded {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface Recorder extends AsyncDisposable {
  readonly url: string;
  readonly requests: Recorded[];
}

export type Answer = (request: Recorded, response: ServerResponse) => void | Promise<void>;

const ok: Answer = (_request, response) => {
  response.setHeader("content-type", "application/json");
  response.end('{"ok":true}');
};

/** A server on a free port that keeps what it was sent and answers `{"ok":true}`, or as it is told. */
export async function startRecorder(answer: Answer = ok): Promise<Recorder> {
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    void record(request).then(async (recorded) => {
      requests.push(recorded);
      await answer(recorded, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function record(request: IncomingMessage): Promise<Recorded> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const headers: Record<string, string> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] as string).toLowerCase();
    headers[name] = Buffer.from(request.rawHeaders[index + 1] as string, "latin1").toString("latin1");
  }
  return { method: request.method ?? "", target: request.url ?? "", headers, body: bytes.toString("utf8"), bytes };
}
