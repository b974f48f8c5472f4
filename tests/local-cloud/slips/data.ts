import { type Base, clientOf, idOf, principalOf, type Slip } from "./base";

const learn = "https://learn.microsoft.com/azure";
const location = "swedencentral";
const account = idOf("Microsoft.CognitiveServices/accounts/oai-shop");
const identity = idOf("Microsoft.ManagedIdentity/userAssignedIdentities/id-shop");
const subnet = idOf("Microsoft.Network/virtualNetworks/vnet/subnets/apps");
const openAiUser = "/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";
const hubs = { namespaceName: "evhns-shop" };

export const data: Base = {
  group: ["resources:ResourceGroup", { resourceGroupName: "rg", location }],
  vnet: ["network:VirtualNetwork", { virtualNetworkName: "vnet", location, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }],
  subnet: ["network:Subnet", { virtualNetworkName: "vnet", subnetName: "apps", addressPrefix: "10.0.0.0/24", serviceEndpoints: ["Microsoft.CognitiveServices", "Microsoft.KeyVault", "Microsoft.EventHub"].map((service) => ({ service })) }],
  identity: ["managedidentity:UserAssignedIdentity", { resourceName: "id-shop", location }],
  account: [
    "cognitiveservices:Account",
    {
      accountName: "oai-shop",
      location,
      kind: "OpenAI",
      sku: { name: "S0" },
      properties: { customSubDomainName: "oai-shop", disableLocalAuth: true, allowedFqdnList: ["a.example.com"], networkAcls: { defaultAction: "Deny", ipRules: [{ value: "20.1.2.3" }], virtualNetworkRules: [{ id: subnet }] } },
    },
  ],
  another: ["cognitiveservices:Account", { accountName: "oai-uk", location: "uksouth", kind: "OpenAI", sku: { name: "S0" }, properties: { customSubDomainName: "oai-uk" } }],
  filter: ["cognitiveservices:RaiPolicy", { accountName: "oai-shop", raiPolicyName: "strict", properties: { basePolicyName: "Microsoft.DefaultV2", contentFilters: [{ name: "hate", source: "Prompt" }] } }],
  deployment: ["cognitiveservices:Deployment", { accountName: "oai-shop", deploymentName: "gpt", sku: { name: "DataZoneStandard", capacity: 10 }, properties: { model: { format: "OpenAI", name: "gpt-4.1", version: "2025-04-14" }, raiPolicyName: "strict" } }],
  ukDeployment: ["cognitiveservices:Deployment", { accountName: "oai-uk", deploymentName: "gpt", sku: { name: "GlobalStandard", capacity: 10 }, properties: { model: { format: "OpenAI", name: "gpt-4.1", version: "2025-04-14" }, raiPolicyName: "Microsoft.Default" } }],
  role: ["authorization:RoleAssignment", { roleAssignmentName: "55555555-5555-4555-8555-555555555555", scope: account, principalId: principalOf(identity), principalType: "ServicePrincipal", roleDefinitionId: openAiUser }],
  vault: [
    "keyvault:Vault",
    {
      vaultName: "kv-shop",
      location,
      properties: {
        tenantId: "00000000-0000-4000-8000-00000000abcd",
        sku: { family: "A", name: "standard" },
        softDeleteRetentionInDays: 7,
        accessPolicies: [{ tenantId: "00000000-0000-4000-8000-00000000abcd", objectId: "66666666-6666-4666-8666-666666666666", permissions: { secrets: ["get"] } }],
        networkAcls: { bypass: "None", defaultAction: "Deny", ipRules: [{ value: "20.1.2.0/24" }], virtualNetworkRules: [{ id: subnet }] },
      },
    },
  ],
  secret: ["keyvault:Secret", { vaultName: "kv-shop", secretName: "s", properties: { value: "x" } }],
  key: ["keyvault:Key", { vaultName: "kv-shop", keyName: "k", properties: { kty: "RSA", keySize: 2048 } }],
  namespace: ["eventhub:Namespace", { ...hubs, location, sku: { name: "Standard", tier: "Standard", capacity: 2 }, isAutoInflateEnabled: true, maximumThroughputUnits: 5 }],
  basic: ["eventhub:Namespace", { namespaceName: "evhns-basic", location, sku: { name: "Basic", tier: "Basic", capacity: 1 } }],
  basicHub: ["eventhub:EventHub", { namespaceName: "evhns-basic", eventHubName: "h", partitionCount: 2, messageRetentionInDays: 1 }],
  hub: ["eventhub:EventHub", { ...hubs, eventHubName: "usage", partitionCount: 4, messageRetentionInDays: 7, captureDescription: { enabled: true, encoding: "Avro", intervalInSeconds: 300, sizeLimitInBytes: 314572800, destination: { name: "EventHubArchive.AzureBlockBlob" } } }],
  consumer: ["eventhub:ConsumerGroup", { ...hubs, eventHubName: "usage", consumerGroupName: "readers" }],
  sendRule: ["eventhub:NamespaceAuthorizationRule", { ...hubs, authorizationRuleName: "send", rights: ["Send"] }],
  hubNetwork: ["eventhub:NamespaceNetworkRuleSet", { ...hubs, defaultAction: "Deny", publicNetworkAccess: "Enabled", ipRules: [{ ipMask: "20.1.2.3", action: "Allow" }], virtualNetworkRules: [{ subnet: { id: subnet } }] }],
  storage: ["storage:StorageAccount", { accountName: "stshop", location, kind: "StorageV2", sku: { name: "Standard_LRS" } }],
  site: ["web:WebApp", { name: "app-shop", location }],
  search: ["search:Service", { searchServiceName: "srch-shop", location }],
  lock: ["authorization:ManagementLockByScope", { lockName: "keep", scope: account, level: "CanNotDelete" }],
};

