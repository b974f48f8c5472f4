import type { AgentCard } from "@a2a-js/sdk";
import { DefaultAgentCardResolver } from "@a2a-js/sdk/client";
import { parseLegacyAgentCard } from "@a2a-js/sdk/compat/v0_3/client";
import { expect } from "chai";
import { HttpHeaders, type HttpRequest, type HttpResponse } from "../../../packages/common/http";
import { apps, audience, Issuer, otherTenant, people, tenant } from "../tokenStack";
import { post } from "./clients";
import { startMcpStack, type McpStack } from "./mcpStack";

const common = {
  name: "Travel",
  description: "Books journeys",
  version: "1.0.0",
  capabilities: {},
  defaultInputModes: ["text/plain"],
  defaultOutputModes: ["text/plain"],
  skills: [],
};
/** Whom the agent itself lets in is nobody's business at the gateway. */
const cards: Readonly<Record<string, object>> = {
  "0.3": {
    ...common,
    protocolVersion: "0.3.0",
    url: "https://travel.example.com/a2a",
    preferredTransport: "JSONRPC",
    securitySchemes: { basic: { type: "http", scheme: "basic" } },
    security: [{ basic: [] }],
  },
  "1.0": {
    ...common,
    supportedInterfaces: [
      { url: "https://travel.example.com/a2a", protocolBinding: "JSONRPC", protocolVersion: "1.0" },
    ],
    securitySchemes: { basic: { httpAuthSecurityScheme: { scheme: "basic" } } },
    securityRequirements: [{ schemes: { basic: { list: [] } } }],
  },
};
const openId = (of: string) =>
  `https://login.microsoftonline.com/${of}/v2.0/.well-known/openid-configuration`;
const key = { apiKey: ["header", "api-key"] };

/** What the caller's product takes => the schemes of the card, and what it takes to be let in: any one of these. */
const expected: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly object[]])[] = [
  ["keys", key, [{ apiKey: [] }]],
  ["tokens", { entra: openId(tenant) }, [{ entra: ["api://agents/.default"] }]],
  [
    "both",
    { ...key, entra: openId(tenant), entra2: openId(otherTenant) },
    [
      { apiKey: [], entra: [`${audience}/.default`] },
      { apiKey: [], entra2: [`${audience}/.default`] },
    ],
  ],
];

describe("what an agent's card says of signing on", () => {
  let stack: McpStack;
  let issuer: Issuer;
  before(async () => {
    issuer = await Issuer.start();
    const agent = (request: HttpRequest): Promise<HttpResponse> =>
      Promise.resolve({
        status: 200,
        headers: new HttpHeaders({ "Content-Type": "application/json" }),
        body: Buffer.from(
          request.method === "GET"
            ? JSON.stringify(cards[request.url.includes("old") ? "0.3" : "1.0"])
            : '{"jsonrpc":"2.0","id":1,"result":{}}',
        ),
      });
    const agentAt = (name: string) => ({
      name,
      cardUrl: `https://travel.example.com/${name}/card.json`,
      url: "https://travel.example.com/a2a",
    });
    stack = await startMcpStack(
      {
        entra: { tenants: [tenant, otherTenant], audiences: [audience, "api://agents"] },
        products: [
          { name: "keys", displayName: "Keys", subscriptions: [{ name: "key-team" }] },
          {
            name: "tokens",
            displayName: "Tokens",
            identity: {
              mode: "entra",
              applications: [apps.chat],
              tenants: [tenant],
              audience: "api://agents",
            },
          },
          {
            name: "both",
            displayName: "Both",
            identity: { mode: "both", applications: [apps.both] },
            subscriptions: [{ name: "both-team" }],
          },
        ],
        ingress: { enabled: false },
        agents: [agentAt("old"), agentAt("new")],
      },
      { hosts: { "login.microsoftonline.com": issuer.handle, "travel.example.com": agent } },
    );
  });
  after(() => stack?.stack.close());

  const realNow = { clock: { now: () => Date.now() } };
  const bearer = async (claims: Record<string, unknown>) => ({
    Authorization: `Bearer ${await issuer.token(realNow as never, claims)}`,
  });
  const headersOf = async (product: string): Promise<Record<string, string>> => ({
    ...(product === "tokens"
      ? await bearer({ aud: "api://agents" })
      : { "api-key": stack.key(product === "keys" ? "key-team" : "both-team") }),
    ...(product === "both" ? await bearer({ azp: apps.both }) : {}),
  });

  /** As A2A's own SDK reads it, whichever version it is of. */
  async function resolved(product: string, agent: string): Promise<AgentCard> {
    const headers = await headersOf(product);
    const url = `${stack.stack.url}/${agent}/`;
    if (agent === "old") {
      const answer = await fetch(`${url}.well-known/agent-card.json`, { headers });
      return parseLegacyAgentCard(await answer.json());
    }
    const fetchImpl: typeof fetch = (input, init) => fetch(input, { ...init, headers });
    return new DefaultAgentCardResolver({ fetchImpl }).resolve(url);
  }

  for (const [version, agent] of [
    ["0.3", "old"],
    ["1.0", "new"],
  ] as const)
    for (const [product, schemes, requirements] of expected)
      it(`to a caller of ${product}, in version ${version}`, async () => {
        const card = await resolved(product, agent);
        const read = Object.entries(card.securitySchemes).map(([name, { scheme }]) => {
          if (scheme?.$case === "openIdConnectSecurityScheme") return [name, scheme.value.openIdConnectUrl];
          return [
            name,
            scheme?.$case === "apiKeySecurityScheme" ? [scheme.value.location, scheme.value.name] : scheme,
          ];
        });
        expect(Object.fromEntries(read)).to.deep.equal(schemes);
        const wanted = card.securityRequirements.map(({ schemes: all }) =>
          Object.fromEntries(Object.entries(all).map(([name, { list }]) => [name, list])),
        );
        expect(wanted).to.deep.equal(requirements);
      });

  it("is what opens the agent: a token of the tenant that it names, for the audience of its scope", async () => {
    const { securitySchemes, securityRequirements } = await resolved("tokens", "new");
    const { value } = securitySchemes["entra"]!.scheme as { value: { openIdConnectUrl: string } };
    const [, named] = new URL(value.openIdConnectUrl).pathname.split("/");
    const [scope] = securityRequirements[0]!.schemes["entra"]!.list;
    const send = async (claims: Record<string, unknown>) => {
      const headers = await bearer({ oid: people.ann, ...claims });
      const message = { jsonrpc: "2.0", id: 1, method: "SendMessage", params: {} };
      return (await post(stack, message, headers, "new/a2a")).status;
    };
    expect(await send({ aud: scope!.replace(/\/\.default$/, ""), tid: named })).to.equal(200);
    expect(await send({ aud: audience })).not.to.equal(200);
  });
});
