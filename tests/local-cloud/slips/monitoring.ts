import { type Base, idOf, type Slip } from "./base";

const learn = "https://learn.microsoft.com/azure";
const location = "swedencentral";
const workspace = idOf("Microsoft.OperationalInsights/workspaces/log-shop");
const account = idOf("Microsoft.CognitiveServices/accounts/oai-shop");
const actions = idOf("Microsoft.Insights/actionGroups/duty");
const template = { $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", contentVersion: "1.0.0.0", parameters: { a: { type: "string" } }, resources: [{ type: "Microsoft.Network/routeTables", apiVersion: "2024-05-01", name: "rt", location, properties: {} }] };

const endpointSubnet = idOf("Microsoft.Network/virtualNetworks/vnet/subnets/endpoints");

export const monitoring: Base = {
  group: ["resources:ResourceGroup", { resourceGroupName: "rg", location }],
  workspace: ["operationalinsights:Workspace", { workspaceName: "log-shop", location, sku: { name: "PerGB2018" }, retentionInDays: 30 }],
  insights: ["applicationinsights:Component", { resourceName: "appi-shop", location, kind: "web", applicationType: "web", ingestionMode: "LogAnalytics", workspaceResourceId: workspace, retentionInDays: 90 }],
  account: ["cognitiveservices:Account", { accountName: "oai-shop", location, kind: "OpenAI", sku: { name: "S0" }, properties: { customSubDomainName: "oai-shop" } }],
  scope: ["monitor:PrivateLinkScope", { scopeName: "ampls", location: "global", accessModeSettings: { ingestionAccessMode: "Open", queryAccessMode: "PrivateOnly" } }],
  scope2: ["monitor:PrivateLinkScope", { scopeName: "ampls2", location: "global", accessModeSettings: { ingestionAccessMode: "Open", queryAccessMode: "Open" } }],
  linked: ["monitor:PrivateLinkScopedResource", { scopeName: "ampls", name: "log-shop", linkedResourceId: workspace }],
  linked2: ["monitor:PrivateLinkScopedResource", { scopeName: "ampls", name: "appi-shop", linkedResourceId: idOf("Microsoft.Insights/components/appi-shop") }],
  vnet: ["network:VirtualNetwork", { virtualNetworkName: "vnet", location, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }],
  endpoints: ["network:Subnet", { virtualNetworkName: "vnet", subnetName: "endpoints", addressPrefix: "10.0.0.0/24" }],
  endpoint: ["network:PrivateEndpoint", { privateEndpointName: "pe", location, subnet: { id: endpointSubnet }, privateLinkServiceConnections: [{ name: "c", privateLinkServiceId: idOf("Microsoft.Insights/privateLinkScopes/ampls"), groupIds: ["azuremonitor"] }] }],
  zone: ["privatedns:PrivateZone", { privateZoneName: "privatelink.monitor.azure.com", location: "global" }],
  zoneGroup: ["network:PrivateDnsZoneGroup", { privateEndpointName: "pe", privateDnsZoneGroupName: "default", privateDnsZoneConfigs: [{ name: "monitor", privateDnsZoneId: idOf("Microsoft.Network/privateDnsZones/privatelink.monitor.azure.com") }] }],
  logs: ["monitor:DiagnosticSetting", { name: "to-logs", resourceUri: account, workspaceId: workspace, logs: [{ category: "RequestResponse", enabled: true }], metrics: [{ category: "AllMetrics", enabled: true }] }],
  group2: [
    "monitor:ActionGroup",
    {
      actionGroupName: "duty",
      location: "global",
      groupShortName: "duty",
      enabled: true,
      emailReceivers: [{ name: "ann", emailAddress: "ann@example.com" }],
      smsReceivers: [{ name: "bob", countryCode: "46", phoneNumber: "701234567" }],
      webhookReceivers: [{ name: "hook", serviceUri: "https://a.example.com" }],
    },
  ],
  logAlert: [
    "monitor:ScheduledQueryRule",
    {
      ruleName: "spilled",
      location,
      kind: "LogAlert",
      scopes: [workspace],
      severity: 3,
      enabled: true,
      autoMitigate: true,
      evaluationFrequency: "PT5M",
      windowSize: "PT10M",
      criteria: { allOf: [{ query: "T | count", operator: "GreaterThan", threshold: 0, timeAggregation: "Count", failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 } }] },
      actions: { actionGroups: [actions] },
    },
  ],
  metricAlert: [
    "monitor:MetricAlert",
    {
      ruleName: "full",
      location: "global",
      scopes: [account],
      severity: 3,
      enabled: true,
      evaluationFrequency: "PT5M",
      windowSize: "PT15M",
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [{ criterionType: "StaticThresholdCriterion", name: "u", metricNamespace: "Microsoft.CognitiveServices/accounts", metricName: "AzureOpenAIProvisionedManagedUtilizationV2", operator: "GreaterThan", threshold: 90, timeAggregation: "Average" }],
      },
      actions: [{ actionGroupId: actions }],
    },
  ],
  workbook: ["applicationinsights:Workbook", { resourceName: "88888888-8888-4888-8888-888888888888", location, kind: "shared", displayName: "W", category: "workbook", sourceId: workspace, serializedData: "{}" }],
  ip: ["network:PublicIPAddress", { publicIpAddressName: "ip", location, sku: { name: "Standard" }, publicIPAllocationMethod: "Static", dnsSettings: { domainNameLabel: "shop" } }],
  ip2: ["network:PublicIPAddress", { publicIpAddressName: "ip2", location, sku: { name: "Standard" }, publicIPAllocationMethod: "Static", dnsSettings: { domainNameLabel: "shop2" } }],
  profile: [
    "trafficmanager:Profile",
    {
      profileName: "traf",
      location: "global",
      trafficRoutingMethod: "Priority",
      dnsConfig: { relativeName: "traf-shop", ttl: 30 },
      monitorConfig: { protocol: "HTTPS", port: 443, path: "/status", intervalInSeconds: 10, timeoutInSeconds: 5, toleratedNumberOfFailures: 2, expectedStatusCodeRanges: [{ min: 200, max: 299 }] },
    },
  ],
  first: ["trafficmanager:Endpoint", { profileName: "traf", endpointName: "one", endpointType: "AzureEndpoints", targetResourceId: idOf("Microsoft.Network/publicIPAddresses/ip"), priority: 1 }],
  second: ["trafficmanager:Endpoint", { profileName: "traf", endpointName: "two", endpointType: "AzureEndpoints", targetResourceId: idOf("Microsoft.Network/publicIPAddresses/ip2"), priority: 2 }],
  template: ["resources:Deployment", { deploymentName: "d", properties: { mode: "Incremental", parameters: { a: { value: "x" } }, template } }],
};

