import { type Base, idOf, type Inputs, principalOf, type Slip } from "./base";

const learn = "https://learn.microsoft.com/azure/application-gateway";
const location = "swedencentral";
const gateway = idOf("Microsoft.Network/applicationGateways/agw");
const part = (list: string, name: string) => ({ id: `${gateway}/${list}/${name}` });
const identity = idOf("Microsoft.ManagedIdentity/userAssignedIdentities/id-agw");
const vault = idOf("Microsoft.KeyVault/vaults/kv-agw");
const subnet = idOf("Microsoft.Network/virtualNetworks/vnet/subnets/agw");
const inbound = (name: string, priority: number, source: string, ports: string): Inputs => ({ name, priority, direction: "Inbound", access: "Allow", protocol: "*", sourceAddressPrefix: source, sourcePortRange: "*", destinationAddressPrefix: "*", destinationPortRange: ports });

export const applicationGateway: Base = {
  group: ["resources:ResourceGroup", { resourceGroupName: "rg", location }],
  identity: ["managedidentity:UserAssignedIdentity", { resourceName: "id-agw", location }],
  vault: ["keyvault:Vault", { vaultName: "kv-agw", location, properties: { tenantId: "00000000-0000-4000-8000-00000000abcd", sku: { family: "A", name: "standard" }, enableRbacAuthorization: true, networkAcls: { bypass: "AzureServices", defaultAction: "Deny" } } }],
  secret: ["keyvault:Secret", { vaultName: "kv-agw", secretName: "cert", properties: { value: "x" } }],
  reader: [
    "authorization:RoleAssignment",
    { roleAssignmentName: "44444444-4444-4444-8444-444444444444", scope: vault, principalId: principalOf(identity), principalType: "ServicePrincipal", roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6" },
  ],
  nsg: ["network:NetworkSecurityGroup", { networkSecurityGroupName: "nsg", location, securityRules: [inbound("clients", 100, "Internet", "443"), inbound("management", 110, "GatewayManager", "65200-65535")] }],
  vnet: ["network:VirtualNetwork", { virtualNetworkName: "vnet", location, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }],
  routes: ["network:RouteTable", { routeTableName: "rt", location, routes: [{ name: "branch", addressPrefix: "10.8.0.0/16", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.9.0.4" }] }],
  subnet: ["network:Subnet", { virtualNetworkName: "vnet", subnetName: "agw", addressPrefix: "10.0.0.0/24", networkSecurityGroup: { id: idOf("Microsoft.Network/networkSecurityGroups/nsg") }, routeTable: { id: idOf("Microsoft.Network/routeTables/rt") } }],
  ip: ["network:PublicIPAddress", { publicIpAddressName: "ip", location, sku: { name: "Standard" }, publicIPAllocationMethod: "Static", zones: ["1", "2", "3"] }],
  waf: [
    "network:WebApplicationFirewallPolicy",
    {
      policyName: "waf",
      location,
      managedRules: {
        managedRuleSets: [
          { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.1" },
          { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.1" },
        ],
        exclusions: [{ matchVariable: "RequestHeaderNames", selectorMatchOperator: "Equals", selector: "api-key" }],
      },
      customRules: [{ name: "country", priority: 10, ruleType: "MatchRule", action: "Block", matchConditions: [{ matchVariables: [{ variableName: "RemoteAddr" }], operator: "GeoMatch", matchValues: ["SE"], negationConditon: true }] }],
      policySettings: { mode: "Prevention", state: "Enabled", maxRequestBodySizeInKb: 2000, fileUploadLimitInMb: 100 },
    },
  ],
  gateway: [
    "network:ApplicationGateway",
    {
      applicationGatewayName: "agw",
      location,
      zones: ["1", "2", "3"],
      sku: { name: "WAF_v2", tier: "WAF_v2" },
      autoscaleConfiguration: { minCapacity: 1, maxCapacity: 3 },
      identity: { type: "UserAssigned", userAssignedIdentities: [identity] },
      firewallPolicy: { id: idOf("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/waf") },
      globalConfiguration: { enableRequestBuffering: true, enableResponseBuffering: false },
      gatewayIPConfigurations: [{ name: "subnet", subnet: { id: subnet } }],
      frontendIPConfigurations: [{ name: "public", publicIPAddress: { id: idOf("Microsoft.Network/publicIPAddresses/ip") } }],
      frontendPorts: [
        { name: "http", port: 80 },
        { name: "https", port: 443 },
      ],
      sslCertificates: [{ name: "cert", keyVaultSecretId: "https://kv-agw.vault.azure.net/secrets/cert" }],
      sslPolicy: { policyType: "Predefined", policyName: "AppGwSslPolicy20220101S" },
      backendAddressPools: [{ name: "apim", backendAddresses: [{ fqdn: "apim.azure-api.net" }] }],
      backendHttpSettingsCollection: [{ name: "apim", port: 443, protocol: "Https", requestTimeout: 240, hostName: "apim.azure-api.net", probe: part("probes", "status") }],
      probes: [{ name: "status", protocol: "Https", host: "apim.azure-api.net", path: "/status", interval: 30, timeout: 30, unhealthyThreshold: 3, match: { statusCodes: ["200-399"] } }],
      httpListeners: [
        { name: "http", frontendIPConfiguration: part("frontendIPConfigurations", "public"), frontendPort: part("frontendPorts", "http"), protocol: "Http" },
        { name: "https", frontendIPConfiguration: part("frontendIPConfigurations", "public"), frontendPort: part("frontendPorts", "https"), protocol: "Https", hostName: "a.example.com", requireServerNameIndication: true, sslCertificate: part("sslCertificates", "cert") },
      ],
      redirectConfigurations: [{ name: "to-https", redirectType: "Permanent", targetListener: part("httpListeners", "https") }],
      rewriteRuleSets: [{ name: "keys", rewriteRules: [{ name: "r", ruleSequence: 100, conditions: [{ variable: "http_req_api-key", pattern: ".+", ignoreCase: true }], actionSet: { requestHeaderConfigurations: [{ headerName: "api-key", headerValue: "x" }] } }] }],
      urlPathMaps: [
        {
          name: "apis",
          defaultBackendAddressPool: part("backendAddressPools", "apim"),
          defaultBackendHttpSettings: part("backendHttpSettingsCollection", "apim"),
          pathRules: [{ name: "p", paths: ["/openai/*"], backendAddressPool: part("backendAddressPools", "apim"), backendHttpSettings: part("backendHttpSettingsCollection", "apim"), rewriteRuleSet: part("rewriteRuleSets", "keys") }],
        },
      ],
      requestRoutingRules: [
        { name: "apis", priority: 100, ruleType: "PathBasedRouting", httpListener: part("httpListeners", "https"), urlPathMap: part("urlPathMaps", "apis") },
        { name: "redirect", priority: 200, ruleType: "Basic", httpListener: part("httpListeners", "http"), redirectConfiguration: part("redirectConfigurations", "to-https") },
      ],
    },
  ],
};

const infrastructure = `${learn}/configuration-infrastructure`;
const waf = "https://learn.microsoft.com/azure/web-application-firewall/ag";

export const applicationGatewaySlips: readonly Slip[] = [
  ["a default route to a firewall", "routes", { "routes[0].addressPrefix": "0.0.0.0/0" }, "AZURE_ROUTE", `${learn}/configuration-infrastructure`],
  ["a gateway of the first generation", "gateway", { sku: { name: "WAF_Medium", tier: "WAF" } }, "ApplicationGatewaySkuInvalid", `${learn}/v1-retirement`],
  ["SKU and tier that differ", "gateway", { "sku.tier": "Standard_v2" }, "ApplicationGatewaySkuInvalid", `${learn}/overview-v2`],
  ["instances given twice", "gateway", { "sku.capacity": 2 }, "ApplicationGatewaySkuInvalid", `${learn}/application-gateway-autoscaling-zone-redundant`],
  ["fewer at most than at least", "gateway", { autoscaleConfiguration: { minCapacity: 5, maxCapacity: 3 } }, "ApplicationGatewaySkuInvalid", `${learn}/application-gateway-autoscaling-zone-redundant`],
  ["WAF_v2 without a policy", "gateway", { firewallPolicy: undefined }, "ApplicationGatewayFirewallInvalid", `${waf}/ag-overview`],
  ["request buffering off with a firewall", "gateway", { "globalConfiguration.enableRequestBuffering": false }, "ApplicationGatewayFirewallInvalid", `${learn}/proxy-buffers`],
  ["a firewall policy of another region", "waf", { location: "francecentral" }, "ApplicationGatewayFirewallInvalid", `${waf}/policy-overview`],
  ["a TLS policy that does not exist", "gateway", { "sslPolicy.policyName": "AppGwSslPolicy2099" }, "ApplicationGatewaySslPolicyInvalid", `${learn}/application-gateway-ssl-policy-overview`],
  ["a certificate without data or vault", "gateway", { "sslCertificates[0].keyVaultSecretId": undefined }, "ApplicationGatewaySslPolicyInvalid", `${learn}/key-vault-certs`],
  ["a certificate in a vault and no identity", "gateway", { identity: undefined }, "ApplicationGatewaySslPolicyInvalid", `${learn}/key-vault-certs`],
  ["a system-assigned identity", "gateway", { "identity.type": "SystemAssigned" }, "InvalidIdentity", `${learn}/key-vault-certs`],
  ["a certificate that its identity may not read", "-reader", {}, "ApplicationGatewayKeyVaultSecretException", "azure-docs #59108"],
  ["a role for somebody else", "reader", { principalId: "99999999-9999-4999-8999-999999999999" }, "ApplicationGatewayKeyVaultSecretException", "azure-docs #59108"],
  ["an address that is not in the gateway's zones", "ip", { zones: ["1"] }, "ApplicationGatewayFrontendInvalid", `${learn}/configuration-frontend-ip`],
  ["no entry into its subnet", "gateway", { gatewayIPConfigurations: [] }, "ApplicationGatewaySubnetInvalid", infrastructure],
  [
    "a private endpoint in the gateway's subnet",
    "+",
    ["network:PrivateEndpoint", "pe", { privateEndpointName: "pe", location, subnet: { id: subnet }, privateLinkServiceConnections: [{ name: "c", privateLinkServiceId: vault, groupIds: ["vault"] }] }],
    "ApplicationGatewaySubnetInvalid",
    infrastructure,
  ],
  ["a subnet that is delegated to others", "subnet", { delegations: [{ name: "d", serviceName: "Microsoft.Web/serverFarms" }] }, "ApplicationGatewaySubnetInvalid", infrastructure],
  ["a security group that keeps GatewayManager out", "nsg", { "securityRules[1]": undefined, securityRules: [inbound("clients", 100, "Internet", "443")] }, "ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup", infrastructure],
  ["ports for the management that end too early", "nsg", { "securityRules[1].destinationPortRange": "65200-65534" }, "ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup", infrastructure],
  ["a listener on a port that is not there", "gateway", { "httpListeners[0].frontendPort": part("frontendPorts", "none") }, "InvalidResourceReference", `${learn}/configuration-listeners`],
  ["a rule to a pool in a list that is not there", "gateway", { "urlPathMaps[0].defaultBackendAddressPool": part("pools", "apim") }, "InvalidResourceReference", `${learn}/configuration-overview`],
  ["two parts of one name", "gateway", { "backendAddressPools[1]": { name: "apim" } }, "InvalidResourceName", `${learn}/configuration-overview`],
  ["a listener's name with a blank", "gateway", { "backendAddressPools[1]": { name: "a pool" } }, "InvalidResourceName", "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"],
  ["HTTPS without a certificate", "gateway", { "httpListeners[1].sslCertificate": undefined }, "ApplicationGatewayListenerInvalid", `${learn}/configuration-listeners`],
  ["port 65300", "gateway", { "frontendPorts[0].port": 65300 }, "ApplicationGatewayListenerInvalid", `${learn}/configuration-frontend-ip`],
  ["two listeners at one place", "gateway", { "httpListeners[1].frontendPort": part("frontendPorts", "http"), "httpListeners[1].hostName": undefined, "httpListeners[1].requireServerNameIndication": undefined }, "ApplicationGatewayListenerInvalid", `${learn}/configuration-listeners`],
  ["a rule without priority", "gateway", { "requestRoutingRules[0].priority": undefined }, "ApplicationGatewayRequestRoutingRulePriorityCannotBeEmpty", `${learn}/configuration-request-routing-rules`],
  ["two rules of one priority", "gateway", { "requestRoutingRules[1].priority": 100 }, "ApplicationGatewayRequestRoutingRulePriorityDuplicate", `${learn}/configuration-request-routing-rules`],
  ["two rules on one listener", "gateway", { "requestRoutingRules[1].httpListener": part("httpListeners", "https") }, "ApplicationGatewayRequestRoutingRulesUsingSameHttpListener", `${learn}/configuration-request-routing-rules`],
  ["a rule that leads nowhere", "gateway", { "requestRoutingRules[1].redirectConfiguration": undefined }, "ApplicationGatewayRequestRoutingRuleInvalid", `${learn}/configuration-request-routing-rules`],
  ["a wait of two days", "gateway", { "backendHttpSettingsCollection[0].requestTimeout": 172800 }, "ApplicationGatewayBackendInvalid", `${learn}/configuration-http-settings`],
  ["a probe of another protocol", "gateway", { "probes[0].protocol": "Http" }, "ApplicationGatewayBackendInvalid", `${learn}/application-gateway-probe-overview`],
  ["a probe without a host", "gateway", { "probes[0].host": undefined }, "ApplicationGatewayBackendInvalid", `${learn}/application-gateway-probe-overview`],
  ["a backend with a scheme", "gateway", { "backendAddressPools[0].backendAddresses[0].fqdn": "https://apim.azure-api.net" }, "ApplicationGatewayBackendInvalid", `${learn}/configuration-overview`],
  ["a path without a slash", "gateway", { "urlPathMaps[0].pathRules[0].paths": ["openai/*"] }, "ApplicationGatewayPathRuleInvalid", `${learn}/url-route-overview`],
  ["a star inside a path", "gateway", { "urlPathMaps[0].pathRules[0].paths": ["/a/*/b"] }, "ApplicationGatewayPathRuleInvalid", `${learn}/url-route-overview`],
  ["a redirect to a listener and a URL", "gateway", { "redirectConfigurations[0].targetUrl": "https://b.example.com" }, "ApplicationGatewayPathRuleInvalid", `${learn}/redirect-overview`],
  ["a rewrite of a variable that does not exist", "gateway", { "rewriteRuleSets[0].rewriteRules[0].conditions[0].variable": "request_header" }, "ApplicationGatewayRewriteRuleInvalid", `${learn}/rewrite-http-headers-url`],
  ["a rule set version that does not exist", "waf", { "managedRules.managedRuleSets[0].ruleSetVersion": "2.9" }, "ApplicationGatewayFirewallInvalidRuleSet", `${waf}/application-gateway-crs-rulegroups-rules`],
  ["two primary rule sets", "waf", { "managedRules.managedRuleSets[2]": { ruleSetType: "OWASP", ruleSetVersion: "3.2" } }, "ApplicationGatewayFirewallInvalidRuleSet", `${waf}/application-gateway-crs-rulegroups-rules`],
  ["an exclusion of any name by Equals", "waf", { "managedRules.exclusions[0].selector": "*" }, "ApplicationGatewayFirewallInvalidExclusion", `${waf}/application-gateway-waf-configuration`],
  ["a custom rule of priority 0", "waf", { "customRules[0].priority": 0 }, "ApplicationGatewayFirewallInvalidCustomRule", `${waf}/custom-waf-rules-overview`],
  ["a rate limit without a threshold", "waf", { "customRules[0].ruleType": "RateLimitRule" }, "ApplicationGatewayFirewallInvalidCustomRule", `${waf}/rate-limiting-overview`],
  ["bodies of 4 MB", "waf", { "policySettings.maxRequestBodySizeInKb": 4096 }, "ApplicationGatewayFirewallInvalidSetting", `${waf}/application-gateway-waf-request-size-limits`],
];
