import { rows, type InputSlip } from "./inputSlip";

const network = "@azure/arm-network";

export const networkInputSlips: readonly InputSlip[] = [
  ...rows(
    "network:VirtualNetwork",
    network,
    ["one prefix for a list", "addressSpace.addressPrefixes", "10.0.0.0/16", "takes a list, not a string"],
    ["a policy that is none", "subnets[0].privateEndpointNetworkPolicies", "Off", "takes one of Enabled"],
    ["what Azure sets", "resourceGuid", "x", "resourceGuid is read-only"],
    ["a subnet in ARM's shape", "subnets[0].properties", {}, "subnets[0].properties is not a property"],
  ),
  ...rows(
    "network:NetworkSecurityGroup",
    network,
    [
      "a rule without direction",
      "securityRules[0].direction",
      undefined,
      "securityRules[0].direction is required",
    ],
    ["a protocol in capitals", "securityRules[0].protocol", "TCP", "did you mean Tcp?"],
    ["a way that is none", "securityRules[0].direction", "In", "takes one of Inbound, Outbound"],
    ["neither Allow nor Deny", "securityRules[0].access", "Block", "takes one of Allow, Deny"],
  ),
  ...rows(
    "network:PublicIPAddress",
    network,
    ["a tier that is none", "sku.name", "Premium", "sku.name takes one of Basic, Standard"],
    ["a way that is none", "publicIPAllocationMethod", "Fixed", "takes one of Static, Dynamic"],
    ["a zone as a number", "zones", [1], "zones[0] takes a string, not a number"],
  ),
  ...rows(
    "network:PrivateEndpoint",
    network,
    ["a subnet's id for the subnet", "subnet", "/subscriptions/s", "subnet takes an object, not a string"],
    ["one group for a list", "privateLinkServiceConnections[0].groupIds", "account", "takes a list"],
    ["a card's name under a wrong name", "customNicName", "nic", "customNicName is not a property"],
    ["what Azure sets, of a subnet", "subnet.provisioningState", "Succeeded", "is read-only"],
  ),
  ...rows(
    "network:ApplicationGateway",
    network,
    ["a tier that is none", "sku.tier", "WAFv2", "sku.tier takes one of"],
    ["a policy that is none", "sslPolicy.policyType", "Strict", "sslPolicy.policyType takes one of"],
    ["a TLS version that is none", "sslPolicy.minProtocolVersion", "TLS1.2", "did you mean TLSv1_2?"],
    [
      "a cipher that is none",
      "sslPolicy.cipherSuites",
      ["TLS_NULL"],
      "sslPolicy.cipherSuites[0] takes one of",
    ],
    ["no instance at least, as a text", "autoscaleConfiguration.minCapacity", "0", "takes a number"],
    ["fewer than 2 at most", "autoscaleConfiguration.maxCapacity", 1, "maxCapacity takes 2 at least"],
    ["a rule of priority 0", "requestRoutingRules[0].priority", 0, "priority takes 1 at least"],
    ["a rule of no kind", "requestRoutingRules[0].ruleType", "Path", "takes one of Basic, PathBasedRouting"],
    ["settings under a wrong name", "backendHttpSettings", [], "backendHttpSettings is not a property"],
  ),
  ...rows(
    "network:WebApplicationFirewallPolicy",
    network,
    ["a mode that is none", "policySettings.mode", "Block", "policySettings.mode takes one of"],
    ["a body below 8 KB", "policySettings.maxRequestBodySizeInKb", 4, "takes 8 at least"],
    ["a rule without action", "customRules[0].action", undefined, "customRules[0].action is required"],
    ["an operator that is none", "customRules[0].matchConditions[0].operator", "InRange", "takes one of"],
    ["no managed rules", "managedRules", undefined, "managedRules is required"],
  ),
  ...rows(
    "privatedns:VirtualNetworkLink",
    "@azure/arm-privatedns",
    ["a policy that is none", "resolutionPolicy", "Redirect", "resolutionPolicy takes one of"],
    ["registration as a text", "registrationEnabled", "false", "takes a boolean, not a string"],
    ["a state, which Azure sets", "virtualNetworkLinkState", "Completed", "is read-only"],
  ),
  ...rows(
    "trafficmanager:Profile",
    "@azure/arm-trafficmanager",
    ["a method that is none", "trafficRoutingMethod", "RoundRobin", "trafficRoutingMethod takes one of"],
    [
      "a probe's protocol that is none",
      "monitorConfig.protocol",
      "gRPC",
      "monitorConfig.protocol takes one of",
    ],
    ["a name's life as a text", "dnsConfig.ttl", "30", "dnsConfig.ttl takes a number"],
  ),
];