const accounts = `${learn}/ai-services`;
const models = `${learn}/ai-foundry/foundry-models/concepts/deployment-types`;
const quotas = `${learn}/event-hubs/event-hubs-quotas`;
const rbac = `${learn}/role-based-access-control/troubleshooting`;
const vaults = `${learn}/key-vault/general`;

export const dataSlips: readonly Slip[] = [
  ["an account of a kind that does not exist", "another", { kind: "OpenAIs" }, "InvalidApiSetId", `${accounts}/multi-service-resource`],
  ["an account of SKU F0", "another", { "sku.name": "F0" }, "InvalidSku", `${accounts}/openai/how-to/create-resource`],
  ["a subdomain with an underscore", "another", { "properties.customSubDomainName": "oai_uk" }, "InvalidCustomDomainName", `${accounts}/cognitive-services-custom-subdomains`],
  ["two accounts of one subdomain", "another", { "properties.customSubDomainName": "OAI-shop" }, "CustomDomainInUse", `${accounts}/cognitive-services-custom-subdomains`],
  ["Entra alone without a subdomain", "another", { properties: { disableLocalAuth: true } }, "CustomSubDomainRequired", `${accounts}/cognitive-services-custom-subdomains`],
  ["hosts with a scheme", "account", { "properties.allowedFqdnList": ["https://a.example.com"] }, "BadRequest", `${accounts}/cognitive-services-data-loss-prevention`],
  ["a private address in an account's firewall", "account", { "properties.networkAcls.ipRules[0].value": "10.0.0.1" }, "InvalidIpRule", `${accounts}/cognitive-services-virtual-networks`],
  ["a firewall's subnet without a service endpoint", "subnet", { serviceEndpoints: [{ service: "Microsoft.KeyVault" }, { service: "Microsoft.EventHub" }] }, "SubnetsHaveNoServiceEndpointsConfigured", `${accounts}/cognitive-services-virtual-networks`],
  ["scaleSettings", "deployment", { sku: undefined, "properties.scaleSettings": { scaleType: "Standard", capacity: 1 } }, "InvalidResourceProperties", "https://github.com/hashicorp/terraform-provider-azurerm/issues/22169"],
  ["a deployment's SKU that does not exist", "deployment", { "sku.name": "GlobalStandards" }, "InvalidResourceProperties", models],
  ["a deployment without SKU", "deployment", { sku: undefined }, "InvalidResourceProperties", models],
  ["a deployment of no capacity", "deployment", { "sku.capacity": 0 }, "InvalidResourceProperties", models],
  ["DataZoneStandard in uksouth", "ukDeployment", { "sku.name": "DataZoneStandard" }, "InvalidResourceProperties", models],
  ["provisioned throughput of nothing", "ukDeployment", { sku: { name: "GlobalProvisionedManaged" } }, "InvalidResourceProperties", models],
  ["a model without a name", "deployment", { "properties.model.name": undefined }, "DeploymentModelNotSupported", models],
  ["another maker's model on an OpenAI account", "deployment", { "properties.model.format": "Mistral AI" }, "DeploymentModelNotSupported", models],
  ["a content filter that is not there", "deployment", { "properties.raiPolicyName": "lenient" }, "AZURE_NOT_FOUND", `${learn}/ai-foundry/openai/how-to/content-filters`],
  ["a filter on an unknown base", "filter", { "properties.basePolicyName": "Microsoft.Strict" }, "InvalidRaiPolicy", `${learn}/ai-foundry/openai/how-to/content-filters`],
  ["an account name of one letter", "another", { accountName: "o", "properties.customSubDomainName": "oai-uk" }, "InvalidResourceName", `${learn}/azure-resource-manager/management/resource-name-rules`],

  ["purge protection switched off outright", "vault", { "properties.enablePurgeProtection": false }, "BadRequest", `${vaults}/soft-delete-overview`],
  ["a vault that forgets in 5 days", "vault", { "properties.softDeleteRetentionInDays": 5 }, "BadRequest", `${vaults}/soft-delete-overview`],
  ["a tenant that is no UUID", "vault", { "properties.tenantId": "example.com" }, "BadRequest", `${learn}/templates/microsoft.keyvault/vaults`],
  ["a vault without policies or roles", "vault", { "properties.accessPolicies": undefined }, "BadRequest", `${learn}/templates/microsoft.keyvault/vaults`],
  ["a vault's name with two hyphens", "vault", { vaultName: "kv--shop" }, "VaultNameNotValid", `${vaults}/about-keys-secrets-certificates`],
  ["a vault's name of 25 characters", "vault", { vaultName: `kv-${"x".repeat(22)}` }, "VaultNameNotValid", `${vaults}/about-keys-secrets-certificates`],
  ["a vault's subnet without a service endpoint", "subnet", { serviceEndpoints: [{ service: "Microsoft.CognitiveServices" }, { service: "Microsoft.EventHub" }] }, "VirtualNetworkNotValid", `${vaults}/network-security`],
  ["a private address in a vault's firewall", "vault", { "properties.networkAcls.ipRules[0].value": "192.168.0.0/16" }, "InvalidIpRule", `${vaults}/network-security`],
  [
    "a second vault of the name in another group",
    "+",
    ["keyvault:Vault", "twin", { resourceGroupName: "elsewhere", vaultName: "kv-shop", location, properties: { tenantId: "00000000-0000-4000-8000-00000000abcd", sku: { family: "A", name: "standard" }, enableRbacAuthorization: true } }],
    "VaultAlreadyExists",
    `${vaults}/overview`,
  ],
  ["a secret of 26 KB", "secret", { "properties.value": "x".repeat(26 * 1024) }, "BadParameter", `${vaults}/service-limits`],
  ["a secret's name with an underscore", "secret", { secretName: "a_b" }, "BadParameter", `${vaults}/about-keys-secrets-certificates`],
  ["an RSA key of 1024 bits", "key", { "properties.keySize": 1024 }, "BadParameter", `${learn}/key-vault/keys/about-keys`],

  ["64 partitions on Standard", "hub", { partitionCount: 64 }, "BadRequest", quotas],
  ["30 days on Standard", "hub", { messageRetentionInDays: 30 }, "BadRequest", quotas],
  ["a capture every ten seconds", "hub", { "captureDescription.intervalInSeconds": 10 }, "BadRequest", `${learn}/event-hubs/event-hubs-capture-overview`],
  ["a capture on Basic", "basicHub", { captureDescription: { enabled: true, intervalInSeconds: 300, destination: { name: "x" } } }, "BadRequest", `${learn}/event-hubs/compare-tiers`],
  ["a consumer group on Basic", "+", ["eventhub:ConsumerGroup", "basicGroup", { namespaceName: "evhns-basic", eventHubName: "h", consumerGroupName: "g" }], "BadRequest", `${learn}/event-hubs/compare-tiers`],
  ["auto-inflate on Basic", "basic", { isAutoInflateEnabled: true, maximumThroughputUnits: 2 }, "BadRequest", `${learn}/event-hubs/event-hubs-auto-inflate`],
  ["auto-inflate below what there is", "namespace", { maximumThroughputUnits: 1 }, "BadRequest", `${learn}/event-hubs/event-hubs-auto-inflate`],
  ["Kafka on Basic", "basic", { kafkaEnabled: true }, "BadRequest", `${learn}/event-hubs/compare-tiers`],
  ["41 throughput units", "namespace", { "sku.capacity": 41, isAutoInflateEnabled: false, maximumThroughputUnits: 0 }, "BadRequest", quotas],
  ["SKU and tier of a namespace that differ", "namespace", { "sku.tier": "Premium" }, "BadRequest", quotas],
  ["a namespace that ends in -sb", "basic", { namespaceName: "evhns-sb" }, "InvalidNamespaceName", `${learn}/azure-resource-manager/management/resource-name-rules`],
  ["a second namespace of the name in another group", "+", ["eventhub:Namespace", "twin", { ...hubs, resourceGroupName: "elsewhere", location, sku: { name: "Standard", tier: "Standard", capacity: 1 } }], "NamespaceUnavailable", `${learn}/event-hubs/event-hubs-create`],
  ["a second storage account of the name", "+", ["storage:StorageAccount", "twin", { accountName: "stshop", resourceGroupName: "elsewhere", location, kind: "StorageV2", sku: { name: "Standard_LRS" } }], "StorageAccountAlreadyTaken", `${learn}/storage/common/storage-account-overview`],
  ["a second site of the name", "+", ["web:WebApp", "twin", { name: "app-shop", resourceGroupName: "elsewhere", location }], "Conflict", `${learn}/app-service/overview`],
  ["a second search service of the name", "+", ["search:Service", "twin", { searchServiceName: "srch-shop", resourceGroupName: "elsewhere", location }], "ServiceNameUnavailable", `${learn}/search/search-create-service-portal`],
  ["the right to manage alone", "sendRule", { rights: ["Manage"] }, "BadRequest", `${learn}/event-hubs/authorize-access-shared-access-signature`],
  ["a hub's firewall that lets nobody in", "hubNetwork", { ipRules: [], virtualNetworkRules: [] }, "BadRequest", `${learn}/event-hubs/event-hubs-ip-filtering`],
  ["a hub's subnet without a service endpoint", "subnet", { serviceEndpoints: [{ service: "Microsoft.CognitiveServices" }, { service: "Microsoft.KeyVault" }] }, "SubnetMissingServiceEndpoint", `${learn}/event-hubs/event-hubs-service-endpoints`],
  ["a private address in a hub's firewall", "hubNetwork", { "ipRules[0].ipMask": "10.1.1.1" }, "InvalidIpRule", `${learn}/event-hubs/event-hubs-ip-filtering`],

  ["a role assignment whose name is no UUID", "role", { roleAssignmentName: "reader" }, "InvalidRoleAssignmentId", rbac],
  ["a principal that is no UUID", "role", { principalId: "id-shop" }, "InvalidPrincipalId", rbac],
  ["a client id for a principal", "role", { principalId: clientOf(identity) }, "PrincipalNotFound", rbac],
  ["a managed identity for a user", "role", { principalType: "User" }, "UnmatchedPrincipalType", rbac],
  ["a role that does not exist", "role", { roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-4000-8000-000000000000" }, "RoleDefinitionDoesNotExist", `${learn}/role-based-access-control/built-in-roles`],
  ["a role by its name", "role", { roleDefinitionId: "Cognitive Services OpenAI User" }, "InvalidRoleDefinitionId", rbac],
  ["the same role twice", "+", ["authorization:RoleAssignment", "again", { roleAssignmentName: "77777777-7777-4777-8777-777777777777", scope: account, principalId: principalOf(identity), principalType: "ServicePrincipal", roleDefinitionId: openAiUser }], "RoleAssignmentExists", rbac],
  [
    "one name for two assignments",
    "+",
    ["authorization:RoleAssignment", "again", { roleAssignmentName: "55555555-5555-4555-8555-555555555555", scope: idOf("Microsoft.CognitiveServices/accounts/oai-uk"), principalId: principalOf(identity), principalType: "ServicePrincipal", roleDefinitionId: openAiUser }],
    "RoleAssignmentUpdateNotPermitted",
    rbac,
  ],
  ["a condition without its version", "role", { condition: "true" }, "InvalidCondition", `${learn}/role-based-access-control/conditions-format`],
  ["a lock of a level that does not exist", "lock", { level: "NoDelete" }, "InvalidLockLevel", `${learn}/azure-resource-manager/management/lock-resources`],
];
