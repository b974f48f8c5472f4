// Generated from schema/ by `npm run generate:schema`; not to be edited.
import type * as pulumi from "@pulumi/pulumi";

/**
 * A GenAI gateway on Azure API Management in front of private Azure OpenAI accounts.
 */
export interface GatewayConfigInput {
  /**
   * A set of defaults for tier, units, entrance, zones, logs and protection; whatever the stack writes itself wins. `trial`: the least that is private, for days. `team`: one unit in one region, closed, behind the ingress. `enterprise`: three units in zones, protected.
   * @defaultValue none: each key has its own default
   * @example "team"
   * @see https://learn.microsoft.com/azure/api-management/api-management-features
   */
  size?: "trial" | "team" | "enterprise" | undefined;
  /**
   * Azure region of the stack, the first location where there are several.
   * @example "swedencentral"
   * @see https://learn.microsoft.com/azure/reliability/regions-list
   */
  location: string;
  /**
   * Part of every name: lower-case letters, digits and single hyphens, at most 8 characters.
   * @example "dev"
   */
  environment: string;
  /**
   * Part of every name: lower-case letters, digits and single hyphens, at most 12 characters.
   * @example "genai"
   */
  workload: string;
  /**
   * Tags of every resource.
   * @defaultValue none
   * @see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
   */
  tags?: Record<string, pulumi.Input<string>> | undefined;
  /**
   * Whether Pulumi refuses to delete API Management, Azure OpenAI and Key Vault.
   * @defaultValue `false`
   * @see https://www.pulumi.com/docs/iac/concepts/options/protect/
   */
  protect?: boolean | undefined;
  /**
   * Azure's own lock on what holds data, names or capacity: unlike `protect` it binds the portal and other programs too.
   * @defaultValue `None`
   * @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
   */
  lock?: "None" | "CanNotDelete" | undefined;
  /**
   * How names in Azure are made.
   */
  naming?: NamingInput | undefined;
  /**
   * What is there already: it is used instead of being declared, and `destroy` leaves it.
   * @defaultValue everything is declared
   */
  existing?: ExistingInput | undefined;
  /**
   * The Key Vault that the stack declares.
   */
  keyVault?: KeyVaultInput | undefined;
  /**
   * The virtual network that everything private stands in.
   * @see https://learn.microsoft.com/azure/api-management/virtual-network-concepts
   */
  network?: NetworkInput | undefined;
  /**
   * The API Management service.
   */
  apiManagement: ApiManagementInput;
  /**
   * Further regions that the gateway stands in, `Premium` only: each gets a network, units of API Management, an Event Hub and an ingress.
   * @defaultValue none
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region
   */
  additionalLocations?: AdditionalLocationInput[] | undefined;
  /**
   * Traffic Manager, the entrance in front of the ingress of every region; used where there are several.
   * @see https://learn.microsoft.com/azure/traffic-manager/traffic-manager-routing-methods
   */
  trafficManager?: TrafficManagerInput | undefined;
  /**
   * The accounts that answer calls: provisioned throughput first, pay-as-you-go for what it has no room for.
   */
  backends: BackendInput[];
  /**
   * Names that clients may call in place of a deployment's. A call goes on to the next deployment only before its answer has begun; the answer's `x-genai-model` says which one it was.
   * @defaultValue none
   */
  aliases?: AliaseInput[] | undefined;
  /**
   * The APIs that clients call.
   */
  apis?: ApisInput | undefined;
  /**
   * Microsoft Entra, for products that are called with tokens: see `products[].identity`.
   * @defaultValue keys only
   * @see https://learn.microsoft.com/azure/api-management/validate-jwt-policy
   */
  entra?: EntraInput | undefined;
  /**
   * Who may use how much: limits, priority and budget belong to a product, keys to its subscriptions.
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-add-products
   */
  products: ProductInput[];
  /**
   * Access contracts: what use cases may ask for in files of their own.
   */
  contracts?: ContractsInput | undefined;
  /**
   * What calls of a product are looked at for. The accounts of Content Safety and Language are declared where some product's guardrail needs them. See docs/guardrails.md.
   * @defaultValue none
   */
  guardrails?: GuardrailInput[] | undefined;
  /**
   * Servers of the Model Context Protocol behind the same products: tools that are made from an API's operations, or a server that is there already.
   * @defaultValue none
   * @see https://learn.microsoft.com/azure/api-management/mcp-server-overview
   */
  mcpServers?: McpServerInput[] | undefined;
  /**
   * Agents that speak A2A (Agent2Agent) behind the same products; their cards name the gateway in place of the agent.
   * @defaultValue none
   * @see https://learn.microsoft.com/azure/api-management/agent-to-agent-api
   */
  agents?: AgentInput[] | undefined;
  /**
   * Azure AI Search and Azure AI Document Intelligence behind the same products: called by their own clients, with the gateway's keys; see docs/services.md.
   * @defaultValue none
   */
  services?: ServiceInput[] | undefined;
  /**
   * The Event Hub that usage events go to; each region has one of its own.
   */
  eventHub?: EventHubInput | undefined;
  /**
   * Logs and metrics.
   */
  monitoring?: MonitoringInput | undefined;
  /**
   * Alert rules: to whom, and from which values on.
   */
  alerts?: AlertsInput | undefined;
  /**
   * What is told of usage, besides what each API has.
   */
  usage?: UsageInput | undefined;
  /**
   * The public entrance of a region: Application Gateway with a web application firewall.
   */
  ingress?: IngressInput | undefined;
}

/**
 * How names in Azure are made.
 */
export interface NamingInput {
  /**
   * What tells this gateway's names in Azure from all others'. Stacks made before 0.2 keep their names with `ORGANIZATION/PROJECT/STACK`.
   * @defaultValue subscription, project, stack and the component's name
   * @example "organization/azure-genai-gateway/dev"
   */
  seed?: string | undefined;
}

/**
 * What is there already: it is used instead of being declared, and `destroy` leaves it.
 * @defaultValue everything is declared
 */
export interface ExistingInput {
  /**
   * Id of the resource group that everything of the first location goes into.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared"
   */
  resourceGroupId?: pulumi.Input<string> | undefined;
  /**
   * Id of the virtual network of the first location.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/virtualNetworks/vnet-shared"
   */
  virtualNetworkId?: pulumi.Input<string> | undefined;
  /**
   * Subnets of `existing.virtualNetworkId` to use; those that are left out are declared in it.
   * @defaultValue every subnet is declared
   */
  subnetIds?: ExistingSubnetIdsInput | undefined;
  /**
   * Private DNS zones to use, as a hub network of a landing zone has them.
   * @defaultValue every zone is declared and linked
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  privateDnsZoneIds?: ExistingPrivateDnsZoneIdsInput | undefined;
  /**
   * Id of the Log Analytics workspace that diagnostics and metrics go to.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.OperationalInsights/workspaces/log-shared"
   */
  logAnalyticsWorkspaceId?: pulumi.Input<string> | undefined;
  /**
   * Id of an Azure Monitor private link scope that the stack's workspace and Application Insights are added to. Its access modes, its endpoint and its DNS zones are left alone.
   * @defaultValue they are in no scope, but for `monitoring.privateLink`
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Insights/privateLinkScopes/ampls-hub"
   * @see https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
   */
  privateLinkScopeId?: pulumi.Input<string> | undefined;
  /**
   * Id of the Key Vault to use; its settings are left as they are.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/kv-shared"
   */
  keyVaultId?: pulumi.Input<string> | undefined;
  /**
   * Id of an API Management service that is there: the gateway is added to it, its other APIs and its settings are left alone.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.ApiManagement/service/apim-shared"
   */
  apiManagementId?: pulumi.Input<string> | undefined;
  /**
   * The identity of `existing.apiManagementId` that the gateway signs on as: to models, Event Hub and Application Insights. Needed there, for a service's identities are left alone.
   * @defaultValue the stack declares one
   */
  apiManagementIdentity?: ExistingApiManagementIdentityInput | undefined;
}

/**
 * Subnets of `existing.virtualNetworkId` to use; those that are left out are declared in it.
 * @defaultValue every subnet is declared
 */
export interface ExistingSubnetIdsInput {
  /**
   * Id of the subnet of the Application Gateway, in `existing.virtualNetworkId`. It is used as it is.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/virtualNetworks/shared/subnets/shared"
   */
  applicationGateway?: pulumi.Input<string> | undefined;
  /**
   * Id of the subnet of the private endpoints, in `existing.virtualNetworkId`. It is used as it is.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/virtualNetworks/shared/subnets/shared"
   */
  privateEndpoints?: pulumi.Input<string> | undefined;
  /**
   * Id of the subnet of API Management, in `existing.virtualNetworkId`. It is used as it is.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/virtualNetworks/shared/subnets/shared"
   */
  apiManagement?: pulumi.Input<string> | undefined;
  /**
   * Id of the subnet of whatever deploys from inside the network, in `existing.virtualNetworkId`. It is used as it is.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/virtualNetworks/shared/subnets/shared"
   */
  deploy?: pulumi.Input<string> | undefined;
}

/**
 * Private DNS zones to use, as a hub network of a landing zone has them.
 * @defaultValue every zone is declared and linked
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export interface ExistingPrivateDnsZoneIdsInput {
  /**
   * Id of the private DNS zone `privatelink.openai.azure.com`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.openai.azure.com"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  openAi?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.cognitiveservices.azure.com`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  cognitiveServices?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.services.ai.azure.com`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.services.ai.azure.com"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  aiServices?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.vaultcore.azure.net`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  keyVault?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.servicebus.windows.net`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  eventHub?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.redis.azure.net`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.redis.azure.net"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  redis?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.azure-api.net`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.azure-api.net"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  apiManagement?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.monitor.azure.com`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.monitor.azure.com"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  monitor?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.oms.opinsights.azure.com`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.oms.opinsights.azure.com"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  oms?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.ods.opinsights.azure.com`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.ods.opinsights.azure.com"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  ods?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.agentsvc.azure-automation.net`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.agentsvc.azure-automation.net"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  agentSvc?: pulumi.Input<string> | undefined;
  /**
   * Id of the private DNS zone `privatelink.blob.core.windows.net`, linked to every network of the gateway.
   * @defaultValue declared by the stack
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  blob?: pulumi.Input<string> | undefined;
}

/**
 * The identity of `existing.apiManagementId` that the gateway signs on as: to models, Event Hub and Application Insights. Needed there, for a service's identities are left alone.
 * @defaultValue the stack declares one
 */
export interface ExistingApiManagementIdentityInput {
  /**
   * Object id of the identity's principal: it gets the gateway's roles.
   * @example "11111111-1111-1111-1111-111111111111"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-use-managed-service-identity
   */
  principalId: pulumi.Input<string>;
  /**
   * Client id of a user-assigned identity that the service has.
   * @defaultValue the service's system-assigned identity
   * @example "22222222-2222-2222-2222-222222222222"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-use-managed-service-identity
   */
  clientId?: pulumi.Input<string> | undefined;
}

/**
 * The Key Vault that the stack declares.
 */
export interface KeyVaultInput {
  /**
   * Whether a deleted vault can be purged by nobody. Once on it cannot be switched off, and the vault's name stays taken for 90 days after a delete.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
   */
  purgeProtection?: boolean | undefined;
}

/**
 * The virtual network that everything private stands in.
 * @see https://learn.microsoft.com/azure/api-management/virtual-network-concepts
 */
export interface NetworkInput {
  /**
   * `false`: no virtual network and no private endpoints, for a cheap start; identities are the only way in then. Needs `ingress.enabled: false`.
   * @defaultValue `true`
   */
  private?: boolean | undefined;
  /**
   * IPv4 range of the virtual network of the first location.
   * @defaultValue `"10.2.0.0/16"`
   */
  addressSpace?: string | undefined;
  /**
   * IPv4 ranges of the subnets.
   * @defaultValue the 4th, 5th and 7th /24 of the address space
   */
  subnets?: NetworkSubnetsInput | undefined;
  /**
   * Route tables of the subnets that the stack declares, such as one that leads to a hub's firewall.
   * @defaultValue Azure's own routes
   */
  routeTableIds?: NetworkRouteTableIdsInput | undefined;
  /**
   * DNS servers of the network that the stack declares: a resolver or firewall in the hub. They have to find the zones of private endpoints.
   * @defaultValue Azure's own
   * @example ["10.0.0.4"]
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances
   */
  dnsServers?: string[] | undefined;
  /**
   * Peering of the network that the stack declares with a hub's. The other direction is declared by whoever runs the hub.
   * @defaultValue no peering with a hub
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
   */
  hub?: NetworkHubInput | undefined;
}

/**
 * IPv4 ranges of the subnets.
 * @defaultValue the 4th, 5th and 7th /24 of the address space
 */
