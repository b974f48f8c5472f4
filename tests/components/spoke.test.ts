import { expect } from "chai";
import { GenAiGateway } from "../../components";
import { checkInputs } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { checkResources } from "../../packages/local-cloud/azure/checkResources";
import { evaluatedProgram, input, type Evaluated } from "./evaluated";
import { saidOf, smallConfig } from "./smallConfig";

/** Of the hub, which is in another subscription as hubs are. */
const hub = "/subscriptions/00000000-0000-0000-0000-0000000000ff/resourceGroups/rg-hub/providers";
const own = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-there/providers";
const table = (region: string) => `${hub}/Microsoft.Network/routeTables/rt-${region}`;
const hubNetwork = `${hub}/Microsoft.Network/virtualNetworks/vnet-hub`;
const zone = (name: string) => `${hub}/Microsoft.Network/privateDnsZones/${name}`;
const zones = {
  openAi: zone("privatelink.openai.azure.com"),
  keyVault: zone("privatelink.vaultcore.azure.net"),
  eventHub: zone("privatelink.servicebus.windows.net"),
};

const config = (more: object = {}) => smallConfig("Premium", more);
const gateway = (more: object) =>
  evaluatedProgram(() => void new GenAiGateway("genai", { config: config(more) }));
const problems = (more: object) => saidOf(config(more));
const spoke = {
  routeTableIds: { apiManagement: table("westeurope"), privateEndpoints: table("westeurope") },
  dnsServers: ["10.0.0.4"],
  hub: { virtualNetworkId: hubNetwork, useRemoteGateways: true, linkZones: true },
};
const subnetOf = (stack: Evaluated, end: string) =>
  stack.all("network:Subnet").find(({ name }) => name.endsWith(end))!;
const linksTo = (stack: Evaluated, network: string) =>
  stack
    .all("privatedns:VirtualNetworkLink")
    .filter((link) => input(link, "virtualNetwork.id") === network)
    .map((link) => String(link.inputs["privateZoneName"]));

