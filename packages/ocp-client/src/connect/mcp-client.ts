import type { CallProgress, RequestOptions } from "./connector.ts";

/**
 * A connected MCP client, by shape: the `Client` of `@modelcontextprotocol/client` and of `@modelcontextprotocol/sdk`
 * both fit.
 */
export interface ConnectedMcpClient {
  // The schema is `any` because the two SDKs take incompatible kinds and this package hands over one that suits both.
  request(
    request: { method: "tools/call" | "tools/list"; params: { name: string; arguments: Record<string, unknown> } },
    // oxlint-disable-next-line no-explicit-any
    resultSchema: any,
    options?: McpRequestOptions,
  ): Promise<unknown>;
  getServerVersion(): { name: string; version: string } | undefined;
  getServerCapabilities(): object | undefined;
  getInstructions?(): string | undefined;
}

interface McpRequestOptions {
  signal?: AbortSignal;
  timeout?: number;
  onprogress?: (progress: CallProgress) => void;
}

/** Lets any result through, as a Standard Schema and as what the older SDK calls a schema: answers are judged later. */
const anyResult = {
  "~standard": { version: 1, vendor: "ocp-client", validate: (value: unknown) => ({ value }) },
  safeParse: (data: unknown) => ({ success: true, data }),
};

/** Sends a request past the MCP client's own checks of tool answers, which would hide the contract's error codes. */
export function rawRequest(
  client: ConnectedMcpClient,
  method: "tools/call" | "tools/list",
  params: Record<string, unknown>,
  { signal, timeoutMs, onProgress }: RequestOptions,
): Promise<unknown> {
  const request = { method, params: params as { name: string; arguments: Record<string, unknown> } };
  const options: McpRequestOptions = { timeout: Math.min(Math.ceil(timeoutMs), MAX_TIMER_MS) };
  if (signal) options.signal = signal;
  if (onProgress) options.onprogress = onProgress;
  return client.request(request, anyResult, options);
}

/** The longest delay that a timer keeps, in milliseconds; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
