import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AgentCard, type Message, Role } from "@a2a-js/sdk";
import {
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from "@a2a-js/sdk/client";
import { DefaultRequestHandler, InMemoryTaskStore } from "@a2a-js/sdk/server";
import { agentCardHandler, jsonRpcHandler, UserBuilder } from "@a2a-js/sdk/server/express";
import { expect } from "chai";
import express from "express";
import { startMcpStack, type McpStack } from "./mcpStack";

const card = AgentCard.fromJSON({
  name: "Travel",
  description: "Books journeys",
  version: "1.0.0",
  supportedInterfaces: [
    { url: "https://travel.example.com/rest", protocolBinding: "HTTP+JSON", protocolVersion: "1.0" },
    { url: "https://travel.example.com/a2a", protocolBinding: "JSONRPC", protocolVersion: "1.0" },
  ],
  capabilities: { streaming: true },
  defaultInputModes: ["text/plain"],
  defaultOutputModes: ["text/plain"],
  skills: [{ id: "book", name: "Book", description: "Books", tags: ["travel"] }],
});

const message = (role: Role, text: string): Message => ({
  messageId: `m-${text}`,
  contextId: "",
  taskId: "",
  role,
  parts: [
    { content: { $case: "text", value: text }, metadata: undefined, filename: "", mediaType: "text/plain" },
  ],
  metadata: undefined,
  extensions: [],
  referenceTaskIds: [],
});
const textOf = (said: unknown) =>
  ((said as Message).parts[0]!.content as { readonly value: string } | undefined)?.value;

describe("an agent by the official SDK of A2A, on both sides of the gateway", () => {
  let stack: McpStack;
  const handler = new DefaultRequestHandler(card, new InMemoryTaskStore(), {
    execute: ({ userMessage }, bus) => {
      bus.publish({ kind: "message", data: message(Role.ROLE_AGENT, `booked: ${textOf(userMessage)}`) });
      bus.finished();
      return Promise.resolve();
    },
    cancelTask: () => Promise.resolve(),
  });
  const app = express();
  app.use("/.well-known/agent-card.json", agentCardHandler({ agentCardProvider: handler }));
  app.use("/a2a", jsonRpcHandler({ requestHandler: handler, userBuilder: UserBuilder.noAuthentication }));
  const server = createServer(app);
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stack = await startMcpStack(
      {
        agents: [
          {
            name: "travel",
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
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("is found by its card at the gateway, and answers", async () => {
    const shown: unknown[] = [];
    const withKey = async (input: string | URL | Request, init?: RequestInit) => {
      const asked = new Request(input, init);
      // Of the local gateway, whose socket speaks HTTP.
      const url = asked.url.replace(/^https:/, "http:");
      expect(new URL(url).origin).to.equal(stack.stack.url);
      asked.headers.set("api-key", stack.key("premium-team"));
      const answer = await fetch(url, {
        method: asked.method,
        headers: asked.headers,
        ...(asked.method === "POST" ? { body: await asked.text() } : {}),
      });
      if (url.endsWith("agent-card.json")) shown.push(await answer.clone().json());
      return answer;
    };
    const factory = new ClientFactory(
      ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
        transports: [new JsonRpcTransportFactory({ fetchImpl: withKey })],
        cardResolver: new DefaultAgentCardResolver({ fetchImpl: withKey }),
      }),
    );
    const client = await factory.createFromUrl(`${stack.stack.url}/travel/`);
    expect(shown).to.have.length(1);
    expect(shown[0]).to.have.property("supportedInterfaces").with.length(1);
    const answer = await client.sendMessage({
      tenant: "",
      message: message(Role.ROLE_USER, "Ulm"),
      configuration: undefined,
      metadata: undefined,
    });
    expect(JSON.stringify(answer)).to.include("booked: Ulm");
    const said: string[] = [];
    for await (const event of client.sendMessageStream({
      tenant: "",
      message: message(Role.ROLE_USER, "Bonn"),
      configuration: undefined,
      metadata: undefined,
    }))
      said.push(JSON.stringify(event));
    expect(said.join()).to.include("booked: Bonn");
    expect(stack.events().map(({ kind, server: of, status }) => [kind, of, status])).to.deep.equal([
      ["a2a", "travel", 200],
      ["a2a", "travel", 200],
    ]);
  });
});
