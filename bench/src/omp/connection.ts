import { once } from "node:events";
import { connect } from "node:net";

/** One connection to an HTTP server, for one request at a time: as little work as can be beside what is measured. */
export interface Connection {
  /** Sends a whole request, and resolves to the status of the answer when that is whole. */
  send(request: Buffer): Promise<number>;
  close(): void;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/** Opens a connection. The server must say the length of what it answers. */
export async function openConnection(host: string, port: number): Promise<Connection> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, "connect");
  let give: ((status: number) => void) | undefined;
  let head: Buffer = Buffer.alloc(0);
  let missing = -1;
  let status = 0;

  function finish(result: number): void {
    const waiting = give;
    give = undefined;
    missing = -1;
    head = Buffer.alloc(0);
    waiting?.(result);
  }
  socket.on("data", (part: Buffer) => {
    if (missing >= 0) missing -= part.length;
    else {
      head = head.length === 0 ? part : Buffer.concat([head, part]);
      const end = head.indexOf(HEAD_END);
      if (end === -1) return;
      const text = head.toString("latin1", 0, end);
      status = Number(text.slice(9, 12));
      missing = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]) - (head.length - end - HEAD_END.length);
    }
    if (missing === 0) finish(status);
  });
  socket.on("error", () => finish(0)).on("close", () => finish(0));
  return {
    send(request) {
      const answer = new Promise<number>((resolve) => (give = resolve));
      socket.write(request);
      return answer;
    },
    close: () => socket.destroy(),
  };
}
