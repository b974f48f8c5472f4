import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { HttpHeaders, readBody } from "../../../packages/common/http";
import { seededRandom } from "../../../packages/common/random";
import type { DeclaredResource } from "../../../packages/common/resource";
import { declaredBackends } from "../../../packages/local-gateway/stack/declaredBackends";
import type { ProviderSettings } from "../../../packages/local-gateway/stack/providers";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";
import { api, apiPolicy, backend, declared, operation, service } from "../gateway/support";

/** Path of an API, the address behind it, and the header that the backend's credentials are in. */
const apis: readonly (readonly [string, string, Record<string, string[]>])[] = [
  [
    "anthropic",
    "https://api.anthropic.com",
    { "x-api-key": ["secret"], "anthropic-version": ["2023-06-01"] },
  ],
  ["bedrock", "https://bedrock-runtime.eu-west-1.amazonaws.com", { Authorization: ["Bearer secret"] }],
  ["gemini", "https://generativelanguage.googleapis.com", { "x-goog-api-key": ["secret"] }],
  ["openai", "https://api.openai.com/v1", { Authorization: ["Bearer secret"] }],
  ["own", "https://models.example.com/v1", { Authorization: ["Bearer secret"] }],
  [
    "foundry",
    "https://hub-1.services.ai.azure.com",
    { "api-key": ["secret"], "anthropic-version": ["2023-06-01"] },
  ],
];

const resources: readonly DeclaredResource[] = [
  service(),
  ...apis.flatMap(([name, url, header]) => [
    api(name, { path: name, subscriptionRequired: false }),
    operation(name, "all", "POST", "/*"),
    backend(name, { url, credentials: { header } }),
    apiPolicy(
      name,
      `<policies>
        <inbound><base /><set-backend-service backend-id="${name}" /></inbound>
        <backend><forward-request buffer-response="false" /></backend>
        <outbound><base /></outbound>
        <on-error><base /></on-error>
      </policies>`,
    ),
  ]),
];

const chat = { model: "gpt-4o", messages: [{ role: "user", content: "Hello" }] };
const claude = { model: "claude-sonnet-4-5", max_tokens: 64, messages: [{ role: "user", content: "Hello" }] };
const bedrockId = encodeURIComponent("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");

/** What is called through the gateway, and who answers. */
const calls: readonly (readonly [string, unknown, string])[] = [
  ["/anthropic/v1/messages", claude, "api.anthropic.com"],
  [
    `/bedrock/model/${bedrockId}/converse`,
    { messages: [{ role: "user", content: [{ text: "Hello" }] }] },
    "bedrock-runtime.eu-west-1.amazonaws.com",
  ],
  [
    "/gemini/v1beta/models/gemini-2.5-flash:generateContent",
    { contents: [{ parts: [{ text: "Hello" }] }] },
    "generativelanguage.googleapis.com",
  ],
  ["/openai/chat/completions", chat, "api.openai.com"],
  ["/own/chat/completions", { ...chat, model: "llama3" }, "models.example.com"],
  ["/foundry/anthropic/v1/messages", claude, "hub-1"],
  [
    "/foundry/models/chat/completions?api-version=2024-05-01-preview",
    { ...chat, model: "mistral-large" },
    "hub-1",
  ],
  ["/foundry/openai/v1/chat/completions", chat, "hub-1"],
];

function stackOf(providers: ProviderSettings = {}, all: readonly DeclaredResource[] = resources) {
  const clock = new VirtualClock();
  const deployment = { project: "p", stack: "s", resources: all, outputs: {} };
  const stack = createLocalStack(deployment, {
    ...{ clock, random: seededRandom(1), openAccounts: "undeclared" },
    providers: { hosts: { "models.example.com": "compatible" }, ...providers },
  });
  const post = async (path: string, body: unknown) => {
    const sending = stack.handle({
      method: "POST",
      url: `https://apim.azure-api.net${path}`,
      headers: new HttpHeaders({ "Content-Type": "application/json" }),
      body: Buffer.from(JSON.stringify(body)),
    });
    const response = await clock.run(sending);
    const bytes = Buffer.from(await clock.run(readBody(response.body)));
    return { status: response.status, bytes, text: bytes.toString("utf8") };
  };
  return { stack, post, deployment };
}

