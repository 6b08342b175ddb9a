import type { ModelBackend, ToolInput, ToolName, ToolOutput } from "ocp-core";
import { createKeyring } from "../access/keys.ts";
import { parseConfig, type Environment } from "../config.ts";
import { createEngine, type CallOptions } from "../engine.ts";
import { createLogger } from "../log.ts";
import type { CustomTokenCounter } from "../retrieval/custom-tokens.ts";
import { createMcpServer } from "./server.ts";

/** One end of an MCP connection, as the official SDKs' transports are shaped. */
export interface ServerTransport {
  start(): Promise<void>;
  send(message: never, options?: never): Promise<void>;
  close(): Promise<void>;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: never, extra?: never) => void) | undefined;
}

export interface OcpServerOptions {
  /** The SQLite file. Several servers, also in other processes, may share one. */
  readonly dbPath: string;
  /** Follow file changes of indexed folders. Default true. */
  readonly watch?: boolean | undefined;
  /** Counts the tokens of `context.pack`, instead of the encoding that the setting `OCP_TOKENIZER` names. */
  readonly tokenCounter?: CustomTokenCounter | undefined;
  /** The model that `prompt.prepare` has prompts rewritten by; without one they come back as they are, with context. */
  readonly model?: ModelBackend | undefined;
  /** Further settings by the names of the environment variables; those of the process are not read. */
  readonly settings?: Environment | undefined;
}

/** A context server inside a program. */
export interface OcpServer extends AsyncDisposable {
  /** Serves MCP over a connected pair's other end, such as the SDKs' in-memory transport. Any number at once. */
  connect(transport: ServerTransport): Promise<void>;
  /** Does a tool's work without MCP. Throws `OcpError`. */
  call<N extends ToolName>(name: N, input: ToolInput<N>, options?: CallOptions): Promise<ToolOutput<N>>;
}

/** Builds a server on a database file, which its first call opens. Throws `INVALID_PARAMS` for wrong settings, `UNAUTHORISED` for a wrong key. */
export function createOcpServer({
  dbPath,
  watch = true,
  settings = {},
  tokenCounter,
  model,
}: OcpServerOptions): OcpServer {
  const env = { ...settings, OCP_DB_PATH: dbPath, OCP_WATCH: watch ? "1" : "0" };
  const config = parseConfig({ env, cwd: process.cwd(), home: "" });
  const log = createLogger(config.log);
  const caller = createKeyring(config).authenticate(config.presentedKey());
  const engine = createEngine({ ...config, tokenCounter, openModel: async () => model }, log);
  const connections = new Set<{ close(): Promise<void> }>();

  return {
    async connect(transport) {
      const { server, push } = createMcpServer({
        engine,
        caller,
        log,
        era: "legacy",
        tools: config.tools,
        toolNames: config.toolNames,
      });
      connections.add(server);
      server.onclose = () => {
        push.stop();
        connections.delete(server);
      };
      await server.connect(transport as unknown as Parameters<typeof server.connect>[0]);
    },
    call: (name, input, options) => engine.call(name, input, caller, options),
    async [Symbol.asyncDispose]() {
      await Promise.all([...connections].map((connection) => connection.close()));
      await engine[Symbol.asyncDispose]();
    },
  };
}
