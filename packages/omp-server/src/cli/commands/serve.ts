import { clockOf, ConfigError, logLevel, variable, wholeNumber } from "../../config.ts";
import { openLive } from "../../live.ts";
import { createLogger, type Logger } from "../../log.ts";
import { DEFAULT_SERVER_NAME } from "../../mcp/identity.ts";
import { textOption, UsageError, type Command, type Context, type OptionValues } from "../command.ts";
import { CORPUS_OPTIONS, corpusOptions } from "../corpus.ts";

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = "3333";
/** What a public server lets one address ask a minute, when nothing else is said. */
const PUBLIC_RATE_LIMIT = "6000";

/** `omp-server serve`, and the program without a command. */
export const command: Command = {
  usage: [""],
  about: "Serves a corpus over MCP: on stdin and stdout, or over HTTP.",
  options: {
    ...CORPUS_OPTIONS,
    http: { type: "boolean", help: "Serve over HTTP: MCP at /mcp, every answer by GET below /answers/" },
    public: { type: "boolean", help: "Let everybody and every web page read; implies --http" },
    host: { type: "string", value: "<address>", help: `Address to listen on. Default: OMP_HOST, else ${DEFAULT_HOST}` },
    port: {
      type: "string",
      value: "<port>",
      help: `Port; 0 takes a free one. Default: OMP_PORT, else ${DEFAULT_PORT}`,
    },
    watch: { type: "boolean", help: "Read the corpus again when it changes; what cannot be served changes nothing" },
    lenient: { type: "boolean", help: "Accept acronyms in lower case" },
    name: { type: "string", value: "<name>", help: `The server's name for clients. Default: ${DEFAULT_SERVER_NAME}` },
  },
  async run(context, values) {
    const { input } = context;
    const log = createLogger(logLevel(input.env));
    const clock = clockOf(input.env);
    const name = textOption(values, "name") ?? DEFAULT_SERVER_NAME;
    const live = openLive({
      corpus: corpusOptions(context, values),
      lenient: values["lenient"] === true,
      log,
      onFault: (error) =>
        log.error(`a tool failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    });
    for (const { severity, path, reason } of live.answers.corpus.problems)
      if (severity !== "note") log.warn(`${path} ${severity === "error" ? "is withheld: " : ""}${reason}`);
    const options = { live, clock, name, log, watch: values["watch"] === true };
    if (values["http"] === true || values["public"] === true) return serveOverHttp(context, values, options);
    if (values["host"] !== undefined || values["port"] !== undefined)
      throw new UsageError("--host and --port are for HTTP: add --http.");
    const { serveStdio } = await import("../../mcp/stdio.ts");
    await serveStdio(options);
    return 0;
  },
};

interface Serving {
  readonly live: ReturnType<typeof openLive>;
  readonly clock: () => Date;
  readonly name: string;
  readonly log: Logger;
  readonly watch: boolean;
}

async function serveOverHttp({ input }: Context, values: OptionValues, options: Serving): Promise<number> {
  const { live, log, watch } = options;
  const isPublic = values["public"] === true;
  const host = textOption(values, "host") ?? variable(input.env, "OMP_HOST") ?? DEFAULT_HOST;
  const portText = textOption(values, "port") ?? variable(input.env, "OMP_PORT") ?? DEFAULT_PORT;
  const port = wholeNumber(portText, { name: "The port", max: 65_535 });
  const limitText = variable(input.env, "OMP_RATE_LIMIT") ?? (isPublic ? PUBLIC_RATE_LIMIT : "0");
  const perMinute = wholeNumber(limitText, { name: "OMP_RATE_LIMIT", max: 100_000_000 });
  const named = (variable(input.env, "OMP_ALLOWED_HOSTS") ?? "")
    .split(",")
    .flatMap((item) => item.trim().toLowerCase() || []);
  const { createHttpServer } = await import("../../http/serve.ts");
  const { LOCAL_HOSTS } = await import("../../http/admission.ts");
  const shownHost = host.includes(":") ? `[${host}]` : host;
  const allowedHosts = new Set([...LOCAL_HOSTS, shownHost.toLowerCase(), ...named]);
  const server = createHttpServer({ ...options, isPublic, allowedHosts, perMinute });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new ConfigError(
          error.code === "EADDRINUSE"
            ? `Port ${port} is in use. Choose another with --port, or 0 for a free one.`
            : `Nothing can listen on ${shownHost}:${port} (${error.code}). Choose another address with --host, or another port with --port.`,
          { cause: error },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const open = typeof address === "object" && address !== null ? address.port : port;
  log.info(`http://${shownHost}:${open}/mcp`);
  void live.warm();
  const ended = new AbortController();
  if (watch) live.follow(ended.signal);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, resolve);
  });
  ended.abort();
  server.close();
  server.closeAllConnections();
  return 0;
}
