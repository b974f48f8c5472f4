import { expect } from "chai";
import { HttpHeaders, type HttpRequest, type HttpResponse } from "../../../packages/common/http";
import { apps, audience, Issuer, tenant } from "../tokenStack";
import { connect, post, toolCall } from "./clients";
import { ordersServer, startMcpStack, type McpStack } from "./mcpStack";

const subscriptions = [{ name: "both-team" }];
const products = [
  { name: "agents", displayName: "Agents", identity: { mode: "entra" as const, applications: [apps.chat] } },
  { name: "others", displayName: "Others", identity: { mode: "entra" as const, applications: [apps.batch] } },
  {
    name: "both",
    displayName: "Both",
    identity: { mode: "both" as const, applications: [apps.both] },
    subscriptions,
  },
];

describe("MCP servers of products that are called with tokens", function () {
  let stack: McpStack;
  let issuer: Issuer;
  before(async () => {
    issuer = await Issuer.start();
    stack = await startMcpStack(
      {
        entra: { tenants: [tenant], audiences: [audience] },
        products,
        ingress: { enabled: false },
        mcpServers: [
          { ...ordersServer, products: ["agents", "both"], callsPerMinute: 3 },
          { name: "pass", from: { url: "https://pass.example.com/mcp" }, products: ["agents"] },
        ],
        agents: [
          {
            name: "travel",
            cardUrl: "https://pass.example.com/card.json",
            url: "https://pass.example.com/a2a",
            products: ["agents"],
          },
        ],
      },
      { hosts: { "login.microsoftonline.com": issuer.handle, "pass.example.com": sessions } },
    );
  });
  after(() => stack.stack.close());
  /** A server that begins session s-1, and answers whatever is sent. */
  const sessions = (request: HttpRequest): Promise<HttpResponse> => {
    if (request.method === "POST") tokensSeen.push(request.headers.get("authorization") ?? "");
    return Promise.resolve({
      status: 200,
      headers: new HttpHeaders({ "Content-Type": "application/json", "Mcp-Session-Id": "s-1" }),
      body: Buffer.from(
        request.url.endsWith("/card.json") ? '{"name":"Travel"}' : '{"jsonrpc":"2.0","id":1,"result":{}}',
      ),
    });
  };
  const tokensSeen: string[] = [];
  const realNow = { clock: { now: () => Date.now() } };
  const bearer = async (claims: Record<string, unknown>) => ({
    Authorization: `Bearer ${await issuer.token(realNow as never, claims)}`,
  });

  it("are called by token alone, with the official client", async () => {
    const { client } = await connect(stack, "", "orders", await bearer({}));
    const { tools } = await client.listTools();
    expect(tools.length).to.be.above(0);
    const called = await post(stack, toolCall(tools[0]!.name), await bearer({}));
    expect(called.status, called.text).to.equal(200);
    expect(called.error).to.equal(undefined);
    await client.close();
    const event = stack.events().at(-1)!;
    expect(event["product"]).to.equal("agents");
    expect(event["caller"]).to.include({ app: apps.chat, tenant });
  });

  it("count each caller for itself", async () => {
    const person = { oid: "dddddddd-0000-0000-0000-000000000001" };
    const seen: (number | undefined)[] = [];
    for (let turn = 0; turn < 4; turn++)
      seen.push((await post(stack, toolCall("get_order"), await bearer(person))).error?.code);
    expect(seen.at(-1)).to.equal(-32029);
    const other = await post(
      stack,
      toolCall("get_order"),
      await bearer({ oid: "dddddddd-0000-0000-0000-000000000002" }),
    );
    expect(other.error?.code).not.to.equal(-32029);
  });

  it("refuse who is not known, and tell where tokens come from", async () => {
    for (const headers of [{}, { "api-key": stack.key("both-team") }, await bearer({ aud: "api://other" })]) {
      const answer = await post(stack, toolCall("get_order"), headers as Record<string, string>);
      expect(answer.status, answer.text).to.equal(401);
      expect(answer.headers.get("www-authenticate")).to.include("authorization_uri");
    }
  });

  it("show an agent's card to whoever may call it, and to nobody else", async () => {
    const card = async (headers: Record<string, string>) => {
      const url = `${stack.stack.url}/travel/.well-known/agent-card.json`;
      return (await fetch(url, { headers })).status;
    };
    expect(await card({})).to.equal(401);
    expect(await card(await bearer({ aud: "api://other" }))).to.equal(401);
    expect(await card(await bearer({ azp: apps.batch }))).to.equal(403);
    expect(await card(await bearer({}))).to.equal(200);
  });

  it("refuse tokens of products that may not call them", async () => {
    const stranger = await post(stack, toolCall("get_order"), await bearer({ azp: apps.batch }));
    expect(stranger.status, stranger.text).to.equal(403);
    expect(stranger.error?.code).to.equal(-32003);
    const both = await post(stack, toolCall("get_order"), {
      "api-key": stack.key("both-team"),
      ...(await bearer({ azp: apps.both })),
    });
    expect(both.status, both.text).to.equal(200);
  });

  it("keep a session for its caller", async () => {
    const mine = await bearer({});
    const initialize = {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    };
    const begun = await post(stack, initialize, mine, "pass/mcp");
    const session = begun.headers.get("mcp-session-id")!;
    expect(session).to.match(/^[0-9a-f]{40}\.s-1$/);
    const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
    expect((await post(stack, list, { ...mine, "Mcp-Session-Id": session }, "pass/mcp")).status).to.equal(
      200,
    );
    const theirs = await bearer({ oid: "dddddddd-0000-0000-0000-000000000009" });
    expect((await post(stack, list, { ...theirs, "Mcp-Session-Id": session }, "pass/mcp")).status).to.equal(
      404,
    );
    expect(tokensSeen)
      .to.have.lengthOf(2)
      .and.to.satisfy((all: string[]) => all.every((one) => one === ""));
  });
});
