/** What is said about a key wherever users meet it: in editors, in the plugin's schema, on the reference page. */
export interface About {
  /** What the key is, in sentences. */
  readonly description: string;
  /** A value as somebody would write it. */
  readonly example?: unknown;
  /** Of a number: `seconds`, `tokens per minute`. */
  readonly unit?: string;
  /** What holds where the key is left out, unless the schema has the default itself. */
  readonly otherwise?: string;
  /** Azure's documentation of it. */
  readonly page?: string;
}

/** For a schema's `.meta()`: `z.boolean().meta(about("Whether ...", { page }))`. */
export function about(description: string, more: Omit<About, "description"> = {}): Record<string, unknown> {
  return { description, ...more };
}

const learn = "https://learn.microsoft.com/azure";

/** Pages that more than one key names. */
export const pages = {
  apiManagementTiers: `${learn}/api-management/api-management-features`,
  apiManagementNetwork: `${learn}/api-management/virtual-network-concepts`,
  apiManagementEndpoint: `${learn}/api-management/private-endpoint`,
  customDomain: `${learn}/api-management/configure-custom-domain`,
  deploymentTypes: `${learn}/foundry/foundry-models/concepts/deployment-types`,
  eventHubScale: `${learn}/event-hubs/event-hubs-scalability`,
  foundryModels: `${learn}/foundry/foundry-models/concepts/models-sold-directly-by-azure`,
  keyVaultRoles: `${learn}/key-vault/general/rbac-guide`,
  managedIdentity: `${learn}/api-management/api-management-howto-use-managed-service-identity`,
  locks: `${learn}/azure-resource-manager/management/lock-resources`,
  multiRegion: `${learn}/api-management/api-management-howto-deploy-multi-region`,
  privateDns: `${learn}/private-link/private-endpoint-dns`,
  privateLinkScope: `${learn}/azure-monitor/fundamentals/private-link-design`,
  provisioned: `${learn}/foundry/openai/how-to/provisioned-throughput-onboarding`,
  regions: `${learn}/reliability/regions-list`,
  tags: `${learn}/azure-resource-manager/management/tag-resources`,
  tokenLimit: `${learn}/api-management/llm-token-limit-policy`,
  trafficManager: `${learn}/traffic-manager/traffic-manager-routing-methods`,
  upgrades: `${learn}/foundry/openai/how-to/working-with-models`,
} as const;