describe("a gateway in a spoke", function () {
  it("has the hub's routes, DNS servers and peering, one change of the network at a time", async () => {
    const stack = await gateway({ network: spoke });
    for (const resource of stack.deployment.resources)
      expect(checkInputs(resource.type, resource.inputs), resource.name).to.be.empty;
    expect(checkResources(stack.deployment.resources)).to.be.empty;
    for (const role of ["api-management", "private-endpoints"])
      expect(input(subnetOf(stack, role), "routeTable.id"), role).to.equal(table("westeurope"));
    expect(subnetOf(stack, "application-gateway").inputs).not.to.have.property("routeTable");
    expect(input(stack.one("network:VirtualNetwork"), "dhcpOptions.dnsServers")).to.deep.equal(["10.0.0.4"]);
    const peering = stack.one("network:VirtualNetworkPeering");
    expect(peering.inputs).to.deep.include({
      remoteVirtualNetwork: { id: hubNetwork },
      useRemoteGateways: true,
      allowForwardedTraffic: true,
    });
    for (const subnet of stack.all("network:Subnet")) expect(stack.waits(peering, subnet)).to.equal(true);
  });

  it("has every zone that it declares linked to the hub, API Management's own names too", async () => {
    const stack = await gateway({ network: spoke });
    const declared = stack
      .all("privatedns:PrivateZone")
      .map(({ inputs }) => String(inputs["privateZoneName"]));
    expect(declared.filter((name) => name.endsWith("azure-api.net"))).to.have.length(5);
    expect(linksTo(stack, hubNetwork)).to.have.members(declared);
  });

  it("declares no zone that the hub has, in its own subscription, and links none of those", async () => {
    const stack = await gateway({
      apiManagement: {
        ...config().apiManagement,
        sku: "StandardV2",
        privateEndpoint: true,
        publicNetworkAccess: "Disabled",
      },
      network: { ...spoke, hub: { virtualNetworkId: hubNetwork } },
      existing: { privateDnsZoneIds: { ...zones, apiManagement: zone("privatelink.azure-api.net") } },
    });
    expect(stack.all("privatedns:PrivateZone")).to.be.empty;
    expect(stack.all("privatedns:VirtualNetworkLink")).to.be.empty;
    const groups = stack
      .all("network:PrivateDnsZoneGroup")
      .map((group) => String(input(group, "privateDnsZoneConfigs.0.privateDnsZoneId")));
    expect(groups).to.have.length(4);
    for (const id of groups) expect(id.startsWith(hub)).to.equal(true);
  });

  it("in two regions: each has its own hub, and zones are linked to the first one's", async () => {
    const second = hubNetwork.replace("vnet-hub", "vnet-hub-fr");
    const stack = await gateway({
      network: spoke,
      additionalLocations: [
        {
          location: "francecentral",
          addressSpace: "10.3.0.0/16",
          routeTableIds: { apiManagement: table("francecentral") },
          dnsServers: ["10.1.0.4"],
          hub: { virtualNetworkId: second, linkZones: true },
        },
      ],
    });
    expect(checkResources(stack.deployment.resources)).to.be.empty;
    const hubs = stack
      .all("network:VirtualNetworkPeering")
      .filter(({ name }) => name.endsWith("-hub"))
      .map((one) => input(one, "remoteVirtualNetwork.id"));
    expect(hubs).to.deep.equal([hubNetwork, second]);
    expect(linksTo(stack, second)).to.be.empty;
    expect(input(subnetOf(stack, "francecentral-snet-api-management"), "routeTable.id")).to.equal(
      table("francecentral"),
    );
  });

  it("a subnet that is added to a network of the hub's owner gets a route table too", async () => {
    const network = `${own}/Microsoft.Network/virtualNetworks/vnet`;
    const stack = await gateway({
      network: { routeTableIds: { privateEndpoints: table("westeurope") } },
      existing: {
        virtualNetworkId: network,
        subnetIds: {
          apiManagement: `${network}/subnets/apim`,
          applicationGateway: `${network}/subnets/agw`,
        },
      },
    });
    expect(stack.all("network:VirtualNetworkPeering")).to.be.empty;
    expect(input(subnetOf(stack, "private-endpoints"), "routeTable.id")).to.equal(table("westeurope"));
  });

  const brought = { existing: { virtualNetworkId: `${own}/Microsoft.Network/virtualNetworks/vnet` } };
  const rows: readonly (readonly [what: string, more: object, expected: readonly string[]])[] = [
    [
      "a firewall's route for an Internal service",
      { network: { routeTableIds: { apiManagement: table("a") } } },
      ["warning CONFIG_ROUTE_MANAGEMENT network.routeTableIds.apiManagement"],
    ],
    [
      "a firewall's route for an External one",
      {
        network: { routeTableIds: { apiManagement: table("a") } },
        apiManagement: { ...config().apiManagement, virtualNetworkType: "External" },
        ingress: { enabled: false },
      },
      [
        "warning CONFIG_ROUTE_EXTERNAL network.routeTableIds.apiManagement",
        "warning CONFIG_KEY_AS_API_KEY ingress.enabled",
      ],
    ],
    [
      "a route table for the ingress",
      { network: { routeTableIds: { applicationGateway: table("a") } } },
      ["warning CONFIG_ROUTE_INGRESS network.routeTableIds.applicationGateway"],
    ],
    [
      "DNS servers that do not find the stack's zones",
      { network: { dnsServers: ["10.0.0.4"] } },
      ["warning CONFIG_DNS_ZONES network.dnsServers"],
    ],
    ["DNS servers in a hub that is linked", { network: { ...spoke, routeTableIds: {} } }, []],
    [
      "DNS servers, and zones of the hub",
      {
        network: { dnsServers: ["10.0.0.4"] },
        existing: { privateDnsZoneIds: zones },
        apiManagement: { ...config().apiManagement, virtualNetworkType: "External" },
        ingress: { enabled: false },
      },
      ["warning CONFIG_KEY_AS_API_KEY ingress.enabled"],
    ],
    [
      "a network that is there",
      { ...brought, network: { dnsServers: ["10.0.0.4"], hub: { virtualNetworkId: hubNetwork } } },
      [
        "error CONFIG_EXISTING_NETWORK_KEY network.dnsServers",
        "error CONFIG_EXISTING_NETWORK_KEY network.hub",
      ],
    ],
    [
      "no network",
      { network: { private: false, ...spoke }, ingress: { enabled: false } },
      [
        "error CONFIG_WITHOUT_NETWORK network.routeTableIds",
        "error CONFIG_WITHOUT_NETWORK network.dnsServers",
        "error CONFIG_WITHOUT_NETWORK network.hub",
        "warning CONFIG_KEY_AS_API_KEY ingress.enabled",
        "warning CONFIG_PUBLIC_ACCESS network.private",
      ],
    ],
  ];
  for (const [what, more, expected] of rows)
    it(`is told: ${what}`, () => expect(problems(more)).to.have.members([...expected]));
});
