import { expect } from "chai";
import type { ContractInput, GatewayConfigInput } from "../../../components";
import { HttpHeaders, type HttpRequest, type HttpResponse } from "../../../packages/common/http";
import { both, contractStack, hubStack } from "../../components/useCase/onBoard";
import { devConfig, type DevStack } from "../devStack";
import { apps, audience, Issuer, tenant } from "../tokenStack";
import { connect, post, toolCall } from "./clients";
import { ordersServer, serveMcpStack, type McpStack } from "./mcpStack";

const config: GatewayConfigInput = {
  ...devConfig,
  entra: { tenants: [tenant], audiences: [audience] },
  ingress: { enabled: false },
  mcpServers: [ordersServer, { name: "pass", from: { url: "https://pass.example.com/mcp" } }],
  agents: [
    {
      name: "travel",
      cardUrl: "https://pass.example.com/card.json",
      url: "https://pass.example.com/a2a",
    },
  ],
};
const of = (name: string, more: Partial<ContractInput>): ContractInput => ({
  useCase: { businessUnit: "hr", name, environment: "dev" },
  ...more,
});
const contracts = [
  of("shop", {
    mcpServers: [
      {
        name: "orders",
        tools: ["list_orders", "get_order"],
        callsPerMinute: 4,
        perTool: { get_order: 2 },
      },
    ],
    grants: [{ api: "openAiV1", models: ["gpt-5.4"], tokensPerMinute: 100 }],
  }),
  of("all", { mcpServers: [{ name: "orders" }, { name: "pass", tools: ["find"] }] }),
  of("token", {
    identity: { mode: "both", applications: [apps.chat] },
    mcpServers: [{ name: "orders" }],
    agents: [{ name: "travel", callsPerMinute: 2 }],
  }),
  of("models", { grants: [{ api: "openAiV1" }] }),
];

/** Answers as a server of MCP, and as an agent. */
const elsewhere = (request: HttpRequest): Promise<HttpResponse> =>
  Promise.resolve({
    status: 200,
    headers: new HttpHeaders({ "Content-Type": "application/json" }),
    body: Buffer.from(
      request.url.endsWith("/card.json")
        ? JSON.stringify({ name: "Travel", url: "https://pass.example.com/a2a", skills: [] })
        : JSON.stringify({ jsonrpc: "2.0", id: 1, result: { kind: "message" } }),
    ),
  });

