import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as redisenterprise from "@pulumi/azure-native/redisenterprise";
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredAccount } from "./accounts";
import type { BackendPlan } from "./backendPlan";
import type { GatewayConfig } from "./config/schema";
import { keepsAnswers, embeddingsPlan } from "./genAiApi/semanticCache";
import type { NameOf } from "./naming";
import { declarePrivateEndpoint } from "./privateEndpoint";
import { entityNames } from "./policyNames";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { GatewayService } from "./service";
import type { Site } from "./sites";

export interface SemanticCacheArgs {
  readonly config: GatewayConfig;
  readonly sites: readonly [Site, ...Site[]];
  readonly nameOf: NameOf;
  readonly service: GatewayService;
  readonly protect?: boolean | undefined;
}

/** https://learn.microsoft.com/azure/redis/configure#default-port */
const port = 10_000;

/**
 * The Redis that API Management keeps answers in, with the index that finds them by their vectors, and the entity that tells
 * API Management of it; where some product has a semantic cache. RediSearch takes the Enterprise clustering policy and no
 * eviction. It is the one service of the stack with keys: API Management cannot sign on to a Redis with an identity.
 * https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching
 * https://learn.microsoft.com/azure/api-management/api-management-howto-cache-external
 * @returns id of the private endpoint, where there is one
 */
export function declareSemanticCache(
  name: string,
  { config, sites, nameOf, service, protect }: SemanticCacheArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> | undefined {
  if (!keepsAnswers(config)) return undefined;
  const [{ location, resourceGroupName, network }] = sites;
  const clusterName = nameOf("redis");
  const cluster = new redisenterprise.RedisEnterprise(
    `${name}-redis`,
    {
      resourceGroupName,
      location,
      clusterName,
      sku: { name: "Balanced_B0" },
      minimumTlsVersion: "1.2",
      publicNetworkAccess: network ? "Disabled" : "Enabled",
      tags: config.tags,
    },
    pulumi.mergeOptions(options, { protect }),
  );
  const database = new redisenterprise.Database(
    `${name}-redis-database`,
    {
      resourceGroupName,
      clusterName: cluster.name,
      databaseName: "default",
      port,
      clientProtocol: "Encrypted",
      clusteringPolicy: "EnterpriseCluster",
      evictionPolicy: "NoEviction",
      accessKeysAuthentication: "Enabled",
      modules: [{ name: "RediSearch" }],
    },
    pulumi.mergeOptions(options, { protect }),
  );
  const zone = network?.privateDnsZoneIds.redis;
  const endpointId = declarePrivateEndpoint(
    `${name}-redis-endpoint`,
    {
      resourceGroupName,
      location,
      endpointName: pulumi.interpolate`pe-${clusterName}`,
      access:
        network && zone
          ? { subnetId: network.subnetIds.privateEndpoints, privateDnsZoneId: zone }
          : undefined,
      serviceId: cluster.id,
      group: "redisEnterprise",
      tags: config.tags,
    },
    { ...options, dependsOn: [database] },
  );
  const { primaryKey } = redisenterprise.listDatabaseKeysOutput(
    { resourceGroupName, clusterName: cluster.name, databaseName: database.name },
    { parent: options.parent },
  );
  const connectionString = pulumi.secret(
    pulumi
      .all([cluster.hostName, primaryKey, endpointId])
      .apply(([host, key]) => `${host}:${port},password=${key},ssl=True,abortConnect=False`),
  );
  new apimanagement.Cache(
    `${name}-cache`,
    {
      resourceGroupName: service.resourceGroupName,
      serviceName: service.serviceName,
      cacheId: "default",
      description: "Answers by the meaning of their prompts",
      useFromLocation: "default",
      connectionString,
    },
    { ...options, additionalSecretOutputs: ["connectionString"] },
  );
  return endpointId;
}

/**
 * API Management asks for the vectors of prompts as the service's own identity, and as no other: that one gets a role on
 * the accounts that make them. https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy
 */
export function declareEmbeddingsAccess(
  name: string,
  args: {
    readonly config: GatewayConfig;
    readonly plan: BackendPlan;
    readonly accounts: readonly DeclaredAccount[];
    readonly service: GatewayService;
  },
  options: pulumi.CustomResourceOptions,
): void {
  const holders = new Set(
    embeddingsPlan(args.config, args.plan, entityNames()).map(({ backend }) => backend),
  );
  for (const { backend, account } of args.accounts)
    if (holders.has(backend.name) && args.service.declared)
      declareRoleAssignment(
        `${name}-${backend.name}-embeddings-user`,
        {
          scope: account.accountId,
          principalId: args.service.declared.systemPrincipalId,
          roleId: roleIds.cognitiveServicesOpenAiUser,
        },
        options,
      );
}
