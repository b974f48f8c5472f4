/**
 * How Azure names what azure-native declares: the ARM type, and the inputs that name each segment. What the names may
 * be is in rules/names.ts.
 */
export interface ResourceType {
  /** `Microsoft.ApiManagement/service/apis`. */
  readonly arm: string;
  /** Input properties (or `=literal` where Azure fixes the name), one a segment of the type. */
  readonly names: readonly string[];
  /** The input whose resource this one extends; absent where a resource group holds it. */
  readonly scope?: string;
}

type Row = readonly [arm: string, names: string, scope?: string];

/** A child's names follow its parent's, so the parents stand once. */
const service = "serviceName";
const api = "serviceName apiId";
const hub = "Microsoft.EventHub/namespaces";
const apim = "Microsoft.ApiManagement/service";

const rows: Readonly<Record<string, Row>> = {
  "network:VirtualNetwork": ["Microsoft.Network/virtualNetworks", "virtualNetworkName"],
  "network:Subnet": ["Microsoft.Network/virtualNetworks/subnets", "virtualNetworkName subnetName"],
  "network:VirtualNetworkPeering": [
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "virtualNetworkName virtualNetworkPeeringName",
  ],
  "network:NetworkSecurityGroup": ["Microsoft.Network/networkSecurityGroups", "networkSecurityGroupName"],
  "network:SecurityRule": [
    "Microsoft.Network/networkSecurityGroups/securityRules",
    "networkSecurityGroupName securityRuleName",
  ],
  "network:PublicIPAddress": ["Microsoft.Network/publicIPAddresses", "publicIpAddressName"],
  "network:PrivateEndpoint": ["Microsoft.Network/privateEndpoints", "privateEndpointName"],
  "network:PrivateDnsZoneGroup": [
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "privateEndpointName privateDnsZoneGroupName",
  ],
  "network:ApplicationGateway": ["Microsoft.Network/applicationGateways", "applicationGatewayName"],
  "network:WebApplicationFirewallPolicy": [
    "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
    "policyName",
  ],
  "network:RouteTable": ["Microsoft.Network/routeTables", "routeTableName"],
  "network:NatGateway": ["Microsoft.Network/natGateways", "natGatewayName"],
  "privatedns:PrivateZone": ["Microsoft.Network/privateDnsZones", "privateZoneName"],
  "privatedns:VirtualNetworkLink": [
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "privateZoneName virtualNetworkLinkName",
  ],
  "privatedns:PrivateRecordSet": [
    "Microsoft.Network/privateDnsZones/{recordType}",
    "privateZoneName relativeRecordSetName",
  ],
  "trafficmanager:Profile": ["Microsoft.Network/trafficManagerProfiles", "profileName"],
  "trafficmanager:Endpoint": [
    "Microsoft.Network/trafficManagerProfiles/{endpointType}",
    "profileName endpointName",
  ],
  "operationalinsights:Workspace": ["Microsoft.OperationalInsights/workspaces", "workspaceName"],
  "applicationinsights:Component": ["Microsoft.Insights/components", "resourceName"],
  "monitor:DiagnosticSetting": ["Microsoft.Insights/diagnosticSettings", "name", "resourceUri"],
  "monitor:ActionGroup": ["Microsoft.Insights/actionGroups", "actionGroupName"],
  "monitor:MetricAlert": ["Microsoft.Insights/metricAlerts", "ruleName"],
  "monitor:ScheduledQueryRule": ["Microsoft.Insights/scheduledQueryRules", "ruleName"],
  "monitor:PrivateLinkScope": ["Microsoft.Insights/privateLinkScopes", "scopeName"],
  "monitor:PrivateLinkScopedResource": [
    "Microsoft.Insights/privateLinkScopes/scopedResources",
    "scopeName name",
  ],
  "applicationinsights:Workbook": ["Microsoft.Insights/workbooks", "resourceName"],
  "keyvault:Vault": ["Microsoft.KeyVault/vaults", "vaultName"],
  "keyvault:Secret": ["Microsoft.KeyVault/vaults/secrets", "vaultName secretName"],
  "managedidentity:UserAssignedIdentity": [
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    "resourceName",
  ],
  "managedidentity:FederatedIdentityCredential": [
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    "resourceName federatedIdentityCredentialResourceName",
  ],
  "authorization:RoleAssignment": ["Microsoft.Authorization/roleAssignments", "roleAssignmentName", "scope"],
  "authorization:ManagementLockByScope": ["Microsoft.Authorization/locks", "lockName", "scope"],
  "cognitiveservices:Account": ["Microsoft.CognitiveServices/accounts", "accountName"],
  "cognitiveservices:Deployment": [
    "Microsoft.CognitiveServices/accounts/deployments",
    "accountName deploymentName",
  ],
  "cognitiveservices:RaiPolicy": [
    "Microsoft.CognitiveServices/accounts/raiPolicies",
    "accountName raiPolicyName",
  ],
  "eventhub:Namespace": [hub, "namespaceName"],
  "eventhub:EventHub": [`${hub}/eventhubs`, "namespaceName eventHubName"],
  "eventhub:ConsumerGroup": [
    `${hub}/eventhubs/consumergroups`,
    "namespaceName eventHubName consumerGroupName",
  ],
  "eventhub:NamespaceNetworkRuleSet": [`${hub}/networkRuleSets`, "namespaceName =default"],
  "apimanagement:ApiManagementService": [apim, service],
  "apimanagement:Api": [`${apim}/apis`, api],
  "apimanagement:ApiOperation": [`${apim}/apis/operations`, `${api} operationId`],
  "apimanagement:ApiPolicy": [`${apim}/apis/policies`, `${api} policyId`],
  "apimanagement:ApiOperationPolicy": [`${apim}/apis/operations/policies`, `${api} operationId policyId`],
  "apimanagement:ApiDiagnostic": [`${apim}/apis/diagnostics`, `${api} diagnosticId`],
  "apimanagement:ApiSchema": [`${apim}/apis/schemas`, `${api} schemaId`],
  "apimanagement:ApiRelease": [`${apim}/apis/releases`, `${api} releaseId`],
  "apimanagement:ApiVersionSet": [`${apim}/apiVersionSets`, `${service} versionSetId`],
  "apimanagement:Backend": [`${apim}/backends`, `${service} backendId`],
  "apimanagement:Product": [`${apim}/products`, `${service} productId`],
  "apimanagement:ProductApi": [`${apim}/products/apis`, `${service} productId apiId`],
  "apimanagement:ProductGroup": [`${apim}/products/groups`, `${service} productId groupId`],
  "apimanagement:ProductPolicy": [`${apim}/products/policies`, `${service} productId policyId`],
  "apimanagement:Subscription": [`${apim}/subscriptions`, `${service} sid`],
  "apimanagement:NamedValue": [`${apim}/namedValues`, `${service} namedValueId`],
  "apimanagement:Logger": [`${apim}/loggers`, `${service} loggerId`],
  "apimanagement:Diagnostic": [`${apim}/diagnostics`, `${service} diagnosticId`],
  // Pulumi's SDK never sends an input called id (pulumi-azure-native #2664), so the logical name is the fragment's.
  "apimanagement:PolicyFragment": [`${apim}/policyFragments`, `${service} id`],
  "apimanagement:Policy": [`${apim}/policies`, `${service} policyId`],
  "redisenterprise:RedisEnterprise": ["Microsoft.Cache/redisEnterprise", "clusterName"],
  "redisenterprise:Database": ["Microsoft.Cache/redisEnterprise/databases", "clusterName databaseName"],
  "apimanagement:Cache": [`${apim}/caches`, `${service} cacheId`],
  "apimanagement:Certificate": [`${apim}/certificates`, `${service} certificateId`],
  "apimanagement:Group": [`${apim}/groups`, `${service} groupId`],
  "apimanagement:Tag": [`${apim}/tags`, `${service} tagId`],
  "apimanagement:User": [`${apim}/users`, `${service} userId`],
  "apimanagement:Gateway": [`${apim}/gateways`, `${service} gatewayId`],
  "resources:Deployment": ["Microsoft.Resources/deployments", "deploymentName"],
};

