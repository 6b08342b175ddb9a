import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Caller } from "../openapi/caller.ts";
import { createOpenAPIServer, type ServeOptions } from "./server.ts";

/** Serves an API's operations over standard input and output until the input ends or a signal comes. */
export async function serveOpenAPI(caller: Caller, version: string, options: ServeOptions = {}): Promise<void> {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const handle = serveStdio(() => {
    const server = createOpenAPIServer(caller, version, options);
    server.onclose = () => end();
    return server;
  });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => end());
  process.stdin.once("end", () => setTimeout(end, 500).unref());
  await ended;
  await handle.close();
}