export interface NetworkSubnetsInput {
  /**
   * IPv4 range of the subnet of the Application Gateway, inside the address space.
   * @defaultValue the 4th /24 of the address space
   * @example "10.2.4.0/24"
   */
  applicationGateway?: string | undefined;
  /**
   * IPv4 range of the subnet of the private endpoints, inside the address space.
   * @defaultValue the 5th /24 of the address space
   * @example "10.2.4.0/24"
   */
  privateEndpoints?: string | undefined;
  /**
   * IPv4 range of the subnet of API Management, inside the address space.
   * @defaultValue the 7th /24 of the address space
   * @example "10.2.4.0/24"
   */
  apiManagement?: string | undefined;
  /**
   * IPv4 range of a subnet for whatever deploys from inside the network, inside the address space.
   * @defaultValue no such subnet
   * @example "10.2.8.0/24"
   */
  deploy?: string | undefined;
}

/**
 * Route tables of the subnets that the stack declares, such as one that leads to a hub's firewall.
 * @defaultValue Azure's own routes
 */
export interface NetworkRouteTableIdsInput {
  /**
   * Id of the route table of the subnet of the Application Gateway, in the network's region.
   * @defaultValue Azure's own routes
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall"
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
   */
  applicationGateway?: pulumi.Input<string> | undefined;
  /**
   * Id of the route table of the subnet of the private endpoints, in the network's region.
   * @defaultValue Azure's own routes
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall"
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
   */
  privateEndpoints?: pulumi.Input<string> | undefined;
  /**
   * Id of the route table of the subnet of API Management, in the network's region.
   * @defaultValue Azure's own routes
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall"
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
   */
  apiManagement?: pulumi.Input<string> | undefined;
  /**
   * Id of the route table of the subnet of whatever deploys from inside the network, in the network's region.
   * @defaultValue Azure's own routes
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall"
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
   */
  deploy?: pulumi.Input<string> | undefined;
}

/**
 * Peering of the network that the stack declares with a hub's. The other direction is declared by whoever runs the hub.
 * @defaultValue no peering with a hub
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export interface NetworkHubInput {
  /**
   * Id of the hub's network, in this or another subscription.
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub"
   */
  virtualNetworkId: pulumi.Input<string>;
  /**
   * Whether the network uses the hub's VPN or ExpressRoute gateway. Azure takes it once the hub's own peering allows gateway transit.
   * @defaultValue `false`
   */
  useRemoteGateways?: boolean | undefined;
  /**
   * Whether the private DNS zones that the stack declares are linked to the hub's network too, for a resolver that stands there.
   * @defaultValue `false`
   * @see https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links
   */
  linkZones?: boolean | undefined;
}

/**
 * The API Management service.
 */
export interface ApiManagementInput {
  /**
   * Tier of the service. `Developer` has no service level and one unit; `StandardV2` keeps a public address unless that is closed; in the v2 tiers budgets in money are quotas of tokens. Only `Premium` stands in several regions.
   * @defaultValue as `size` says; needed without one
   * @example "Developer"
   * @see https://learn.microsoft.com/azure/api-management/api-management-features
   */
  sku?: "Developer" | "Premium" | "StandardV2" | "PremiumV2" | undefined;
  /**
   * Units of the service in the first location: at most 1 for Developer, 31 for Premium, 10 for StandardV2, 30 for PremiumV2. With `zones`, a multiple of their number. Unit: units.
   * @defaultValue `1`
   * @see https://learn.microsoft.com/azure/api-management/api-management-features
   */
  capacity?: number | undefined;
  /**
   * Availability zones of the units; `Premium` only.
   * @defaultValue Azure chooses
   * @example ["1", "2", "3"]
   * @see https://learn.microsoft.com/azure/reliability/reliability-api-management
   */
  zones?: ("1" | "2" | "3")[] | undefined;
  /**
   * Who runs the service, as developers see it.
   * @example "GenAI platform team"
   */
  publisherName: pulumi.Input<string>;
  /**
   * Address that Azure's notifications about the service go to.
   * @example "genai-platform@example.com"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-configure-notifications
   */
  publisherEmail: pulumi.Input<string>;
  /**
   * A host name of its own for the service, with a certificate from Key Vault.
   * @defaultValue `NAME.azure-api.net`
   * @see https://learn.microsoft.com/azure/api-management/configure-custom-domain
   */
  customDomain?: ApiManagementCustomDomainInput | undefined;
  /**
   * `Internal`: no endpoint on the internet. `External`: a public name and certificate of the service's own, while models, vault and hub stay private. `StandardV2` is `External` and nothing else. `PremiumV2` cannot change from one to the other later.
   * @defaultValue `Internal`, and `External` for `StandardV2`
   * @example "Internal"
   * @see https://learn.microsoft.com/azure/api-management/virtual-network-concepts
   */
  virtualNetworkType?: "Internal" | "External" | undefined;
  /**
   * Whether the stack's network gets a private endpoint to the service's gateway: for `StandardV2`, for `PremiumV2` with `virtualNetworkType: External`, and for a service of `existing.apiManagementId`.
   * @defaultValue `false`
   * @see https://learn.microsoft.com/azure/api-management/private-endpoint
   */
  privateEndpoint?: boolean | undefined;
  /**
   * `Disabled`: the gateway answers by its private endpoint alone. Needs `privateEndpoint`; the service is made open and closed in the same `up`, before any API is on it.
   * @defaultValue `Enabled`
   * @see https://learn.microsoft.com/azure/api-management/private-endpoint
   */
  publicNetworkAccess?: "Enabled" | "Disabled" | undefined;
  /**
   * Address that notifications to developers come from.
   * @defaultValue Azure's own
   * @example "genai-platform@example.com"
   */
  notificationSenderEmail?: pulumi.Input<string> | undefined;
}

/**
 * A host name of its own for the service, with a certificate from Key Vault.
 * @defaultValue `NAME.azure-api.net`
 * @see https://learn.microsoft.com/azure/api-management/configure-custom-domain
 */
export interface ApiManagementCustomDomainInput {
  /**
   * Host name of the service's gateway in place of `NAME.azure-api.net`.
   * @example "genai-internal.example.com"
   * @see https://learn.microsoft.com/azure/api-management/configure-custom-domain
   */
  hostName: string;
  /**
   * Id of the certificate's secret in Key Vault; without a version, renewals are taken.
   * @example "https://kv-certificates.vault.azure.net/secrets/genai-internal"
   * @see https://learn.microsoft.com/azure/api-management/configure-custom-domain
   */
  keyVaultSecretId: pulumi.Input<string>;
  /**
   * Id of the vault that holds the certificate.
   * @defaultValue the stack's own vault, or `existing.keyVaultId`
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/kv-certificates"
   */
  certificateVaultId?: pulumi.Input<string> | undefined;
  /**
   * Whether the stack gives the reader of the certificate the role Key Vault Secrets User on it; `false` where somebody else does.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/key-vault/general/rbac-guide
   */
  grantCertificateAccess?: boolean | undefined;
  /**
   * Which of the service's identities reads the certificate. `UserAssigned` is there before the service, but a vault's firewall lets in `SystemAssigned` only, which is there after it: a second `up` puts the domain on.
   * @defaultValue `SystemAssigned` for the stack's own vault where that is private, else `UserAssigned`
   * @example "UserAssigned"
   * @see https://learn.microsoft.com/azure/api-management/configure-custom-domain
   */
  certificateIdentity?: "UserAssigned" | "SystemAssigned" | undefined;
}

/**
 * One further region.
 */
export interface AdditionalLocationInput {
  /**
   * Azure region.
   * @example "francecentral"
   * @see https://learn.microsoft.com/azure/reliability/regions-list
   */
  location: string;
  /**
   * Units of API Management there. Unit: units.
   * @defaultValue as in the first location
   * @example 3
   */
  capacity?: number | undefined;
  /**
   * Availability zones of API Management there; `[]` where the region has none.
   * @defaultValue as in the first location
   * @example ["1", "2", "3"]
   */
  zones?: ("1" | "2" | "3")[] | undefined;
  /**
   * Availability zones of the ingress there; `[]` where the region has none.
   * @defaultValue as in the first location
   * @example []
   */
  ingressZones?: ("1" | "2" | "3")[] | undefined;
  /**
   * IPv4 range of the virtual network there. It has no address in common with another region's.
   * @example "10.3.0.0/16"
   */
  addressSpace: string;
  /**
   * IPv4 ranges of the subnets there.
   * @defaultValue by the rule of `network.subnets`
   */
  subnets?: AdditionalLocationSubnetsInput | undefined;
  /**
   * Route tables of the subnets that the stack declares, such as one that leads to a hub's firewall.
   * @defaultValue Azure's own routes
   */
  routeTableIds?: AdditionalLocationRouteTableIdsInput | undefined;
  /**
   * DNS servers of the network that the stack declares: a resolver or firewall in the hub. They have to find the zones of private endpoints.
   * @defaultValue Azure's own
   * @example ["10.0.0.4"]
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances
   */
  dnsServers?: string[] | undefined;
  /**
   * Peering of the network that the stack declares with a hub's. The other direction is declared by whoever runs the hub.
   * @defaultValue no peering with a hub
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
   */
  hub?: AdditionalLocationHubInput | undefined;
}

/**
 * IPv4 ranges of the subnets there.
 * @defaultValue by the rule of `network.subnets`
 */
export interface AdditionalLocationSubnetsInput {
  /**
   * IPv4 range of the subnet of the Application Gateway, inside the address space.
   * @defaultValue the 4th /24 of the address space
   * @example "10.2.4.0/24"
   */
  applicationGateway?: string | undefined;
  /**
   * IPv4 range of the subnet of the private endpoints, inside the address space.
   * @defaultValue the 5th /24 of the address space
   * @example "10.2.4.0/24"
   */
  privateEndpoints?: string | undefined;
  /**
   * IPv4 range of the subnet of API Management, inside the address space.
   * @defaultValue the 7th /24 of the address space
   * @example "10.2.4.0/24"
   */
  apiManagement?: string | undefined;
  /**
   * IPv4 range of a subnet for whatever deploys from inside the network, inside the address space.
   * @defaultValue no such subnet
   * @example "10.2.8.0/24"
   */
  deploy?: string | undefined;
}

/**
 * Route tables of the subnets that the stack declares, such as one that leads to a hub's firewall.
 * @defaultValue Azure's own routes
 */
export interface AdditionalLocationRouteTableIdsInput {
  /**
   * Id of the route table of the subnet of the Application Gateway, in the network's region.
   * @defaultValue Azure's own routes
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall"
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
   */
  applicationGateway?: pulumi.Input<string> | undefined;
  /**
   * Id of the route table of the subnet of the private endpoints, in the network's region.
   * @defaultValue Azure's own routes
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall"
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
   */
  privateEndpoints?: pulumi.Input<string> | undefined;
  /**
   * Id of the route table of the subnet of API Management, in the network's region.
   * @defaultValue Azure's own routes
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall"
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
   */
  apiManagement?: pulumi.Input<string> | undefined;
  /**
   * Id of the route table of the subnet of whatever deploys from inside the network, in the network's region.
   * @defaultValue Azure's own routes
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-to-firewall"
   * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
   */
  deploy?: pulumi.Input<string> | undefined;
}

/**
 * Peering of the network that the stack declares with a hub's. The other direction is declared by whoever runs the hub.
 * @defaultValue no peering with a hub
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export interface AdditionalLocationHubInput {
  /**
   * Id of the hub's network, in this or another subscription.
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub"
   */
  virtualNetworkId: pulumi.Input<string>;
  /**
   * Whether the network uses the hub's VPN or ExpressRoute gateway. Azure takes it once the hub's own peering allows gateway transit.
   * @defaultValue `false`
   */
  useRemoteGateways?: boolean | undefined;
  /**
   * Whether the private DNS zones that the stack declares are linked to the hub's network too, for a resolver that stands there.
   * @defaultValue `false`
   * @see https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links
   */
  linkZones?: boolean | undefined;
}

/**
 * Traffic Manager, the entrance in front of the ingress of every region; used where there are several.
 * @see https://learn.microsoft.com/azure/traffic-manager/traffic-manager-routing-methods
 */
export interface TrafficManagerInput {
  /**
   * `Performance`: clients go to the nearest region. `Priority`: to the first one that answers.
   * @defaultValue `Performance`
   * @see https://learn.microsoft.com/azure/traffic-manager/traffic-manager-routing-methods
   */
  routing?: "Performance" | "Priority" | undefined;
  /**
   * How long clients may keep an answer of DNS, and so how long some go on to a region that is lost. Unit: seconds.
   * @defaultValue `30`
   */
  dnsTtlSeconds?: number | undefined;
}

/**
 * One account: where a call can be answered.
 */