/** Rows of what rules look at and inputs are not checked of. */
const more: Readonly<Record<string, Row>> = {
  "storage:StorageAccount": ["Microsoft.Storage/storageAccounts", "accountName"],
  "web:WebApp": ["Microsoft.Web/sites", "name"],
  "search:Service": ["Microsoft.Search/searchServices", "searchServiceName"],
  "authorization:RoleDefinition": ["Microsoft.Authorization/roleDefinitions", "roleDefinitionId", "scope"],
  "keyvault:Key": ["Microsoft.KeyVault/vaults/keys", "vaultName keyName"],
  "cognitiveservices:Project": ["Microsoft.CognitiveServices/accounts/projects", "accountName projectName"],
  "cognitiveservices:ProjectConnection": [
    "Microsoft.CognitiveServices/accounts/projects/connections",
    "accountName projectName connectionName",
  ],
  "apicenter:Api": ["Microsoft.ApiCenter/services/workspaces/apis", "serviceName workspaceName apiName"],
  "apicenter:ApiVersion": [
    "Microsoft.ApiCenter/services/workspaces/apis/versions",
    "serviceName workspaceName apiName versionName",
  ],
  "apicenter:ApiDefinition": [
    "Microsoft.ApiCenter/services/workspaces/apis/versions/definitions",
    "serviceName workspaceName apiName versionName definitionName",
  ],
  "apicenter:Deployment": [
    "Microsoft.ApiCenter/services/workspaces/apis/deployments",
    "serviceName workspaceName apiName deploymentName",
  ],
  "eventhub:NamespaceAuthorizationRule": [`${hub}/authorizationRules`, "namespaceName authorizationRuleName"],
  "eventhub:EventHubAuthorizationRule": [
    `${hub}/eventhubs/authorizationRules`,
    "namespaceName eventHubName authorizationRuleName",
  ],
};

