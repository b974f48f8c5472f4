import { expect } from "chai";
import { checkRules } from "../../packages/cli/automation/rules/rules";
import { GenAiGateway } from "../../components";
import { parseGatewayConfig, type GatewayConfigInput } from "../../components/config";
import { checkInputs } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { evaluatedProgram } from "./evaluated";

const config: GatewayConfigInput = {
  location: "westeurope",
  environment: "dev",
  workload: "genai",
  apiManagement: { sku: "StandardV2", publisherName: "A", publisherEmail: "a@example.com" },
  network: { private: false },
  ingress: { enabled: false },
  backends: [
    {
      name: "a",
      kind: "payg",
      deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 50 }],
    },
  ],
  products: [{ name: "p", displayName: "P", tokensPerMinute: 1000, subscriptions: [{ name: "s" }] }],
};
const problems = (raw: unknown) =>
  parseGatewayConfig(raw).problems.map(({ code, severity, subject }) => `${severity} ${code} ${subject}`);

describe("a stack without private networking, for a cheap start", () => {
  it("has no network and no endpoints, and still takes identities alone", async () => {
    const found = await evaluatedProgram(() => {
      new GenAiGateway("genai", { config });
    });
    const types = found.deployment.resources
      .map(({ type }) => type)
      .filter((type) => /:network:|:privatedns:/.test(type));
    expect(types).to.be.empty;
    const { properties } = found.one("cognitiveservices:Account").inputs as {
      properties: Record<string, unknown>;
    };
    expect(properties).to.deep.include({ publicNetworkAccess: "Enabled", disableLocalAuth: true });
    expect(found.one("eventhub:Namespace").inputs).to.include({
      publicNetworkAccess: "Enabled",
      disableLocalAuth: true,
    });
    expect(found.one("apimanagement:ApiManagementService").inputs).to.include({ virtualNetworkType: "None" });
    for (const resource of found.deployment.resources)
      expect(checkInputs(resource.type, resource.inputs), resource.name).to.be.empty;
    const broken = new Set(checkRules("dev", found.deployment.resources).map(({ code }) => code));
    expect([...broken]).to.deep.equal(["RULE_PUBLIC_ACCESS"]);
  });

  it("is warned of, and cannot have what only a network has", () => {
    expect(problems(config)).to.have.members([
      "warning CONFIG_PUBLIC_GATEWAY apiManagement.sku",
      "warning CONFIG_PUBLIC_ACCESS network.private",
      "warning CONFIG_KEY_AS_API_KEY ingress.enabled",
    ]);
    const subnets = { private: false, subnets: { deploy: "10.2.8.0/24" } };
    expect(
      problems({
        ...config,
        ingress: {},
        network: subnets,
        apiManagement: { ...config.apiManagement, sku: "PremiumV2" },
      }),
    ).to.have.members([
      "error CONFIG_INGRESS_WITHOUT_NETWORK network.private",
      "error CONFIG_WITHOUT_NETWORK network.subnets",
      "error CONFIG_SKU_WITHOUT_NETWORK apiManagement.sku",
      "warning CONFIG_PUBLIC_ACCESS network.private",
    ]);
  });
});