export interface BackendInput {
  /**
   * Name of the backend in policies, records and resources.
   * @example "ptu-1"
   */
  name: string;
  /**
   * Whose models they are. Each provider is called in its own wire format, under its own API; see docs/configure.md, "Other providers".
   * @defaultValue `azure-openai`
   */
  provider?:
    | "azure-openai"
    | "foundry"
    | "openai"
    | "anthropic"
    | "gemini"
    | "bedrock"
    | "openai-compatible"
    | undefined;
  /**
   * `ptu`: provisioned throughput, asked first. `payg`: pay-as-you-go, for what has no room there. `external`: outside Azure, asked last.
   * @example "ptu"
   * @see https://learn.microsoft.com/azure/foundry/foundry-models/concepts/deployment-types
   */
  kind: "ptu" | "payg" | "external";
  /**
   * Azure region of the account.
   * @defaultValue the stack's `location`
   * @example "swedencentral"
   * @see https://learn.microsoft.com/azure/reliability/regions-list
   */
  location?: string | undefined;
  /**
   * SKU of the account's deployments: where calls may be worked on, and how they are paid for. Those for batch jobs take no calls.
   * @defaultValue `GlobalProvisionedManaged` for PTU, `GlobalStandard` for PAYG
   * @example "DataZoneStandard"
   * @see https://learn.microsoft.com/azure/foundry/foundry-models/concepts/deployment-types
   */
  sku?:
    | "ProvisionedManaged"
    | "GlobalProvisionedManaged"
    | "DataZoneProvisionedManaged"
    | "Standard"
    | "GlobalStandard"
    | "DataZoneStandard"
    | "GlobalBatch"
    | "DataZoneBatch"
    | undefined;
  /**
   * Whose turn it is: 1 is asked before 2.
   * @defaultValue 1 for PTU, 2 for PAYG, 3 for external
   * @example 1
   */
  priority?: number | undefined;
  /**
   * Share of the calls among backends of one priority: 2 gets twice as many as 1.
   * @defaultValue `1`
   */
  weight?: number | undefined;
  /**
   * The models that the account serves.
   */
  deployments: BackendDeploymentInput[];
  /**
   * Kind of the account that is declared. `AIServices` is a Foundry resource, which serves models of other providers besides.
   * @defaultValue `OpenAI`
   * @see https://learn.microsoft.com/azure/foundry/how-to/upgrade-azure-openai
   */
  accountKind?: "OpenAI" | "AIServices" | undefined;
  /**
   * Where an external provider answers: the URL that its own SDK takes as its base.
   * @defaultValue the provider's public endpoint
   * @example "https://llm.example.com/v1"
   */
  endpoint?: string | undefined;
  /**
   * How the gateway signs on. Keys stay in Key Vault.
   * @defaultValue the gateway's managed identity in Azure, no key for an `openai-compatible` server
   */
  auth?: BackendAuthInput | undefined;
  /**
   * An account that is there already, to use instead of declaring one.
   * @defaultValue the stack declares an account
   */
  existing?: BackendExistingInput | undefined;
}

/**
 * A model that the account serves under a name.
 */
export interface BackendDeploymentInput {
  /**
   * What clients call it. A name on several backends stands for one model on all of them.
   * @example "gpt-5.4"
   */
  name: string;
  /**
   * The model's name at its provider.
   * @example "gpt-5.4"
   */
  model: string;
  /**
   * The model's version, as text in quotes. Needed in Azure, and only there.
   * @defaultValue not on backends of kind `external`
   * @example "2026-03-05"
   * @see https://learn.microsoft.com/azure/foundry/openai/how-to/working-with-models
   */
  version?: string | undefined;
  /**
   * What the deployment may carry: PTUs where the backend's kind is `ptu`, thousands of tokens per minute otherwise. Needed in Azure, and only there. Unit: PTUs, or 1,000 tokens per minute.
   * @defaultValue not on backends of kind `external`
   * @example 50
   * @see https://learn.microsoft.com/azure/foundry/openai/how-to/provisioned-throughput-onboarding
   */
  capacity?: number | undefined;
  /**
   * What an external provider calls the model, where that is not `model`: an inference profile of Bedrock, for one.
   * @defaultValue `model`
   * @example "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
   */
  as?: string | undefined;
  /**
   * Who publishes the model, in the words of Foundry's catalogue. Only where `provider` is `foundry`.
   * @defaultValue `Anthropic`, `Microsoft` and `Black Forest Labs` for models whose names begin with claude, MAI- and FLUX, `OpenAI` for others
   * @example "Mistral AI"
   * @see https://learn.microsoft.com/azure/foundry/foundry-models/concepts/models-sold-directly-by-azure
   */
  format?: string | undefined;
  /**
   * Longest wait for this deployment to begin its answer; then the next backend is asked. Unit: seconds.
   * @defaultValue the API's `backendTimeoutSeconds`
   * @example 30
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  timeoutSeconds?: number | undefined;
  /**
   * What Azure does with the version. With `NoAutoUpgrade` calls fail from the day that it retires.
   * @defaultValue `OnceCurrentVersionExpired`
   * @see https://learn.microsoft.com/azure/foundry/openai/how-to/working-with-models
   */
  versionUpgradeOption?:
    "NoAutoUpgrade" | "OnceCurrentVersionExpired" | "OnceNewDefaultVersionAvailable" | undefined;
}

/**
 * How the gateway signs on. Keys stay in Key Vault.
 * @defaultValue the gateway's managed identity in Azure, no key for an `openai-compatible` server
 */
export interface BackendAuthInput {
  /**
   * The gateway's managed identity, in Azure.
   * @defaultValue so it is in Azure
   * @see https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy
   */
  managedIdentity?: boolean | undefined;
  /**
   * A key of the provider.
   * @defaultValue no key
   */
  apiKey?: BackendAuthApiKeyInput | undefined;
  /**
   * An access key of AWS, for Bedrock: each call is signed with Signature Version 4.
   * @defaultValue no signature
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
   */
  sigv4?: BackendAuthSigv4Input | undefined;
}

/**
 * A key of the provider.
 * @defaultValue no key
 */
export interface BackendAuthApiKeyInput {
  /**
   * Id of the secret that holds the key. API Management reads it as its system-assigned identity.
   * @example "https://kv-shared.vault.azure.net/secrets/anthropic-key"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets
   */
  keyVaultSecretId: string;
  /**
   * The header that the key is sent in, as it is; in `Authorization` with `Bearer ` before it.
   * @defaultValue as the provider's own SDK sends it
   * @example "x-api-key"
   */
  header?: string | undefined;
}

/**
 * An access key of AWS, for Bedrock: each call is signed with Signature Version 4.
 * @defaultValue no signature
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export interface BackendAuthSigv4Input {
  /**
   * Region of AWS.
   * @example "eu-central-1"
   */
  region: string;
  /**
   * The access key's id.
   */
  accessKeyId: BackendAuthSigv4AccessKeyIdInput;
  /**
   * The access key's secret.
   */
  secretKey: BackendAuthSigv4SecretKeyInput;
  /**
   * The token of temporary keys, which is signed and sent with each call. Whoever makes the keys anew writes all three secrets; API Management reads them again within four hours.
   * @defaultValue the keys are lasting ones
   */
  sessionToken?: BackendAuthSigv4SessionTokenInput | undefined;
}

/**
 * The access key's id.
 */
export interface BackendAuthSigv4AccessKeyIdInput {
  /**
   * Id of the secret. API Management reads it as its system-assigned identity.
   * @example "https://kv-shared.vault.azure.net/secrets/anthropic-key"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets
   */
  keyVaultSecretId: string;
}

/**
 * The access key's secret.
 */
export interface BackendAuthSigv4SecretKeyInput {
  /**
   * Id of the secret. API Management reads it as its system-assigned identity.
   * @example "https://kv-shared.vault.azure.net/secrets/anthropic-key"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets
   */
  keyVaultSecretId: string;
}

/**
 * The token of temporary keys, which is signed and sent with each call. Whoever makes the keys anew writes all three secrets; API Management reads them again within four hours.
 * @defaultValue the keys are lasting ones
 */
export interface BackendAuthSigv4SessionTokenInput {
  /**
   * Id of the secret. API Management reads it as its system-assigned identity.
   * @example "https://kv-shared.vault.azure.net/secrets/anthropic-key"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets
   */
  keyVaultSecretId: string;
}

/**
 * An account that is there already, to use instead of declaring one.
 * @defaultValue the stack declares an account
 */
export interface BackendExistingInput {
  /**
   * Id of the account, in this or another subscription.
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.CognitiveServices/accounts/oai-shared"
   */
  accountId: pulumi.Input<string>;
  /**
   * Where the account answers.
   * @defaultValue `https://NAME.openai.azure.com/`, NAME being the account's
   * @example "https://oai-shared.openai.azure.com/"
   */
  endpoint?: pulumi.Input<string> | undefined;
  /**
   * `named`: the backend's deployments are there and only named here. `declared`: the stack makes them.
   * @defaultValue `named`
   */
  deployments?: "named" | "declared" | undefined;
  /**
   * Whether the stack's network gets a private endpoint to the account.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
   */
  privateEndpoint?: boolean | undefined;
  /**
   * Whether the stack gives the gateway's identity the role Cognitive Services OpenAI User on the account; `false` where somebody else does.
   * @defaultValue `true`
   */
  grantAccess?: boolean | undefined;
}

/**
 * A name that stands for several deployments.
 */
export interface AliaseInput {
  /**
   * What clients call it; no deployment may have the name.
   * @example "smart"
   */
  name: string;
  /**
   * Deployments that the name stands for, in the order in which they are asked.
   * @example ["gpt-5.4", "gpt-4.1"]
   */
  models: string[];
  /**
   * `priority` asks the first deployment, and the next one only when every backend of it is full or failing; `weighted` draws for every call, by `weights`, which is asked first.
   * @defaultValue `priority`
   */
  strategy?: "priority" | "weighted" | undefined;
  /**
   * Shares of the calls, one for each of `models`, where the strategy is `weighted`.
   * @defaultValue equal shares
   * @example [3, 1]
   */
  weights?: number[] | undefined;
}

/**
 * The APIs that clients call.
 */
export interface ApisInput {
  /**
   * Azure OpenAI's API by deployment, `/openai/deployments/NAME/...`, which the AzureOpenAI clients call.
   */
  azureOpenAi?: ApisAzureOpenAiInput | undefined;
  /**
   * The v1 API, which OpenAI's own clients call with the deployment as `model`.
   */
  openAiV1?: ApisOpenAiV1Input | undefined;
  /**
   * Anthropic's Messages API, which its SDKs and Claude Code call; the key goes in `x-api-key`. There only where a backend speaks it.
   */
  anthropic?: ApisAnthropicInput | undefined;
  /**
   * Gemini's own API, which Google's GenAI SDK calls; the key goes in `x-goog-api-key`, or in the query as `key`. There only where a backend speaks it.
   */
  gemini?: ApisGeminiInput | undefined;
  /**
   * Amazon Bedrock's Converse API, which the AWS SDKs call; the key goes in `api-key`, or as a Bedrock API key through the ingress. There only where a backend speaks it.
   */
  bedrock?: ApisBedrockInput | undefined;
  /**
   * Microsoft's MAI-Image models in Foundry, by their own API: what follows the resource's address there follows the gateway's here. There only where a backend speaks it.
   */
  mai?: ApisMaiInput | undefined;
  /**
   * FLUX.2 in Foundry, by its publisher's own API: what follows the resource's address there follows the gateway's here. FLUX.1 has OpenAI's images API. There only where a backend speaks it.
   */
  flux?: ApisFluxInput | undefined;
}

/**
 * Azure OpenAI's API by deployment, `/openai/deployments/NAME/...`, which the AzureOpenAI clients call.
 */
export interface ApisAzureOpenAiInput {
  /**
   * Whether the API is there.
   * @defaultValue `true`
   */
  enabled?: boolean | undefined;
  /**
   * Path of the API below the gateway's URL, without slashes at its ends.
   * @defaultValue `openai`
   */
  path?: string | undefined;
  /**
   * How calls are shared out among backends of one priority: in turn, by their weights, or to the one that has answered fastest.
   * @defaultValue `weighted`
   */
  loadBalancing?: "round-robin" | "weighted" | "latency" | undefined;
  /**
   * Whether a call that a priority has no room for goes on to the next; otherwise the client gets 429.
   * @defaultValue `true`
   */
  spillToPayg?: boolean | undefined;
  /**
   * Where the usage of the API goes.
   */
  usage?: ApisAzureOpenAiUsageInput | undefined;
  /**
   * Longest wait for a backend to begin its answer. Azure may not honour more than 240. Unit: seconds.
   * @defaultValue `240`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  backendTimeoutSeconds?: number | undefined;
  /**
   * What becomes of responses and conversations that a model's account keeps: `owned` lets only the subscription that made one read, continue or delete it; `off` has nothing stored.
   * @defaultValue `owned`
   * @see https://learn.microsoft.com/azure/foundry/openai/how-to/responses
   */
  stored?: "owned" | "off" | undefined;
  /**
   * Whether clients may upload files and start batch jobs; `owned` lets only the subscription that made one see it.
   * @defaultValue `off`
   * @see https://learn.microsoft.com/azure/foundry/openai/how-to/batch
   */
  files?: "owned" | "off" | undefined;
  /**
   * Whether a WebSocket API is declared too, where a deployment is of a realtime model.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/websocket-api
   */
  realtime?: boolean | undefined;
  /**
   * Lets browsers call from pages of other origins; a preflight needs no key.
   * @defaultValue browsers may not
   * @see https://learn.microsoft.com/azure/api-management/cors-policy
   */
  cors?: ApisAzureOpenAiCorsInput | undefined;
  /**
   * Adaptive limit: while capacity is short, products of low priority are refused first.
   * @defaultValue off
   */
  priority?: ApisAzureOpenAiPriorityInput | undefined;
}

/**
 * Where the usage of the API goes.
 */
