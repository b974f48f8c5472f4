import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { ApiManagement } from "./apiManagement";
import { skuFacts } from "./apiManagement/skus";
import { armName } from "./armId";
import { defaultSku, planBackends, type BackendPlan } from "./backendPlan";
import {
  requireGatewayConfig,
  type ConfigSource,
  type GatewayConfig,
  type GatewayConfigInput,
} from "./config";
import type { ApiName, BackendConfig } from "./config/schema";
import { UsageEventHub } from "./eventHub";
import { GenAiApi } from "./genAiApi";
import { Identity } from "./identity";
import { Ingress } from "./ingress";
import { GatewayKeyVault } from "./keyVault";
import { Monitoring } from "./monitoring";
import { azureName, type NameKind } from "./naming";
import { Network } from "./network";
import type { ZoneRole } from "./network/zones";
import { OpenAiAccount } from "./openAi";
import { Operations } from "./operations";
import type { PrivateAccess } from "./privateEndpoint";
import { planSubnets } from "./subnetPlan";

export interface GenAiGatewayArgs {
  /** What a stack file holds under the project's name; defaults may be left out. */
  readonly config: GatewayConfigInput;
  /** The stack file itself, so that mistakes come with line and column. */
  readonly source?: ConfigSource;
  /** Folder of policy documents, laid over the package's own: a file takes the place of the one of its name. */
  readonly policies?: string;
}

/** The Key Vault secret from which API Management takes Application Insights' connection string. */
const connectionStringSecret = "application-insights-connection-string";

/**
 * A GenAI gateway: API Management in front of private Azure OpenAI accounts, with all that they need.
 * Throws a ProblemsError that lists every mistake of the config, or of the policies.
 */
export class GenAiGateway extends pulumi.ComponentResource {
  /** Where clients send their calls. */
  readonly gatewayUrl: pulumi.Output<string>;
  /** Path of each API below {@link gatewayUrl}. */
  readonly apiPaths: Readonly<Partial<Record<ApiName, string>>>;
  readonly productIds: readonly string[];
  /** Primary key of each subscription, by its name. Secret. */
  readonly subscriptionKeys: pulumi.Output<Record<string, string>>;
  /** Secondary key of each subscription, by its name: for rotation. Secret. */
  readonly secondaryKeys: pulumi.Output<Record<string, string>>;
  readonly eventHubNames: readonly pulumi.Output<string>[];
  /** Ids of the private endpoints, by what they lead to. */
  readonly privateEndpoints: Readonly<Record<string, pulumi.Output<string>>>;
  readonly backendPlan: BackendPlan;

