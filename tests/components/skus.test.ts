import { expect } from "chai";
import { parseGatewayConfig } from "../../components/config";
import { GenAiGateway } from "../../components";
import { checkInputs } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { evaluatedProgram } from "./evaluated";
import { smallConfig } from "./smallConfig";

const config = smallConfig;
const problems = (raw: unknown) =>
  parseGatewayConfig(raw).problems.map(({ code, subject }) => `${code} ${subject}`);
const service = (more: object) => ({ ...config("StandardV2").apiManagement, ...more });

describe("the tiers of API Management", () => {
  const expected = {
    Developer: { type: "Internal", delegation: undefined, zones: 5, addresses: 2 },
    Premium: { type: "Internal", delegation: undefined, zones: 5, addresses: 2 },
    StandardV2: { type: "External", delegation: "Microsoft.Web/serverFarms", zones: 0, addresses: 1 },
    PremiumV2: { type: "Internal", delegation: "Microsoft.Web/hostingEnvironments", zones: 1, addresses: 1 },
  } as const;
  for (const [sku, { type, delegation, zones, addresses }] of Object.entries(expected))
    it(`${sku} gets the network that it takes`, async () => {
      const found = await evaluatedProgram(() => {
        new GenAiGateway("genai", { config: config(sku as keyof typeof expected) });
      });
      const { inputs } = found.one("apimanagement:ApiManagementService");
      expect(inputs).to.deep.include({ sku: { name: sku, capacity: 1 }, virtualNetworkType: type });
      const subnet = found.all("network:Subnet").find(({ name }) => name.endsWith("api-management"))!;
      const [delegated] = (subnet.inputs["delegations"] ?? []) as { serviceName: string }[];
      expect(delegated?.serviceName).to.equal(delegation);
      const names = found.all("privatedns:PrivateZone").map((zone) => String(zone.inputs["privateZoneName"]));
      expect(names.filter((name) => name.endsWith("azure-api.net"))).to.have.length(zones);
      expect(found.all("network:PublicIPAddress")).to.have.length(addresses);
      expect("customProperties" in inputs).to.equal(!sku.endsWith("V2"));
      for (const resource of found.deployment.resources)
        expect(checkInputs(resource.type, resource.inputs), resource.name).to.be.empty;
    });

  it("are held to what they can do, all mistakes at once", () => {
    expect(
      problems(
        config("StandardV2", {
          apiManagement: service({ capacity: 11, zones: ["1"] }),
          network: { subnets: { apiManagement: "10.2.7.0/28" } },
          products: [
            {
              name: "p",
              displayName: "P",
              budget: { dollars: 5, promptPerMillion: 1, completionPerMillion: 1 },
            },
          ],
        }),
      ),
    ).to.have.members([
      "CONFIG_ZONES_SKU apiManagement.zones",
      "CONFIG_CAPACITY_SKU apiManagement.capacity",
      "CONFIG_PUBLIC_GATEWAY apiManagement.sku",
      "CONFIG_SUBNET_TOO_SMALL network.subnets.apiManagement",
    ]);
    expect(problems(config("StandardV2"))).to.deep.equal(["CONFIG_PUBLIC_GATEWAY apiManagement.sku"]);
    expect(problems(config("PremiumV2"))).to.be.empty;
    expect(problems(config("Premium", { network: { subnets: { apiManagement: "10.2.7.0/28" } } }))).to.be
      .empty;
  });
});
