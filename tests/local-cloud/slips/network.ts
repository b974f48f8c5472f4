import { type Base, idOf, type Inputs, type Slip } from "./base";

const learn = "https://learn.microsoft.com/azure";
const faq = `${learn}/virtual-network/virtual-networks-faq`;
const nsgPage = `${learn}/virtual-network/network-security-groups-overview`;
const endpoints = `${learn}/private-link/private-endpoint-overview`;
const location = "swedencentral";
const network = idOf("Microsoft.Network/virtualNetworks/vnet");
const account = idOf("Microsoft.CognitiveServices/accounts/oai-shop");
const connection = (target: string, group: string) => [{ name: "c", privateLinkServiceId: target, groupIds: [group] }];
const rule = (name: string, priority: number, more: Inputs = {}) => ({ name, priority, direction: "Inbound", access: "Allow", protocol: "Tcp", sourceAddressPrefix: "Internet", sourcePortRange: "*", destinationAddressPrefix: "*", destinationPortRange: "443", ...more });

export const network_: Base = {
  group: ["resources:ResourceGroup", { resourceGroupName: "rg", location }],
  nsg: ["network:NetworkSecurityGroup", { networkSecurityGroupName: "nsg", location, securityRules: [rule("https", 100), rule("deny", 4096, { access: "Deny", protocol: "*", sourceAddressPrefix: "10.9.0.0/24", destinationPortRange: undefined, destinationPortRanges: ["80", "8000-8100"] })] }],
  nsgRule: ["network:SecurityRule", { networkSecurityGroupName: "nsg", securityRuleName: "more", ...rule("more", 200), name: undefined }],
  routes: ["network:RouteTable", { routeTableName: "rt", location, routes: [{ name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.0.9.4" }] }],
  ip: ["network:PublicIPAddress", { publicIpAddressName: "ip", location, sku: { name: "Standard" }, publicIPAllocationMethod: "Static", zones: ["1"], dnsSettings: { domainNameLabel: "shop-1" } }],
  ip2: ["network:PublicIPAddress", { publicIpAddressName: "ip2", location, sku: { name: "Standard" }, publicIPAllocationMethod: "Static", dnsSettings: { domainNameLabel: "shop-2" } }],
  nat: ["network:NatGateway", { natGatewayName: "nat", location, sku: { name: "Standard" }, idleTimeoutInMinutes: 10, publicIpAddresses: [{ id: idOf("Microsoft.Network/publicIPAddresses/ip2") }] }],
  vnet: ["network:VirtualNetwork", { virtualNetworkName: "vnet", location, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }],
  far: ["network:VirtualNetwork", { virtualNetworkName: "far", location: "francecentral", addressSpace: { addressPrefixes: ["10.1.0.0/16"] } }],
  subnet: ["network:Subnet", { virtualNetworkName: "vnet", subnetName: "endpoints", addressPrefix: "10.0.0.0/24", networkSecurityGroup: { id: idOf("Microsoft.Network/networkSecurityGroups/nsg") }, routeTable: { id: idOf("Microsoft.Network/routeTables/rt") } }],
  second: ["network:Subnet", { virtualNetworkName: "vnet", subnetName: "apps", addressPrefix: "10.0.1.0/24", delegations: [{ name: "d", serviceName: "Microsoft.Web/serverFarms" }] }],
  peering: ["network:VirtualNetworkPeering", { virtualNetworkName: "vnet", virtualNetworkPeeringName: "there", remoteVirtualNetwork: { id: idOf("Microsoft.Network/virtualNetworks/far") } }],
  account: ["cognitiveservices:Account", { accountName: "oai-shop", location, kind: "OpenAI", sku: { name: "S0" }, properties: { customSubDomainName: "oai-shop" } }],
  endpoint: ["network:PrivateEndpoint", { privateEndpointName: "pe", location, subnet: { id: `${network}/subnets/endpoints` }, privateLinkServiceConnections: connection(account, "account") }],
  zone: ["privatedns:PrivateZone", { privateZoneName: "privatelink.openai.azure.com", location: "global" }],
  otherZone: ["privatedns:PrivateZone", { privateZoneName: "privatelink.vaultcore.azure.net", location: "global" }],
  link: ["privatedns:VirtualNetworkLink", { privateZoneName: "privatelink.openai.azure.com", virtualNetworkLinkName: "l", location: "global", registrationEnabled: false, virtualNetwork: { id: network } }],
  record: ["privatedns:PrivateRecordSet", { privateZoneName: "privatelink.openai.azure.com", recordType: "A", relativeRecordSetName: "a", ttl: 300, aRecords: [{ ipv4Address: "10.0.0.4" }] }],
  zoneGroup: ["network:PrivateDnsZoneGroup", { privateEndpointName: "pe", privateDnsZoneGroupName: "default", privateDnsZoneConfigs: [{ name: "openai", privateDnsZoneId: idOf("Microsoft.Network/privateDnsZones/privatelink.openai.azure.com") }] }],
};
export { network_ as network };

const at = (index: number, key: string) => `securityRules[${index}].${key}`;

export const networkSlips: readonly Slip[] = [
  [
    "an endpoint's address outside its subnet",
    "endpoint",
    { ipConfigurations: [{ name: "a", groupId: "account", memberName: "default", privateIPAddress: "10.9.0.4" }] },
    "PrivateIPAddressNotInSubnet",
    "https://learn.microsoft.com/azure/private-link/private-endpoint-overview#network-interface-of-a-private-endpoint",
  ],
  ["a network's prefix with host bits", "vnet", { "addressSpace.addressPrefixes": ["10.0.0.1/16"] }, "InvalidCIDRNotation", faq],
  ["a prefix that is none", "vnet", { "addressSpace.addressPrefixes": ["10.0.0.0/16", "10.300.0.0/16"] }, "InvalidCIDRNotation", faq],
  ["a network of no addresses", "far", { "addressSpace.addressPrefixes": [] }, "InvalidAddressPrefix", faq],
  ["two ranges that overlap", "far", { "addressSpace.addressPrefixes": ["10.1.0.0/16", "10.1.2.0/24"] }, "InvalidAddressPrefix", faq],
  ["a network of multicast addresses", "far", { "addressSpace.addressPrefixes": ["224.0.0.0/16"] }, "InvalidAddressPrefix", faq],
  ["a subnet outside its network", "subnet", { addressPrefix: "10.5.0.0/24" }, "NetcfgInvalidSubnet", faq],
  ["a subnet of /30", "subnet", { addressPrefix: "10.0.0.0/30" }, "NetcfgInvalidSubnet", faq],
  ["a subnet without a range", "subnet", { addressPrefix: undefined }, "NetcfgInvalidSubnet", faq],
  ["subnets that overlap", "second", { addressPrefix: "10.0.0.128/25" }, "NetcfgSubnetRangesOverlap", faq],
  ["a Bastion's subnet of /27", "+", ["network:Subnet", "bastion", { virtualNetworkName: "vnet", subnetName: "AzureBastionSubnet", addressPrefix: "10.0.2.0/27" }], "NetcfgInvalidSubnet", `${learn}/bastion/configuration-settings#subnet`],
  ["a subnet within the network's own list, outside of it", "vnet", { subnets: [{ name: "inline", addressPrefix: "10.7.0.0/24" }] }, "NetcfgInvalidSubnet", faq],
  ["two delegations", "second", { "delegations[1]": { name: "e", serviceName: "Microsoft.App/environments" } }, "InvalidSubnet", `${learn}/virtual-network/subnet-delegation-overview`],
  ["a security group of another region", "nsg", { location: "francecentral" }, "InvalidSubnet", `${learn}/virtual-network/manage-network-security-group`],
  ["a route table of another region", "routes", { location: "francecentral" }, "InvalidSubnet", `${learn}/virtual-network/manage-route-table`],
  ["a subnet whose name ends in a hyphen", "second", { subnetName: "apps-" }, "InvalidResourceName", `${learn}/azure-resource-manager/management/resource-name-rules`],
  ["networks that are peered and overlap", "far", { "addressSpace.addressPrefixes": ["10.0.0.0/20"] }, "VnetAddressSpacesOverlap", `${learn}/virtual-network/virtual-network-manage-peering`],
  ["a network that is peered with itself", "peering", { "remoteVirtualNetwork.id": network }, "CannotPeerVnetToItself", `${learn}/virtual-network/virtual-network-manage-peering`],
  [
    "a pair that is peered twice",
    "+",
    ["network:VirtualNetworkPeering", "again", { virtualNetworkName: "vnet", virtualNetworkPeeringName: "again", remoteVirtualNetwork: { id: idOf("Microsoft.Network/virtualNetworks/far") } }],
    "PeeringAlreadyExists",
    `${learn}/virtual-network/virtual-network-manage-peering`,
  ],
  ["a route to the internet by an address", "routes", { "routes[0].nextHopType": "Internet" }, "RouteInvalid", `${learn}/virtual-network/virtual-networks-udr-overview`],
  ["a NAT gateway that waits for three hours", "nat", { idleTimeoutInMinutes: 180 }, "NatGatewayInvalid", `${learn}/nat-gateway/nat-gateway-resource`],

  ["a rule of priority 99", "nsg", { [at(0, "priority")]: 99 }, "SecurityRuleInvalidPriority", nsgPage],
  ["a rule of priority 4097", "nsgRule", { priority: 4097 }, "SecurityRuleInvalidPriority", nsgPage],
  ["two rules of one priority", "nsg", { [at(1, "priority")]: 100 }, "SecurityRuleConflict", nsgPage],
  ["a rule of its own with the priority of another", "nsgRule", { priority: 100 }, "SecurityRuleConflict", nsgPage],
  ["a rule named with a blank", "nsg", { [at(0, "name")]: "let in" }, "InvalidResourceName", `${learn}/azure-resource-manager/management/resource-name-rules`],
  ["port 70000", "nsg", { [at(0, "destinationPortRange")]: "70000" }, "SecurityRuleInvalidPortRange", nsgPage],
  ["ports from above to below", "nsg", { [at(1, "destinationPortRanges")]: ["90-80"] }, "SecurityRuleInvalidPortRange", nsgPage],
  ["a service tag that does not exist", "nsg", { [at(0, "sourceAddressPrefix")]: "Internets" }, "SecurityRuleInvalidAddressPrefix", `${learn}/virtual-network/service-tags-overview`],
  ["a tag among several prefixes", "nsg", { [at(0, "sourceAddressPrefix")]: undefined, [at(0, "sourceAddressPrefixes")]: ["Internet", "10.0.0.0/8"] }, "SecurityRuleInvalidAddressPrefix", nsgPage],
  ["a rule without destination", "nsg", { [at(0, "destinationAddressPrefix")]: undefined }, "SecurityRuleParameterMissing", `${learn}/templates/microsoft.network/networksecuritygroups`],
  ["a rule for HTTP", "nsg", { [at(0, "protocol")]: "Http" }, "SecurityRuleParameterMissing", `${learn}/templates/microsoft.network/networksecuritygroups`],

  ["a Basic public address", "ip", { sku: { name: "Basic" }, zones: [] }, "IPv4BasicSkuPublicIpCountLimitReached", `${learn}/virtual-network/ip-services/public-ip-basic-upgrade-guidance`],
  ["a Standard address that is dynamic", "ip", { publicIPAllocationMethod: "Dynamic" }, "PublicIPAddressAllocationMethodInvalid", `${learn}/virtual-network/ip-services/public-ip-addresses`],
  ["a DNS label in capitals", "ip", { "dnsSettings.domainNameLabel": "Shop" }, "InvalidDomainNameLabel", `${learn}/virtual-network/ip-services/public-ip-addresses`],
  ["two addresses of one DNS label", "ip2", { "dnsSettings.domainNameLabel": "shop-1" }, "DnsRecordInUse", `${learn}/virtual-network/ip-services/public-ip-addresses`],
  ["zone 4", "ip", { zones: ["4"] }, "AvailabilityZoneNotSupported", `${learn}/reliability/availability-zones-region-support`],
  ["zones where there are none", "ip", { location: "westus" }, "AvailabilityZoneNotSupported", `${learn}/reliability/availability-zones-region-support`],
  ["a region that does not exist", "far", { location: "swedenmiddle" }, "LocationNotAvailableForResourceType", `${learn}/reliability/regions-list`],
  ["a private zone in a region", "zone", { location }, "LocationNotAvailableForResourceType", `${learn}/dns/private-dns-privatednszone`],

  ["an endpoint with group openai", "endpoint", { "privateLinkServiceConnections[0].groupIds": ["openai"] }, "InvalidGroupId", endpoints],
  ["an endpoint without a group", "endpoint", { "privateLinkServiceConnections[0].groupIds": [] }, "InvalidGroupId", endpoints],
  ["a connection without a name", "endpoint", { "privateLinkServiceConnections[0].name": undefined }, "InvalidRequestFormat", "https://github.com/pulumi/pulumi-azure-nextgen/issues/264"],
  ["an endpoint on an account without a subdomain", "account", { "properties.customSubDomainName": undefined }, "BadRequest", `${learn}/ai-services/cognitive-services-virtual-networks`],
  ["an endpoint in another region than its network", "endpoint", { location: "francecentral" }, "InvalidResourceReference", endpoints],
  ["an endpoint in a delegated subnet", "endpoint", { "subnet.id": `${network}/subnets/apps` }, "InvalidResourceReference", endpoints],
  ["an endpoint in a subnet that is not there", "endpoint", { "subnet.id": `${network}/subnets/none` }, "AZURE_NOT_FOUND", endpoints],
  ["an endpoint's zone for another service", "zoneGroup", { "privateDnsZoneConfigs[0].privateDnsZoneId": idOf("Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net") }, "AZURE_DNS_ZONE", `${learn}/private-link/private-endpoint-dns`],
  ["a network that is linked to one zone twice", "+", ["privatedns:VirtualNetworkLink", "again", { privateZoneName: "privatelink.openai.azure.com", virtualNetworkLinkName: "m", location: "global", virtualNetwork: { id: network } }], "Conflict", `${learn}/dns/private-dns-virtual-network-links`],
  ["an A record that is no address", "record", { "aRecords[0].ipv4Address": "10.0.0" }, "BadRequest", `${learn}/dns/private-dns-privatednszone`],
  ["a zone of one label", "zone", { privateZoneName: "openai" }, "BadRequest", `${learn}/dns/private-dns-privatednszone`],
  ["a zone with a label of 64 characters", "otherZone", { privateZoneName: `${"x".repeat(64)}.azure.net` }, "BadRequest", `${learn}/dns/private-dns-privatednszone`],
  ["one id given twice", "+", ["network:RouteTable", "again", { routeTableName: "RT", location }], "AZURE_DUPLICATE_ID", `${learn}/azure-resource-manager/management/overview`],
  ["a child of nothing", "+", ["eventhub:EventHub", "orphan", { namespaceName: "evhns-none", eventHubName: "h" }], "AZURE_NOT_FOUND", `${learn}/azure-resource-manager/troubleshooting/error-parent-resource`],
];
