import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { HttpHeaders, type HttpRequest, type HttpResponse } from "../../../packages/common/http";
import { startMcpStack, type McpStack } from "./mcpStack";

const host = "agent.inside.example.com";
const own = `https://${host}/a2a`;
const named = { name: "Travel", version: "1.0.0" };
const key = [{ apiKey: [] }];

interface Given {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
const json = (card: unknown): Given => ({ body: JSON.stringify(card) });

/** What an agent gives in place of a card, and why there is none then. */
const none: Readonly<Record<string, readonly [Given, string]>> = {
  list: [json([named]), "no JSON object"],
  text: [json("card"), "no JSON object"],
  page: [{ headers: { "Content-Type": "text/html" }, body: "<script>1</script>" }, "no JSON object"],
  compressed: [
    { headers: { "Content-Encoding": "gzip" }, body: gzipSync(JSON.stringify(named)) },
    "no JSON object",
  ],
  deep: [{ body: `{"name":"x","skills":${"[".repeat(9000)}${"]".repeat(9000)}}` }, "no JSON object"],
  "UTF-16": [{ body: Buffer.from(JSON.stringify(named), "utf16le") }, "no name"],
  nameless: [json({ version: "1" }), "no name"],
  "name of another type": [json({ name: { en: own } }), "no name"],
  long: [json({ ...named, description: "x".repeat(200_000) }), "200,000"],
  redirect: [{ status: 307, headers: { Location: own }, body: "" }, "status 307"],
  challenge: [
    { status: 401, headers: { "WWW-Authenticate": `Bearer realm="${own}"` }, body: own },
    "status 401",
  ],
  error: [{ status: 500, body: own }, "status 500"],
};

const interfaces1 = [{ protocolBinding: "JSONRPC", url: "GATEWAY" }];

/** What an agent gives => what of it is shown beside name and version; GATEWAY is where the gateway is called. */
const shown: Readonly<Record<string, readonly [Readonly<Record<string, unknown>>, object]>> = {
  "addresses in every key that could have one": [
    {
      url: own,
      preferredTransport: "GRPC",
      additionalInterfaces: [{ url: own, transport: "GRPC" }],
      provider: { organization: "Travel", url: `https://${host}:8443/about` },
      iconUrl: `https://${host}/icon.png`,
      documentationUrl: `https://${host.toUpperCase()}/`,
      supportsAuthenticatedExtendedCard: true,
      securitySchemes: { own: { type: "openIdConnect", openIdConnectUrl: own } },
      signatures: [{ protected: "x", signature: "y", header: { jku: own } }],
      "x-internal": own,
      URL: own,
      AdditionalInterfaces: [{ url: own }],
    },
    {},
  ],
  "links that lead inside": [
    {
      iconUrl: "https://10.0.0.4/icon.png",
      documentationUrl: "https://wiki.internal/travel",
      provider: { organization: "Travel", url: "http://intranet/" },
    },
    {},
  ],
  "links with a password, or a script": [
    { iconUrl: "javascript:alert(1)", documentationUrl: "https://user:secret@docs.example.com/" },
    {},
  ],
  "links that anybody can follow": [
    {
      iconUrl: "https://cdn.example.com/icon.png",
      documentationUrl: "https://docs.example.com:8443/a?b#c",
      provider: { organization: "Travel", url: "https://www.example.com" },
    },
    {
      iconUrl: "https://cdn.example.com/icon.png",
      documentationUrl: "https://docs.example.com:8443/a?b#c",
      provider: { organization: "Travel", url: "https://www.example.com" },
    },
  ],
  "its host in words": [
    {
      description: `See\n${host}, https://${host.toUpperCase()}:8443/x and not.${host}.example.com`,
      capabilities: {
        streaming: true,
        extensions: [{ uri: "https://example.com/ext", params: { at: own } }],
      },
    },
    {
      description: `See\nHOST, https://HOST/x and not.${host}.example.com`,
      capabilities: {
        streaming: true,
        extensions: [{ uri: "https://example.com/ext", params: { at: "https://HOST/a2a" } }],
      },
    },
  ],
  "skills that ask for the agent's own schemes": [
    {
      skills: [
        {
          id: "book",
          security: [{ own: [] }],
          securityRequirements: [{ schemes: { own: { list: [] } } }],
        },
        null,
        own,
      ],
    },
    { skills: [{ id: "book" }] },
  ],
  "keys of other types": [
    {
      capabilities: own,
      skills: { at: own },
      provider: [own],
      iconUrl: { at: own },
      supportedInterfaces: { url: own },
    },
    {},
  ],
  "interfaces of other types": [
    {
      supportedInterfaces: [
        null,
        own,
        { protocolBinding: { at: own }, url: own },
        { protocolBinding: "JSONRPC", url: { at: own }, protocolVersion: [own], tenant: 5, other: own },
      ],
    },
    { supportedInterfaces: interfaces1 },
  ],
  "interfaces beside an address of before": [
    {
      url: own,
      preferredTransport: "GRPC",
      supportedInterfaces: [
        { protocolBinding: "JSONRPC", url: "https://elsewhere.example.com/", tenant: "t" },
      ],
    },
    {
      url: "GATEWAY",
      preferredTransport: "JSONRPC",
      supportedInterfaces: [{ protocolBinding: "JSONRPC", tenant: "t", url: "GATEWAY" }],
    },
  ],
};

describe("cards of agents that mean harm, or none", () => {
  let stack: McpStack;
  const asked: string[] = [];
  const rows = [
    ...Object.values(none).map(([given]) => given),
    ...Object.values(shown).map(([card]) => json({ ...named, ...card })),
    // As .NET reads it: the mark is none of the text.
    json({}),
  ];
  const bomRow = rows.length - 1;
  before(async () => {
    const agent = ({ url }: HttpRequest): Promise<HttpResponse> => {
      asked.push(url);
      const { status = 200, headers = {}, body } = rows[Number(/(\d+)$/.exec(url)![1])]!;
      return Promise.resolve({
        status,
        headers: new HttpHeaders({ "Content-Type": "application/json", ...headers }),
        body: Buffer.from(body),
      });
    };
    rows[bomRow] = { body: `\uFEFF${JSON.stringify(named)}` };
    stack = await startMcpStack(
      {
        agents: rows.map((_, index) => ({
          name: `agent-${index}`,
          cardUrl: `https://${host}/cards/${index}`,
          url: own,
        })),
      },
      { hosts: { [host]: agent } },
    );
  });
  after(() => stack?.stack.close());

  const fetched = async (row: number) => {
    const answer = await fetch(`${stack.stack.url}/agent-${row}/.well-known/agent-card.json`, {
      headers: { "api-key": stack.key("premium-team") },
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };

  Object.entries(none).forEach(([what, [, why]], row) =>
    it(`are none: ${what}`, async () => {
      const before = asked.length;
      const { status, headers, text } = await fetched(row);
      expect(status).to.equal(502);
      expect((JSON.parse(text) as { message: string }).message).to.include(why);
      expect(text).not.to.include(host);
      expect(headers.get("Cache-Control")).to.equal("no-store");
      // Who asks again has the agent bear no more.
      expect((await fetched(row)).text).to.equal(text);
      expect(asked.length - before).to.equal(1);
    }),
  );

  Object.entries(shown).forEach(([what, [, expected]], row) =>
    it(`show nothing of what is inside: ${what}`, async () => {
      const { status, headers, text } = await fetched(Object.keys(none).length + row);
      expect(status, text).to.equal(200);
      const gateway = new URL(stack.stack.url).host;
      const index = Object.keys(none).length + row;
      const placed = JSON.parse(
        JSON.stringify(expected)
          .replaceAll("GATEWAY", `https://${gateway}/agent-${index}/a2a`)
          .replaceAll("HOST", gateway),
      ) as Record<string, unknown>;
      const isVersion1 = "supportedInterfaces" in placed;
      expect(JSON.parse(text)).to.deep.equal({
        ...named,
        capabilities: {},
        skills: [],
        ...(isVersion1
          ? {
              securitySchemes: { apiKey: { apiKeySecurityScheme: { location: "header", name: "api-key" } } },
              securityRequirements: [{ schemes: { apiKey: { list: [] } } }],
            }
          : {
              url: `https://${gateway}/agent-${index}/a2a`,
              preferredTransport: "JSONRPC",
              securitySchemes: { apiKey: { type: "apiKey", in: "header", name: "api-key" } },
              security: key,
            }),
        ...placed,
      });
      // It is his who has asked for it.
      expect(headers.get("Cache-Control")).to.match(/^private/);
      expect(headers.get("Vary")).to.equal("api-key, Authorization");
    }),
  );

  it("may begin with a byte order mark", async () => {
    expect((await fetched(bomRow)).status).to.equal(200);
  });
});