export interface ApisAzureOpenAiUsageInput {
  /**
   * One event a call into the Event Hub, with product, subscription, backend and tokens.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy
   */
  eventHub?: boolean | undefined;
  /**
   * Calls and tokens as metrics of Application Insights.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy
   */
  applicationInsights?: boolean | undefined;
  /**
   * API Management's own log of calls to models, which has the exact tokens of streamed calls.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-llm-logs
   */
  llmLog?: boolean | undefined;
}

/**
 * Lets browsers call from pages of other origins; a preflight needs no key.
 * @defaultValue browsers may not
 * @see https://learn.microsoft.com/azure/api-management/cors-policy
 */
export interface ApisAzureOpenAiCorsInput {
  /**
   * Origins whose pages may call, or `*` for any.
   * @example ["https://app.example.com"]
   */
  allowedOrigins: string[];
  /**
   * How long a browser may remember the answer to a preflight. Unit: seconds.
   * @defaultValue `600`
   */
  maxAgeSeconds?: number | undefined;
}

/**
 * Adaptive limit: while capacity is short, products of low priority are refused first.
 * @defaultValue off
 */
export interface ApisAzureOpenAiPriorityInput {
  /**
   * What all products together may use. Unit: tokens per minute.
   * @example 400000
   */
  capacityTokensPerMinute: number;
  /**
   * How much of it products of low priority have to leave to the others. Unit: tokens per minute.
   * @example 100000
   */
  reservedTokensPerMinute: number;
}

/**
 * The v1 API, which OpenAI's own clients call with the deployment as `model`.
 */
export interface ApisOpenAiV1Input {
  /**
   * Whether the API is there.
   * @defaultValue `true`
   */
  enabled?: boolean | undefined;
  /**
   * Path of the API below the gateway's URL, without slashes at its ends.
   * @defaultValue `openai/v1`
   */
  path?: string | undefined;
  /**
   * How calls are shared out among backends of one priority: in turn, by their weights, or to the one that has answered fastest.
   * @defaultValue `weighted`
   */
  loadBalancing?: "round-robin" | "weighted" | "latency" | undefined;
  /**
   * Whether a call that a priority has no room for goes on to the next; otherwise the client gets 429.
   * @defaultValue `true`
   */
  spillToPayg?: boolean | undefined;
  /**
   * Where the usage of the API goes.
   */
  usage?: ApisOpenAiV1UsageInput | undefined;
  /**
   * Longest wait for a backend to begin its answer. Azure may not honour more than 240. Unit: seconds.
   * @defaultValue `240`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  backendTimeoutSeconds?: number | undefined;
  /**
   * What becomes of responses and conversations that a model's account keeps: `owned` lets only the subscription that made one read, continue or delete it; `off` has nothing stored.
   * @defaultValue `owned`
   * @see https://learn.microsoft.com/azure/foundry/openai/how-to/responses
   */
  stored?: "owned" | "off" | undefined;
  /**
   * Whether clients may upload files and start batch jobs; `owned` lets only the subscription that made one see it.
   * @defaultValue `off`
   * @see https://learn.microsoft.com/azure/foundry/openai/how-to/batch
   */
  files?: "owned" | "off" | undefined;
  /**
   * Whether a WebSocket API is declared too, where a deployment is of a realtime model.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/websocket-api
   */
  realtime?: boolean | undefined;
  /**
   * Lets browsers call from pages of other origins; a preflight needs no key.
   * @defaultValue browsers may not
   * @see https://learn.microsoft.com/azure/api-management/cors-policy
   */
  cors?: ApisOpenAiV1CorsInput | undefined;
  /**
   * Adaptive limit: while capacity is short, products of low priority are refused first.
   * @defaultValue off
   */
  priority?: ApisOpenAiV1PriorityInput | undefined;
}

/**
 * Where the usage of the API goes.
 */
export interface ApisOpenAiV1UsageInput {
  /**
   * One event a call into the Event Hub, with product, subscription, backend and tokens.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy
   */
  eventHub?: boolean | undefined;
  /**
   * Calls and tokens as metrics of Application Insights.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy
   */
  applicationInsights?: boolean | undefined;
  /**
   * API Management's own log of calls to models, which has the exact tokens of streamed calls.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-llm-logs
   */
  llmLog?: boolean | undefined;
}

/**
 * Lets browsers call from pages of other origins; a preflight needs no key.
 * @defaultValue browsers may not
 * @see https://learn.microsoft.com/azure/api-management/cors-policy
 */
export interface ApisOpenAiV1CorsInput {
  /**
   * Origins whose pages may call, or `*` for any.
   * @example ["https://app.example.com"]
   */
  allowedOrigins: string[];
  /**
   * How long a browser may remember the answer to a preflight. Unit: seconds.
   * @defaultValue `600`
   */
  maxAgeSeconds?: number | undefined;
}

/**
 * Adaptive limit: while capacity is short, products of low priority are refused first.
 * @defaultValue off
 */
export interface ApisOpenAiV1PriorityInput {
  /**
   * What all products together may use. Unit: tokens per minute.
   * @example 400000
   */
  capacityTokensPerMinute: number;
  /**
   * How much of it products of low priority have to leave to the others. Unit: tokens per minute.
   * @example 100000
   */
  reservedTokensPerMinute: number;
}

/**
 * Anthropic's Messages API, which its SDKs and Claude Code call; the key goes in `x-api-key`. There only where a backend speaks it.
 */
export interface ApisAnthropicInput {
  /**
   * Whether the API is there.
   * @defaultValue `true`
   */
  enabled?: boolean | undefined;
  /**
   * Path of the API below the gateway's URL, without slashes at its ends.
   * @defaultValue `anthropic`
   */
  path?: string | undefined;
  /**
   * How calls are shared out among backends of one priority: in turn, by their weights, or to the one that has answered fastest.
   * @defaultValue `weighted`
   */
  loadBalancing?: "round-robin" | "weighted" | "latency" | undefined;
  /**
   * Whether a call that a priority has no room for goes on to the next; otherwise the client gets 429.
   * @defaultValue `true`
   */
  spillToPayg?: boolean | undefined;
  /**
   * Where the usage of the API goes.
   */
  usage?: ApisAnthropicUsageInput | undefined;
  /**
   * Longest wait for a backend to begin its answer. Azure may not honour more than 240. Unit: seconds.
   * @defaultValue `240`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  backendTimeoutSeconds?: number | undefined;
  /**
   * Lets browsers call from pages of other origins; a preflight needs no key.
   * @defaultValue browsers may not
   * @see https://learn.microsoft.com/azure/api-management/cors-policy
   */
  cors?: ApisAnthropicCorsInput | undefined;
}

/**
 * Where the usage of the API goes.
 */
export interface ApisAnthropicUsageInput {
  /**
   * One event a call into the Event Hub, with product, subscription, backend and tokens.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy
   */
  eventHub?: boolean | undefined;
  /**
   * Calls and tokens as metrics of Application Insights; of tokens what answers state, and of streams the prompt's estimate.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/emit-metric-policy
   */
  applicationInsights?: boolean | undefined;
}

/**
 * Lets browsers call from pages of other origins; a preflight needs no key.
 * @defaultValue browsers may not
 * @see https://learn.microsoft.com/azure/api-management/cors-policy
 */
export interface ApisAnthropicCorsInput {
  /**
   * Origins whose pages may call, or `*` for any.
   * @example ["https://app.example.com"]
   */
  allowedOrigins: string[];
  /**
   * How long a browser may remember the answer to a preflight. Unit: seconds.
   * @defaultValue `600`
   */
  maxAgeSeconds?: number | undefined;
}

/**
 * Gemini's own API, which Google's GenAI SDK calls; the key goes in `x-goog-api-key`, or in the query as `key`. There only where a backend speaks it.
 */
export interface ApisGeminiInput {
  /**
   * Whether the API is there.
   * @defaultValue `true`
   */
  enabled?: boolean | undefined;
  /**
   * Path of the API below the gateway's URL, without slashes at its ends.
   * @defaultValue `gemini`
   */
  path?: string | undefined;
  /**
   * How calls are shared out among backends of one priority: in turn, by their weights, or to the one that has answered fastest.
   * @defaultValue `weighted`
   */
  loadBalancing?: "round-robin" | "weighted" | "latency" | undefined;
  /**
   * Whether a call that a priority has no room for goes on to the next; otherwise the client gets 429.
   * @defaultValue `true`
   */
  spillToPayg?: boolean | undefined;
  /**
   * Where the usage of the API goes.
   */
  usage?: ApisGeminiUsageInput | undefined;
  /**
   * Longest wait for a backend to begin its answer. Azure may not honour more than 240. Unit: seconds.
   * @defaultValue `240`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  backendTimeoutSeconds?: number | undefined;
  /**
   * Lets browsers call from pages of other origins; a preflight needs no key.
   * @defaultValue browsers may not
   * @see https://learn.microsoft.com/azure/api-management/cors-policy
   */
  cors?: ApisGeminiCorsInput | undefined;
}

/**
 * Where the usage of the API goes.
 */
export interface ApisGeminiUsageInput {
  /**
   * One event a call into the Event Hub, with product, subscription, backend and tokens.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy
   */
  eventHub?: boolean | undefined;
  /**
   * Calls and tokens as metrics of Application Insights; of tokens what answers state, and of streams the prompt's estimate.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/emit-metric-policy
   */
  applicationInsights?: boolean | undefined;
}

/**
 * Lets browsers call from pages of other origins; a preflight needs no key.
 * @defaultValue browsers may not
 * @see https://learn.microsoft.com/azure/api-management/cors-policy
 */
export interface ApisGeminiCorsInput {
  /**
   * Origins whose pages may call, or `*` for any.
   * @example ["https://app.example.com"]
   */
  allowedOrigins: string[];
  /**
   * How long a browser may remember the answer to a preflight. Unit: seconds.
   * @defaultValue `600`
   */
  maxAgeSeconds?: number | undefined;
}

/**
 * Amazon Bedrock's Converse API, which the AWS SDKs call; the key goes in `api-key`, or as a Bedrock API key through the ingress. There only where a backend speaks it.
 */
export interface ApisBedrockInput {
  /**
   * Whether the API is there.
   * @defaultValue `true`
   */
  enabled?: boolean | undefined;
  /**
   * Path of the API below the gateway's URL, without slashes at its ends.
   * @defaultValue `bedrock`
   */
  path?: string | undefined;
  /**
   * How calls are shared out among backends of one priority: in turn, by their weights, or to the one that has answered fastest.
   * @defaultValue `weighted`
   */
  loadBalancing?: "round-robin" | "weighted" | "latency" | undefined;
  /**
   * Whether a call that a priority has no room for goes on to the next; otherwise the client gets 429.
   * @defaultValue `true`
   */
  spillToPayg?: boolean | undefined;
  /**
   * Where the usage of the API goes.
   */
  usage?: ApisBedrockUsageInput | undefined;
  /**
   * Longest wait for a backend to begin its answer. Azure may not honour more than 240. Unit: seconds.
   * @defaultValue `240`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  backendTimeoutSeconds?: number | undefined;
  /**
   * Lets browsers call from pages of other origins; a preflight needs no key.
   * @defaultValue browsers may not
   * @see https://learn.microsoft.com/azure/api-management/cors-policy
   */
  cors?: ApisBedrockCorsInput | undefined;
}

/**
 * Where the usage of the API goes.
 */
export interface ApisBedrockUsageInput {
  /**
   * One event a call into the Event Hub, with product, subscription, backend and tokens.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy
   */
  eventHub?: boolean | undefined;
  /**
   * Calls and tokens as metrics of Application Insights; of tokens what answers state, and of streams the prompt's estimate.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/emit-metric-policy
   */
  applicationInsights?: boolean | undefined;
}

/**
 * Lets browsers call from pages of other origins; a preflight needs no key.
 * @defaultValue browsers may not
 * @see https://learn.microsoft.com/azure/api-management/cors-policy
 */
export interface ApisBedrockCorsInput {
  /**
   * Origins whose pages may call, or `*` for any.
   * @example ["https://app.example.com"]
   */
  allowedOrigins: string[];
  /**
   * How long a browser may remember the answer to a preflight. Unit: seconds.
   * @defaultValue `600`
   */
  maxAgeSeconds?: number | undefined;
}

/**
 * Microsoft's MAI-Image models in Foundry, by their own API: what follows the resource's address there follows the gateway's here. There only where a backend speaks it.
 */
export interface ApisMaiInput {
  /**
   * Whether the API is there.
   * @defaultValue `true`
   */
  enabled?: boolean | undefined;
  /**
   * Path of the API below the gateway's URL, without slashes at its ends.
   * @defaultValue `mai`
   */
  path?: string | undefined;
  /**
   * How calls are shared out among backends of one priority: in turn, by their weights, or to the one that has answered fastest.
   * @defaultValue `weighted`
   */
  loadBalancing?: "round-robin" | "weighted" | "latency" | undefined;
  /**
   * Whether a call that a priority has no room for goes on to the next; otherwise the client gets 429.
   * @defaultValue `true`
   */
  spillToPayg?: boolean | undefined;
  /**
   * Where the usage of the API goes.
   */
  usage?: ApisMaiUsageInput | undefined;
  /**
   * Longest wait for a backend to begin its answer. Azure may not honour more than 240. Unit: seconds.
   * @defaultValue `240`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  backendTimeoutSeconds?: number | undefined;
  /**
   * Lets browsers call from pages of other origins; a preflight needs no key.
   * @defaultValue browsers may not
   * @see https://learn.microsoft.com/azure/api-management/cors-policy
   */
  cors?: ApisMaiCorsInput | undefined;
}

