import { expect } from "chai";
import { connect, post, toolCall } from "./clients";
import { ordersServer, startMcpStack, type McpStack } from "./mcpStack";

describe("an MCP server that is made from an API", () => {
  let stack: McpStack;
  before(async () => {
    stack = await startMcpStack({ mcpServers: [ordersServer] });
  });
  after(() => stack?.stack.close());

  it("lists the operations as tools with their arguments, to the official client", async () => {
    const { client } = await connect(stack, stack.key("premium-team"));
    const { tools } = await client.listTools();
    const address = { type: "object", properties: { city: { type: "string" } } };
    const bare = (type: string, more = {}) => ({ type, ...more });
    expect(
      tools.map(({ name, description, inputSchema }) => ({
        name,
        description,
        properties: inputSchema.properties,
        required: inputSchema.required,
      })),
    ).to.deep.equal([
      {
        name: "list_orders",
        description: "Orders, the newest first",
        properties: { limit: bare("integer", { minimum: 1, maximum: 100 }) },
        required: undefined,
      },
      {
        name: "create_order",
        description: "Makes an order",
        properties: { item: bare("string"), quantity: bare("integer", { minimum: 1 }), address },
        required: ["item", "quantity"],
      },
      { name: "get_order", description: "One order", properties: { id: bare("string") }, required: ["id"] },
      {
        name: "delete_order",
        description: "Takes an order back",
        properties: { id: bare("string") },
        required: ["id"],
      },
    ]);
    await client.close();
  });

  // What the API behind the gateway is asked, written by hand from its OpenAPI document.
  for (const [name, given, line, body] of [
    ["list_orders", {}, "GET /v2/orders", ""],
    ["list_orders", { limit: 5 }, "GET /v2/orders?limit=5", ""],
    ["get_order", { id: "17" }, "GET /v2/orders/17", ""],
    ["get_order", { id: "a b/c?d" }, "GET /v2/orders/a%20b%2Fc%3Fd", ""],
    ["delete_order", { id: "17" }, "DELETE /v2/orders/17", ""],
    ["create_order", { item: "tea", quantity: 2 }, "POST /v2/orders", '{"item":"tea","quantity":2}'],
    [
      "create_order",
      { quantity: 1, item: "tea", address: { city: "Ulm" } },
      "POST /v2/orders",
      '{"item":"tea","quantity":1,"address":{"city":"Ulm"}}',
    ],
  ] as const)
    it(`${name} ${JSON.stringify(given)} => ${line} ${body}`, async () => {
      const { client } = await connect(stack, stack.key("premium-team"));
      const answer = await client.callTool({ name, arguments: given });
      expect(answer).to.deep.equal({ content: [{ type: "text", text: JSON.stringify({ line, body }) }] });
      const { headers } = stack.orders.asked.at(-1)!;
      const sent = [...headers].map(([header]) => header.toLowerCase());
      // Whose key it was, and how the call came here, is nobody's business behind the gateway.
      expect(sent).not.to.include.members(["api-key"]);
      expect(sent.filter((header) => /key|authorization|mcp|genai/.test(header))).to.deep.equal([]);
      await client.close();
    });

  it("tells the client of an API's error as the tool's", async () => {
    const { client } = await connect(stack, stack.key("premium-team"));
    const answer = await client.callTool({ name: "get_order", arguments: { id: "none" } });
    expect(answer).to.deep.equal({
      content: [{ type: "text", text: '{"error":"no such order"}' }],
      isError: true,
    });
    await client.close();
  });

  it("has one event for each call of a tool, and none for what costs nothing", async () => {
    const before = stack.events().length;
    const { client } = await connect(stack, stack.key("standard-team"));
    await client.listTools();
    await client.ping();
    expect(stack.events()).to.have.length(before);
    await client.callTool({ name: "get_order", arguments: { id: "1" } });
    const events = stack.events().slice(before);
    expect(events).to.have.length(1);
    expect(events[0]).to.include({
      schema: "genai-usage/1",
      kind: "mcp",
      server: "orders",
      tool: "get_order",
      status: 200,
      product: "standard",
      subscription: "standard-team",
      costMicros: 0,
      totalTokens: 0,
    });
    await client.close();
  });

  it("ends a session when the client says so", async () => {
    const { client, transport } = await connect(stack, stack.key("premium-team"));
    const session = transport.sessionId!;
    await transport.terminateSession();
    const answer = await post(
      stack,
      { jsonrpc: "2.0", id: 1, method: "tools/list" },
      { "api-key": stack.key("premium-team"), "Mcp-Session-Id": session },
    );
    expect(answer.status).to.equal(404);
    await client.close();
  });

  it("opens no session of one subscription to another's key", async () => {
    const { client, transport } = await connect(stack, stack.key("premium-team"));
    const session = transport.sessionId!;
    const list = (key: string, id: string) =>
      post(stack, { jsonrpc: "2.0", id: 1, method: "tools/list" }, { "api-key": key, "Mcp-Session-Id": id });
    expect((await list(stack.key("premium-team"), session)).status).to.equal(200);
    const own = session.split(".")[1]!;
    for (const [key, id] of [
      [stack.key("standard-team"), session],
      [stack.key("premium-team"), own],
      [stack.key("standard-team"), own],
      [stack.key("premium-team"), `${"0".repeat(40)}.${own}`],
      [stack.key("premium-team"), `.${own}`],
    ] as const)
      expect((await list(key, id)).status, id).to.equal(404);
    await client.close();
  });

  it("gives nothing to a call without a key, and names no tool", async () => {
    for (const method of ["initialize", "tools/list", "tools/call"]) {
      const answer = await post(stack, { jsonrpc: "2.0", id: 1, method, params: { name: "get_order" } }, {});
      expect(answer.status, method).to.equal(401);
      expect(answer.text).not.to.include("get_order");
    }
  });

  it("has no way to the operations but through the server", async () => {
    // The ingress has no route to them at all, so the gateway is asked itself: it stands open where a stack has no ingress.
    const open = await startMcpStack({ ingress: { enabled: false }, mcpServers: [ordersServer] });
    const own = { "api-key": open.key("premium-team") };
    try {
      const tries: readonly Record<string, string>[] = [
        {},
        own,
        { ...own, "x-genai-tool-call": "" },
        { ...own, "x-genai-tool-call": "0".repeat(40) },
      ];
      for (const headers of tries) {
        const answer = await fetch(`${open.stack.url}/mcp-operations/orders/orders/17`, { headers });
        expect(answer.status).to.equal(404);
        // It is the API's own policy that has refused, and not a path that nobody has.
        expect(open.stack.recorded.gatewayLogs.at(-1)).to.deep.include({
          ApiId: "mcp-orders-operations",
          OperationId: "get-order",
          ResponseCode: 404,
        });
      }
      expect(open.orders.asked).to.deep.equal([]);
      // Nor does a client's own header reach them.
      await post(open, toolCall("get_order", { params: { name: "get_order", arguments: { id: "8" } } }), {
        ...own,
        "x-genai-tool-call": "0".repeat(40),
      });
      expect(open.orders.asked.map(({ line }) => line)).to.deep.equal(["GET /v2/orders/8"]);
    } finally {
      await open.stack.close();
    }
    for (const headers of [{}, { "api-key": stack.key("premium-team") }] as Record<string, string>[])
      expect(
        (await fetch(`${stack.stack.url}/mcp-operations/orders/orders/17`, { headers })).status,
        "by the ingress",
      ).to.equal(404);
  });
});
