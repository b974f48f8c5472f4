import { expect } from "chai";
import { checkRules } from "../../packages/cli/automation/rules/rules";
import { GenAiGateway } from "../../components";
import { parseGatewayConfig, type GatewayConfigInput } from "../../components/config";
import { armReferences } from "../../packages/local-cloud/azure/references";
import { checkResources } from "../../packages/local-cloud/azure/checkResources";
import { checkInputs } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { configOf, stackText } from "./config/stackFile";
import { evaluated, evaluatedProgram, type Evaluated } from "./evaluated";

const regions = ["swedencentral", "francecentral"] as const;
const prodConfig = configOf(stackText("prod")) as unknown as GatewayConfigInput;

describe("a gateway in two regions", function () {
  let prod: Evaluated;
  before(async () => {
    prod = await evaluated("prod");
  });
  const inRegion = (type: string, region: string) =>
    prod.all(type).filter(({ inputs }) => inputs["location"] === region);
  const target = (resource: { inputs: Readonly<Record<string, unknown>> }, end: string) =>
    armReferences(resource.inputs).find(({ path }) => path.endsWith(end))!.id;

  it("has a network, an Event Hub and an ingress in each", () => {
    for (const region of regions)
      for (const type of [
        "resources:ResourceGroup",
        "network:VirtualNetwork",
        "eventhub:Namespace",
        "network:ApplicationGateway",
        "network:WebApplicationFirewallPolicy",
      ])
        expect(inRegion(type, region), `${type} in ${region}`).to.have.length(1);
  });

  it("peers the networks both ways, whose addresses do not meet", () => {
    const spaces = prod
      .all("network:VirtualNetwork")
      .map(({ inputs }) => (inputs["addressSpace"] as { addressPrefixes: string[] }).addressPrefixes[0]);
    expect(spaces).to.deep.equal(["10.2.0.0/16", "10.3.0.0/16"]);
    const [there, back] = prod.all("network:VirtualNetworkPeering");
    expect(there!.id.startsWith(target(back!, "remoteVirtualNetwork.id"))).to.equal(true);
    expect(back!.id.startsWith(target(there!, "remoteVirtualNetwork.id"))).to.equal(true);
    expect(prod.waits(back!, there!)).to.equal(true);
    expect(checkResources(prod.deployment.resources)).to.be.empty;
  });

  it("has API Management stand in each network, with a subnet and an address of the same region", () => {
    const service = prod.one("apimanagement:ApiManagementService");
    const [additional] = service.inputs["additionalLocations"] as {
      location: string;
      sku: unknown;
      zones: unknown;
      publicIpAddressId: string;
      virtualNetworkConfiguration: { subnetResourceId: string };
    }[];
    expect(additional).to.deep.include({
      location: "francecentral",
      sku: { name: "Premium", capacity: 3 },
      zones: ["1", "2", "3"],
      disableGateway: false,
    });
    const [network] = inRegion("network:VirtualNetwork", "francecentral");
    expect(additional!.virtualNetworkConfiguration.subnetResourceId).to.equal(
      `${network!.id}/subnets/snet-api-management`,
    );
    const addresses = inRegion("network:PublicIPAddress", "francecentral").map(({ id }) => id);
    expect(addresses).to.include(additional!.publicIpAddressId);
  });

  it("resolves the gateway's name to the gateway of each network's own region, and portals everywhere", () => {
    const zones = prod.all("privatedns:PrivateZone");
    const linksOf = (zone: string) =>
      prod
        .all("privatedns:VirtualNetworkLink")
        .filter(({ id }) => id.startsWith(`${zone}/`))
        .map((link) => target(link, "virtualNetwork.id"));
    const networks = prod.all("network:VirtualNetwork").map(({ id }) => id);
    const service = prod.one("apimanagement:ApiManagementService");
    const [additional] = service.outputs["additionalLocations"] as { privateIPAddresses: string[] }[];
    const expected = [
      (service.outputs["privateIPAddresses"] as string[])[0],
      additional!.privateIPAddresses[0],
    ];
    expect(new Set(expected).size).to.equal(2);
    const gateways = zones.filter(({ inputs }) =>
      /^apim-[^.]+\.azure-api\.net$/.test(String(inputs["privateZoneName"])),
    );
    expect(gateways).to.have.length(2);
    for (const [index, zone] of gateways.entries()) {
      expect(linksOf(zone.id)).to.deep.equal([networks[index]]);
      const record = prod.all("privatedns:PrivateRecordSet").find(({ id }) => id.startsWith(`${zone.id}/`))!;
      expect(record.inputs["aRecords"]).to.deep.equal([{ ipv4Address: expected[index] }]);
    }
    // No network may be linked to two zones of one name, and every other zone serves both.
    for (const zone of zones.filter((one) => !gateways.includes(one)))
      expect(linksOf(zone.id), zone.id).to.have.members(networks);
  });

  it("reaches each account and Event Hub in the network of its region", () => {
    const endpoints = prod.all("network:PrivateEndpoint");
    for (const type of ["cognitiveservices:Account", "eventhub:Namespace"])
      for (const service of prod.all(type)) {
        const own = endpoints.filter((one) => target(one, "privateLinkServiceId") === service.id);
        expect(own, service.name).to.have.length(1);
        expect(own[0]!.inputs["location"], service.name).to.equal(service.inputs["location"]);
        const network = inRegion("network:VirtualNetwork", String(service.inputs["location"]))[0]!;
        expect(target(own[0]!, "subnet.id").startsWith(network.id), service.name).to.equal(true);
      }
  });

  it("writes each region's usage to its own Event Hub", () => {
    const loggers = prod
      .all("apimanagement:Logger")
      .filter(({ inputs }) => inputs["loggerType"] === "azureEventHub");
    const hosts = loggers.map(
      ({ inputs }) => (inputs["credentials"] as { endpointAddress: string }).endpointAddress,
    );
    const { eventHubNamespaces } = prod.deployment.outputs;
    expect(eventHubNamespaces!.value).to.deep.equal({ swedencentral: hosts[0], francecentral: hosts[1] });
    expect(new Set(hosts).size).to.equal(2);
  });

  it("sends clients to the nearest region that answers, and watches the whole way to API Management", () => {
    const profile = prod.one("trafficmanager:Profile");
    expect(profile.inputs["trafficRoutingMethod"]).to.equal("Performance");
    expect(profile.inputs["monitorConfig"]).to.deep.include({
      protocol: "HTTPS",
      port: 443,
      path: "/status-0123456789abcdef",
      customHeaders: [{ name: "Host", value: "genai.example.com" }],
    });
    const targets = prod.all("trafficmanager:Endpoint").map((one) => target(one, "targetResourceId"));
    for (const [index, region] of regions.entries()) {
      const [gateway] = inRegion("network:ApplicationGateway", region);
      expect(armReferences(gateway!.inputs).map(({ id }) => id)).to.include(targets[index]);
      const [map] = gateway!.inputs["urlPathMaps"] as { pathRules: { paths: string[] }[] }[];
      expect(map!.pathRules.flatMap(({ paths }) => paths)).to.include("/status-0123456789abcdef");
    }
    expect(prod.deployment.outputs["publicName"]!.value).to.match(/\.trafficmanager\.net$/);
    expect(prod.deployment.outputs["gatewayUrl"]!.value).to.equal("https://genai.example.com");
  });

  it("keeps to Azure's inputs and to the rules of production", () => {
    for (const { type, inputs, name } of prod.deployment.resources)
      expect(checkInputs(type, inputs), name).to.be.empty;
    expect(checkRules("prod", prod.deployment.resources)).to.be.empty;
  });

  it("does without Traffic Manager and public addresses of its own where the ingress is off", async () => {
    const found = await evaluatedProgram(() => {
      new GenAiGateway("genai", { config: { ...prodConfig, ingress: { enabled: false } } });
    });
    expect(found.all("trafficmanager:Profile")).to.be.empty;
    expect(found.all("network:ApplicationGateway")).to.be.empty;
    expect(found.all("network:VirtualNetworkPeering")).to.have.length(2);
  });

  it("peers every two of three regions", async () => {
    const additionalLocations = ["francecentral", "norwayeast"].map((location, index) => ({
      location,
      addressSpace: `10.${index + 3}.0.0/16`,
    }));
    const found = await evaluatedProgram(() => {
      new GenAiGateway("genai", { config: { ...prodConfig, additionalLocations } });
    });
    expect(found.all("network:VirtualNetworkPeering")).to.have.length(6);
    expect(checkResources(found.deployment.resources)).to.be.empty;
  });
});

