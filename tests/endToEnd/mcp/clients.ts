import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { McpStack } from "./mcpStack";

export interface Connected {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
}

/** The official SDK's client, connected as a team would. */
export async function connect(
  stack: McpStack,
  key: string,
  path = "orders",
  headers: Readonly<Record<string, string>> = { "api-key": key },
): Promise<Connected> {
  const client = new Client({ name: "test", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL(`${stack.stack.url}/${path}/mcp`), {
    requestInit: { headers },
  });
  await client.connect(transport);
  return { client, transport };
}

export interface RpcAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown } | undefined;
}

/** One message as it is, without a client that would not send it. */
export async function post(
  stack: McpStack,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  path = "orders/mcp",
): Promise<RpcAnswer> {
  const answer = await fetch(`${stack.stack.url}/${path}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
      ...headers,
    },
    body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  const text = await answer.text();
  let error: RpcAnswer["error"];
  try {
    error = (JSON.parse(text) as { error?: RpcAnswer["error"] }).error;
  } catch {
    // A stream of events, or nothing.
  }
  return { status: answer.status, headers: answer.headers, text, error };
}

export function toolCall(name: unknown, more: Readonly<Record<string, unknown>> = {}) {
  return { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} }, ...more };
}
