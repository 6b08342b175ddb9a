import { once } from "node:events";
import { parseConfig, userTracePath, type Config } from "../../config.ts";
import { makeRouter } from "../../factory.ts";
import { isLoopback } from "../../serve/loopback.ts";
import { openEndpoint, type Endpoint } from "../../serve/server.ts";
import { CommandError, countOption, textOption, TRACE_OPTION, UsageError, type Command } from "../command.ts";
import type { Finding } from "../doctor/finding.ts";
import { safeLine } from "../format.ts";

/** `ocp-router serve`: the endpoint. */
export const command: Command = {
  usage: [""],
  about: "Serves /v1/chat/completions, /v1/responses and /v1/messages on this machine, and routes what comes.",
  options: {
    port: { type: "string", value: "<n>", help: "Default: OCP_ROUTER_PORT, else 4141" },
    host: { type: "string", value: "<address>", help: "Default: OCP_ROUTER_HOST, else 127.0.0.1" },
    trace: TRACE_OPTION,
    "no-trace": { type: "boolean", help: "Keep no record" },
    quiet: { type: "boolean", help: "Do not say where each request went" },
  },
  async run({ terminal, input, signal }, values) {
    const config = parseConfig(input);
    const host = textOption(values, "host") ?? config.host;
    const port = countOption(values, "port", { min: 0, max: 65_535 }) ?? config.port;
    const key = config.serveKey();
    if (!isLoopback(host) && key === undefined)
      throw new UsageError(`${host} is open to others, who could spend your money. Set OCP_ROUTER_KEY first.`);
    refuseLoop(config, port);
    const file = textOption(values, "trace") ?? config.trace ?? userTracePath(input);
    const trace = values["no-trace"] ? undefined : file;
    const warn = (text: string): void => terminal.err(`${terminal.notePaint.doubtful("warn")}  ${safeLine(text)}\n`);
    const { makeSink } = await import("../serve-log.ts");
    await using router = makeRouter({
      config,
      trace: makeSink({ trace, terminal, quiet: values["quiet"] === true }),
      onTraceError: (error) => warn(`The record could not be written: ${(error as Error).message}`),
    });
    const onFault = (error: unknown): void => warn(error instanceof Error ? error.message : String(error));
    await using endpoint = await open({ router, host, port, key, onFault });
    terminal.err(
      [
        `Listening on ${terminal.notePaint.strong(endpoint.url)}: easy prompts to ${config.localModel}, hard ones to ${config.paidModel}.`,
        `  OpenAI clients     OPENAI_BASE_URL=${endpoint.url}/v1`,
        `  Anthropic clients  ANTHROPIC_BASE_URL=${endpoint.url}`,
        ...(trace === undefined ? [] : [`  Record             ${trace}`]),
        "",
      ].join("\n"),
    );
    for (const { message, advice = "" } of await troublesOf(config)) warn(`${message} ${advice}`.trim());
    if (!signal.aborted) await once(signal, "abort");
    return 0;
  },
};

/** What would make requests fail or cost unseen: told at once, since both may still be put right. */
async function troublesOf(config: Config): Promise<Finding[]> {
  const { checkLocal, checkPaid, checkRules } = await import("../doctor/checks.ts");
  const [local, paid] = await Promise.all([checkLocal(config), checkPaid(config)]);
  return [...local, paid, ...checkRules(config)].filter(({ level }) => level !== "ok");
}

async function open(options: Parameters<typeof openEndpoint>[0]): Promise<Endpoint> {
  try {
    return await openEndpoint(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new CommandError(`Port ${options.port} is taken. Choose another: ocp-router serve --port 4142`, {
        cause: error,
      });
    if (code === "EACCES" || code === "EADDRNOTAVAIL")
      throw new CommandError(`${options.host}:${options.port} cannot be listened on (${code}).`, { cause: error });
    throw error;
  }
}

/** The variables that point clients here must not point this program at itself. */
function refuseLoop({ paidUrl, paidBackend, localUrl }: Config, port: number): void {
  const paidName = paidBackend === "anthropic" ? "ANTHROPIC_BASE_URL" : "OPENAI_BASE_URL";
  const looping = [
    { name: paidName, url: paidUrl },
    { name: "OCP_LOCAL_URL or OCP_OLLAMA_URL", url: localUrl },
  ].find(({ url }) => {
    if (url === undefined) return false;
    const { hostname, port: theirs, protocol } = new URL(url);
    return isLoopback(hostname) && Number(theirs || (protocol === "https:" ? 443 : 80)) === port;
  });
  if (!looping) return;
  const { name } = looping;
  throw new CommandError(`${name} points at this endpoint itself. Unset it for this program; it is for the clients.`);
}