  constructor(name: string, args: GenAiGatewayArgs, options?: pulumi.ComponentResourceOptions) {
    const config = requireGatewayConfig(args.config, args.source);
    super("azure-genai-gateway:index:GenAiGateway", name, {}, options);
    const own = { parent: this };
    const nameOf = namesOf(config);
    const group = declareResourceGroup(name, config, nameOf("resourceGroup"), own);
    const shared = { resourceGroupName: group, location: config.location, tags: config.tags };

    const identity = new Identity(`${name}-identity`, { ...shared, identityName: nameOf("identity") }, own);
    const network = config.network.private
      ? new Network(
          `${name}-network`,
          {
            ...shared,
            virtualNetworkName: nameOf("virtualNetwork"),
            addressSpace: config.network.addressSpace,
            subnets: planSubnets(config.network.addressSpace, config.network.subnets ?? {}, []),
            apiManagementDelegation: skuFacts[config.apiManagement.sku].delegation,
            existingVirtualNetworkId: config.existing.virtualNetworkId,
            existingSubnetIds: config.existing.subnetIds,
            existingPrivateDnsZoneIds: config.existing.privateDnsZoneIds,
          },
          own,
        )
      : undefined;
    const privateAccess = (zone: ZoneRole): PrivateAccess | undefined =>
      network && {
        subnetId: network.subnetIds.privateEndpoints,
        privateDnsZoneId: network.privateDnsZoneIds[zone],
      };
    const monitoring = new Monitoring(
      `${name}-monitoring`,
      {
        ...shared,
        workspaceName: nameOf("logAnalytics"),
        applicationInsightsName: nameOf("applicationInsights"),
        retentionDays: config.monitoring.retentionDays,
        existingWorkspaceId: config.existing.logAnalyticsWorkspaceId,
      },
      own,
    );
    const keyVault = new GatewayKeyVault(
      `${name}-key-vault`,
      {
        ...shared,
        vaultName: nameOf("keyVault"),
        privateAccess: privateAccess("keyVault"),
        readerPrincipalId: identity.principalId,
        logAnalyticsWorkspaceId: monitoring.workspaceId,
        existingVaultId: config.existing.keyVaultId,
        protect: config.protect,
        secrets: { [connectionStringSecret]: monitoring.connectionString },
      },
      own,
    );
    const eventHub = new UsageEventHub(
      `${name}-event-hub`,
      {
        ...shared,
        namespaceName: nameOf("eventHubNamespace"),
        capacity: config.eventHub.capacity,
        retentionDays: config.eventHub.retentionDays,
        partitions: config.eventHub.partitions,
        privateAccess: privateAccess("eventHub"),
        senderPrincipalId: identity.principalId,
        logAnalyticsWorkspaceId: monitoring.workspaceId,
      },
      own,
    );
    const accountName = (backend: BackendConfig) => nameOf("openAi", backend.name);
    this.backendPlan = planBackends(config.backends, {
      location: config.location,
      hostOf: (backend) => `${accountName(backend)}.openai.azure.com`,
    });
    const accounts = config.backends.map((backend): [string, OpenAiAccount] => [
      backend.name,
      new OpenAiAccount(
        `${name}-${backend.name}`,
        {
          ...shared,
          accountName: accountName(backend),
          accountLocation: backend.location ?? config.location,
          sku: backend.sku ?? defaultSku(backend.kind),
          deployments: backend.deployments,
          privateAccess: privateAccess("openAi"),
          userPrincipalId: identity.principalId,
          logAnalyticsWorkspaceId: monitoring.workspaceId,
          protect: config.protect,
        },
        own,
      ),
    ]);
    const apiManagement = new ApiManagement(
      `${name}-apim`,
      {
        ...shared,
        serviceName: nameOf("apiManagement"),
        service: config.apiManagement,
        identity: {
          id: identity.identityId,
          principalId: identity.principalId,
          clientId: identity.clientId,
        },
        network: network && {
          subnetId: network.subnetIds.apiManagement,
          virtualNetworkId: network.virtualNetworkId,
        },
        applicationInsightsId: monitoring.applicationInsightsId,
        connectionStringSecretId: keyVault.secretIds[connectionStringSecret]!,
        logAnalyticsWorkspaceId: monitoring.workspaceId,
        eventHub: { endpointAddress: eventHub.endpointAddress, name: eventHub.eventHubName },
        protect: config.protect,
      },
      // The service is the longest wait of all, so it begins with the network. What it logs to and reads from comes in
      // by outputs that wait for roles and endpoints; a certificate is read as the service is made.
      { ...own, dependsOn: config.apiManagement.customDomain ? [keyVault] : [] },
    );
    const api = new GenAiApi(
      `${name}-api`,
      {
        resourceGroupName: group,
        serviceName: apiManagement.serviceName,
        config,
        plan: this.backendPlan,
        endpoints: Object.fromEntries(accounts.map(([id, account]) => [id, account.endpoint])),
        named: apiManagement.named,
        policies: args.policies,
      },
      own,
    );
    const ingress =
      config.ingress.enabled && network
        ? new Ingress(
            `${name}-ingress`,
            {
              ...shared,
              gatewayName: nameOf("applicationGateway"),
              subnetId: network.subnetIds.applicationGateway,
              capacity: config.ingress.capacity,
              zones: config.ingress.zones,
              hostName: config.ingress.hostName,
              certificateSecretId: config.ingress.certificateSecretId,
              identityId: identity.identityId,
              apiManagementHost: apiManagement.gatewayUrl.apply((url) => new URL(url).hostname),
              answerTimeoutSeconds: longestAnswer(config, this.backendPlan),
              apiPaths: Object.values(api.apiPaths),
              logAnalyticsWorkspaceId: monitoring.workspaceId,
            },
            own,
          )
        : undefined;

    new Operations(
      `${name}-operations`,
      {
        ...shared,
        config,
        plan: this.backendPlan,
        workspaceId: monitoring.workspaceId,
        provisionedAccountIds: Object.fromEntries(
          accounts
            .filter(([id]) =>
              config.backends.some((backend) => backend.name === id && backend.kind === "ptu"),
            )
            .map(([id, account]) => [id, account.accountId]),
        ),
        seed: nameOf("resourceGroup"),
      },
      own,
    );

    this.gatewayUrl = ingress ? ingress.url : apiManagement.gatewayUrl;
    this.apiPaths = api.apiPaths;
    this.productIds = api.productIds;
    this.subscriptionKeys = api.subscriptionKeys;
    this.secondaryKeys = api.secondaryKeys;
    this.eventHubNames = [eventHub.eventHubName];
    const endpoints: readonly (readonly [string, pulumi.Output<string> | undefined])[] = [
      ["keyVault", keyVault.privateEndpointId],
      ["eventHub", eventHub.privateEndpointId],
      ...accounts.map(([id, account]) => [id, account.privateEndpointId] as const),
    ];
    this.privateEndpoints = Object.fromEntries(
      endpoints.flatMap(([id, found]) => (found ? [[id, found]] : [])),
    );
    this.registerOutputs({
      gatewayUrl: this.gatewayUrl,
      apiPaths: this.apiPaths,
      productIds: this.productIds,
      subscriptionKeys: this.subscriptionKeys,
      secondaryKeys: this.secondaryKeys,
      eventHubNames: this.eventHubNames,
      privateEndpoints: this.privateEndpoints,
      backendPlan: this.backendPlan,
    });
  }
}

/** The resource group that is brought, or one of our own. */
function declareResourceGroup(
  name: string,
  config: GatewayConfig,
  groupName: string,
  options: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
  if (config.existing.resourceGroupId) return armName(config.existing.resourceGroupId);
  return new resources.ResourceGroup(
    `${name}-rg`,
    { resourceGroupName: groupName, location: config.location, tags: config.tags },
    options,
  ).name;
}

/** Seconds that API Management may take to begin an answer: every backend in turn, and some for itself. */
function longestAnswer({ apis }: GatewayConfig, { attempts }: BackendPlan): number {
  return Math.max(...Object.values(apis).map((api) => api.backendTimeoutSeconds)) * attempts + 30;
}

/** Names in Azure: the same on every run, and unlike those of any other stack. */
function namesOf(config: GatewayConfig): (kind: NameKind, which?: string) => string {
  const parts = {
    workload: config.workload,
    environment: config.environment,
    seed: `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`,
  };
  return (kind, which) => azureName(kind, parts, which);
}