/**
 * Where the usage of the API goes.
 */
export interface ApisMaiUsageInput {
  /**
   * One event a call into the Event Hub, with product, subscription, backend and tokens.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy
   */
  eventHub?: boolean | undefined;
  /**
   * Calls and tokens as metrics of Application Insights; of tokens what answers state, and of streams the prompt's estimate.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/emit-metric-policy
   */
  applicationInsights?: boolean | undefined;
}

/**
 * Lets browsers call from pages of other origins; a preflight needs no key.
 * @defaultValue browsers may not
 * @see https://learn.microsoft.com/azure/api-management/cors-policy
 */
export interface ApisMaiCorsInput {
  /**
   * Origins whose pages may call, or `*` for any.
   * @example ["https://app.example.com"]
   */
  allowedOrigins: string[];
  /**
   * How long a browser may remember the answer to a preflight. Unit: seconds.
   * @defaultValue `600`
   */
  maxAgeSeconds?: number | undefined;
}

/**
 * FLUX.2 in Foundry, by its publisher's own API: what follows the resource's address there follows the gateway's here. FLUX.1 has OpenAI's images API. There only where a backend speaks it.
 */
export interface ApisFluxInput {
  /**
   * Whether the API is there.
   * @defaultValue `true`
   */
  enabled?: boolean | undefined;
  /**
   * Path of the API below the gateway's URL, without slashes at its ends.
   * @defaultValue `providers/blackforestlabs`
   */
  path?: string | undefined;
  /**
   * How calls are shared out among backends of one priority: in turn, by their weights, or to the one that has answered fastest.
   * @defaultValue `weighted`
   */
  loadBalancing?: "round-robin" | "weighted" | "latency" | undefined;
  /**
   * Whether a call that a priority has no room for goes on to the next; otherwise the client gets 429.
   * @defaultValue `true`
   */
  spillToPayg?: boolean | undefined;
  /**
   * Where the usage of the API goes.
   */
  usage?: ApisFluxUsageInput | undefined;
  /**
   * Longest wait for a backend to begin its answer. Azure may not honour more than 240. Unit: seconds.
   * @defaultValue `240`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  backendTimeoutSeconds?: number | undefined;
  /**
   * Lets browsers call from pages of other origins; a preflight needs no key.
   * @defaultValue browsers may not
   * @see https://learn.microsoft.com/azure/api-management/cors-policy
   */
  cors?: ApisFluxCorsInput | undefined;
}

/**
 * Where the usage of the API goes.
 */
export interface ApisFluxUsageInput {
  /**
   * One event a call into the Event Hub, with product, subscription, backend and tokens.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy
   */
  eventHub?: boolean | undefined;
  /**
   * Calls and tokens as metrics of Application Insights; of tokens what answers state, and of streams the prompt's estimate.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/api-management/emit-metric-policy
   */
  applicationInsights?: boolean | undefined;
}

/**
 * Lets browsers call from pages of other origins; a preflight needs no key.
 * @defaultValue browsers may not
 * @see https://learn.microsoft.com/azure/api-management/cors-policy
 */
export interface ApisFluxCorsInput {
  /**
   * Origins whose pages may call, or `*` for any.
   * @example ["https://app.example.com"]
   */
  allowedOrigins: string[];
  /**
   * How long a browser may remember the answer to a preflight. Unit: seconds.
   * @defaultValue `600`
   */
  maxAgeSeconds?: number | undefined;
}

/**
 * Microsoft Entra, for products that are called with tokens: see `products[].identity`.
 * @defaultValue keys only
 * @see https://learn.microsoft.com/azure/api-management/validate-jwt-policy
 */
export interface EntraInput {
  /**
   * Tenants of Microsoft Entra whose tokens are taken.
   * @example ["11111111-1111-1111-1111-111111111111"]
   * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
   */
  tenants: string[];
  /**
   * What tokens have to be for, of which one is enough: the application id URI of the app registration that stands for the gateway (in tokens of version 1), and its client id (in those of version 2). The stack makes no app registration.
   * @example ["api://genai-gateway"]
   * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
   */
  audiences: string[];
  /**
   * Where the keys are read that tokens are signed with; another one in Azure's other clouds.
   * @defaultValue `https://login.microsoftonline.com`
   * @see https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
   */
  authority?: string | undefined;
}

/**
 * What a group of callers may use.
 */
export interface ProductInput {
  /**
   * Id of the product.
   * @example "standard"
   */
  name: string;
  /**
   * The name that developers see.
   * @example "Standard"
   */
  displayName: string;
  /**
   * Who is refused first while capacity is short, where an API has a `priority`.
   * @defaultValue `low`
   */
  priority?: "high" | "low" | undefined;
  /**
   * Names of the APIs that the product may call.
   * @defaultValue all that are enabled
   * @example ["openAiV1"]
   */
  apis?: string[] | undefined;
  /**
   * Names of the deployments and aliases that the product may use. An alias is allowed without its deployments, and these without it.
   * @defaultValue all
   * @example ["gpt-5.4"]
   */
  models?: string[] | undefined;
  /**
   * Tokens that the whole product may use in a minute; then 429. Unit: tokens per minute.
   * @defaultValue no limit
   * @example 100000
   * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
   */
  tokensPerMinute?: number | undefined;
  /**
   * Tokens that each subscription of the product may use in a minute; then 429. Unit: tokens per minute.
   * @defaultValue no limit
   * @example 100000
   * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
   */
  subscriptionTokensPerMinute?: number | undefined;
  /**
   * Tokens that the whole product may use in a period; then 403 until it ends.
   * @defaultValue no quota
   * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
   */
  tokenQuota?: ProductTokenQuotaInput | undefined;
  /**
   * Tokens that each subscription of the product may use in a period; then 403 until it ends.
   * @defaultValue no quota
   * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
   */
  subscriptionTokenQuota?: ProductSubscriptionTokenQuotaInput | undefined;
  /**
   * Money that the whole product may spend in a period; then 403 until it ends. In the v2 tiers a quota of tokens: as many as the money buys at the dearest price that the product can meet.
   * @defaultValue no budget
   * @see https://learn.microsoft.com/azure/api-management/quota-by-key-policy
   */
  budget?: ProductBudgetInput | undefined;
  /**
   * Money that each subscription of the product may spend in a period; then 403 until it ends. In the v2 tiers a quota of tokens: as many as the money buys at the dearest price that the product can meet.
   * @defaultValue no budget
   * @see https://learn.microsoft.com/azure/api-management/quota-by-key-policy
   */
  subscriptionBudget?: ProductSubscriptionBudgetInput | undefined;
  /**
   * Who may call. A product with `entra` has no subscriptions; its callers are told apart by their tokens, and one of `applications`, `roles`, `groups` and `users` says whose.
   * @defaultValue whoever has a key of the product
   */
  identity?: ProductIdentityInput | undefined;
  /**
   * What calls that provisioned throughput answers cost the product, in usage events and budgets: `payg` what their tokens would cost by the token, `share` their part of a PTU's hour at full use, `free` nothing.
   * @defaultValue `payg`
   * @see https://learn.microsoft.com/azure/foundry/openai/how-to/provisioned-throughput-onboarding
   */
  chargePtu?: "share" | "payg" | "free" | undefined;
  /**
   * Name of a guardrail, as under `guardrails`, that every call of a model by the product passes.
   * @defaultValue none
   * @example "personal-data"
   */
  guardrails?: string | undefined;
  /**
   * Answers of chats and unstored responses that are given again to prompts of the same meaning. An Azure Managed Redis with a vector index is declared for them. See docs/guardrails.md.
   * @defaultValue none are kept
   * @see https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
   */
  semanticCache?: ProductSemanticCacheInput | undefined;
  /**
   * What of the product's calls is told, otherwise than `alerts.categories` says for all products.
   * @defaultValue as in `alerts.categories`
   * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview
   */
  alertCategories?: ProductAlertCategoriesInput | undefined;
  /**
   * Whether answers to the product say in headers `x-genai-debug-…` what became of the call: product, subscription, operation, deployment, backends asked, whether it spilled or is a stream, region. For development; a call that is refused says it in its error.
   * @defaultValue `false`
   */
  debugHeaders?: boolean | undefined;
  /**
   * Subscriptions to create; their keys are among the outputs.
   * @defaultValue none
   */
  subscriptions?: ProductSubscriptionInput[] | undefined;
}

/**
 * Tokens that the whole product may use in a period; then 403 until it ends.
 * @defaultValue no quota
 * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
 */
export interface ProductTokenQuotaInput {
  /**
   * How many tokens in one period. Unit: tokens.
   * @example 500000000
   */
  tokens: number;
  /**
   * After what time the count begins again.
   * @example "Monthly"
   * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
   */
  period: "Hourly" | "Daily" | "Weekly" | "Monthly" | "Yearly";
}

/**
 * Tokens that each subscription of the product may use in a period; then 403 until it ends.
 * @defaultValue no quota
 * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
 */
export interface ProductSubscriptionTokenQuotaInput {
  /**
   * How many tokens in one period. Unit: tokens.
   * @example 500000000
   */
  tokens: number;
  /**
   * After what time the count begins again.
   * @example "Monthly"
   * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
   */
  period: "Hourly" | "Daily" | "Weekly" | "Monthly" | "Yearly";
}

/**
 * Money that the whole product may spend in a period; then 403 until it ends. In the v2 tiers a quota of tokens: as many as the money buys at the dearest price that the product can meet.
 * @defaultValue no budget
 * @see https://learn.microsoft.com/azure/api-management/quota-by-key-policy
 */
export interface ProductBudgetInput {
  /**
   * How much may be spent in one period. Unit: US dollars.
   * @example 500
   */
  dollars: number;
  /**
   * After what time the count begins again; a month is 30 days.
   * @defaultValue `Monthly`
   */
  period?: "Daily" | "Weekly" | "Monthly" | undefined;
  /**
   * What a million tokens of prompts costs by your contract, whatever the model. Unit: US dollars per million tokens.
   * @defaultValue the catalogue's price of the model
   * @example 1.25
   */
  promptPerMillion?: number | undefined;
  /**
   * What a million tokens of answers costs by your contract, whatever the model. Unit: US dollars per million tokens.
   * @defaultValue the catalogue's price of the model
   * @example 1.25
   */
  completionPerMillion?: number | undefined;
  /**
   * Bound that the gateway writes into a stream that has none, and charges: what a stream has spent is not known to the policy. Unit: tokens.
   * @defaultValue `16384`
   */
  streamTokens?: number | undefined;
  /**
   * Tells people how much of the budget is spent: `{}` at 50, 80 and 100 %. The gateway then writes what each call has cost to Application Insights, and asks Log Analytics what that comes to at most every 15 minutes (docs/decisions/0078).
   * @defaultValue nobody is told
   */
  alerts?: ProductBudgetAlertsInput | undefined;
}

/**
 * Tells people how much of the budget is spent: `{}` at 50, 80 and 100 %. The gateway then writes what each call has cost to Application Insights, and asks Log Analytics what that comes to at most every 15 minutes (docs/decisions/0078).
 * @defaultValue nobody is told
 */
export interface ProductBudgetAlertsInput {
  /**
   * At which shares of the budget somebody is told, each once in a period. 100 is told when the budget refuses, too. Unit: percent.
   * @defaultValue `[50, 80, 100]`
   * @example [80, 100]
   */
  percent?: number[] | undefined;
  /**
   * Whom they go to.
   * @defaultValue the addresses of the stack's `alerts.emails`
   * @example ["team-lead@example.com"]
   * @see https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups
   */
  emails?: pulumi.Input<string>[] | undefined;
}

/**
 * Money that each subscription of the product may spend in a period; then 403 until it ends. In the v2 tiers a quota of tokens: as many as the money buys at the dearest price that the product can meet.
 * @defaultValue no budget
 * @see https://learn.microsoft.com/azure/api-management/quota-by-key-policy
 */
export interface ProductSubscriptionBudgetInput {
  /**
   * How much may be spent in one period. Unit: US dollars.
   * @example 500
   */
  dollars: number;
  /**
   * After what time the count begins again; a month is 30 days.
   * @defaultValue `Monthly`
   */
  period?: "Daily" | "Weekly" | "Monthly" | undefined;
  /**
   * What a million tokens of prompts costs by your contract, whatever the model. Unit: US dollars per million tokens.
   * @defaultValue the catalogue's price of the model
   * @example 1.25
   */
  promptPerMillion?: number | undefined;
  /**
   * What a million tokens of answers costs by your contract, whatever the model. Unit: US dollars per million tokens.
   * @defaultValue the catalogue's price of the model
   * @example 1.25
   */
  completionPerMillion?: number | undefined;
  /**
   * Bound that the gateway writes into a stream that has none, and charges: what a stream has spent is not known to the policy. Unit: tokens.
   * @defaultValue `16384`
   */
  streamTokens?: number | undefined;
  /**
   * Tells people how much of the budget is spent: `{}` at 50, 80 and 100 %. The gateway then writes what each call has cost to Application Insights, and asks Log Analytics what that comes to at most every 15 minutes (docs/decisions/0078).
   * @defaultValue nobody is told
   */
  alerts?: ProductSubscriptionBudgetAlertsInput | undefined;
}

