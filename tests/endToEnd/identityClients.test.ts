import Anthropic from "@anthropic-ai/sdk";
import { expect } from "chai";
import OpenAI, { AzureOpenAI } from "openai";
import { devConfig } from "./devStack";
import { startMcpStack, type McpStack } from "./mcp/mcpStack";
import { inVault } from "./providers/providerStack";
import { apps, audience, Issuer, people, tenant } from "./tokenStack";

/** Real clients over loopback, each with a function that gives it a fresh token. */
describe("clients without keys", function () {
  let stack: McpStack;
  let issuer: Issuer;
  const given: string[] = [];
  before(async () => {
    issuer = await Issuer.start();
    stack = await startMcpStack(
      {
        ingress: { enabled: false },
        entra: { tenants: [tenant], audiences: [audience] },
        backends: [
          ...devConfig.backends,
          {
            name: "claude",
            provider: "anthropic",
            kind: "external",
            auth: { apiKey: inVault("anthropic-key") },
            deployments: [{ name: "claude", model: "claude-sonnet-5" }],
          },
        ],
        products: [
          {
            name: "apps",
            displayName: "Applications",
            identity: { mode: "entra", applications: [apps.chat], perUser: { tokensPerMinute: 100_000 } },
          },
        ],
      },
      { hosts: { "login.microsoftonline.com": issuer.handle } },
    );
  });
  after(() => stack.stack.close());

  const token = async (claims: Record<string, unknown> = {}): Promise<string> => {
    const made = await issuer.token({ clock: { now: () => Date.now() } } as never, claims);
    given.push(made);
    return made;
  };
  const ask = { model: "gpt-5.4", messages: [{ role: "user" as const, content: "Hello" }] };

  it("openai: a function in place of a key", async () => {
    const client = new OpenAI({
      baseURL: `${stack.stack.url}/openai/v1`,
      apiKey: () => token(),
      maxRetries: 0,
    });
    const { choices } = await client.chat.completions.create(ask);
    expect(choices[0]!.message.content).to.have.length.above(0);
    let text = "";
    for await (const chunk of await client.chat.completions.create({ ...ask, stream: true }))
      text += chunk.choices[0]?.delta.content ?? "";
    expect(text).to.have.length.above(0);
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).to.include("gpt-5.4");
    const made = await client.responses.create({ model: "gpt-5.4", input: "Hello" });
    expect((await client.responses.retrieve(made.id)).id).to.equal(made.id);
  });

  it("AzureOpenAI: azureADTokenProvider", async () => {
    const client = new AzureOpenAI({
      endpoint: stack.stack.url,
      apiVersion: "2024-10-21",
      azureADTokenProvider: () => token(),
      maxRetries: 0,
    });
    const { choices } = await client.chat.completions.create(ask);
    expect(choices[0]!.message.content).to.have.length.above(0);
    expect(given.length).to.be.above(1);
  });

  it("Anthropic's, and so Claude Code: ANTHROPIC_AUTH_TOKEN", async () => {
    const client = new Anthropic({
      baseURL: `${stack.stack.url}/anthropic`,
      authToken: await token({ oid: people.bob }),
      apiKey: null,
      maxRetries: 0,
    });
    const { content } = await client.messages.create({
      model: "claude",
      max_tokens: 20,
      messages: [{ role: "user", content: "Hello" }],
    });
    expect(content.length).to.be.above(0);
    const wrong = new Anthropic({
      baseURL: `${stack.stack.url}/anthropic`,
      authToken: await token({ exp: 1 }),
      apiKey: null,
      maxRetries: 0,
    });
    let problem: unknown;
    await wrong.messages
      .create({ model: "claude", max_tokens: 20, messages: [{ role: "user", content: "Hello" }] })
      .catch((error: unknown) => (problem = error));
    expect(problem).to.be.instanceOf(Anthropic.AuthenticationError);
    expect((problem as Error).message).to.include("expired");
  });

  it("are told where a key goes, when one is sent in the place of a token", async () => {
    const said = async (path: string, headers: Record<string, string>, more: RequestInit = {}) =>
      (await fetch(`${stack.stack.url}${path}`, { headers, ...more })).text();
    const models = "/openai/v1/models";
    expect(await said(models, { authorization: "Bearer 0123456789abcdef" })).to.match(
      /no access token of Microsoft Entra\..* A key goes into api-key\./,
    );
    expect(await said(models, { "ocp-apim-subscription-key": "0123" })).to.match(/A key goes into api-key\./);
    expect(
      await said("/anthropic/v1/messages", { authorization: "Bearer 0123" }, { method: "POST" }),
    ).to.match(/A key goes into x-api-key\./);
    expect(await said(models, { "api-key": "0123" }))
      .to.match(/the key that was sent opens nothing here/)
      .and.not.match(/A key goes/);
  });

  it("raise their own exceptions where a token is refused", async () => {
    const client = (claims: Record<string, unknown>) =>
      new OpenAI({
        baseURL: `${stack.stack.url}/openai/v1`,
        apiKey: () => token(claims),
        maxRetries: 0,
      });
    const refusal = (claims: Record<string, unknown>) =>
      client(claims)
        .chat.completions.create(ask)
        .then(
          () => undefined,
          (error: unknown) => error as InstanceType<typeof OpenAI.APIError>,
        );
    const expired = await refusal({ exp: 1 });
    expect(expired).to.be.instanceOf(OpenAI.AuthenticationError);
    expect(expired!.code).to.equal("invalid_token");
    const stranger = await refusal({ azp: apps.stranger });
    expect(stranger).to.be.instanceOf(OpenAI.PermissionDeniedError);
    expect(stranger!.code).to.equal("caller_not_allowed");
  });
});
