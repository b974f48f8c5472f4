import { expect } from "chai";
import { GenAiGateway, type GatewayConfigInput } from "../../components";
import { inVault, withBackends } from "../endToEnd/providers/providerStack";
import { evaluated, evaluatedProgram, input, type Evaluated } from "./evaluated";

/** What a stack declares, by type, and how many of each. */
function counts(stack: Evaluated): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { type } of stack.deployment.resources) found[type] = (found[type] ?? 0) + 1;
  return found;
}

const declare = (config: GatewayConfigInput) =>
  evaluatedProgram(() => void new GenAiGateway("genai", { config }));

describe("a stack with backends of other providers", function () {
  // What each declared before there were other providers; a resource more is a resource that somebody pays or waits for.
  for (const [stack, apis, backends, fragments] of [
    ["dev", 2, 2, 23],
    ["ptu", 2, 4, 23],
  ] as const)
    it(`declares nothing of them in ${stack}, which has none`, async () => {
      const plain = await evaluated(stack);
      expect(plain.all("apimanagement:Api")).to.have.length(apis);
      expect(plain.all("apimanagement:Backend")).to.have.length(backends);
      expect(plain.fragments().size).to.be.at.most(fragments);
      expect(
        [...plain.fragments().keys()].filter((id) => /provider|anthropic|gemini|bedrock/.test(id)),
      ).to.deep.equal([]);
      const texts = plain.allPolicies().join("\n");
      for (const word of ["genai-token", "genai-format", "x-goog-api-key", "rate-limit-by-key"])
        expect(texts, word).not.to.include(word);
    });

  it("keeps every key in Key Vault, behind a named value on the backend, and out of policies and state", async () => {
    const stack = await declare(
      withBackends([
        {
          name: "claude-direct",
          provider: "anthropic",
          kind: "external",
          auth: { apiKey: inVault("anthropic-key") },
          deployments: [{ name: "claude", model: "claude-sonnet-4-5" }],
        },
      ]),
    );
    const value = stack
      .all("apimanagement:NamedValue")
      .find(({ inputs }) => inputs["keyVault"] !== undefined)!;
    expect(value.inputs).to.deep.include({
      namedValueId: "genai-provider-claude-direct-key",
      secret: true,
      keyVault: inVault("anthropic-key").keyVaultSecretId && {
        secretIdentifier: inVault("anthropic-key").keyVaultSecretId,
      },
    });
    expect(value.inputs["value"]).to.equal(undefined);
    const backend = stack
      .all("apimanagement:Backend")
      .find(({ inputs }) => inputs["backendId"] === "claude-direct")!;
    expect(input(backend, "url")).to.equal("https://api.anthropic.com");
    expect(input(backend, "credentials.header")).to.deep.equal({
      "x-api-key": ["{{genai-provider-claude-direct-key}}"],
    });
    expect(stack.waits(backend, value)).to.equal(true);
    const role = stack.all("authorization:RoleAssignment").find(({ name }) => name.endsWith("vault-reader"))!;
    expect(stack.waits(value, role)).to.equal(true);
    for (const text of stack.allPolicies()) expect(text).not.to.include("genai-provider-claude-direct-key");
    const api = stack.all("apimanagement:Api").find(({ inputs }) => inputs["apiId"] === "anthropic")!;
    expect(input(api, "subscriptionKeyParameterNames")).to.deep.equal({
      header: "x-api-key",
      query: "subscription-key",
    });
  });

  // Of a v2 tier the local cloud refuses quota-by-key, as Azure does.
  it("stands in a v2 tier, with quotas where that tier has them", async () => {
    const { apiManagement, ...config } = withBackends([
      {
        name: "claude-direct",
        provider: "anthropic",
        kind: "external",
        auth: { apiKey: inVault("anthropic-key") },
        deployments: [{ name: "claude", model: "claude-sonnet-4-5" }],
      },
    ]);
    const product = (name: string, more: Partial<GatewayConfigInput["products"][number]>) => ({
      name,
      displayName: name,
      subscriptions: [{ name: `${name}-team` }],
      ...more,
    });
    const stack = await declare({
      ...config,
      apiManagement: { ...apiManagement, sku: "StandardV2" },
      products: [
        product("quota", { tokenQuota: { tokens: 1_000, period: "Monthly" } }),
        product("both", { tokensPerMinute: 100, tokenQuota: { tokens: 1_000, period: "Monthly" } }),
      ],
    });
    const [quota, both] = stack.policies("Product");
    expect(quota).to.include("token-quota=").and.not.to.include("rate-limit-by-key");
    expect(both).to.include("token-quota=").and.to.include("rate-limit-by-key");
  });

  it("stands on other providers alone", async () => {
    const config = withBackends([]);
    const stack = await declare({
      ...config,
      backends: [
        {
          name: "claude-direct",
          provider: "anthropic",
          kind: "external",
          auth: { apiKey: inVault("anthropic-key") },
          deployments: [{ name: "claude", model: "claude-sonnet-4-5" }],
        },
      ],
    });
    expect(stack.all("apimanagement:Api").map(({ inputs }) => inputs["apiId"])).to.deep.equal(["anthropic"]);
    expect(stack.all("cognitiveservices:Account")).to.have.length(0);
    expect(counts(stack)["azure-native:apimanagement:Backend"]).to.equal(1);
  });

  it("declares Claude in a Foundry account with its publisher, and a role that opens it", async () => {
    const stack = await declare(
      withBackends([
        {
          name: "hub",
          provider: "foundry",
          kind: "payg",
          deployments: [{ name: "claude", model: "claude-sonnet-4-5", version: "20250929", capacity: 10 }],
        },
      ]),
    );
    const account = stack
      .all("cognitiveservices:Account")
      .find(({ inputs }) => inputs["kind"] === "AIServices")!;
    const deployment = stack
      .all("cognitiveservices:Deployment")
      .find(({ inputs }) => inputs["deploymentName"] === "claude")!;
    expect(input(deployment, "properties.model")).to.deep.equal({
      format: "Anthropic",
      name: "claude-sonnet-4-5",
      version: "20250929",
    });
    const backend = stack
      .all("apimanagement:Backend")
      .find(({ inputs }) => inputs["backendId"] === "hub-anthropic")!;
    expect(String(input(backend, "url"))).to.match(/^https:\/\/[\w-]+\.services\.ai\.azure\.com\/anthropic$/);
    expect(stack.waits(backend, account)).to.equal(true);
    const roles = stack
      .all("authorization:RoleAssignment")
      .map(({ inputs }) => String(inputs["roleDefinitionId"]));
    expect(roles.filter((role) => role.endsWith("a97b65f3-24c7-4388-baec-2e87135dc908"))).to.have.length(1);
  });
});