/**
 * Tells people how much of the budget is spent: `{}` at 50, 80 and 100 %. The gateway then writes what each call has cost to Application Insights, and asks Log Analytics what that comes to at most every 15 minutes (docs/decisions/0078).
 * @defaultValue nobody is told
 */
export interface ProductSubscriptionBudgetAlertsInput {
  /**
   * At which shares of the budget somebody is told, each once in a period. 100 is told when the budget refuses, too. Unit: percent.
   * @defaultValue `[50, 80, 100]`
   * @example [80, 100]
   */
  percent?: number[] | undefined;
  /**
   * Whom they go to.
   * @defaultValue the addresses of the stack's `alerts.emails`
   * @example ["team-lead@example.com"]
   * @see https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups
   */
  emails?: pulumi.Input<string>[] | undefined;
}

/**
 * Who may call. A product with `entra` has no subscriptions; its callers are told apart by their tokens, and one of `applications`, `roles`, `groups` and `users` says whose.
 * @defaultValue whoever has a key of the product
 */
export interface ProductIdentityInput {
  /**
   * `key`: a subscription key, as without `identity`. `entra`: a token of Microsoft Entra and no key. `both`: a key of the product, and a token.
   * @example "entra"
   */
  mode: "key" | "entra" | "both";
  /**
   * What tokens of this product have to be for: one of `entra.audiences`.
   * @defaultValue any of `entra.audiences`
   * @example "api://genai-gateway"
   */
  audience?: string | undefined;
  /**
   * Tenants whose tokens may use the product: some of `entra.tenants`.
   * @defaultValue all of `entra.tenants`
   * @example ["11111111-1111-1111-1111-111111111111"]
   */
  tenants?: string[] | undefined;
  /**
   * Applications that tokens may have been issued to.
   * @defaultValue any
   * @example ["22222222-2222-2222-2222-222222222222"]
   * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
   */
  applications?: string[] | undefined;
  /**
   * App roles, of which a token has to have one.
   * @defaultValue none is asked for
   * @example ["Models.Read"]
   * @see https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps#assign-app-roles-to-applications
   */
  roles?: string[] | undefined;
  /**
   * Groups, of which a token has to name one. A token of somebody in more than 200 groups names none: roles are surer.
   * @defaultValue none is asked for
   * @example ["33333333-3333-3333-3333-333333333333"]
   * @see https://learn.microsoft.com/security/zero-trust/develop/configure-tokens-group-claims-app-roles
   */
  groups?: string[] | undefined;
  /**
   * Who may call, by the claim in `userClaim`.
   * @defaultValue anybody
   * @example ["44444444-4444-4444-4444-444444444444"]
   */
  users?: string[] | undefined;
  /**
   * The claim that names who calls: `oid` is the same in all applications of a tenant, `sub` another one in each. Names and addresses are none, for they change hands.
   * @defaultValue `oid`
   * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
   */
  userClaim?: "oid" | "sub" | undefined;
  /**
   * What each user of the product may use, by the token's tenant and `userClaim`; an application that calls for itself is a user, too.
   * @defaultValue no limit
   */
  perUser?: ProductIdentityPerUserInput | undefined;
}

/**
 * What each user of the product may use, by the token's tenant and `userClaim`; an application that calls for itself is a user, too.
 * @defaultValue no limit
 */
export interface ProductIdentityPerUserInput {
  /**
   * Tokens that each user may use in a minute; then 429. Unit: tokens per minute.
   * @defaultValue no limit
   * @example 20000
   * @see https://learn.microsoft.com/azure/api-management/llm-token-limit-policy
   */
  tokensPerMinute?: number | undefined;
  /**
   * Money that each user of the product may spend in a period; then 403 until it ends. In the v2 tiers a quota of tokens: as many as the money buys at the dearest price that the product can meet.
   * @defaultValue no budget
   * @see https://learn.microsoft.com/azure/api-management/quota-by-key-policy
   */
  budget?: ProductIdentityPerUserBudgetInput | undefined;
}

/**
 * Money that each user of the product may spend in a period; then 403 until it ends. In the v2 tiers a quota of tokens: as many as the money buys at the dearest price that the product can meet.
 * @defaultValue no budget
 * @see https://learn.microsoft.com/azure/api-management/quota-by-key-policy
 */
export interface ProductIdentityPerUserBudgetInput {
  /**
   * How much may be spent in one period. Unit: US dollars.
   * @example 500
   */
  dollars: number;
  /**
   * After what time the count begins again; a month is 30 days.
   * @defaultValue `Monthly`
   */
  period?: "Daily" | "Weekly" | "Monthly" | undefined;
  /**
   * What a million tokens of prompts costs by your contract, whatever the model. Unit: US dollars per million tokens.
   * @defaultValue the catalogue's price of the model
   * @example 1.25
   */
  promptPerMillion?: number | undefined;
  /**
   * What a million tokens of answers costs by your contract, whatever the model. Unit: US dollars per million tokens.
   * @defaultValue the catalogue's price of the model
   * @example 1.25
   */
  completionPerMillion?: number | undefined;
  /**
   * Bound that the gateway writes into a stream that has none, and charges: what a stream has spent is not known to the policy. Unit: tokens.
   * @defaultValue `16384`
   */
  streamTokens?: number | undefined;
  /**
   * Tells people how much of the budget is spent: `{}` at 50, 80 and 100 %. The gateway then writes what each call has cost to Application Insights, and asks Log Analytics what that comes to at most every 15 minutes (docs/decisions/0078).
   * @defaultValue nobody is told
   */
  alerts?: ProductIdentityPerUserBudgetAlertsInput | undefined;
}

/**
 * Tells people how much of the budget is spent: `{}` at 50, 80 and 100 %. The gateway then writes what each call has cost to Application Insights, and asks Log Analytics what that comes to at most every 15 minutes (docs/decisions/0078).
 * @defaultValue nobody is told
 */
export interface ProductIdentityPerUserBudgetAlertsInput {
  /**
   * At which shares of the budget somebody is told, each once in a period. 100 is told when the budget refuses, too. Unit: percent.
   * @defaultValue `[50, 80, 100]`
   * @example [80, 100]
   */
  percent?: number[] | undefined;
  /**
   * Whom they go to.
   * @defaultValue the addresses of the stack's `alerts.emails`
   * @example ["team-lead@example.com"]
   * @see https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups
   */
  emails?: pulumi.Input<string>[] | undefined;
}

/**
 * Answers of chats and unstored responses that are given again to prompts of the same meaning. An Azure Managed Redis with a vector index is declared for them. See docs/guardrails.md.
 * @defaultValue none are kept
 * @see https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
 */
export interface ProductSemanticCacheInput {
  /**
   * Name of a deployment of an embeddings model, as under `backends`: it makes the vectors that prompts are compared by.
   * @example "text-embedding-3-small"
   */
  embeddings: string;
  /**
   * The greatest cosine distance of two prompts that are taken for one: lower is stricter. Unit: cosine distance.
   * @defaultValue `0.05`
   * @see https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy
   */
  threshold?: number | undefined;
  /**
   * How long an answer is kept. Unit: seconds.
   * @defaultValue `3600`
   */
  ttl?: number | undefined;
  /**
   * Who shares answers: `subscription` is whoever has its key, and of calls with a token that caller alone; `user` is one whom a token names, and nothing is kept for calls that name nobody.
   * @defaultValue `subscription`
   */
  varyBy?: "subscription" | "user" | undefined;
}

/**
 * What of the product's calls is told, otherwise than `alerts.categories` says for all products.
 * @defaultValue as in `alerts.categories`
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview
 */
export interface ProductAlertCategoriesInput {
  /**
   * Calls are refused with 429.
   * @defaultValue as in `alerts.categories`
   * @example true
   */
  throttling?: boolean | undefined;
  /**
   * A budget or a token quota refuses calls with 403.
   * @defaultValue as in `alerts.categories`
   * @example true
   */
  quotaExceeded?: boolean | undefined;
  /**
   * Calls end with 5xx.
   * @defaultValue as in `alerts.categories`
   * @example true
   */
  backendFailure?: boolean | undefined;
  /**
   * Callers are refused, with 401 or 403: for who they are, or for what they may not call.
   * @defaultValue as in `alerts.categories`
   * @example true
   */
  authFailure?: boolean | undefined;
  /**
   * A guardrail has found something, whether it refused, masked or only counted it.
   * @defaultValue as in `alerts.categories`
   * @example true
   */
  guardrails?: boolean | undefined;
}

/**
 * A subscription with two keys of its own.
 */
export interface ProductSubscriptionInput {
  /**
   * Name of the subscription, once in the stack.
   * @example "first-team"
   */
  name: string;
  /**
   * For rotation: change one number, and the other key goes on working meanwhile.
   */
  keyGeneration?: ProductSubscriptionKeyGenerationInput | undefined;
}

/**
 * For rotation: change one number, and the other key goes on working meanwhile.
 */
export interface ProductSubscriptionKeyGenerationInput {
  /**
   * Another number makes another primary key.
   * @defaultValue `1`
   */
  primary?: number | undefined;
  /**
   * Another number makes another secondary key.
   * @defaultValue `1`
   */
  secondary?: number | undefined;
}

/**
 * Access contracts: what use cases may ask for in files of their own.
 */
export interface ContractsInput {
  /**
   * Whether use cases may come on board by contracts of their own: the policies then serve products that this stack does not declare, and the output `hub` tells contracts what there is.
   * @defaultValue `false`
   */
  enabled?: boolean | undefined;
  /**
   * Models that contracts may ask for.
   * @defaultValue all
   * @example ["gpt-5.4"]
   */
  models?: string[] | undefined;
  /**
   * APIs that contracts may ask for.
   * @defaultValue all that are enabled
   * @example ["openAiV1"]
   */
  apis?: string[] | undefined;
  /**
   * MCP servers that contracts may ask for.
   * @defaultValue all that name no `products`
   * @example ["orders"]
   */
  mcpServers?: string[] | undefined;
  /**
   * Agents that contracts may ask for.
   * @defaultValue all that name no `products`
   * @example ["travel"]
   */
  agents?: string[] | undefined;
  /**
   * Services that contracts may ask for: Azure AI Search and Document Intelligence.
   * @defaultValue all that name no `products`
   * @example ["knowledge"]
   */
  services?: string[] | undefined;
  /**
   * Whether contracts may ask for priority `high`, where an API has a `priority`.
   * @defaultValue `false`
   */
  highPriority?: boolean | undefined;
  /**
   * How contracts may be charged for what provisioned throughput answers, the usual way first.
   * @defaultValue `["payg"]`
   * @example ["payg", "share"]
   */
  chargePtu?: ("share" | "payg" | "free")[] | undefined;
  /**
   * Answers that are kept for contracts which ask for it, as `products[].semanticCache`.
   * @defaultValue none are kept
   * @see https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
   */
  semanticCache?: ContractsSemanticCacheInput | undefined;
  /**
   * What one contract may ask for at most, all of its grants together. Unit: tokens per minute.
   * @defaultValue what the models have room for
   * @example 200000
   */
  mostTokensPerMinute?: number | undefined;
  /**
   * The largest budget that one contract may have, by the month of 30 days. One that grants models, or pages of Document Intelligence, has to have a budget then. Unit: US dollars.
   * @defaultValue any
   * @example 2000
   */
  mostDollars?: number | undefined;
  /**
   * Whether contracts may ask for alerts, of their budget and of what goes wrong with their calls: the gateway then tells Log Analytics what each call has cost, and looks after budgets. API Management's identity gets the role Log Analytics Reader on the workspace.
   * @defaultValue `false`
   */
  alerts?: boolean | undefined;
  /**
   * What a contract has to have, beside what every contract has.
   * @defaultValue none
   * @example ["budget"]
   */
  requires?:
    ("budget" | "tokensPerMinute" | "owner" | "costCenter" | "guardrails" | "identity")[] | undefined;
}

/**
 * Answers that are kept for contracts which ask for it, as `products[].semanticCache`.
 * @defaultValue none are kept
 * @see https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
 */
export interface ContractsSemanticCacheInput {
  /**
   * Name of a deployment of an embeddings model, as under `backends`: it makes the vectors that prompts are compared by.
   * @example "text-embedding-3-small"
   */
  embeddings: string;
  /**
   * The greatest distances of two prompts that contracts may choose among, the usual one first: API Management's policy takes no expression there.
   * @defaultValue `[0.05]`
   */
  thresholds?: number[] | undefined;
}

/**
 * What calls are looked at for, before a model sees them.
 */
