import { Client, StreamableHTTPClientTransport, type Transport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/** Where an MCP server is: a command to start, or a URL. */
export type McpAddress =
  | { readonly command: string; readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> }
  | { readonly url: string; readonly headers?: Readonly<Record<string, string>> };

/** What an MCP server says of itself and its tools. */
export interface McpListing {
  readonly name: string;
  readonly version: string;
  readonly tools: readonly Record<string, unknown>[];
}

/** Asks a live MCP server for all its tools. */
export async function listMcpTools(address: McpAddress, version: string, timeoutMs = 30_000): Promise<McpListing> {
  const client = new Client({ name: "ocp-http-headers", version });
  await client.connect(transportFor(address), { timeout: timeoutMs });
  try {
    const tools: Record<string, unknown>[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor }, { timeout: timeoutMs });
      tools.push(...(page.tools as Record<string, unknown>[]));
      cursor = page.nextCursor;
    } while (cursor !== undefined && tools.length < 10_000);
    const info = client.getServerVersion();
    return { name: info?.name ?? "MCP server", version: info?.version ?? "0.0.0", tools };
  } finally {
    await client.close();
  }
}

function transportFor(address: McpAddress): Transport {
  if ("url" in address)
    return new StreamableHTTPClientTransport(new URL(address.url), {
      requestInit: { headers: { ...address.headers } },
    });
  const { command, args = [], env } = address;
  return new StdioClientTransport({ command, args: [...args], stderr: "ignore", ...(env && { env: { ...env } }) });
}
