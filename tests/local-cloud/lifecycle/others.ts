import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as network from "@pulumi/azure-native/network";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import * as privatedns from "@pulumi/azure-native/privatedns";
import * as resources from "@pulumi/azure-native/resources";
import type { GatewayConfigInput } from "../../../components";
import { localSubscription, localTenant } from "../../../packages/local-cloud/azure/seeded";

/** What another team has made before the gateway came, by a program of its own: the gateway may use it, and no more. */
export const group = `/subscriptions/${localSubscription}/resourceGroups/rg-others`;
const networkId = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-others`;
const location = "swedencentral";
const zones = {
  openAi: "privatelink.openai.azure.com",
  keyVault: "privatelink.vaultcore.azure.net",
  eventHub: "privatelink.servicebus.windows.net",
};
const subnets = {
  applicationGateway: "10.50.1.0/24",
  privateEndpoints: "10.50.2.0/24",
  apiManagement: "10.50.3.0/24",
  deploy: "10.50.4.0/24",
};

const allow = (
  name: string,
  priority: number,
  direction: string,
  { from, to, port }: { readonly from: string; readonly to: string; readonly port: string },
) => ({
  name,
  priority,
  direction,
  access: "Allow",
  protocol: "Tcp",
  sourceAddressPrefix: from,
  sourcePortRange: "*",
  destinationAddressPrefix: to,
  destinationPortRange: port,
});

export function othersProgram(): void {
  const { name: resourceGroupName } = new resources.ResourceGroup("group", {
    resourceGroupName: "rg-others",
    location,
  });
  const there = { resourceGroupName, location };
  const vnet = new network.VirtualNetwork("network", {
    ...there,
    virtualNetworkName: "vnet-others",
    addressSpace: { addressPrefixes: ["10.50.0.0/16"] },
  });
  const rules = new network.NetworkSecurityGroup("rules", {
    ...there,
    networkSecurityGroupName: "nsg-others",
    // What API Management needs of a network that it is injected into, and an Application Gateway of its subnet.
    securityRules: [
      allow("management", 100, "Inbound", { from: "ApiManagement", to: "VirtualNetwork", port: "3443" }),
      allow("balancer", 110, "Inbound", { from: "AzureLoadBalancer", to: "*", port: "6390" }),
      allow("gatewayManager", 120, "Inbound", { from: "GatewayManager", to: "*", port: "65200-65535" }),
      allow("clients", 130, "Inbound", { from: "Internet", to: "*", port: "443" }),
    ],
  });
  let before: network.Subnet[] = [];
  for (const [subnetName, addressPrefix] of Object.entries(subnets)) {
    const place = {
      resourceGroupName,
      virtualNetworkName: vnet.name,
      subnetName,
      addressPrefix,
      networkSecurityGroup: { id: rules.id },
    };
    // A network takes one change at a time.
    before = [new network.Subnet(subnetName, place, { dependsOn: before })];
  }
  for (const [key, privateZoneName] of Object.entries(zones))
    new privatedns.PrivateZone(key, { resourceGroupName, privateZoneName, location: "global" });
  new operationalinsights.Workspace("workspace", { ...there, workspaceName: "log-others" });
  new keyvault.Vault("vault", {
    ...there,
    vaultName: "kv-others-team",
    properties: {
      tenantId: localTenant,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
    },
  });
  const service = new apimanagement.ApiManagementService("service", {
    ...there,
    serviceName: "apim-others-team",
    publisherName: "Others",
    publisherEmail: "others@example.com",
    sku: { name: "StandardV2", capacity: 1 },
    identity: { type: "SystemAssigned" },
  });
  new apimanagement.Api("api", {
    resourceGroupName,
    serviceName: service.name,
    apiId: "orders",
    displayName: "Orders",
    path: "orders",
    protocols: ["https"],
    serviceUrl: "https://orders.example.com",
  });
}

/** Everything but the service that a gateway can be told to use instead of declaring its own. */
export const existing: NonNullable<GatewayConfigInput["existing"]> = {
  resourceGroupId: group,
  virtualNetworkId: networkId,
  subnetIds: {
    applicationGateway: `${networkId}/subnets/applicationGateway`,
    privateEndpoints: `${networkId}/subnets/privateEndpoints`,
    apiManagement: `${networkId}/subnets/apiManagement`,
    deploy: `${networkId}/subnets/deploy`,
  },
  privateDnsZoneIds: {
    openAi: `${group}/providers/Microsoft.Network/privateDnsZones/${zones.openAi}`,
    keyVault: `${group}/providers/Microsoft.Network/privateDnsZones/${zones.keyVault}`,
    eventHub: `${group}/providers/Microsoft.Network/privateDnsZones/${zones.eventHub}`,
  },
  logAnalyticsWorkspaceId: `${group}/providers/Microsoft.OperationalInsights/workspaces/log-others`,
  keyVaultId: `${group}/providers/Microsoft.KeyVault/vaults/kv-others-team`,
};

export const existingService = `${group}/providers/Microsoft.ApiManagement/service/apim-others-team`;
