import { type Base, idOf, type Inputs, type Slip } from "./base";

const learn = "https://learn.microsoft.com/azure/api-management";
const location = "swedencentral";
const subnet = (name: string) => idOf(`Microsoft.Network/virtualNetworks/vnet/subnets/${name}`);
const address = (name: string) => idOf(`Microsoft.Network/publicIPAddresses/${name}`);
const within = { serviceName: "apim-tier" };
const people = { publisherEmail: "a@example.com", publisherName: "A" };
const groupRules = [{ name: "management", priority: 100, direction: "Inbound", access: "Allow", protocol: "Tcp", sourceAddressPrefix: "ApiManagement", sourcePortRange: "*", destinationAddressPrefix: "VirtualNetwork", destinationPortRange: "3443" }];
const net = (place: string, name: string, prefix: string): Base => ({
  [`nsg${name}`]: ["network:NetworkSecurityGroup", { networkSecurityGroupName: `nsg${name}`, location: place, securityRules: groupRules }],
  [name]: ["network:VirtualNetwork", { virtualNetworkName: name, location: place, addressSpace: { addressPrefixes: [prefix] } }],
});
const apiSubnet = (network: string, name: string, prefix: string, more: Inputs = {}): readonly [string, Inputs] => [
  "network:Subnet",
  { virtualNetworkName: network, subnetName: name, addressPrefix: prefix, networkSecurityGroup: { id: idOf(`Microsoft.Network/networkSecurityGroups/nsg${network}`) }, ...more },
];
const ip = (name: string, place: string): readonly [string, Inputs] => ["network:PublicIPAddress", { publicIpAddressName: name, location: place, sku: { name: "Standard" }, publicIPAllocationMethod: "Static", dnsSettings: { domainNameLabel: name }, zones: ["1", "2", "3"] }];
const group: Base = { group: ["resources:ResourceGroup", { resourceGroupName: "rg", location }] };
const farms = { delegations: [{ name: "d", serviceName: "Microsoft.Web/serverFarms" }] };
const hosting = { delegations: [{ name: "d", serviceName: "Microsoft.Web/hostingEnvironments" }] };
const policy = (inbound: string) => `<policies><inbound>${inbound}</inbound></policies>`;

const closedService = {
  type: "Microsoft.ApiManagement/service",
  apiVersion: "2024-05-01",
  name: "apim-tier",
  location,
  sku: { name: "StandardV2", capacity: 1 },
  properties: { ...people, virtualNetworkType: "External", virtualNetworkConfiguration: { subnetResourceId: subnet("apim") }, publicNetworkAccess: "Disabled" },
};