describe("providers behind the gateway", () => {
  for (const [path, body, name] of calls)
    it(`${decodeURIComponent(path)} => ${name}`, async () => {
      const { stack, post } = stackOf();
      const { status, text } = await post(path, body);
      expect([status, text.slice(0, status === 200 ? 1 : 500)]).to.deep.equal([200, "{"]);
      const served = stack.accounts.get(name)!.ledger.calls;
      expect(served).to.have.length(1);
      expect(served[0]!.completionTokens).to.be.above(0);
      expect(served[0]!.promptTokens).to.be.above(0);
    });

  it("take no other key than a declared one, where they are told theirs", async () => {
    const keys = { "api.anthropic.com": ["another"] };
    expect((await stackOf({ keys }).post("/anthropic/v1/messages", claude)).status).to.equal(401);
  });

  it("stream through it as they do without it", async () => {
    const { post } = stackOf();
    const { text } = await post("/anthropic/v1/messages", { ...claude, stream: true });
    expect(text)
      .to.match(/^event: message_start\n/)
      .and.match(/event: message_stop\ndata: .*\n\n$/);
    const body = { messages: [{ role: "user", content: [{ text: "Hello" }] }] };
    const { bytes } = await post(`/bedrock/model/${bedrockId}/converse-stream`, body);
    let messages = 0;
    for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) messages += 1;
    expect(messages).to.be.above(40);
  });

  it("are played at an address that tells nothing where a backend says who it is", async () => {
    const said = resources.map((one) =>
      one.type.endsWith(":Backend") && one.id.endsWith("/own")
        ? { ...one, inputs: { ...one.inputs, description: "Llama, provider: compatible" } }
        : one,
    );
    const { stack, post } = stackOf({ hosts: {} }, said);
    expect([...stack.accounts.keys()]).to.include("models.example.com");
    expect((await post("/own/chat/completions", chat)).status).to.equal(200);
    expect(declaredBackends(said).map(({ subdomain }) => subdomain)).to.include("models.example.com");
  });

  it("are not played where they are really called", async () => {
    const { stack } = stackOf({ real: new Set(["api.openai.com"]) });
    expect(stack.accounts.has("api.openai.com")).to.equal(false);
    expect(stack.accounts.has("api.anthropic.com")).to.equal(true);
  });

  it("go on as they were when a declaration comes that has them still", async () => {
    const { stack, post, deployment } = stackOf();
    await post("/anthropic/v1/messages", claude);
    const before = stack.accounts.get("api.anthropic.com");
    await stack.swap({ ...deployment, resources: [...resources, api("more")] });
    expect(stack.accounts.get("api.anthropic.com")).to.equal(before);
  });

  it("fail as a scenario tells them, called before or not", async () => {
    const { stack, post } = stackOf();
    stack.accounts.get("api.anthropic.com")!.configureAll({ fault: { kind: "status", status: 529 } });
    expect((await post("/anthropic/v1/messages", claude)).status).to.equal(529);
    stack.accounts.get("api.anthropic.com")!.configureAll({ fault: undefined });
    expect((await post("/anthropic/v1/messages", claude)).status).to.equal(200);
  });

  it("are backends that a scenario can name", () => {
    const hosts = declaredBackends(resources).map(({ id, subdomain, kind }) => [id, subdomain, kind]);
    expect(hosts).to.deep.include(["anthropic", "api.anthropic.com", "payg"]);
    expect(hosts).to.deep.include(["foundry", "hub-1", "payg"]);
  });

  it("know an AWS secret by a named value or by its form", async () => {
    const { stack } = stackOf({}, [
      ...resources,
      declared("apimanagement:NamedValue", "namedValues/a", {
        displayName: "bedrock-access-key-id",
        value: "AKIDLOCAL",
      }),
      declared("apimanagement:NamedValue", "namedValues/b", {
        displayName: "bedrock-secret-access-key",
        value: "s3cret",
        secret: true,
      }),
    ]);
    const { handle } = stack.accounts.get("bedrock-runtime.eu-west-1.amazonaws.com")!;
    const typeOf = async (id: string) => {
      const response = await handle({
        method: "POST",
        url: `https://bedrock-runtime.eu-west-1.amazonaws.com/model/${bedrockId}/converse`,
        headers: new HttpHeaders({
          "x-amz-date": "20260101T000000Z",
          Authorization: `AWS4-HMAC-SHA256 Credential=${id}/20260101/eu-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`,
        }),
        body: Buffer.from("{}"),
      });
      return response.headers.get("x-amzn-errortype");
    };
    // The signature is wrong; that it was looked at says that the key is known.
    expect(await typeOf("AKIDLOCAL")).to.equal("InvalidSignatureException");
    expect(await typeOf("AKIDOTHER")).to.equal("UnrecognizedClientException");
  });
});