describe("the config of additional locations", () => {
  const problems = (additionalLocations: unknown, more: object = {}) =>
    parseGatewayConfig({ ...prodConfig, additionalLocations, ...more }).problems.map(
      ({ code, subject }) => `${code} ${subject}`,
    );

  it("is checked against the first location and against itself, all mistakes at once", () => {
    expect(
      problems([
        { location: "Sweden Central", addressSpace: "10.2.128.0/17", capacity: 2 },
        { location: "francecentral", addressSpace: "10.3.0.0/16", zones: ["1", "1"] },
        {
          location: "France Central",
          addressSpace: "10.3.0.0/17",
          subnets: { deploy: "10.9.0.0/24" },
        },
      ]),
    ).to.have.members([
      "CONFIG_DUPLICATE_LOCATION additionalLocations[0].location",
      "CONFIG_ZONES_CAPACITY additionalLocations[0].capacity",
      "CONFIG_SPACES_OVERLAP additionalLocations[0].addressSpace",
      "CONFIG_ZONES_CAPACITY additionalLocations[1].zones",
      "CONFIG_DUPLICATE_ZONE additionalLocations[1].zones",
      "CONFIG_DUPLICATE_LOCATION additionalLocations[2].location",
      "CONFIG_SPACES_OVERLAP additionalLocations[2].addressSpace",
      "CONFIG_SUBNET_OUTSIDE additionalLocations[2].subnets.deploy",
    ]);
  });

  it("asks for a tier and a network that can", () => {
    const france = [{ location: "francecentral", addressSpace: "10.3.0.0/16" }];
    const { zones: _zones, capacity: _capacity, ...service } = prodConfig.apiManagement;
    expect(problems(france, { apiManagement: { ...service, sku: "Developer" } })).to.deep.equal([
      "CONFIG_LOCATIONS_SKU additionalLocations",
    ]);
    expect(problems(france, { network: { private: false }, ingress: { enabled: false } })).to.include(
      "CONFIG_LOCATIONS_WITHOUT_NETWORK additionalLocations",
    );
    expect(problems(france)).to.be.empty;
    expect(problems([{ location: "francecentral" }])).to.deep.equal([
      "CONFIG_REQUIRED additionalLocations[0].addressSpace",
    ]);
  });
});