export interface GuardrailInput {
  /**
   * What products name it by, under `guardrails`.
   * @example "personal-data"
   */
  name: string;
  /**
   * Content Safety looks at prompts and answers.
   * @defaultValue it does not
   */
  contentSafety?: GuardrailContentSafetyInput | undefined;
  /**
   * Personal data in prompts is masked, or refused.
   * @defaultValue nobody looks for any
   */
  pii?: GuardrailPiiInput | undefined;
  /**
   * The longest prompt, by the gateway's estimate; a longer one is refused with 400. Unit: tokens.
   * @defaultValue as long as the model takes
   * @example 32000
   */
  maxPromptTokens?: number | undefined;
  /**
   * Tools that a call may not offer the model: it is refused with 403.
   * @defaultValue none
   * @example ["web_search*", "mcp"]
   */
  denyTools?: string[] | undefined;
}

/**
 * Content Safety looks at prompts and answers.
 * @defaultValue it does not
 */
export interface GuardrailContentSafetyInput {
  /**
   * Whether prompts are looked at for attacks on the model's instructions.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/ai-services/content-safety/concepts/jailbreak-detection
   */
  shieldPrompt?: boolean | undefined;
  /**
   * Categories of harm; an empty list for none.
   * @defaultValue `[{"name":"Hate","threshold":4}, {"name":"SelfHarm","threshold":4}, {"name":"Sexual","threshold":4}, {"name":"Violence","threshold":4}]`
   * @see https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories
   */
  categories?: GuardrailContentSafetyCategorieInput[] | undefined;
  /**
   * Blocklists of the Content Safety account, whose words refuse a call.
   * @defaultValue none
   * @see https://learn.microsoft.com/azure/ai-services/content-safety/how-to/use-blocklist
   */
  blocklists?: string[] | undefined;
  /**
   * Whether answers are looked at, too. An answer that is refused is paid for. Streams are held back window by window, and cut where one is refused; API Management does that for OpenAI's formats alone, so the other APIs refuse streams then.
   * @defaultValue `false`
   * @see https://learn.microsoft.com/azure/api-management/llm-content-safety-policy
   */
  completions?: boolean | undefined;
  /**
   * How much of a streamed answer is held back and looked at together. Unit: characters.
   * @defaultValue `1000`
   */
  windowSize?: number | undefined;
  /**
   * How much of the window before is looked at again. Unit: characters.
   * @defaultValue `100`
   */
  windowOverlapSize?: number | undefined;
  /**
   * What happens to a call while Content Safety does not answer: `closed` refuses it with 503, `open` lets it pass as it is.
   * @defaultValue `closed`
   */
  onFailure?: "closed" | "open" | undefined;
}

/**
 * A category of harm that texts are looked at for.
 */
export interface GuardrailContentSafetyCategorieInput {
  /**
   * A category of harm.
   * @example "Violence"
   * @see https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories
   */
  name: "Hate" | "SelfHarm" | "Sexual" | "Violence";
  /**
   * Severity from which on a text is refused; the service gives 0, 2, 4 and 6. Unit: severity.
   * @defaultValue `4`
   */
  threshold?: number | undefined;
}

/**
 * Personal data in prompts is masked, or refused.
 * @defaultValue nobody looks for any
 */
export interface GuardrailPiiInput {
  /**
   * `mask` puts placeholders such as ⟦P0⟧ in the place of what is personal, `block` refuses the call with 400, `off` does nothing.
   * @defaultValue `mask`
   */
  mode?: "mask" | "block" | "off" | undefined;
  /**
   * Categories that count; an empty list leaves it to `regex` alone, and needs no Language account.
   * @defaultValue all that the service has for the language
   * @example ["Person", "Email", "PhoneNumber"]
   * @see https://learn.microsoft.com/azure/ai-services/language-service/personally-identifiable-information/concepts/entity-categories
   */
  categories?: string[] | undefined;
  /**
   * Categories that do not count.
   * @defaultValue none
   * @example ["DateTime"]
   * @see https://learn.microsoft.com/azure/ai-services/language-service/personally-identifiable-information/concepts/entity-categories
   */
  exclude?: string[] | undefined;
  /**
   * Expressions for what the service does not know.
   * @defaultValue none
   */
  regex?: GuardrailPiiRegexInput[] | undefined;
  /**
   * Language of the prompts.
   * @defaultValue `en`
   * @see https://learn.microsoft.com/azure/ai-services/language-service/personally-identifiable-information/language-support
   */
  language?: string | undefined;
  /**
   * How sure the service has to be, from 0 to 1. Unit: probability.
   * @defaultValue `0.8`
   */
  confidence?: number | undefined;
  /**
   * Whether placeholders of a whole answer become again what they stand for. In a stream they stay: nobody can change a stream without holding it back.
   * @defaultValue `true`
   */
  restore?: boolean | undefined;
  /**
   * With `mode: mask`, what becomes of streams: `mask` leaves the placeholders in, `refuse` answers 400.
   * @defaultValue `mask`
   */
  streams?: "mask" | "refuse" | undefined;
  /**
   * What happens to a call while Language does not answer: `closed` refuses it with 503, `open` lets it pass as it is.
   * @defaultValue `closed`
   */
  onFailure?: "closed" | "open" | undefined;
}

/**
 * A regular expression for what the service does not know.
 */
export interface GuardrailPiiRegexInput {
  /**
   * A regular expression of .NET, case-sensitive; what it matches is personal.
   * @example "\\bEMP-\\d{6}\\b"
   * @see https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-language-quick-reference
   */
  pattern: string;
  /**
   * What it is called in refusals and usage events.
   * @example "EmployeeNumber"
   */
  category: string;
}

/**
 * A server of the Model Context Protocol.
 */