describe("MCP servers and agents in a contract", function () {
  let stack: McpStack;
  let issuer: Issuer;
  beforeEach(async () => {
    issuer = await Issuer.start();
    const gateway = await hubStack(config);
    const deployment = both(gateway, await contractStack(gateway, contracts));
    const keys = deployment.outputs["subscriptionKeys"]!.value as Record<string, string>;
    stack = await serveMcpStack(
      { deployment, keys },
      { hosts: { "login.microsoftonline.com": issuer.handle, "pass.example.com": elsewhere } },
    );
  });
  afterEach(() => stack.stack.close());
  const key = (name: string) => stack.key(`hr/${name}/dev`);
  const header = (name: string) => ({ "api-key": key(name) });
  const token = (claims: Record<string, unknown> = {}) =>
    issuer.token({ clock: { now: () => Date.now() } } as unknown as DevStack, claims);
  const get = toolCall("get_order", { params: { name: "get_order", arguments: { id: "1" } } });
  const list = toolCall("list_orders");

  it("are called by the official client, tool by tool as granted", async () => {
    const { client } = await connect(stack, key("shop"));
    // API Management answers the list itself: it is the server's, whoever asks.
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).to.include.members(["list_orders", "get_order", "create_order"]);
    const order = await client.callTool({ name: "get_order", arguments: { id: "17" } });
    expect(JSON.stringify(order.content)).to.include("/v2/orders/17");
    const refused = await client
      .callTool({ name: "create_order", arguments: { item: "tea", quantity: 1 } })
      .then(
        () => "",
        (error: Error) => error.message,
      );
    expect(refused).to.include("Unknown tool: create_order");
    await client.close();
    const { client: other } = await connect(stack, key("all"));
    const made = await other.callTool({ name: "create_order", arguments: { item: "tea", quantity: 1 } });
    expect(made.isError ?? false).to.equal(false);
    await other.close();
    expect(
      stack
        .events()
        .map(({ product, useCase, server, tool, status }) => [product, useCase, server, tool, status]),
    ).to.deep.equal([
      ["MULTI-hr-shop-dev", "hr/shop/dev", "orders", "get_order", 200],
      ["MULTI-hr-shop-dev", "hr/shop/dev", "orders", "create_order", 403],
      ["MULTI-hr-all-dev", "hr/all/dev", "orders", "create_order", 200],
    ]);
  });

  it("have limits by tool and server, which no limit of tokens is", async () => {
    const codes: (number | undefined)[] = [];
    for (const message of [get, get, get, list, list])
      codes.push((await post(stack, message, header("shop"))).error?.code);
    // Two of get_order, of which the refused third has counted for the server's four.
    expect(codes).to.deep.equal([undefined, undefined, -32029, undefined, -32029]);
    // Neither the other contract's, nor a product of the gateway's own.
    for (const headers of [header("all"), { "api-key": stack.key("premium-team") }])
      expect((await post(stack, get, headers)).error).to.equal(undefined);
    // A message of many tokens is none of the model's 100.
    const long = toolCall("find", { params: { name: "find", arguments: { q: "word ".repeat(2000) } } });
    expect((await post(stack, long, header("all"), "pass/mcp")).error).to.equal(undefined);
  });

  it("of a server that answers for itself are what the contract names", async () => {
    const find = await post(stack, toolCall("find"), header("all"), "pass/mcp");
    expect([find.status, find.error]).to.deep.equal([200, undefined]);
    const drop = await post(stack, toolCall("drop"), header("all"), "pass/mcp");
    expect([drop.status, drop.error?.message]).to.deep.equal([200, "Unknown tool: drop"]);
  });

  it("know no key of a contract that has no grant of them", async () => {
    expect((await post(stack, get, header("models"))).status).to.equal(401);
    expect((await post(stack, get, header("shop"), "pass/mcp")).status).to.equal(401);
    expect((await post(stack, get, header("all"), "travel/a2a")).status).to.equal(401);
  });

  it("ask for the token that the contract asks for", async () => {
    const message = { jsonrpc: "2.0", id: 1, method: "message/send", params: { message: {} } };
    const bearer = async (claims: Record<string, unknown>) => ({
      ...header("token"),
      Authorization: `Bearer ${await token(claims)}`,
    });
    for (const [body, path] of [
      [get, "orders/mcp"],
      [message, "travel/a2a"],
    ] as const) {
      const alone = await post(stack, body, header("token"), path);
      expect([alone.status, path]).to.deep.equal([401, path]);
      expect(alone.headers.get("www-authenticate")).to.match(/^Bearer authorization_uri=/);
      const wrong = await post(stack, body, await bearer({ azp: apps.stranger }), path);
      expect([wrong.status, wrong.error?.code, path]).to.deep.equal([403, -32003, path]);
      const right = await post(stack, body, await bearer({}), path);
      expect([right.status, right.error, path]).to.deep.equal([200, undefined, path]);
    }
    expect(stack.events().at(-1)).to.have.nested.property("caller.app", apps.chat);
    const card = async (headers: Record<string, string>) =>
      fetch(`${stack.stack.url}/travel/.well-known/agent-card.json`, { headers });
    expect((await card(header("token"))).status).to.equal(401);
    const told = await card(await bearer({}));
    expect(told.status).to.equal(200);
    // The card says what this contract takes: both, at once.
    expect(
      ((await told.json()) as { security: object[] }).security.map((one) => Object.keys(one)),
    ).to.deep.equal([["apiKey", "entra"]]);
    // The second message to the agent, of two.
    expect((await post(stack, message, await bearer({}), "travel/a2a")).error).to.equal(undefined);
    const third = await post(stack, message, await bearer({}), "travel/a2a");
    expect(third.error?.code).to.equal(-32029);
  });
});
