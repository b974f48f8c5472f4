import { HttpHeaders, type HttpRequest, type HttpResponse } from "../../../packages/common/http";
import type { Deployment } from "../../../packages/common/resource";
import { seededRandom } from "../../../packages/common/random";
import { GenAiGateway, type GatewayConfigInput } from "../../../components";
import { serveLocalStack, type ServedStack } from "../../../packages/local-gateway/stack/serveStack";
import type { McpFaults } from "../../../packages/local-gateway/gateway/mcp/tools";
import { evaluatedProgram } from "../../components/evaluated";
import { devConfig } from "../devStack";

export const ordersHost = "orders.example.com";

/** A server of the Orders API. */
export const ordersServer: NonNullable<GatewayConfigInput["mcpServers"]>[number] = {
  name: "orders",
  from: { openapi: "tests/endToEnd/mcp/orders.openapi.json", url: `https://${ordersHost}/v2` },
};

/** What the Orders API was asked, and what it answers. */
export class OrdersApi {
  readonly asked: { readonly line: string; readonly headers: HttpHeaders; readonly body: string }[] = [];

  readonly handle = (request: HttpRequest): Promise<HttpResponse> => {
    const { pathname, search } = new URL(request.url);
    const line = `${request.method} ${pathname}${search}`;
    const body = Buffer.from(request.body).toString();
    this.asked.push({ line, headers: request.headers, body });
    const missing = pathname.endsWith("/none");
    return Promise.resolve({
      status: missing ? 404 : 200,
      headers: new HttpHeaders({ "Content-Type": "application/json" }),
      body: Buffer.from(missing ? '{"error":"no such order"}' : JSON.stringify({ line, body })),
    });
  };
}

export interface McpStack {
  readonly stack: ServedStack;
  readonly orders: OrdersApi;
  key(subscription: string): string;
  /** Usage events of MCP servers and agents, as they are written. */
  events(): readonly Record<string, unknown>[];
}

/** What the dev stack declares with MCP servers and agents, and the keys of its subscriptions. */
export async function mcpDeployment(config: Partial<GatewayConfigInput>): Promise<{
  readonly deployment: Deployment;
  readonly keys: Readonly<Record<string, string>>;
}> {
  const { deployment } = await evaluatedProgram(() => {
    const { subscriptionKeys, backendPlan } = new GenAiGateway("genai", {
      config: { ...devConfig, ...config },
    });
    return { subscriptionKeys, backendPlan };
  });
  return {
    deployment,
    keys: deployment.outputs["subscriptionKeys"]!.value as Record<string, string>,
  };
}

interface McpStackOptions {
  readonly elsewhere?: (url: URL) => string | undefined;
  readonly hosts?: Readonly<Record<string, (request: HttpRequest) => Promise<HttpResponse>>>;
  readonly mcpFaults?: McpFaults;
}

/** The dev stack on loopback, with MCP servers and agents. */
export async function startMcpStack(
  config: Partial<GatewayConfigInput>,
  options: McpStackOptions = {},
): Promise<McpStack> {
  return serveMcpStack(await mcpDeployment(config), options);
}

/** What is declared already, on loopback. */
export async function serveMcpStack(
  { deployment, keys }: Awaited<ReturnType<typeof mcpDeployment>>,
  { hosts = {}, elsewhere, mcpFaults }: McpStackOptions = {},
): Promise<McpStack> {
  const orders = new OrdersApi();
  const stack = await serveLocalStack(deployment, {
    random: seededRandom(5),
    hosts: { [ordersHost]: orders.handle, ...hosts },
    ...(elsewhere ? { elsewhere } : {}),
    ...(mcpFaults ? { mcpFaults } : {}),
  });
  return {
    stack,
    orders,
    key: (subscription) => keys[subscription]!,
    events: () =>
      stack.recorded.eventHubEvents
        .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
        .filter(({ kind }) => kind === "mcp" || kind === "a2a"),
  };
}
