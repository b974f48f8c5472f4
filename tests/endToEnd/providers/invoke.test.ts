import { expect } from "chai";
import type { GatewayConfigInput } from "../../../components";
import { ask } from "../ask";
import { DevStack } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providerStack";

const deployments = [
  { name: "sonnet", model: "claude-sonnet-4-6", as: "us.anthropic.claude-sonnet-4-6" },
  { name: "nova", model: "amazon.nova-lite-v1:0" },
];
const signed: GatewayConfigInput["backends"][number] = {
  ...{ name: "aws", provider: "bedrock", kind: "external", deployments },
  auth: {
    sigv4: {
      region: "us-east-1",
      accessKeyId: inVault("aws-access-key-id"),
      secretKey: inVault("aws-secret-key"),
      sessionToken: inVault("aws-session-token"),
    },
  },
};
const body = {
  anthropic_version: "bedrock-2023-05-31",
  anthropic_beta: ["interleaved-thinking-2025-05-14"],
  max_tokens: 20,
  messages: [{ role: "user", content: "Hello" }],
};
const usage = {
  input_tokens: 20,
  cache_read_input_tokens: 100,
  cache_creation_input_tokens: 3,
  output_tokens: 7,
};

async function start(provider?: FakeProvider): Promise<DevStack> {
  return DevStack.start(
    withBackends([signed]),
    provider &&
      ((request, ask) =>
        new URL(request.url).hostname.startsWith("bedrock-runtime") ? provider.handle(request) : ask()),
  );
}
const key = (stack: DevStack) => ({ "api-key": stack.key("premium-team") });

describe("Bedrock's InvokeModel, behind the gateway", function () {
  it("is signed with a session token, whole and streamed, and let in", async () => {
    const stack = await start();
    for (const [path, type] of [
      ["invoke", "application/json"],
      ["invoke-with-response-stream", "application/vnd.amazon.eventstream"],
    ] as const) {
      const { status, headers } = await ask(stack, `POST /bedrock/model/sonnet/${path}`, key(stack), body);
      expect([status, headers.get("Content-Type")]).to.deep.equal([200, type]);
    }
    const [whole, stream] = stack.usage();
    expect(whole).to.include({
      deployment: "sonnet",
      backend: "aws",
      streamed: false,
      tokensFrom: "response",
    });
    expect(stream).to.include({ streamed: true, tokensFrom: "estimate", completionBound: 20 });
    expect(stream!.promptTokens).to.be.greaterThan(0);
  });

  it("goes out as it came, to the provider's name, with the token among what is signed", async () => {
    const provider = new FakeProvider(() => answer({ type: "message", model: "claude-sonnet-4-6", usage }));
    const stack = await start(provider);
    const { status } = await ask(
      stack,
      "POST /bedrock/model/sonnet/invoke",
      { ...key(stack), "x-amz-security-token": "the caller's" },
      body,
    );
    expect(status).to.equal(200);
    const { request, text } = provider.last;
    expect(request.url).to.equal(
      "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-6/invoke",
    );
    expect(text).to.equal(JSON.stringify(body));
    expect(request.headers.getAll("x-amz-security-token")).to.deep.equal([
      "local-secret:kv-shared/aws-session-token",
    ]);
    expect(request.headers.get("Authorization")).to.include(
      "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,",
    );
    expect(stack.usage()[0]).to.include({
      ...{ promptTokens: 123, cachedTokens: 100, cacheWriteTokens: 3, completionTokens: 7 },
    });
  });

  for (const [what, path, sent, status, type] of [
    [
      "a body that is not Anthropic's",
      "nova",
      { inferenceConfig: {}, messages: [] },
      400,
      "ValidationException",
    ],
    ["a model that is not there", "other", body, 404, "ResourceNotFoundException"],
    ["what is no JSON", "sonnet", "{", 400, "ValidationException"],
  ] as const)
    it(`refuses ${what} in AWS's shape, and asks nobody`, async () => {
      const provider = new FakeProvider(() => answer({}));
      const stack = await start(provider);
      const { status: got, headers } = await stack.call(`/bedrock/model/${path}/invoke`, sent, key(stack));
      expect([got, headers.get("x-amzn-ErrorType")]).to.deep.equal([status, type]);
      expect(provider.requests).to.have.length(0);
    });
});
