import { expect } from "chai";
import { GenAiGateway, type GatewayConfigInput } from "../../components";
import { devConfig } from "../endToEnd/devStack";
import { guarded } from "../endToEnd/guards/guardedStack";
import { evaluatedProgram } from "./evaluated";

async function declaredBy(config: GatewayConfigInput) {
  return evaluatedProgram(() => {
    const { gatewayUrl, privateEndpoints } = new GenAiGateway("genai", { config });
    return { gatewayUrl, privateEndpoints };
  });
}
const typesAndNames = ({ resources }: Awaited<ReturnType<typeof declaredBy>>["deployment"]) =>
  resources.map(({ type, name }) => `${type.replace("azure-native:", "")} ${name}`);

describe("accounts that guardrails ask", () => {
  it("are declared where a product needs them: private, without keys, with one role for the gateway", async () => {
    const { deployment } = await declaredBy(
      guarded({ contentSafety: { completions: true }, pii: {} }, { network: devConfig.network }),
    );
    const before = new Set(typesAndNames((await declaredBy(devConfig)).deployment));
    const more = typesAndNames(deployment).filter((one) => !before.has(one));
    const of = (label: string) => [
      `cognitiveservices:Account genai-${label}`,
      `authorization:RoleAssignment genai-${label}-user`,
      `network:PrivateEndpoint genai-${label}-endpoint`,
      `network:PrivateDnsZoneGroup genai-${label}-endpoint-dns`,
      `monitor:DiagnosticSetting genai-${label}-diagnostics`,
      `apimanagement:NamedValue genai-api-${label}-endpoint`,
    ];
    expect(more).to.have.members([
      ...of("content-safety"),
      ...of("language"),
      "resources:Deployment genai-api-content-safety",
      ...["guard-read", "guard-ask", "guard-prompt", "guard-answer", "guard-completion"].map(
        (name) => `resources:Deployment genai-api-fragment-${name}`,
      ),
      "privatedns:PrivateZone genai-network-zone-cognitiveservices",
      "privatedns:VirtualNetworkLink genai-network-zone-cognitiveservices-link",
    ]);
    const accounts = deployment.resources.filter(({ name }) =>
      ["genai-content-safety", "genai-language"].includes(name),
    );
    expect(accounts.map(({ inputs }) => inputs["kind"])).to.have.members(["ContentSafety", "TextAnalytics"]);
    for (const { inputs } of accounts)
      expect(inputs["properties"]).to.deep.include({
        customSubDomainName: inputs["accountName"],
        disableLocalAuth: true,
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Deny" },
      });
    expect(Object.keys(deployment.outputs["privateEndpoints"]!.value as object)).to.include.members([
      "contentSafety",
      "language",
    ]);
  });

  for (const [what, guardrail, kinds] of [
    [
      "expressions of one's own",
      { pii: { categories: [], regex: [{ pattern: "EMP-\\d+", category: "Emp" }] } },
      [],
    ],
    ["tools and lengths", { denyTools: ["*"], maxPromptTokens: 10 }, []],
    ["what is off", { pii: { mode: "off" }, maxPromptTokens: 1 }, []],
    ["attacks", { contentSafety: { categories: [] } }, ["ContentSafety"]],
    ["personal data", { pii: {} }, ["TextAnalytics"]],
  ] as const)
    it(`are those that it takes to look for ${what}`, async () => {
      const { deployment } = await declaredBy(guarded(guardrail as never));
      const declared = deployment.resources.flatMap(({ inputs }) =>
        inputs["kind"] === "ContentSafety" || inputs["kind"] === "TextAnalytics" ? [inputs["kind"]] : [],
      );
      expect(declared).to.deep.equal(kinds);
    });

  it("are joined by a private Redis with a vector index where a product has a semantic cache", async () => {
    const { deployment } = await declaredBy({
      ...devConfig,
      products: devConfig.products.map((product, index) =>
        index === 0 ? { ...product, semanticCache: { embeddings: "text-embedding-3-small" } } : product,
      ),
    });
    const before = new Set(typesAndNames((await declaredBy(devConfig)).deployment));
    const more = typesAndNames(deployment).filter((one) => !before.has(one));
    expect(more.filter((one) => !one.includes("embeddings-user"))).to.have.members([
      "redisenterprise:RedisEnterprise genai-redis",
      "redisenterprise:Database genai-redis-database",
      "network:PrivateEndpoint genai-redis-endpoint",
      "network:PrivateDnsZoneGroup genai-redis-endpoint-dns",
      "privatedns:PrivateZone genai-network-zone-redis",
      "privatedns:VirtualNetworkLink genai-network-zone-redis-link",
      "apimanagement:Cache genai-cache",
      "apimanagement:Backend genai-api-genai-embeddings-text-embedding-3-small",
      "resources:Deployment genai-api-fragment-cache-key",
    ]);
    expect(more.filter((one) => one.includes("embeddings-user")).length).to.equal(1);
    const of = (name: string) => deployment.resources.find((one) => one.name === name)!;
    expect(of("genai-redis").inputs).to.deep.include({ publicNetworkAccess: "Disabled" });
    expect(of("genai-redis-database").inputs).to.deep.include({
      clusteringPolicy: "EnterpriseCluster",
      evictionPolicy: "NoEviction",
      modules: [{ name: "RediSearch" }],
    });
    expect(of("genai-cache").secretOutputs).to.include("connectionString");
  });

  it("are none where a guardrail is named by no product", async () => {
    const { deployment } = await declaredBy({
      ...devConfig,
      guardrails: [{ name: "unused", pii: {}, contentSafety: {} }],
    });
    expect(typesAndNames(deployment)).to.deep.equal(typesAndNames((await declaredBy(devConfig)).deployment));
  });
});
