import { serveStdio as serveMcpStdio } from "@modelcontextprotocol/server/stdio";
import { createKeyring } from "../access/keys.ts";
import type { Config } from "../config.ts";
import { createEngine, type EngineOptions } from "../engine.ts";
import { createLogger, describeError } from "../log.ts";
import { lastEventOf } from "./push.ts";
import { createMcpServer, type McpServer } from "./server.ts";
import { createStdioTransport } from "./stdio-transport.ts";

/** The longest that closing may take before the process ends anyway, in milliseconds. */
const CLOSE_MS = 900;
/** How often it is checked whether the process that started this one still lives. */
const PARENT_MS = 2_000;

/**
 * Serves MCP on standard input and output until the input ends, a signal comes, or the parent process is gone; then
 * closes the database and exits. Throws `UNAUTHORISED` before anything is served when the key is wrong.
 */
export async function serveStdio(config: Config, openModel?: EngineOptions["openModel"]): Promise<never> {
  const log = createLogger(config.log);
  const keyring = createKeyring(config);
  const caller = keyring.authenticate(config.presentedKey());
  if (keyring.open) log.warn("open mode: no API keys are set, so whoever starts this server reaches every workspace");
  const engine = createEngine({ ...config, openModel }, log);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();

  const transport = createStdioTransport();
  let latest: McpServer | undefined;
  /** What is listened to and since which event, until there is a server to tell of it: it may be the first message. */
  let wanted: { uri: string; from: string }[] = [];
  const watchWanted = (): void => {
    if (!latest) return;
    const { push } = latest;
    for (const { uri, from } of wanted)
      push.watchResource(uri, from).catch((error: unknown) => log.debug(`listen: ${describeError(error)}`));
    wanted = [];
  };
  // Before the client hears that it is listened to, so that it misses nothing that happens from then on.
  transport.onlisten = async (uris) => {
    const watch = async (uri: string): Promise<void> => {
      const from = await lastEventOf({ engine, caller }, uri);
      if (from !== undefined) wanted.push({ uri, from });
    };
    for (const result of await Promise.allSettled([...new Set(uris)].map(watch)))
      if (result.status === "rejected") log.debug(`listen: ${describeError(result.reason)}`);
    setImmediate(watchWanted);
  };
  const handle = serveMcpStdio(
    ({ era }) => {
      latest = createMcpServer({ engine, caller, log, era, tools: config.tools, toolNames: config.toolNames });
      setImmediate(watchWanted);
      return latest.server;
    },
    { transport, onerror: (error) => log.debug(`mcp: ${error.message}`) },
  );
  const { onclose } = transport;
  transport.onclose = () => {
    onclose?.();
    end();
  };

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => end());
  // A wrapper such as npx may die without closing our input.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), PARENT_MS).unref();

  await ended;
  setTimeout(() => process.exit(0), CLOSE_MS).unref();
  await handle.close().catch(() => {});
  try {
    await engine[Symbol.asyncDispose]();
  } catch (error) {
    log.error(describeError(error));
  }
  process.exit(0);
}
