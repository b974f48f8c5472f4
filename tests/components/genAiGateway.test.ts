import { expect } from "chai";
import { ProblemsError } from "../../packages/common/problem";
import { GenAiGateway } from "../../components";
import type { GatewayConfigInput } from "../../components/config";
import { configOf, devStack } from "./config/stackFile";
import { evaluated, evaluatedProgram } from "./evaluated";

const dev = configOf(devStack) as unknown as GatewayConfigInput;
const group = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-there";
const network = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-there`;

describe("GenAiGateway", function () {
  for (const stack of ["dev", "test", "ptu", "prod"])
    it(`declares the ${stack} stack under one component`, async () => {
      const { deployment } = await evaluated(stack);
      const roots = deployment.resources.filter(({ parent }) =>
        parent?.endsWith(`::azure-genai-gateway-${stack}`),
      );
      expect(roots.map(({ type }) => type)).to.deep.equal(["azure-genai-gateway:index:GenAiGateway"]);
    });

  it("gives out what clients and operators need, keys as secrets", async () => {
    const { outputs } = (await evaluated("ptu")).deployment;
    expect(outputs["apiPaths"]!.value).to.deep.equal({ azureOpenAi: "openai", openAiV1: "openai/v1" });
    expect(outputs["productIds"]!.value).to.deep.equal(["premium", "standard", "trial"]);
    expect(outputs["eventHubNames"]!.value).to.have.length(1);
    expect(outputs["privateEndpoints"]!.value).to.have.all.keys(
      "keyVault",
      "eventHub",
      "ptu-1",
      "payg-1",
      "payg-2",
    );
    expect(outputs["subscriptionKeys"]!.secret).to.equal(true);
    const keys = outputs["subscriptionKeys"]!.value as Record<string, string>;
    expect(Object.keys(keys).sort()).to.deep.equal(["premium-team", "standard-team", "trial-user"]);
    expect(new Set(Object.values(keys)).size).to.equal(3);
  });

  it("makes subscriptions one after another: Azure answers 412 to two of one product at once", async () => {
    const [product, ...others] = dev.products;
    const subscriptions = ["a", "b", "c"].map((name) => ({ name }));
    const stack = await evaluatedProgram(() => {
      new GenAiGateway("genai", {
        config: { ...dev, products: [{ ...product!, subscriptions }, ...others] },
      });
    });
    const made = stack.all("apimanagement:Subscription");
    expect(made.length).to.be.at.least(3);
    for (const one of made)
      for (const other of made)
        if (one !== other)
          expect(stack.waits(one, other) || stack.waits(other, one), `${one.name}, ${other.name}`).to.equal(
            true,
          );
  });

  it("keeps every subscription key and connection string out of plain properties", async () => {
    const stack = await evaluated("ptu");
    const keys = Object.values(stack.deployment.outputs["subscriptionKeys"]!.value as Record<string, string>);
    let found = 0;
    for (const resource of stack.deployment.resources)
      for (const [name, value] of Object.entries(resource.inputs)) {
        if (!keys.some((key) => JSON.stringify(value).includes(key))) continue;
        found++;
        expect(
          resource.secretInputs.some((path) => path.startsWith(name)),
          `${resource.name}.${name}`,
        ).to.equal(true);
      }
    expect(found).to.equal(3);
  });

  it("lets no two parts of one API be written at once", async () => {
    const stack = await evaluated("ptu");
    for (const api of ["azure-openai", "openai-v1"]) {
      const parts = stack.deployment.resources.filter(
        (resource) =>
          resource.id.includes(`/apis/${api}/`) ||
          resource.name.endsWith(`${api}-llm-log`) ||
          (resource.type.endsWith(":ProductApi") && resource.inputs["apiId"] === api),
      );
      expect(parts.length).to.be.at.least(6);
      for (const [index, one] of parts.entries())
        for (const other of parts.slice(index + 1))
          expect(stack.waits(one, other) || stack.waits(other, one), `${one.name}, ${other.name}`).to.equal(
            true,
          );
    }
  });

  it("uses what is brought instead of declaring its own", async () => {
    const subnetOf = (name: string) => `${network}/subnets/${name}`;
    const stack = await evaluatedProgram(() => {
      new GenAiGateway("genai", {
        config: {
          ...dev,
          existing: {
            resourceGroupId: group,
            virtualNetworkId: network,
            subnetIds: {
              applicationGateway: subnetOf("agw"),
              privateEndpoints: subnetOf("pe"),
              apiManagement: subnetOf("apim"),
              deploy: subnetOf("deploy"),
            },
            privateDnsZoneIds: {
              openAi: `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.openai.azure.com`,
              keyVault: `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net`,
              eventHub: `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net`,
            },
            logAnalyticsWorkspaceId: `${group}/providers/Microsoft.OperationalInsights/workspaces/log-there`,
            keyVaultId: `${group}/providers/Microsoft.KeyVault/vaults/kv-there`,
          },
        },
      });
    });
    for (const type of [
      "resources:ResourceGroup",
      "network:VirtualNetwork",
      "network:Subnet",
      "operationalinsights:Workspace",
      "keyvault:Vault",
    ])
      expect(stack.all(type), type).to.deep.equal([]);
    const service = stack.one("apimanagement:ApiManagementService");
    expect(service.inputs["resourceGroupName"]).to.equal("rg-there");
    expect(service.inputs["virtualNetworkConfiguration"]).to.deep.equal({
      subnetResourceId: subnetOf("apim"),
    });
  });

  it("declares nothing and lists every mistake when the config is wrong", async () => {
    const [ptu, ...others] = dev.backends;
    const config = {
      ...dev,
      protect: "yes",
      backends: [{ ...ptu!, weight: 0 }, ...others, { ...others[0]! }],
    } as unknown as GatewayConfigInput;
    const error = await evaluatedProgram(() => void new GenAiGateway("genai", { config })).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ProblemsError);
    expect((error as ProblemsError).problems.map(({ code }) => code)).to.have.members([
      "CONFIG_WRONG_TYPE",
      "CONFIG_WEIGHT_RANGE",
      "CONFIG_DUPLICATE_BACKEND",
    ]);
  });
});
