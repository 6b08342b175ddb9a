import { serveStdio as serveMcpStdio } from "@modelcontextprotocol/server/stdio";
import type { McpServerFactory } from "@modelcontextprotocol/server";
import { createMcpServer, type McpServerOptions } from "./server.ts";
import { createStdioTransport } from "./stdio-transport.ts";

/** How long the work that later requests would wait for is put off after the first answer, in milliseconds. */
const WARM_AFTER_MS = 50;
/** How often it is checked whether the process that started this one still lives, in milliseconds. */
const PARENT_MS = 2_000;
/** The longest that closing may take before the process ends anyway, in milliseconds. */
const CLOSE_MS = 900;

/** Serves MCP on standard input and output until the input ends, a signal comes, or the parent process is gone. */
export async function serveStdio(options: McpServerOptions & { readonly watch: boolean }): Promise<void> {
  const { live, log, watch } = options;
  const ended = new AbortController();
  const end = (): void => ended.abort();
  const { promise, resolve } = Promise.withResolvers<void>();
  ended.signal.addEventListener("abort", () => resolve());

  let isWarm = false;
  const warmLater = (): void => {
    if (isWarm) return;
    isWarm = true;
    setTimeout(() => void live.warm(), WARM_AFTER_MS).unref();
  };
  const transport = createStdioTransport(warmLater);
  const build: McpServerFactory = ({ era }) => {
    if (!watch) return createMcpServer(options);
    const subscribed = new Set<string>();
    const server = createMcpServer({ ...options, subscribed });
    live.onChange(({ list, updated }) => {
      // In the era without a handshake the SDK passes on what was asked for; before, the subscriptions are ours.
      const told = era === "modern" ? updated : updated.intersection(subscribed);
      const sent = [...told].map((uri) => server.sendResourceUpdated({ uri }));
      if (list) sent.push(server.sendResourceListChanged());
      void Promise.allSettled(sent);
    });
    return server;
  };
  const handle = serveMcpStdio(build, {
    transport,
    onerror: (error) => log.debug(`mcp: ${error.message}`),
  });
  const { onclose } = transport;
  transport.onclose = () => {
    onclose?.();
    end();
  };
  if (watch) live.follow(ended.signal);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, end);
  // A wrapper such as npx may die without closing our input.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), PARENT_MS).unref();

  await promise;
  setTimeout(() => process.exit(0), CLOSE_MS).unref();
  await handle.close().catch(() => {});
  process.exit(0);
}
