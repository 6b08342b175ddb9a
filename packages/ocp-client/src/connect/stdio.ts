import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { OcpError } from "ocp-core";
import { OcpConnectionError } from "../errors.ts";
import type { Connector } from "./connector.ts";
import { serverEnvironment } from "./environment.ts";
import { HandshakeError, openConnection } from "./handshake.ts";
import { createLogTail } from "./log-tail.ts";

/** How to start a server process. */
export interface StdioOptions {
  /**
   * Added to what the server inherits: PATH, HOME and the like, and every `OCP_…` variable of this process. Nothing
   * else is passed on. `undefined` takes a variable away.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Folder to start it in; default: that of this process. */
  readonly cwd?: string | undefined;
  /** Called with every line of the server's log; by default it is kept back to explain failures. */
  readonly onStderr?: ((line: string) => void) | undefined;
  /** How long it may take to start and answer the handshake, in milliseconds [60000]. */
  readonly connectTimeoutMs?: number | undefined;
}

/** Room for the largest packed context (two million tokens), which one message holds twice as MCP has it. */
const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;

/** Spawns a server and speaks over its standard input and output; spawns it again when it has ended. */
export function createStdioConnector(command: readonly string[], options: StdioOptions): Connector {
  const [program, ...args] = Array.isArray(command) ? command : [];
  if (!program) {
    throw new OcpError(
      "INVALID_PARAMS",
      'There is no command. Write a list: ["ocp-server"] or ["npx", "-y", "ocp-server"].',
    );
  }
  const label = command.join(" ");
  const timeoutMs = options.connectTimeoutMs ?? 60_000;

  return {
    label,
    reopens: true,
    async open({ signal }) {
      signal?.throwIfAborted();
      const transport = new StdioClientTransport({
        command: program,
        args,
        env: serverEnvironment(options.env),
        stderr: "pipe",
        maxBufferSize: MAX_MESSAGE_BYTES,
        ...(options.cwd !== undefined && { cwd: options.cwd }),
      });
      const log = createLogTail(options.onStderr);
      const ended = new Promise<void>((resolve) => {
        transport.stderr?.on("data", log.write).on("end", resolve);
      });
      // The last lines may arrive just after the process has gone.
      const lastWords = async () => {
        if (transport.pid === null) await Promise.race([ended, pause(200)]);
        return log.read();
      };
      try {
        return await openConnection(transport, { signal, timeoutMs, lastWords });
      } catch (error) {
        signal?.throwIfAborted();
        throw new OcpConnectionError("START_FAILED", explainStart(label, timeoutMs, error), { cause: error });
      }
    },
  };
}

function explainStart(label: string, timeoutMs: number, error: unknown): string {
  const words = error instanceof HandshakeError ? error.message : "";
  const { code, message } = (error instanceof HandshakeError ? error.cause : error) as {
    code?: unknown;
    message?: string;
  };
  const said = words ? ` It said:\n${words}` : "";
  if (code === "ENOENT") {
    return `Could not start \`${label}\`: no such command, or no such folder to start it in. Install it (npm install ocp-server), or use ["npx", "-y", "ocp-server"].`;
  }
  if (code === "EACCES")
    return `Could not start \`${label}\`: permission denied. Is it installed and executable, and may you enter every folder in PATH?`;
  if (code === "CONNECTION_CLOSED") return `\`${label}\` ended before it answered the handshake.${said}`;
  if (code === "REQUEST_TIMEOUT") {
    return `\`${label}\` did not answer the handshake within ${timeoutMs} ms. Is it a server that speaks MCP over stdio?${said}`;
  }
  return `Could not connect to \`${label}\`: ${message ?? String(error)}.${said}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
