import { expect } from "chai";
import { devConfig } from "../devStack";
import { connect, post } from "./clients";
import { startMcpStack, type McpStack } from "./mcpStack";
import { ToolServer } from "./toolServer";

describe("an MCP server that is passed through", () => {
  const server = new ToolServer();
  let stack: McpStack;
  before(async () => {
    const origin = await server.listen();
    stack = await startMcpStack(
      {
        products: devConfig.products.map((product) =>
          product.name === "premium"
            ? { ...product, subscriptions: [...product.subscriptions!, { name: "premium-second" }] }
            : product,
        ),
        mcpServers: [
          {
            name: "tools",
            path: "team/tools",
            from: { url: "https://tools.example.com/deep/mcp" },
            tools: { deny: ["wipe"] },
            products: ["premium"],
          },
        ],
      },
      { elsewhere: (url) => (url.hostname === "tools.example.com" ? origin : undefined) },
    );
  });
  after(async () => {
    await stack?.stack.close();
    await server.close();
  });
  const open = () => connect(stack, stack.key("premium-team"), "team/tools");

  it("answers the official client, with the list that is the server's own", async () => {
    const { client } = await open();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).to.deep.equal(["echo", "wipe", "slow"]);
    expect(await client.callTool({ name: "echo", arguments: { text: "grüße" } })).to.deep.equal({
      content: [{ type: "text", text: "grüße" }],
    });
    await client.close();
  });

  it("calls no tool that is denied, whatever the list says", async () => {
    const { client } = await open();
    const refused = await client.callTool({ name: "wipe" }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).to.include({ code: -32602 });
    expect(server.called).not.to.include("wipe");
    // The session goes on.
    expect(await client.callTool({ name: "echo", arguments: { text: "1" } })).to.have.property("content");
    await client.close();
  });

  it("lets a stream flow while the call is under way", async () => {
    const { client } = await open();
    const progress: string[] = [];
    const answer = client.callTool({ name: "slow" }, undefined, {
      onprogress: ({ message }) => {
        progress.push(message ?? "");
        // Only now does the tool end: a stream that is kept back would never come to this.
        server.finish();
      },
    });
    expect(await answer).to.deep.equal({ content: [{ type: "text", text: "done" }] });
    expect(progress).to.deep.equal(["half way"]);
    await client.close();
  });

  it("sends to the one address that is declared, without the caller's key", async () => {
    const { client, transport } = await open();
    await client.callTool({ name: "echo", arguments: { text: "1" } });
    await transport.terminateSession();
    await client.close();
    expect(new Set(server.asked.map(({ path }) => path))).to.deep.equal(new Set(["/deep/mcp"]));
    expect(new Set(server.asked.map(({ method }) => method))).to.deep.equal(
      new Set(["POST", "GET", "DELETE"]),
    );
    for (const { headers } of server.asked) {
      expect(headers).not.to.have.any.keys("api-key", "ocp-apim-subscription-key", "authorization");
      expect(headers.host).to.equal("tools.example.com");
      expect(JSON.stringify(headers)).not.to.include(stack.key("premium-team"));
    }
  });

  it("keeps many sessions apart", async () => {
    const clients = await Promise.all(Array.from({ length: 40 }, open));
    const answers = await Promise.all(
      clients.map(({ client }, index) => client.callTool({ name: "echo", arguments: { text: `${index}` } })),
    );
    expect(answers.map(({ content }) => (content as { text: string }[])[0]!.text)).to.deep.equal(
      clients.map((_, index) => `${index}`),
    );
    expect(new Set(clients.map(({ transport }) => transport.sessionId)).size).to.equal(40);
    const sessions = server.sessionCount;
    await Promise.all(clients.map(({ transport }) => transport.terminateSession()));
    expect(server.sessionCount).to.equal(sessions - 40);
    await Promise.all(clients.map(({ client }) => client.close()));
  });

  it("opens no session to another subscription of the same product, nor to the server's own id", async () => {
    const { client, transport } = await open();
    const asked = () => server.asked.filter(({ method }) => method === "POST").length;
    const before = asked();
    const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    const try_ = (key: string, session: string) =>
      post(stack, list, { "api-key": stack.key(key), "Mcp-Session-Id": session }, "team/tools/mcp");
    const own = transport.sessionId!;
    expect((await try_("premium-second", own)).status).to.equal(404);
    expect((await try_("premium-team", own.split(".")[1]!)).status).to.equal(404);
    expect(asked()).to.equal(before);
    expect((await try_("premium-team", own)).status).to.equal(200);
    await client.close();
  });

  it("is no product's but those that it names", async () => {
    const answer = await post(
      stack,
      { jsonrpc: "2.0", id: 1, method: "tools/list" },
      { "api-key": stack.key("standard-team") },
      "team/tools/mcp",
    );
    expect(answer.status).to.equal(401);
  });

  it("has an event for each call of a tool", () => {
    const tools = stack.events().map(({ tool, status }) => `${String(tool)} ${String(status)}`);
    expect(tools).to.include.members(["echo 200", "wipe 403", "slow 200"]);
  });
});
