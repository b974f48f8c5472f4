/**
 * How Azure names what azure-native declares: the ARM type, the inputs that name each segment, and the rule for
 * the last name (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
 */
export interface ResourceType {
  /** `Microsoft.ApiManagement/service/apis`. */
  readonly arm: string;
  /** Input properties (or `=literal` where Azure fixes the name), one a segment of the type. */
  readonly names: readonly string[];
  /** The input whose resource this one extends; absent where a resource group holds it. */
  readonly scope?: string;
  readonly rule?: NameRule;
}

export interface NameRule {
  readonly min: number;
  readonly max: number;
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly text: string;
}

const rule = (min: number, max: number, pattern: RegExp, text: string): NameRule => ({
  min,
  max,
  pattern,
  text,
});
const network = rule(
  1,
  80,
  /^[a-z0-9]([\w.-]*\w)?$/i,
  "letters, digits, _ . and -, from a letter or digit to one or _",
);
const hyphenated = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;
const entity = rule(1, 256, /^[^*#&+:<>?/]+$/, "none of * # & + : < > ? /");
const word80 = rule(1, 80, /^\w([\w-]*\w)?$/, "letters, digits, _ and -, with no - at either end");

type Row = readonly [arm: string, names: string, rule?: NameRule, scope?: string];

/** A child's names follow its parent's, so the parents stand once. */
const service = "serviceName";
const api = "serviceName apiId";
const hub = "Microsoft.EventHub/namespaces";
const apim = "Microsoft.ApiManagement/service";

const rows: Readonly<Record<string, Row>> = {
  "network:VirtualNetwork": [
    "Microsoft.Network/virtualNetworks",
    "virtualNetworkName",
    { ...network, min: 2, max: 64 },
  ],
  "network:Subnet": ["Microsoft.Network/virtualNetworks/subnets", "virtualNetworkName subnetName", network],
  "network:VirtualNetworkPeering": [
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "virtualNetworkName virtualNetworkPeeringName",
    network,
  ],
  "network:NetworkSecurityGroup": [
    "Microsoft.Network/networkSecurityGroups",
    "networkSecurityGroupName",
    network,
  ],
  "network:SecurityRule": [
    "Microsoft.Network/networkSecurityGroups/securityRules",
    "networkSecurityGroupName securityRuleName",
    network,
  ],
  "network:PublicIPAddress": ["Microsoft.Network/publicIPAddresses", "publicIpAddressName", network],
  "network:PrivateEndpoint": [
    "Microsoft.Network/privateEndpoints",
    "privateEndpointName",
    { ...network, min: 2, max: 64 },
  ],
  "network:PrivateDnsZoneGroup": [
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "privateEndpointName privateDnsZoneGroupName",
    network,
  ],
  "network:ApplicationGateway": ["Microsoft.Network/applicationGateways", "applicationGatewayName", network],
  "network:WebApplicationFirewallPolicy": [
    "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
    "policyName",
    { ...network, max: 128 },
  ],
  "network:RouteTable": ["Microsoft.Network/routeTables", "routeTableName", network],
  "network:NatGateway": ["Microsoft.Network/natGateways", "natGatewayName", network],
  "privatedns:PrivateZone": [
    "Microsoft.Network/privateDnsZones",
    "privateZoneName",
    rule(1, 253, /^[a-z0-9_]([\w-]*\.)+[\w-]+$/i, "two labels or more, separated by dots"),
  ],
  "privatedns:VirtualNetworkLink": [
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "privateZoneName virtualNetworkLinkName",
    network,
  ],
  "privatedns:PrivateRecordSet": [
    "Microsoft.Network/privateDnsZones/{recordType}",
    "privateZoneName relativeRecordSetName",
  ],
  "trafficmanager:Profile": [
    "Microsoft.Network/trafficManagerProfiles",
    "profileName",
    rule(1, 63, hyphenated, "letters, digits and inner hyphens"),
  ],
  "trafficmanager:Endpoint": [
    "Microsoft.Network/trafficManagerProfiles/{endpointType}",
    "profileName endpointName",
  ],
  "operationalinsights:Workspace": [
    "Microsoft.OperationalInsights/workspaces",
    "workspaceName",
    rule(4, 63, hyphenated, "letters, digits and inner hyphens"),
  ],
  "applicationinsights:Component": [
    "Microsoft.Insights/components",
    "resourceName",
    rule(1, 260, /^[^%&\\?/]*[^%&\\?/. ]$/, "none of % & \\ ? /, with no space or dot at the end"),
  ],
  "monitor:DiagnosticSetting": [
    "Microsoft.Insights/diagnosticSettings",
    "name",
    rule(1, 260, /^[^<>*%:&#+?/\\]+$/, "none of < > * % : & # + ? / \\"),
    "resourceUri",
  ],
  "monitor:ActionGroup": ["Microsoft.Insights/actionGroups", "actionGroupName"],
  "monitor:MetricAlert": ["Microsoft.Insights/metricAlerts", "ruleName"],
  "monitor:ScheduledQueryRule": ["Microsoft.Insights/scheduledQueryRules", "ruleName"],
  "applicationinsights:Workbook": [
    "Microsoft.Insights/workbooks",
    "resourceName",
    rule(36, 36, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "a UUID"),
  ],
  "keyvault:Vault": [
    "Microsoft.KeyVault/vaults",
    "vaultName",
    rule(
      3,
      24,
      /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/i,
      "letters, digits and single hyphens, from a letter to a letter or digit",
    ),
  ],
  "keyvault:Secret": [
    "Microsoft.KeyVault/vaults/secrets",
    "vaultName secretName",
    rule(1, 127, /^[a-z0-9-]+$/i, "letters, digits and hyphens"),
  ],
  "managedidentity:UserAssignedIdentity": [
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    "resourceName",
    rule(3, 128, /^[a-z0-9][\w-]*$/i, "letters, digits, - and _, from a letter or digit"),
  ],
  "managedidentity:FederatedIdentityCredential": [
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    "resourceName federatedIdentityCredentialResourceName",
  ],
  "authorization:RoleAssignment": [
    "Microsoft.Authorization/roleAssignments",
    "roleAssignmentName",
    rule(36, 36, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "a UUID"),
    "scope",
  ],
  "authorization:ManagementLockByScope": [
    "Microsoft.Authorization/locks",
    "lockName",
    rule(1, 90, /^[\w().-]*[\w()-]$/, "letters, digits, _ ( ) . and -, with no dot at the end"),
    "scope",
  ],
  "cognitiveservices:Account": [
    "Microsoft.CognitiveServices/accounts",
    "accountName",
    rule(2, 64, /^[a-z0-9][\w.-]*$/i, "letters, digits, _ . and -, from a letter or digit"),
  ],
  "cognitiveservices:Deployment": [
    "Microsoft.CognitiveServices/accounts/deployments",
    "accountName deploymentName",
    rule(2, 64, /^[a-z0-9][\w.-]*$/i, "letters, digits, _ . and -, from a letter or digit"),
  ],
  "cognitiveservices:RaiPolicy": [
    "Microsoft.CognitiveServices/accounts/raiPolicies",
    "accountName raiPolicyName",
  ],
  "eventhub:Namespace": [
    hub,
    "namespaceName",
    rule(
      6,
      50,
      /^[a-z][a-z0-9-]*[a-z0-9]$/i,
      "letters, digits and hyphens, from a letter to a letter or digit",
    ),
  ],
  "eventhub:EventHub": [
    `${hub}/eventhubs`,
    "namespaceName eventHubName",
    rule(
      1,
      256,
      /^[a-z0-9]([\w.-]*[a-z0-9])?$/i,
      "letters, digits, . _ and -, from and to a letter or digit",
    ),
  ],
  "eventhub:ConsumerGroup": [
    `${hub}/eventhubs/consumergroups`,
    "namespaceName eventHubName consumerGroupName",
    rule(1, 50, /^([a-z0-9]([\w.-]*[a-z0-9])?|\$Default)$/i, "letters, digits, . _ and -"),
  ],
  "eventhub:NamespaceNetworkRuleSet": [`${hub}/networkRuleSets`, "namespaceName =default"],
  "apimanagement:ApiManagementService": [
    apim,
    service,
    rule(
      1,
      50,
      /^[a-z]([a-z0-9-]*[a-z0-9])?$/i,
      "letters, digits and hyphens, from a letter to a letter or digit",
    ),
  ],
  "apimanagement:Api": [`${apim}/apis`, api, rule(1, 256, /^[^*#&+:<>?/]+$/, entity.text)],
  "apimanagement:ApiOperation": [`${apim}/apis/operations`, `${api} operationId`, { ...entity, max: 80 }],
  "apimanagement:ApiPolicy": [`${apim}/apis/policies`, `${api} policyId`],
  "apimanagement:ApiOperationPolicy": [`${apim}/apis/operations/policies`, `${api} operationId policyId`],
  "apimanagement:ApiDiagnostic": [`${apim}/apis/diagnostics`, `${api} diagnosticId`, { ...entity, max: 80 }],
  "apimanagement:ApiSchema": [`${apim}/apis/schemas`, `${api} schemaId`, { ...entity, max: 80 }],
  "apimanagement:ApiRelease": [`${apim}/apis/releases`, `${api} releaseId`, { ...entity, max: 80 }],
  "apimanagement:ApiVersionSet": [
    `${apim}/apiVersionSets`,
    `${service} versionSetId`,
    { ...entity, max: 80 },
  ],
  "apimanagement:Backend": [`${apim}/backends`, `${service} backendId`, word80],
  "apimanagement:Product": [`${apim}/products`, `${service} productId`, entity],
  "apimanagement:ProductApi": [`${apim}/products/apis`, `${service} productId apiId`],
  "apimanagement:ProductGroup": [`${apim}/products/groups`, `${service} productId groupId`],
  "apimanagement:ProductPolicy": [`${apim}/products/policies`, `${service} productId policyId`],
  "apimanagement:Subscription": [`${apim}/subscriptions`, `${service} sid`, entity],
  "apimanagement:NamedValue": [`${apim}/namedValues`, `${service} namedValueId`, entity],
  "apimanagement:Logger": [`${apim}/loggers`, `${service} loggerId`, entity],
  "apimanagement:Diagnostic": [`${apim}/diagnostics`, `${service} diagnosticId`, { ...entity, max: 80 }],
  // Pulumi's SDK never sends an input called id (pulumi-azure-native #2664), so the logical name is the fragment's.
  "apimanagement:PolicyFragment": [`${apim}/policyFragments`, `${service} id`, word80],
  "apimanagement:Policy": [`${apim}/policies`, `${service} policyId`],
  "apimanagement:Cache": [`${apim}/caches`, `${service} cacheId`, { ...entity, max: 80 }],
  "apimanagement:Certificate": [`${apim}/certificates`, `${service} certificateId`, { ...entity, max: 80 }],
  "apimanagement:Group": [`${apim}/groups`, `${service} groupId`, entity],
  "apimanagement:Tag": [`${apim}/tags`, `${service} tagId`, { ...entity, max: 80 }],
  "apimanagement:User": [`${apim}/users`, `${service} userId`, { ...entity, max: 80 }],
  "apimanagement:Gateway": [`${apim}/gateways`, `${service} gatewayId`, { ...entity, max: 80 }],
  "resources:Deployment": [
    "Microsoft.Resources/deployments",
    "deploymentName",
    rule(1, 64, /^[\w().-]+$/, "letters, digits, _ ( ) . and -"),
  ],
};

/** `module:Type` of everything that the table has, and of resource groups. */
export const knownTypes: readonly string[] = ["resources:ResourceGroup", ...Object.keys(rows)];

export const resourceGroupRule = rule(
  1,
  90,
  /^[\w().-]*[\w()-]$/,
  "letters, digits, _ ( ) . and -, with no dot at the end",
);

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
  const row = rows[name];
  if (row) {
    const [arm, names, nameRule, scope] = row;
    const filled = arm.replace(/\{(\w+)\}/g, (_all, property: string) => {
      const value = inputs[property];
      return typeof value === "string" ? value.replace(/^.*\//, "") : property;
    });
    return { arm: filled, names: names.split(" "), rule: nameRule, scope };
  }
  const [module = "", type = ""] = name.split(":");
  const namespace = namespaces[module] ?? `Microsoft.${module.charAt(0).toUpperCase()}${module.slice(1)}`;
  const camel = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const own = [`${camel}Name`, `${camel}Id`, "resourceName", "name"].find((property) => property in inputs);
  const scope = ["scope", "resourceUri"].find((property) => typeof inputs[property] === "string");
  return { arm: `${namespace}/${camel}s`, names: [own ?? `${camel}Name`], scope };
}
