import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { OCPRouter } from "../router.ts";
import { createAccess } from "./access.ts";
import { errorBody, type Dialect } from "./errors.ts";
import { writeFailure, writeJson } from "./answer.ts";
import { createRoutes } from "./routes.ts";

export interface ServeOptions {
  readonly router: OCPRouter;
  /** Default: 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 = any that is free. Default: 4141. */
  readonly port?: number | undefined;
  /** What callers must present. Needed when `host` is not this machine alone. */
  readonly key?: string | undefined;
  /** Hears of faults that are this program's. */
  readonly onFault?: ((error: unknown) => void) | undefined;
}

/** An endpoint that listens. */
export interface Endpoint extends AsyncDisposable {
  readonly url: string;
}

/** Starts the endpoint. Rejects when the port is taken. */
export async function openEndpoint(options: ServeOptions): Promise<Endpoint> {
  const { host = "127.0.0.1", port = 4141, router, key, onFault = () => {} } = options;
  const denies = createAccess({ host, key });
  const routes = createRoutes({ router, onFault });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    const dialect: Dialect = path.startsWith("/v1/messages") ? "anthropic" : "openai";
    const denial = denies(request);
    if (denial) return refuse(response, dialect, { ...denial, code: "denied" });
    const methods = routes[path];
    if (!methods) {
      const known = Object.keys(routes).join(", ");
      return refuse(response, dialect, {
        status: 404,
        message: `There is no ${path}. There are: ${known}.`,
        code: "not_found",
      });
    }
    const route = methods[request.method === "HEAD" ? "GET" : (request.method ?? "")];
    if (!route) {
      const allow = Object.keys(methods).join(", ");
      return refuse(response, dialect, { status: 405, message: `${path} takes ${allow}.`, code: "method_not_allowed" });
    }
    try {
      await route(request, response);
    } catch (error) {
      writeFailure(response, error, { dialect, onFault });
    }
  }

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 300_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      onFault(error);
      response.destroy();
    });
  });
  await listen(server, { host, port });
  const { port: found } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${found}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function pathOf({ url = "/" }: IncomingMessage): string {
  const path = url.split("?")[0]!.replace(/\/+$/, "");
  // Some clients are given the address with /v1, and add it again.
  return path.replace(/^\/v1\/v1\//, "/v1/") || "/";
}

function refuse(
  response: ServerResponse,
  dialect: Dialect,
  { status, message, code }: { status: number; message: string; code: string },
): void {
  const type = status === 401 ? "authentication_error" : "invalid_request_error";
  writeJson(response, { status, body: errorBody({ type, message, code }, dialect), headers: { connection: "close" } });
}