/** `module:Type` of everything that the table has, and of resource groups. */
export const knownTypes: readonly string[] = ["resources:ResourceGroup", ...Object.keys(rows)];

/** Modules whose Azure namespace is not just their name with `Microsoft.` before it. */
const namespaces: Readonly<Record<string, string>> = {
  apimanagement: "Microsoft.ApiManagement",
  applicationinsights: "Microsoft.Insights",
  cognitiveservices: "Microsoft.CognitiveServices",
  containerinstance: "Microsoft.ContainerInstance",
  eventhub: "Microsoft.EventHub",
  keyvault: "Microsoft.KeyVault",
  managedidentity: "Microsoft.ManagedIdentity",
  monitor: "Microsoft.Insights",
  network: "Microsoft.Network",
  operationalinsights: "Microsoft.OperationalInsights",
  privatedns: "Microsoft.Network",
  resources: "Microsoft.Resources",
  storage: "Microsoft.Storage",
};

/** The `module:Type` of a token, without provider and API version; nothing for other providers' types. */
export function azureTypeName(token: string): string | undefined {
  const match = /^azure-native:([^:/]+)(?:\/[^:]+)?:(\w+)$/.exec(token);
  return match ? `${match[1]}:${match[2]}` : undefined;
}

/**
 * The table's entry, or a guess for a type it does not know: `web:StaticSite` is `Microsoft.Web/staticSites`,
 * named by its own `...Name` input. A guess is good enough where nothing refers to the id's shape.
 */
export function resourceType(name: string, inputs: Readonly<Record<string, unknown>>): ResourceType {
  const row = rows[name] ?? more[name];
  if (row) {
    const [arm, names, scope] = row;
    const filled = arm.replace(/\{(\w+)\}/g, (_all, property: string) => {
      const value = inputs[property];
      return typeof value === "string" ? value.replace(/^.*\//, "") : property;
    });
    return { arm: filled, names: names.split(" "), scope };
  }
  const [module = "", type = ""] = name.split(":");
  const namespace = namespaces[module] ?? `Microsoft.${module.charAt(0).toUpperCase()}${module.slice(1)}`;
  const camel = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const own = [`${camel}Name`, `${camel}Id`, "resourceName", "name"].find((property) => property in inputs);
  const scope = ["scope", "resourceUri"].find((property) => typeof inputs[property] === "string");
  return { arm: `${namespace}/${camel}s`, names: [own ?? `${camel}Name`], scope };
}