const settings = `${learn}/azure-monitor/platform/diagnostic-settings`;
const alerts = `${learn}/azure-monitor/alerts`;
const traffic = `${learn}/traffic-manager`;
const syntax = `${learn}/azure-resource-manager/templates/syntax`;
const at = (key: string) => `properties.template.${key}`;

export const monitoringSlips: readonly Slip[] = [
  ["a log alert with an empty query", "logAlert", { "criteria.allOf[0].query": "" }, "BadRequest", "https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule"],
  ["a free workspace that keeps 90 days", "workspace", { sku: { name: "Free" }, retentionInDays: 90 }, "InvalidParameter", "https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure"],
  ["a setting without a sink", "logs", { workspaceId: undefined }, "BadRequest", settings],
  ["a setting of nothing", "logs", { logs: [], metrics: [] }, "BadRequest", settings],
  ["category and group together", "logs", { "logs[1]": { categoryGroup: "allLogs", enabled: true } }, "BadRequest", settings],
  ["a category that the resource does not have", "logs", { "logs[0].category": "GatewayLogs" }, "BadRequest", `${learn}/azure-monitor/reference/logs-index`],
  ["a category group that does not exist", "logs", { logs: [{ categoryGroup: "everything", enabled: true }] }, "BadRequest", `${learn}/azure-monitor/reference/logs-index`],
  ["metrics that do not exist", "logs", { "metrics[0].category": "Metrics" }, "BadRequest", settings],
  ["a setting that keeps days", "logs", { "logs[0].retentionPolicy": { days: 30, enabled: true } }, "BadRequest", `${learn}/azure-monitor/platform/migrate-to-azure-storage-lifecycle-policy`],
  ["a setting of what has none", "logs", { resourceUri: idOf("Microsoft.Insights/actionGroups/duty"), logs: [{ categoryGroup: "allLogs", enabled: true }] }, "ResourceTypeNotSupported", `${learn}/azure-monitor/reference/logs-index`],
  ["one sink in two settings", "+", ["monitor:DiagnosticSetting", "again", { name: "again", resourceUri: account, workspaceId: workspace, logs: [{ categoryGroup: "allLogs", enabled: true }] }], "Conflict", settings],
  ["a setting to a workspace that is not there", "logs", { workspaceId: idOf("Microsoft.OperationalInsights/workspaces/none") }, "AZURE_NOT_FOUND", settings],
  ["an alert's operator gt", "logAlert", { "criteria.allOf[0].operator": "gt" }, "BadRequest", "https://github.com/Azure/azure-resource-manager-schemas/issues/1548"],
  ["an alert's average of no column", "logAlert", { "criteria.allOf[0].timeAggregation": "Average" }, "BadRequest", `${alerts}/alerts-create-log-alert-rule`],
  ["two failing periods of one", "logAlert", { "criteria.allOf[0].failingPeriods.minFailingPeriodsToAlert": 2 }, "BadRequest", `${alerts}/alerts-create-log-alert-rule`],
  ["an alert of severity 5", "logAlert", { severity: 5 }, "BadRequest", `${alerts}/alerts-create-log-alert-rule`],
  ["an alert every seven minutes", "logAlert", { evaluationFrequency: "PT7M" }, "BadRequest", `${alerts}/alerts-create-log-alert-rule`],
  ["a window shorter than the frequency", "logAlert", { windowSize: "PT1M" }, "BadRequest", `${alerts}/alerts-create-log-alert-rule`],
  ["an alert that mends itself and is muted", "logAlert", { muteActionsDuration: "PT1H" }, "BadRequest", `${alerts}/alerts-create-log-alert-rule`],
  ["an alert on two workspaces", "logAlert", { "scopes[1]": `${workspace}2` }, "BadRequest", `${alerts}/alerts-create-log-alert-rule`],
  ["a metric that does not exist", "metricAlert", { "criteria.allOf[0].metricName": "PtuUse" }, "BadRequest", `${learn}/azure-monitor/reference/supported-metrics/microsoft-cognitiveservices-accounts-metrics`],
  ["a metric's window of 10 minutes", "metricAlert", { windowSize: "PT10M" }, "BadRequest", `${alerts}/alerts-create-metric-alert-rule`],
  ["a metric alert in a region", "metricAlert", { location }, "LocationNotAvailableForResourceType", `${alerts}/alerts-create-metric-alert-rule`],
  ["a short name of 13 characters", "group2", { groupShortName: "x".repeat(13) }, "BadRequest", `${alerts}/action-groups`],
  ["a receiver's address that is none", "group2", { "emailReceivers[0].emailAddress": "ann" }, "BadRequest", `${alerts}/action-groups`],
  ["two receivers of one name", "group2", { "smsReceivers[0].name": "ann" }, "BadRequest", `${alerts}/action-groups`],
  ["an alert to a group that is not there", "metricAlert", { "actions[0].actionGroupId": `${actions}2` }, "AZURE_NOT_FOUND", `${alerts}/action-groups`],
  ["a workspace that keeps 800 days", "workspace", { retentionInDays: 800 }, "InvalidParameter", `${learn}/azure-monitor/logs/data-retention-configure`],
  ["a workspace of a SKU of old", "workspace", { "sku.name": "Premium" }, "InvalidParameter", `${learn}/azure-monitor/logs/cost-logs`],
  ["a workspace's name of three letters", "workspace", { workspaceName: "log" }, "InvalidResourceName", `${learn}/azure-resource-manager/management/resource-name-rules`],
  ["a component without a workspace", "insights", { workspaceResourceId: undefined }, "BadRequest", `${learn}/azure-monitor/app/create-workspace-resource`],
  ["a component that keeps 45 days", "insights", { retentionInDays: 45 }, "BadRequest", `${learn}/azure-monitor/logs/data-retention-configure`],
  ["a private link scope in a region", "scope", { location }, "LocationNotAvailableForResourceType", `${learn}/azure-monitor/fundamentals/private-link-configure`],
  ["a scope with an account in it", "linked", { linkedResourceId: account }, "BadRequest", `${learn}/azure-monitor/fundamentals/private-link-security`],
  ["a scope with nothing linked", "linked", { linkedResourceId: undefined }, "BadRequest", `${learn}/azure-monitor/fundamentals/private-link-security`],
  ["a workspace that is in one scope twice", "linked2", { linkedResourceId: workspace }, "BadRequest", `${learn}/azure-monitor/fundamentals/private-link-security`],
  ["a workspace in a scope that is not there", "linked", { scopeName: "ampls-none" }, "AZURE_NOT_FOUND", `${learn}/azure-monitor/fundamentals/private-link-configure`],
  ["a scope's endpoint with the group of a workspace", "endpoint", { "privateLinkServiceConnections[0].groupIds": ["workspace"] }, "InvalidGroupId", `${learn}/private-link/private-endpoint-overview`],
  [
    "two scopes for one network",
    "+",
    ["network:PrivateEndpoint", "again", { privateEndpointName: "pe2", location, subnet: { id: endpointSubnet }, privateLinkServiceConnections: [{ name: "c", privateLinkServiceId: idOf("Microsoft.Insights/privateLinkScopes/ampls2"), groupIds: ["azuremonitor"] }] }],
    "AZURE_DNS_OVERRIDE",
    `${learn}/azure-monitor/fundamentals/private-link-design`,
  ],
  ["a workbook whose name is no UUID", "workbook", { resourceName: "usage" }, "InvalidResourceName", `${learn}/azure-monitor/visualize/workbooks-automate`],
  ["a workbook that is no JSON", "workbook", { serializedData: "{" }, "BadRequest", `${learn}/azure-monitor/visualize/workbooks-automate`],
  ["a Traffic Manager name with a dot at its end", "profile", { "dnsConfig.relativeName": "traf." }, "BadRequest", `${traffic}/traffic-manager-faqs`],
  [
    "a Traffic Manager name that is taken",
    "+",
    ["trafficmanager:Profile", "again", { profileName: "again", location: "global", trafficRoutingMethod: "Priority", dnsConfig: { relativeName: "TRAF-shop", ttl: 30 }, monitorConfig: { protocol: "TCP", port: 443 } }],
    "Conflict",
    `${traffic}/traffic-manager-faqs`,
  ],
  ["a routing method that does not exist", "profile", { trafficRoutingMethod: "RoundRobin" }, "BadRequest", `${traffic}/traffic-manager-routing-methods`],
  ["a probe every 20 seconds", "profile", { "monitorConfig.intervalInSeconds": 20 }, "BadRequest", `${traffic}/traffic-manager-monitoring`],
  ["a wait as long as the interval", "profile", { "monitorConfig.timeoutInSeconds": 10 }, "BadRequest", `${traffic}/traffic-manager-monitoring`],
  ["a probe without a path", "profile", { "monitorConfig.path": undefined }, "BadRequest", `${traffic}/traffic-manager-monitoring`],
  ["two endpoints of one priority", "second", { priority: 1 }, "BadRequest", `${traffic}/traffic-manager-routing-methods`],
  ["an endpoint without a DNS name", "ip", { dnsSettings: undefined }, "BadRequest", `${traffic}/traffic-manager-endpoint-types`],
  ["two endpoints of one target", "second", { targetResourceId: idOf("Microsoft.Network/publicIPAddresses/ip") }, "BadRequest", `${traffic}/traffic-manager-endpoint-types`],
  ["a template child with too few segments", "template", { [at("resources[0].type")]: "Microsoft.Network/routeTables/routes" }, "InvalidTemplate", `${learn}/azure-resource-manager/templates/child-resource-name-type`],
  ["a template without a schema", "template", { [at("$schema")]: undefined }, "InvalidTemplate", syntax],
  ["a template's parameter that is not declared", "template", { "properties.parameters.b": { value: 1 } }, "InvalidTemplate", syntax],
  ["a template's parameter that is not given", "template", { "properties.parameters": {} }, "InvalidTemplate", syntax],
  ["a template resource without a version", "template", { [at("resources[0].apiVersion")]: undefined }, "InvalidTemplate", syntax],
  ["a template's resource without a location", "template", { [at("resources[0].location")]: undefined }, "LocationRequired", `${learn}/azure-resource-manager/templates/resource-location`],
  ["a deployment mode that does not exist", "template", { "properties.mode": "Partial" }, "InvalidDeployment", `${learn}/azure-resource-manager/templates/deployment-modes`],
  ["a deployment with a place at group scope", "template", { location }, "InvalidDeployment", `${learn}/azure-resource-manager/templates/deploy-to-resource-group`],
  ["a deployment's name of 65 characters", "template", { deploymentName: "d".repeat(65) }, "InvalidDeploymentName", `${learn}/azure-resource-manager/management/resource-name-rules`],
];
