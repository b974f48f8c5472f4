import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { post } from "./clients";
import { startMcpStack, type McpStack } from "./mcpStack";

const card = {
  protocolVersion: "0.3.0",
  name: "Travel",
  description: "Books journeys",
  version: "1.0.0",
  url: "https://travel.example.com/a2a",
  preferredTransport: "HTTP+JSON",
  additionalInterfaces: [{ url: "https://travel.example.com/rest", transport: "HTTP+JSON" }],
  capabilities: { streaming: true, extendedAgentCard: true },
  supportsAuthenticatedExtendedCard: true,
  defaultInputModes: ["text/plain"],
  defaultOutputModes: ["text/plain"],
  skills: [{ id: "book", name: "Book", description: "Books", tags: ["travel"] }],
  signatures: [{ protected: "x", signature: "y" }],
};

describe("agents that speak A2A", () => {
  let stack: McpStack;
  let next: () => void = () => undefined;
  const asked: { path: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  const agent = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString();
      asked.push({ path: request.url!, headers: request.headers, body });
      if (request.method === "GET") {
        response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(card));
        return;
      }
      const { id, method } = JSON.parse(body) as { id: number; method: string };
      const message = (text: string) =>
        JSON.stringify({
          jsonrpc: "2.0",
          id,
          result: { kind: "message", role: "agent", messageId: "m", parts: [{ kind: "text", text }] },
        });
      if (method === "message/unauthorized") {
        const told = { "WWW-Authenticate": 'Bearer resource_metadata="https://travel.example.com/meta"' };
        response.writeHead(401, told).end();
      } else if (method === "message/stream") {
        response.writeHead(200, { "Content-Type": "text/event-stream" });
        response.write(`data: ${message("one")}\n\n`);
        next = () => response.end(`data: ${message("two")}\n\n`);
      } else response.writeHead(200, { "Content-Type": "application/json" }).end(message("booked"));
    });
  });
  before(async () => {
    await new Promise<void>((resolve) => agent.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(agent.address() as AddressInfo).port}`;
    stack = await startMcpStack(
      {
        agents: [
          {
            name: "travel",
            cardUrl: "https://travel.example.com/.well-known/agent-card.json",
            url: "https://travel.example.com/a2a",
            callsPerMinute: 3,
            products: ["premium", "standard"],
          },
          {
            name: "unlimited",
            cardUrl: "https://travel.example.com/.well-known/agent-card.json",
            url: "https://travel.example.com/a2a",
          },
        ],
      },
      { elsewhere: (url) => (url.hostname === "travel.example.com" ? origin : undefined) },
    );
  });
  after(async () => {
    await stack?.stack.close();
    agent.closeAllConnections();
    await new Promise((resolve) => agent.close(resolve));
  });
  const key = (of = "premium-team") => ({ "api-key": stack.key(of) });
  const fetched = async () =>
    (await (
      await fetch(`${stack.stack.url}/travel/.well-known/agent-card.json`, { headers: key() })
    ).json()) as Record<string, unknown>;

  it("show a card that names the gateway, with one interface and the key that it wants", async () => {
    const { name, description, version, protocolVersion, defaultInputModes, defaultOutputModes, skills } =
      card;
    expect(await fetched()).to.deep.equal({
      ...{ name, description, version, protocolVersion, defaultInputModes, defaultOutputModes, skills },
      capabilities: { streaming: true },
      url: `${stack.stack.url.replace("http:", "https:")}/travel/a2a`,
      preferredTransport: "JSONRPC",
      securitySchemes: { apiKey: { type: "apiKey", in: "header", name: "api-key" } },
      security: [{ apiKey: [] }],
    });
    await fetched();
    // Kept for five minutes.
    expect(asked.filter(({ path }) => path === "/.well-known/agent-card.json")).to.have.length(1);
  });

  it("answer a message, without the caller's key, and have an event", async () => {
    const body = { jsonrpc: "2.0", id: 1, method: "message/send", params: { message: { parts: [] } } };
    const answer = await post(stack, body, key(), "travel/a2a");
    expect(answer.text).to.include("booked");
    expect(asked.at(-1)!.path).to.equal("/a2a");
    expect(JSON.parse(asked.at(-1)!.body)).to.deep.equal(body);
    expect(asked.at(-1)!.headers).not.to.have.any.keys("api-key", "authorization");
    expect(stack.events().at(-1)).to.include({
      kind: "a2a",
      server: "travel",
      tool: null,
      status: 200,
      subscription: "premium-team",
    });
  });

  it("stream", async () => {
    const answer = await fetch(`${stack.stack.url}/travel/a2a`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...key() },
      body: JSON.stringify({ jsonrpc: "2.0", id: 2, method: "message/stream", params: {} }),
    });
    const reader = answer.body!.getReader();
    const first = Buffer.from((await reader.read()).value as Uint8Array).toString();
    expect(first).to.include("one").and.not.to.include("two");
    next();
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).to.include("two");
  });

  it("do not send a caller to their own issuer where they refuse the gateway", async () => {
    const body = { jsonrpc: "2.0", id: 1, method: "message/unauthorized", params: {} };
    const answer = await post(stack, body, key(), "unlimited/a2a");
    expect([answer.status, answer.error?.code, answer.headers.get("WWW-Authenticate")]).to.deep.equal([
      502,
      -32603,
      null,
    ]);
    expect(stack.events().at(-1)).to.include({ kind: "a2a", status: 502 });
  });

  // The agent knows all callers as the gateway: its list would have every team's tasks, its own card its own address.
  for (const [method, code] of [
    ["tasks/list", -32004],
    ["ListTasks", -32004],
    ["tasks.List", -32004],
    ["list_tasks", -32004],
    ["agent/getAuthenticatedExtendedCard", -32007],
    ["GetExtendedAgentCard", -32007],
    ["tasks/get", undefined],
    ["ListTaskPushNotificationConfigs", undefined],
  ] as const)
    it(`${code === undefined ? "take" : "do not take"} ${method}`, async () => {
      const before = asked.length;
      const body = { jsonrpc: "2.0", id: 9, method, params: { id: "1" } };
      const answer = await post(stack, body, key(), "unlimited/a2a");
      expect(answer.status).to.equal(200);
      expect(answer.error?.code).to.equal(code);
      expect(asked.length - before).to.equal(code === undefined ? 1 : 0);
      if (code !== undefined) expect(stack.events().at(-1)).to.include({ kind: "a2a", status: 403 });
    });

  it("have a limit for each subscription", async () => {
    const send = (of?: string) =>
      post(stack, { jsonrpc: "2.0", id: 3, method: "message/send", params: {} }, key(of), "travel/a2a");
    expect((await send()).error).to.equal(undefined);
    expect((await send()).error).to.include({ code: -32029 });
    expect((await send("standard-team")).error).to.equal(undefined);
    expect((await send("trial-user")).status).to.equal(401);
  });
});