export interface McpServerInput {
  /**
   * Name of the server, in usage events and ids.
   * @example "orders"
   */
  name: string;
  /**
   * The name that developers see.
   * @defaultValue the name
   * @example "Orders"
   */
  displayName?: string | undefined;
  /**
   * Path below the gateway's URL; clients call PATH/mcp.
   * @defaultValue the name
   * @example "orders"
   */
  path?: string | undefined;
  /**
   * Where the tools come from: `openapi` with `url`, `api` with `operations`, or `url` alone.
   */
  from: McpServerFromInput;
  /**
   * Which tools there are.
   */
  tools?: McpServerToolsInput | undefined;
  /**
   * Calls of tools that each subscription may make in a minute, of all tools together. Unit: calls per minute.
   * @defaultValue no limit
   * @example 60
   * @see https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy
   */
  callsPerMinute?: number | undefined;
  /**
   * Calls of single tools that each subscription may make in a minute.
   * @defaultValue none
   */
  perTool?: Record<string, number> | undefined;
  /**
   * Protected-resource metadata (RFC 9728) at /.well-known/oauth-protected-resource, which a refused call names in WWW-Authenticate. It tells where tokens come from; that a token opens anything is the product's matter.
   * @defaultValue no metadata
   * @see https://learn.microsoft.com/azure/api-management/secure-mcp-servers
   */
  oauth?: McpServerOauthInput | undefined;
  /**
   * Products whose keys open the server.
   * @defaultValue all products
   * @example ["standard"]
   */
  products?: string[] | undefined;
  /**
   * Of single products: the only tools that they may call. The list of tools is the same for all products.
   * @defaultValue none
   */
  productTools?: Record<string, string[]> | undefined;
  /**
   * How long a call may wait for the backend's answer to begin. Unit: seconds.
   * @defaultValue `120`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  timeoutSeconds?: number | undefined;
}

/**
 * Where the tools come from: `openapi` with `url`, `api` with `operations`, or `url` alone.
 */
export interface McpServerFromInput {
  /**
   * OpenAPI 3 document, JSON or YAML, whose operations become tools; the path is relative to where the program runs. Its API is declared too, and answers nobody but this server.
   * @defaultValue `api`, or a server at `url`
   * @example "apis/orders.json"
   */
  openapi?: string | undefined;
  /**
   * Id of an API that is on the service already, whose operations become tools: for `existing.apiManagementId`.
   * @defaultValue `openapi`, or a server at `url`
   * @example "orders"
   */
  api?: string | undefined;
  /**
   * With `openapi` the address of the API behind the gateway; alone the whole address of an MCP server that speaks streamable HTTP, to which calls are passed through.
   * @defaultValue the service knows it, of `api`
   * @example "https://orders.example.com"
   */
  url?: string | undefined;
  /**
   * Ids of the operations that become tools.
   * @defaultValue of `openapi` all; of `api` they have to be named
   * @example ["get_order"]
   */
  operations?: string[] | undefined;
  /**
   * How the gateway signs on to what is behind it. The caller's own key and token never go there.
   * @defaultValue it does not
   */
  auth?: McpServerFromAuthInput | undefined;
}

/**
 * How the gateway signs on to what is behind it. The caller's own key and token never go there.
 * @defaultValue it does not
 */
export interface McpServerFromAuthInput {
  /**
   * What the token of the gateway's managed identity is for.
   * @defaultValue no token
   * @example "api://orders"
   * @see https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy
   */
  managedIdentity?: string | undefined;
  /**
   * A key of the backend.
   * @defaultValue no key
   */
  apiKey?: McpServerFromAuthApiKeyInput | undefined;
}

/**
 * A key of the backend.
 * @defaultValue no key
 */
export interface McpServerFromAuthApiKeyInput {
  /**
   * Id of the secret. API Management reads it as its system-assigned identity.
   * @example "https://kv-shared.vault.azure.net/secrets/orders-key"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets
   */
  keyVaultSecretId: string;
  /**
   * The header that the key is sent in, as it is; in `Authorization` with `Bearer ` before it.
   * @defaultValue `Authorization`
   */
  header?: string | undefined;
}

/**
 * Which tools there are.
 */
export interface McpServerToolsInput {
  /**
   * The only tools that may be called.
   * @defaultValue all
   * @example ["get_order"]
   */
  allow?: string[] | undefined;
  /**
   * Tools that may not be called, in whatever case they are written.
   * @defaultValue none
   */
  deny?: string[] | undefined;
  /**
   * What models are told of a tool in place of the operation's own words; not of a server that is passed through.
   * @defaultValue none
   */
  describe?: Record<string, string> | undefined;
}

/**
 * Protected-resource metadata (RFC 9728) at /.well-known/oauth-protected-resource, which a refused call names in WWW-Authenticate. It tells where tokens come from; that a token opens anything is the product's matter.
 * @defaultValue no metadata
 * @see https://learn.microsoft.com/azure/api-management/secure-mcp-servers
 */
export interface McpServerOauthInput {
  /**
   * Who gives tokens for this server.
   */
  authorizationServers: string[];
  /**
   * Scopes that clients ask for.
   * @defaultValue none
   */
  scopes?: string[] | undefined;
  /**
   * The server's own address, as clients call it: what tokens are for.
   * @defaultValue the address that the client has called
   * @example "https://genai.example.com/orders/mcp"
   */
  resource?: string | undefined;
}

/**
 * An agent that speaks A2A, by JSON-RPC.
 */
export interface AgentInput {
  /**
   * Name of the agent, in usage events and ids.
   * @example "travel"
   */
  name: string;
  /**
   * The name that developers see.
   * @defaultValue the name
   * @example "Travel agent"
   */
  displayName?: string | undefined;
  /**
   * Path below the gateway's URL; clients call PATH/a2a.
   * @defaultValue the name
   * @example "travel"
   */
  path?: string | undefined;
  /**
   * Address of the agent's card.
   * @example "https://travel.example.com/.well-known/agent-card.json"
   */
  cardUrl: string;
  /**
   * Address that the agent takes JSON-RPC at.
   * @example "https://travel.example.com/a2a"
   */
  url: string;
  /**
   * How the gateway signs on to what is behind it. The caller's own key and token never go there.
   * @defaultValue it does not
   */
  auth?: AgentAuthInput | undefined;
  /**
   * Calls that each subscription may make in a minute. Unit: calls per minute.
   * @defaultValue no limit
   * @example 60
   * @see https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy
   */
  callsPerMinute?: number | undefined;
  /**
   * Products whose keys open the agent.
   * @defaultValue all products
   * @example ["standard"]
   */
  products?: string[] | undefined;
  /**
   * How long a call may wait for the agent's answer to begin. Unit: seconds.
   * @defaultValue `120`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  timeoutSeconds?: number | undefined;
}

/**
 * How the gateway signs on to what is behind it. The caller's own key and token never go there.
 * @defaultValue it does not
 */
export interface AgentAuthInput {
  /**
   * What the token of the gateway's managed identity is for.
   * @defaultValue no token
   * @example "api://orders"
   * @see https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy
   */
  managedIdentity?: string | undefined;
  /**
   * A key of the backend.
   * @defaultValue no key
   */
  apiKey?: AgentAuthApiKeyInput | undefined;
}

/**
 * A key of the backend.
 * @defaultValue no key
 */
export interface AgentAuthApiKeyInput {
  /**
   * Id of the secret. API Management reads it as its system-assigned identity.
   * @example "https://kv-shared.vault.azure.net/secrets/orders-key"
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets
   */
  keyVaultSecretId: string;
  /**
   * The header that the key is sent in, as it is; in `Authorization` with `Bearer ` before it.
   * @defaultValue `Authorization`
   */
  header?: string | undefined;
}

/**
 * A service of Azure AI that is no model.
 */
export interface ServiceInput {
  /**
   * Name of the service, in usage events and ids.
   * @example "knowledge"
   */
  name: string;
  /**
   * `search`: Azure AI Search. `documentIntelligence`: Azure AI Document Intelligence.
   * @example "search"
   */
  kind: "search" | "documentIntelligence";
  /**
   * The name that developers see.
   * @defaultValue the name
   * @example "Knowledge"
   */
  displayName?: string | undefined;
  /**
   * Path below the gateway's URL that clients write as the service's endpoint. Clients of Document Intelligence add `/documentintelligence` to it by themselves.
   * @defaultValue of `search` the name; of `documentIntelligence` none, so that the gateway's URL is the endpoint
   * @example "knowledge"
   */
  path?: string | undefined;
  /**
   * Id of the service in Azure. The gateway's identity gets the role on it that reading, or writing, needs.
   * @defaultValue `endpoint` says where it is, and somebody else gives the gateway's identity its role
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.Search/searchServices/srch-shared"
   * @see https://learn.microsoft.com/azure/search/search-security-rbac
   */
  resourceId?: pulumi.Input<string> | undefined;
  /**
   * Where the service answers.
   * @defaultValue made of `resourceId`: `https://NAME.search.windows.net` or `https://NAME.cognitiveservices.azure.com`
   * @example "https://srch-shared.search.windows.net"
   */
  endpoint?: string | undefined;
  /**
   * Whether the stack gives the gateway's identity its role on `resourceId`; `false` where somebody else does.
   * @defaultValue `true`
   */
  grantAccess?: boolean | undefined;
  /**
   * Of `search`, and needed there: the indexes that may be asked.
   * @defaultValue not of other kinds
   * @example ["hotels"]
   */
  indexes?: string[] | undefined;
  /**
   * Of single products: the only ones of `indexes` that they may ask.
   * @defaultValue none
   */
  productIndexes?: Record<string, string[]> | undefined;
  /**
   * Of `search`: products that may write documents into the indexes that they may ask. The gateway's identity gets the role Search Index Data Contributor then.
   * @defaultValue none
   * @example ["loaders"]
   */
  writers?: string[] | undefined;
  /**
   * Of `documentIntelligence`, and needed there: the models that may analyze.
   * @defaultValue not of other kinds
   * @example ["prebuilt-layout"]
   */
  models?: string[] | undefined;
  /**
   * Of single products: the only ones of `models` that they may use.
   * @defaultValue none
   */
  productModels?: Record<string, string[]> | undefined;
  /**
   * Of `documentIntelligence`: hosts that a call may have a document fetched from (`urlSource`). The service fetches it as its own identity, so a host of Azure Storage opens whatever that identity may read. Without any, documents come with the call.
   * @defaultValue none
   * @example ["files.example.com"]
   * @see https://learn.microsoft.com/azure/ai-services/document-intelligence/authentication/managed-identities
   */
  urlHosts?: string[] | undefined;
  /**
   * Products whose keys open the service.
   * @defaultValue all products
   * @example ["standard"]
   */
  products?: string[] | undefined;
  /**
   * Calls that each subscription may make in a minute; looking for a result is none. Unit: calls per minute.
   * @defaultValue no limit
   * @example 60
   * @see https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy
   */
  callsPerMinute?: number | undefined;
  /**
   * Calls that all subscriptions of a product may make in a minute together.
   * @defaultValue none
   */
  productCallsPerMinute?: Record<string, number> | undefined;
  /**
   * How long a call may wait for the service's answer to begin. Unit: seconds.
   * @defaultValue `60`
   * @see https://learn.microsoft.com/azure/api-management/forward-request-policy
   */
  timeoutSeconds?: number | undefined;
}

/**
 * The Event Hub that usage events go to; each region has one of its own.
 */
export interface EventHubInput {
  /**
   * Throughput units: each takes 1 MB or 1,000 events a second. Unit: throughput units.
   * @defaultValue `1`
   * @see https://learn.microsoft.com/azure/event-hubs/event-hubs-scalability
   */
  capacity?: number | undefined;
  /**
   * How long events are kept. Unit: days.
   * @defaultValue `7`
   */
  retentionDays?: number | undefined;
  /**
   * How many readers can share the events. The number cannot be changed later without a new hub. Unit: partitions.
   * @defaultValue `4`
   * @see https://learn.microsoft.com/azure/event-hubs/event-hubs-scalability
   */
  partitions?: number | undefined;
  /**
   * Lets Azure add throughput units up to this many when they are needed (auto-inflate). Unit: throughput units.
   * @defaultValue Azure adds none
   * @example 4
   * @see https://learn.microsoft.com/azure/event-hubs/event-hubs-auto-inflate
   */
  maximumThroughputUnits?: number | undefined;
  /**
   * Who may read usage events, besides the gateway that writes them.
   * @defaultValue none
   * @see https://learn.microsoft.com/azure/event-hubs/authorize-access-azure-active-directory
   */
  dataReceivers?: EventHubDataReceiverInput[] | undefined;
}

/**
 * Somebody who gets the role Azure Event Hubs Data Receiver.
 */
export interface EventHubDataReceiverInput {
  /**
   * Object id of the principal in Microsoft Entra ID.
   * @example "00000000-0000-0000-0000-000000000000"
   */
  principalId: pulumi.Input<string>;
  /**
   * What the principal is; a managed identity is a `ServicePrincipal`.
   * @defaultValue `ServicePrincipal`
   */
  principalType?: "User" | "Group" | "ServicePrincipal" | undefined;
}

/**
 * Logs and metrics.
 */
export interface MonitoringInput {
  /**
   * How long the Log Analytics workspace keeps logs. Unit: days.
   * @defaultValue `30`
   * @see https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure
   */
  retentionDays?: number | undefined;
  /**
   * Share of calls that Application Insights gets requests and dependencies of. Errors always go there; usage events and the LLM log have every call. Whether API Management's custom metrics are thinned out too is not documented: alerts compare shares of them. Unit: percent.
   * @defaultValue `100`
   * @see https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights#performance-implications-and-log-sampling
   */
  samplingPercentage?: number | undefined;
  /**
   * `Disabled`: telemetry is sent over a private link scope alone. A workspace that is brought stays as it is.
   * @defaultValue `Enabled`
   * @see https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
   */
  publicNetworkAccessForIngestion?: "Enabled" | "Disabled" | undefined;
  /**
   * `Disabled`: logs are asked for over a private link scope alone. A workspace that is brought stays as it is.
   * @defaultValue `Enabled`
   * @see https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
   */
  publicNetworkAccessForQuery?: "Enabled" | "Disabled" | undefined;
  /**
   * A private link scope (AMPLS) of the stack's own, with its workspace and Application Insights in it and a private endpoint in its network. One for all networks that share their DNS: where there is one, bring it by `existing.privateLinkScopeId`.
   * @defaultValue no scope
   * @see https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
   */
  privateLink?: MonitoringPrivateLinkInput | undefined;
}

/**
 * A private link scope (AMPLS) of the stack's own, with its workspace and Application Insights in it and a private endpoint in its network. One for all networks that share their DNS: where there is one, bring it by `existing.privateLinkScopeId`.
 * @defaultValue no scope
 * @see https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
 */
export interface MonitoringPrivateLinkInput {
  /**
   * Whether the network can send telemetry to resources of Azure Monitor that are not in the scope. `PrivateOnly`: no, whosever they are.
   * @defaultValue `Open`
   * @see https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
   */
  ingestionAccessMode?: "Open" | "PrivateOnly" | undefined;
  /**
   * Whether the network can ask resources of Azure Monitor that are not in the scope. `PrivateOnly`: no, whosever they are.
   * @defaultValue `Open`
   * @see https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
   */
  queryAccessMode?: "Open" | "PrivateOnly" | undefined;
}

/**
 * Alert rules: to whom, and from which values on.
 */
export interface AlertsInput {
  /**
   * Whom alerts go to; without an address there are none.
   * @defaultValue none
   */
  emails?: pulumi.Input<string>[] | undefined;
  /**
   * Alert when this share of a product's calls in ten minutes is refused with 429. Unit: share, 0 to 1.
   * @defaultValue `0.05`
   */
  refusedShare?: number | undefined;
  /**
   * Alert when provisioned capacity has no room for this share of the calls in ten minutes. Unit: share, 0 to 1.
   * @defaultValue `0.5`
   */
  spilledShare?: number | undefined;
  /**
   * Alert when provisioned throughput is used above this over 15 minutes. Unit: percent.
   * @defaultValue `90`
   */
  ptuUtilization?: number | undefined;
  /**
   * Alert when the gateway itself adds more than this to 5 in 100 calls. Unit: milliseconds.
   * @defaultValue `1000`
   */
  gatewayMilliseconds?: number | undefined;
  /**
   * Alerts of what goes wrong with calls, by product, model and backend: `{}` for refusals with 429, by budgets and quotas, and failures.
   * @defaultValue none of them
   * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview
   */
  categories?: AlertsCategoriesInput | undefined;
}

/**
 * Alerts of what goes wrong with calls, by product, model and backend: `{}` for refusals with 429, by budgets and quotas, and failures.
 * @defaultValue none of them
 * @see https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview
 */
export interface AlertsCategoriesInput {
  /**
   * Calls are refused with 429.
   * @defaultValue `true`
   */
  throttling?: boolean | undefined;
  /**
   * A budget or a token quota refuses calls with 403.
   * @defaultValue `true`
   */
  quotaExceeded?: boolean | undefined;
  /**
   * Calls end with 5xx.
   * @defaultValue `true`
   */
  backendFailure?: boolean | undefined;
  /**
   * Callers are refused, with 401 or 403: for who they are, or for what they may not call.
   * @defaultValue `false`
   */
  authFailure?: boolean | undefined;
  /**
   * A guardrail has found something, whether it refused, masked or only counted it.
   * @defaultValue `false`
   */
  guardrails?: boolean | undefined;
}

/**
 * What is told of usage, besides what each API has.
 */
export interface UsageInput {
  /**
   * Whether `GET /genai/usage`, below the path of OpenAI's APIs, answers the month of the caller's own key, or of its token: tokens and cost by model, its limits, and what is left of its own budget. API Management's identity then gets the role Log Analytics Reader on the workspace.
   * @defaultValue `false`
   */
  ownView?: boolean | undefined;
  /**
   * Whether every usage event goes to Application Insights too, as a trace, and says why a call was refused: then the workbook has tokens and cost of all APIs, exactly, and not of OpenAI's alone. A trace is about a kilobyte a call of the workspace.
   * @defaultValue `false`
   * @see https://learn.microsoft.com/azure/api-management/trace-policy
   */
  traces?: boolean | undefined;
}

/**
 * The public entrance of a region: Application Gateway with a web application firewall.
 */
export interface IngressInput {
  /**
   * Whether an Application Gateway with a web application firewall stands in front.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/web-application-firewall/ag/ag-overview
   */
  enabled?: boolean | undefined;
  /**
   * Between how many instances the Application Gateway scales by itself.
   * @see https://learn.microsoft.com/azure/application-gateway/application-gateway-autoscaling-zone-redundant
   */
  capacity?: IngressCapacityInput | undefined;
  /**
   * Availability zones of gateway and public address; `[]` where the region has none.
   * @defaultValue `["1", "2", "3"]`
   * @see https://learn.microsoft.com/azure/reliability/reliability-application-gateway-v2
   */
  zones?: ("1" | "2" | "3")[] | undefined;
  /**
   * The name that clients call; needs `certificateSecretId`.
   * @defaultValue the public address's own name
   * @example "genai.example.com"
   */
  hostName?: string | undefined;
  /**
   * Id of the certificate's secret in Key Vault; without a version, renewals are taken.
   * @defaultValue a certificate of the stack's own
   * @example "https://kv-certificates.vault.azure.net/secrets/genai-example-com"
   * @see https://learn.microsoft.com/azure/application-gateway/key-vault-certs
   */
  certificateSecretId?: pulumi.Input<string> | undefined;
  /**
   * Id of the vault that holds the certificate.
   * @defaultValue the stack's own vault, or `existing.keyVaultId`
   * @example "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/kv-certificates"
   */
  certificateVaultId?: pulumi.Input<string> | undefined;
  /**
   * Whether the stack gives the reader of the certificate the role Key Vault Secrets User on it; `false` where somebody else does.
   * @defaultValue `true`
   * @see https://learn.microsoft.com/azure/key-vault/general/rbac-guide
   */
  grantCertificateAccess?: boolean | undefined;
  /**
   * `true`: plain HTTP instead of HTTPS, so that keys and prompts can be read on the way.
   * @defaultValue `false`
   */
  plainHttp?: boolean | undefined;
}

/**
 * Between how many instances the Application Gateway scales by itself.
 * @see https://learn.microsoft.com/azure/application-gateway/application-gateway-autoscaling-zone-redundant
 */
export interface IngressCapacityInput {
  /**
   * Fewest instances. Unit: instances.
   * @defaultValue `2`
   */
  min?: number | undefined;
  /**
   * Most instances. Unit: instances.
   * @defaultValue `3`
   */
  max?: number | undefined;
}
