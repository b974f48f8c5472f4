/** Types that cost nothing, and why. A type that is neither here nor among the pricers is "not priced", never zero. */
const reasons: readonly (readonly [why: string, types: readonly string[]])[] = [
  [
    "Azure charges nothing for it",
    [
      "resources:ResourceGroup",
      "managedidentity:UserAssignedIdentity",
      "managedidentity:FederatedIdentityCredential",
      "authorization:RoleAssignment",
      "authorization:RoleDefinition",
      "authorization:ManagementLockByScope",
      "authorization:ManagementLockAtResourceLevel",
      "authorization:ManagementLockAtResourceGroupLevel",
      "network:VirtualNetwork",
      "network:Subnet",
      "network:NetworkSecurityGroup",
      "network:SecurityRule",
      "network:RouteTable",
      "network:Route",
      "network:NetworkInterface",
      "applicationinsights:Workbook",
    ],
  ],
  ["paid with its account's deployments", ["cognitiveservices:Account", "cognitiveservices:RaiPolicy"]],
  [
    "paid with its private DNS zone",
    ["privatedns:VirtualNetworkLink", "privatedns:PrivateRecordSet", "network:PrivateDnsZoneGroup"],
  ],
  ["paid with the Application Gateway", ["network:WebApplicationFirewallPolicy"]],
  ["paid with its private endpoint", ["monitor:PrivateLinkScope", "monitor:PrivateLinkScopedResource"]],
  [
    "paid with its Event Hubs namespace",
    [
      "eventhub:EventHub",
      "eventhub:ConsumerGroup",
      "eventhub:EventHubAuthorizationRule",
      "eventhub:NamespaceAuthorizationRule",
      "eventhub:NamespaceNetworkRuleSet",
      "eventhub:SchemaRegistry",
    ],
  ],
  ["paid with its vault's operations", ["keyvault:Secret", "keyvault:AccessPolicy"]],
  [
    "paid by the log that it writes to",
    ["monitor:DiagnosticSetting", "applicationinsights:Component", "operationalinsights:Table"],
  ],
  [
    "paid with API Management",
    [
      "Api",
      "ApiDiagnostic",
      "ApiOperation",
      "ApiOperationPolicy",
      "ApiPolicy",
      "ApiRelease",
      "ApiSchema",
      "ApiTag",
      "ApiVersionSet",
      "ApiWiki",
      "AuthorizationServer",
      "Backend",
      "Cache",
      "Certificate",
      "ContentItem",
      "ContentType",
      "Diagnostic",
      "EmailTemplate",
      "GlobalSchema",
      "Group",
      "GroupUser",
      "IdentityProvider",
      "Logger",
      "NamedValue",
      "NotificationRecipientEmail",
      "OpenIdConnectProvider",
      "Policy",
      "PolicyFragment",
      "PolicyRestriction",
      "Product",
      "ProductApi",
      "ProductApiLink",
      "ProductGroup",
      "ProductGroupLink",
      "ProductPolicy",
      "ProductWiki",
      "Schema",
      "Subscription",
      "Tag",
      "TagByApi",
      "TagByOperation",
      "TagByProduct",
      "User",
    ].map((name) => `apimanagement:${name}`),
  ],
];

const byType = new Map<string, string>(
  reasons.flatMap(([why, types]) => types.map((type) => [`azure-native:${type}`, why] as const)),
);

/** Why a type costs nothing; undefined where nobody says that it does not. */
export function whyFree(type: string): string | undefined {
  if (/^(random|tls|command|time):/.test(type)) return "exists in Pulumi's state only";
  return byType.get(type);
}

/** What costs nothing under the name that a template has for it: `Microsoft.ApiManagement/service/policyFragments`. */
export function isFreeInTemplate(armType: string): boolean {
  if (/^Microsoft\.ApiManagement\/service\/(?!gateways|workspaces)[^/]+/i.test(armType)) return true;
  return /^Microsoft\.Insights\/(components|diagnosticSettings|workbooks)$/i.test(armType);
}