export const tiers: Readonly<Record<string, Base>> = {
  "Premium in two regions": {
    ...group,
    ...net(location, "vnet", "10.0.0.0/16"),
    ...net("francecentral", "there", "10.1.0.0/16"),
    routes: [
      "network:RouteTable",
      {
        routeTableName: "rt",
        location,
        routes: [
          { name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.9.0.4" },
          { name: "management", addressPrefix: "ApiManagement", nextHopType: "Internet" },
        ],
      },
    ],
    subnet: apiSubnet("vnet", "apim", "10.0.0.0/24", { routeTable: { id: idOf("Microsoft.Network/routeTables/rt") } }),
    far: apiSubnet("there", "apim", "10.1.0.0/24"),
    one: ip("ip-one", location),
    two: ip("ip-two", "francecentral"),
    service: [
      "apimanagement:ApiManagementService",
      {
        ...within,
        ...people,
        location,
        sku: { name: "Premium", capacity: 3 },
        zones: ["1", "2", "3"],
        virtualNetworkType: "Internal",
        virtualNetworkConfiguration: { subnetResourceId: subnet("apim") },
        publicIpAddressId: address("ip-one"),
        additionalLocations: [{ location: "francecentral", sku: { name: "Premium", capacity: 3 }, zones: ["1", "2", "3"], virtualNetworkConfiguration: { subnetResourceId: idOf("Microsoft.Network/virtualNetworks/there/subnets/apim") }, publicIpAddressId: address("ip-two") }],
      },
    ],
    gateway: ["apimanagement:Gateway", { ...within, gatewayId: "edge" }],
  },
  "StandardV2 with its calls through a network": {
    ...group,
    ...net(location, "vnet", "10.0.0.0/16"),
    subnet: apiSubnet("vnet", "apim", "10.0.0.0/24", farms),
    service: ["apimanagement:ApiManagementService", { ...within, ...people, location, sku: { name: "StandardV2", capacity: 1 }, virtualNetworkType: "External", virtualNetworkConfiguration: { subnetResourceId: subnet("apim") } }],
    policy: ["apimanagement:Policy", { ...within, policyId: "policy", format: "rawxml", value: policy('<rate-limit-by-key calls="1" renewal-period="1" counter-key="x" />') }],
  },
  "StandardV2 that is closed once it has a private endpoint": {
    ...group,
    ...net(location, "vnet", "10.0.0.0/16"),
    subnet: apiSubnet("vnet", "apim", "10.0.0.0/24", farms),
    endpoints: apiSubnet("vnet", "endpoints", "10.0.1.0/24"),
    service: ["apimanagement:ApiManagementService", { ...within, ...people, location, sku: { name: "StandardV2", capacity: 1 }, virtualNetworkType: "External", virtualNetworkConfiguration: { subnetResourceId: subnet("apim") } }],
    endpoint: ["network:PrivateEndpoint", { privateEndpointName: "pe", location, subnet: { id: subnet("endpoints") }, privateLinkServiceConnections: [{ name: "Gateway", privateLinkServiceId: idOf("Microsoft.ApiManagement/service/apim-tier"), groupIds: ["Gateway"] }] }],
    closing: ["resources:Deployment", { deploymentName: "closing", properties: { mode: "Incremental", template: { $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", contentVersion: "1.0.0.0", resources: [closedService] } } }],
  },
  "PremiumV2 inside of a network": {
    ...group,
    ...net(location, "vnet", "10.0.0.0/16"),
    subnet: apiSubnet("vnet", "apim", "10.0.0.0/24", hosting),
    service: ["apimanagement:ApiManagementService", { ...within, ...people, location, sku: { name: "PremiumV2", capacity: 1 }, virtualNetworkType: "Internal", virtualNetworkConfiguration: { subnetResourceId: subnet("apim") } }],
  },
  Consumption: {
    ...group,
    service: ["apimanagement:ApiManagementService", { ...within, ...people, location, sku: { name: "Consumption", capacity: 0 } }],
    one: ["apimanagement:Backend", { ...within, backendId: "one", url: "https://a.example.com", protocol: "http" }],
    policy: ["apimanagement:Policy", { ...within, policyId: "policy", format: "rawxml", value: policy("") }],
    api: ["apimanagement:Api", { ...within, apiId: "a", displayName: "A", path: "a", protocols: ["https"] }],
  },
};

export const tierSlips: Readonly<Record<string, readonly Slip[]>> = {
  "Premium in two regions": [
    ["four units in three zones", "service", { "sku.capacity": 4 }, "InvalidParameters", "https://learn.microsoft.com/azure/reliability/reliability-api-management"],
    ["32 units", "service", { "sku.capacity": 32, zones: undefined }, "InvalidParameters", `${learn}/api-management-features`],
    ["the service's own region once more", "service", { "additionalLocations[0].location": "Sweden Central" }, "InvalidParameters", `${learn}/api-management-howto-deploy-multi-region`],
    ["one region outside of networks", "service", { "additionalLocations[0].virtualNetworkConfiguration": undefined }, "InvalidParameters", `${learn}/api-management-howto-deploy-multi-region`],
    ["one public address for both regions", "service", { "additionalLocations[0].publicIpAddressId": address("ip-one") }, "InvalidParameters", `${learn}/virtual-network-injection-resources`],
    ["an address without a DNS label", "one", { dnsSettings: undefined }, "InvalidParameters", `${learn}/virtual-network-injection-resources`],
    ["a subnet without a security group", "subnet", { networkSecurityGroup: undefined }, "InvalidParameters", `${learn}/virtual-network-injection-resources`],
    ["a security group that keeps the management out", "nsgvnet", { securityRules: [] }, "ManagementApiRequestFailed", `${learn}/virtual-network-reference`],
    ["a default route to a firewall, and none for the management", "routes", { "routes[1]": { name: "other", addressPrefix: "AzureMonitor", nextHopType: "Internet" } }, "ManagementApiRequestFailed", `${learn}/api-management-using-with-internal-vnet`],
    ["a delegated subnet for a classic tier", "subnet", farms, "InvalidParameters", `${learn}/virtual-network-injection-resources`],
    ["no gateway anywhere", "service", { disableGateway: true, "additionalLocations[0].disableGateway": true }, "InvalidParameters", `${learn}/api-management-howto-deploy-multi-region`],
    ["a subnet of another region", "service", { "additionalLocations[0].virtualNetworkConfiguration.subnetResourceId": subnet("apim") }, "InvalidParameters", `${learn}/virtual-network-injection-resources`],
  ],
  "StandardV2 with its calls through a network": [
    ["StandardV2 Internal", "service", { virtualNetworkType: "Internal" }, "InvalidParameters", `${learn}/virtual-network-concepts`],
    ["StandardV2 with switches of protocols", "service", { customProperties: { "Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls10": "false" } }, "InvalidParameters", `${learn}/v2-service-tiers-overview`],
    ["quota-by-key on StandardV2", "policy", { value: policy('<quota-by-key calls="1" renewal-period="300" counter-key="x" />') }, "ValidationError", `${learn}/quota-by-key-policy`],
    ["a subnet that is not delegated", "subnet", { delegations: [] }, "InvalidParameters", `${learn}/integrate-vnet-outbound`],
    ["two regions", "service", { additionalLocations: [{ location: "francecentral", virtualNetworkConfiguration: {} }] }, "InvalidParameters", `${learn}/v2-service-tiers-overview`],
    ["certificates of authorities", "service", { certificates: [{ storeName: "Root", encodedCertificate: "TUlJ" }] }, "InvalidParameters", `${learn}/v2-service-tiers-overview`],
    ["a self-hosted gateway", "+", ["apimanagement:Gateway", "edge", { ...within, gatewayId: "edge" }], "ValidationError", `${learn}/self-hosted-gateway-overview`],
    ["eleven units", "service", { "sku.capacity": 11 }, "InvalidParameters", `${learn}/api-management-features`],
  ],
  "StandardV2 that is closed once it has a private endpoint": [
    ["a service that is made closed", "service", { publicNetworkAccess: "Disabled" }, "ActivateServiceWithPrivateEndpointAccessNotAllowed", "https://github.com/hashicorp/terraform-provider-azurerm/issues/31788"],
    ["a service that is closed without an endpoint", "-endpoint", {}, "NotSupported", "https://github.com/Azure/azure-rest-api-specs/issues/24947"],
    ["an endpoint of another service", "endpoint", { "privateLinkServiceConnections[0].privateLinkServiceId": idOf("Microsoft.ApiManagement/service/apim-other") }, "NotSupported", "https://github.com/Azure/azure-rest-api-specs/issues/24947"],
    ["an endpoint of the portal", "endpoint", { "privateLinkServiceConnections[0].groupIds": ["Portal"] }, "InvalidGroupId", `${learn}/private-endpoint`],
    ["an endpoint to a service inside of a network", "service", { "sku.name": "Developer", virtualNetworkType: "Internal" }, "BadRequest", `${learn}/private-endpoint`],
    ["a second write of another tier's units", "closing", { "properties.template.resources[0].sku.capacity": 11 }, "InvalidParameters", `${learn}/api-management-features`],
  ],
  "PremiumV2 inside of a network": [
    ["a subnet delegated to what integration asks for", "subnet", farms, "InvalidParameters", `${learn}/inject-vnet-v2`],
    ["a subnet of /28", "subnet", { addressPrefix: "10.0.0.0/28" }, "InvalidParameters", `${learn}/inject-vnet-v2`],
    ["a custom name of the portal's old kind", "service", { hostnameConfigurations: [{ type: "Portal", hostName: "p.example.com", keyVaultId: "https://kv-there.vault.azure.net/secrets/c" }], identity: { type: "SystemAssigned" } }, "InvalidParameters", `${learn}/configure-custom-domain`],
  ],
  Consumption: [
    ["Consumption with a unit", "service", { "sku.capacity": 1 }, "InvalidParameters", `${learn}/api-management-features`],
    ["Consumption in a network", "service", { virtualNetworkType: "External" }, "InvalidParameters", `${learn}/virtual-network-concepts`],
    ["a breaker", "one", { circuitBreaker: { rules: [{ name: "b", tripDuration: "PT1M", failureCondition: { count: 3, interval: "PT30S", statusCodeRanges: [{ min: 500, max: 599 }] } }] } }, "ValidationError", `${learn}/backends`],
    ["a pool", "+", ["apimanagement:Backend", "pool", { ...within, backendId: "pool", type: "Pool", pool: { services: [{ id: "/backends/one" }] } }], "ValidationError", `${learn}/backends`],
    ["rate-limit-by-key", "policy", { value: policy('<rate-limit-by-key calls="1" renewal-period="1" counter-key="x" />') }, "ValidationError", `${learn}/rate-limit-by-key-policy`],
    ["a WebSocket API", "api", { apiType: "websocket", serviceUrl: "wss://a.example.com" }, "ValidationError", `${learn}/websocket-api`],
  ],
};
