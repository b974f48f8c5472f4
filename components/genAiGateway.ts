import * as pulumi from "@pulumi/pulumi";
import { loadCatalogue } from "@azure-genai-gateway/catalogue";
import { formatProblem } from "@azure-genai-gateway/common/problem";
import { skuFacts } from "./apiManagement/skus";
import { declareAccounts, planAccounts, type DeclaredAccount } from "./accounts";
import type { BackendPlan } from "./backendPlan";
import {
  requireGatewayConfig,
  type ConfigSource,
  type GatewayConfig,
  type GatewayConfigInput,
} from "./config";
import type { AnyApiName } from "./config/schema";
import { declareEntrance } from "./entrance";
import { declareFoundation, type Foundation } from "./foundation";
import { GenAiApi } from "./genAiApi";
import { asksTheLog } from "./genAiApi/budgetWatch";
import { declareGuardAccounts } from "./guardAccounts";
import { declareLocks } from "./locks";
import { declareEmbeddingsAccess, declareSemanticCache } from "./semanticCache";
import { namesOf } from "./naming";
import { Operations } from "./operations";
import type { ProviderDefinition } from "./providers";
import { providersWith } from "./providers/own";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import { declareGatewayService, poolIdOf, type GatewayService } from "./service";
import { callerKeyOf } from "./providers/callerKeys";
import { declareServiceAccess } from "./services/declare";
import { declareSites, type Site } from "./sites";
import { planHub, type GivenHub } from "./useCase/hub";

export interface GenAiGatewayArgs {
  /** What a stack file holds under the project's name; defaults may be left out. */
  readonly config: GatewayConfigInput;
  /** The stack file itself, so that mistakes come with line and column. */
  readonly source?: ConfigSource | undefined;
  /** Folder of policy documents, laid over the package's own: a file takes the place of the one of its name. */
  readonly policies?: string | undefined;
  /**
   * Providers of models that the package does not know, with the folders `providers/NAME` of {@link policies} behind them.
   * Default none. See docs/extend.md, "Another provider of models".
   */
  readonly providers?: readonly ProviderDefinition[] | undefined;
}

/**
 * A GenAI gateway: API Management in front of private Azure OpenAI accounts, with all that they need.
 * Throws a ProblemsError that lists every mistake of the config, or of the policies.
 */
export class GenAiGateway extends pulumi.ComponentResource {
  /** Where clients send their calls. */
  readonly gatewayUrl: pulumi.Output<string>;
  /** Path of each API below {@link gatewayUrl}. */
  readonly apiPaths: Readonly<Partial<Record<AnyApiName, string>>>;
  /**
   * Path of each MCP server and agent below {@link gatewayUrl}, by its name: an MCP server is called at PATH/mcp, an agent
   * at PATH/a2a. Absent where there are none.
   */
  readonly toolPaths?: Readonly<Record<string, string>> | undefined;
  /** What clients of each service write as its endpoint, below {@link gatewayUrl}, by its name; absent where there is none. */
  readonly servicePaths?: Readonly<Record<string, string>> | undefined;
  readonly productIds: readonly string[];
  /** Primary key of each subscription, by its name. Secret. */
  readonly subscriptionKeys: pulumi.Output<Record<string, string>>;
  /** Secondary key of each subscription, by its name: for rotation. Secret. */
  readonly secondaryKeys: pulumi.Output<Record<string, string>>;
  /**
   * What `ingress.hostName` has to be a CNAME of, or what clients call where there is none: Traffic Manager's name where
   * the gateway stands in several regions, else the Application Gateway's. Absent without an ingress.
   */
  readonly publicName?: pulumi.Output<string> | undefined;
  /**
   * PEM of the certificate that the ingress made for itself: clients have to trust it. Absent where
   * `ingress.certificateSecretId` names another, and without an ingress.
   */
  readonly certificate?: pulumi.Output<string> | undefined;
  /** Of each region, the first location first. */
  readonly eventHubNames: readonly pulumi.Output<string>[];
  /** `NAMESPACE.servicebus.windows.net`, by location: each region writes its usage events to its own. */
  readonly eventHubNamespaces: Readonly<Record<string, pulumi.Output<string>>>;
  /** Ids of the private endpoints, by what they lead to. */
  readonly privateEndpoints: Readonly<Record<string, pulumi.Output<string>>>;
  readonly backendPlan: BackendPlan;
  /** What access contracts know of the gateway; absent where it takes none. See docs/contracts.md. */
  readonly hub?: GivenHub | undefined;

  constructor(name: string, args: GenAiGatewayArgs, options?: pulumi.ComponentResourceOptions) {
    const providers = providersWith(args.providers);
    const config = requireGatewayConfig(
      args.config,
      args.source,
      (warning) => void pulumi.log.warn(formatProblem(warning)),
      providers,
    );
    super("azure-genai-gateway:index:GenAiGateway", name, {}, options);
    const own = { parent: this };
    const { workload, environment } = config;
    const nameOf = namesOf({ workload, environment, seed: config.naming.seed, component: name }, this);
    const sites = declareSites(name, config, nameOf, own);
    // false is no wish: it would take away what the caller's own `protect` gives.
    const protect = config.protect || undefined;
    const parts = { config, sites, nameOf, protect };
    const foundation = declareFoundation(name, parts, own);
    const { monitoring, keyVault, eventHubs, signOn } = foundation;
    this.backendPlan = planAccounts(parts, poolIdOf(config), args.providers);
    const accounts = declareAccounts(
      name,
      {
        ...parts,
        userPrincipalId: signOn.principalId,
        logAnalyticsWorkspaceId: monitoring.workspaceId,
      },
      own,
    );
    const guards = declareGuardAccounts(
      name,
      {
        ...parts,
        userPrincipalId: signOn.principalId,
        logAnalyticsWorkspaceId: monitoring.workspaceId,
      },
      own,
    );
    declareServiceAccess(name, config, signOn.principalId, own);
    if (asksTheLog(config))
      declareRoleAssignment(
        `${name}-usage-reader`,
        {
          scope: monitoring.workspaceId,
          principalId: signOn.principalId,
          roleId: roleIds.logAnalyticsReader,
        },
        own,
      );
    const service = declareGatewayService(name, { ...parts, foundation }, own);
    const cacheEndpointId = declareSemanticCache(name, { ...parts, service }, own);
    declareEmbeddingsAccess(name, { config, plan: this.backendPlan, accounts, service }, own);
    const api = new GenAiApi(
      `${name}-api`,
      {
        resourceGroupName: service.resourceGroupName,
        serviceName: service.serviceName,
        deploymentPrefix: deploymentPrefixOf(config),
        apis: config.apis,
        entra: config.entra,
        products: config.products,
        contracts: config.contracts,
        usage: config.usage,
        alerts: config.alerts,
        usageWorkspace: monitoring.customerId,
        guardrails: config.guardrails,
        guardEndpoints: {
          contentSafety: guards.get("contentSafety")?.endpoint,
          language: guards.get("language")?.endpoint,
        },
        mcpServers: config.mcpServers,
        agents: config.agents,
        services: config.services,
        plan: this.backendPlan,
        endpoints: Object.fromEntries(
          accounts.map(({ backend, account }) => [backend.name, account.endpoint]),
        ),
        named: service.named,
        // Whatever waits for the role of whoever reads them waits for the service too.
        secretsReadable: this.backendPlan.providers || hasRpcKeys(config) ? service.resources : [],
        sku: config.apiManagement.sku,
        policies: args.policies,
        providers: args.providers,
      },
      own,
    );
    const entrance = config.ingress.enabled
      ? declareEntrance(
          name,
          {
            config,
            sites,
            nameOf,
            keyVaultId: keyVault.vaultId,
            apiManagementHost: service.gatewayUrl.apply((url) => new URL(url).hostname),
            answerTimeoutSeconds: longestAnswer(config, this.backendPlan),
            apiPaths: [...Object.values(api.apiPaths), ...api.openPaths],
            apiKeys: {
              ...Object.fromEntries(
                Object.entries(api.apiPaths).map(([of, path]) => [
                  path,
                  callerKeyOf(of as AnyApiName, this.backendPlan.providers?.apis),
                ]),
              ),
              ...api.serviceKeys,
            },
            logAnalyticsWorkspaceId: monitoring.workspaceId,
          },
          own,
        )
      : undefined;
    const operations = new Operations(
      `${name}-operations`,
      {
        resourceGroupName: sites[0].resourceGroupName,
        location: config.location,
        tags: config.tags,
        workload,
        environment,
        alerts: config.alerts,
        products: config.products,
        providers: args.providers,
        breaker: this.backendPlan.breaker,
        plan: this.backendPlan,
        workspaceId: monitoring.workspaceId,
        // An account that is there has its owner's alerts.
        provisionedAccountIds: Object.fromEntries(
          accounts
            .filter(({ backend }) => backend.kind === "ptu" && !backend.existing)
            .map(({ backend, account }) => [backend.name, account.accountId]),
        ),
        seed: nameOf("resourceGroup"),
      },
      own,
    );
    if (config.lock === "CanNotDelete")
      declareLocks(name, lockedIn({ ...parts, foundation, accounts, service }), {
        ...own,
        // A lock that is there keeps its resource's children too, so it comes after all of them and goes before.
        dependsOn: [
          monitoring,
          keyVault,
          ...eventHubs,
          ...accounts.map(({ account }) => account),
          ...service.resources,
          ...sites[0].lastInNetworks,
          api,
          operations,
          ...(entrance?.resources ?? []),
        ],
      });

    this.gatewayUrl = entrance?.url ?? service.gatewayUrl;
    if (entrance) this.publicName = entrance.publicName;
    if (entrance?.certificate) this.certificate = entrance.certificate;
    if (config.contracts.enabled)
      this.hub = {
        ...planHub(config, this.backendPlan, loadCatalogue(), {
          entityPrefix: service.named.entityPrefix,
          quotaByKey: skuFacts[config.apiManagement.sku].quotaByKey,
        }),
        // Use cases in the same program link themselves to the APIs when nothing else changes them any more.
        serviceId: pulumi.all([service.serviceId, api.settled]).apply(([id]) => id),
        gatewayUrl: this.gatewayUrl,
        ...(config.contracts.alerts
          ? { workspace: { id: monitoring.workspaceId, location: config.location } }
          : {}),
      };
    this.apiPaths = api.apiPaths;
    if (Object.keys(api.toolPaths).length > 0) this.toolPaths = api.toolPaths;
    if (Object.keys(api.servicePaths).length > 0) this.servicePaths = api.servicePaths;
    this.productIds = api.productIds;
    this.subscriptionKeys = api.subscriptionKeys;
    this.secondaryKeys = api.secondaryKeys;
    this.eventHubNames = eventHubs.map(({ eventHubName }) => eventHubName);
    this.eventHubNamespaces = Object.fromEntries(
      sites.map(({ location }, index) => [location, eventHubs[index]!.endpointAddress]),
    );
    const endpoints: readonly (readonly [string, pulumi.Output<string> | undefined])[] = [
      ["keyVault", keyVault.privateEndpointId],
      ...eventHubs.map((hub, index) => [`eventHub${sites[index]!.suffix}`, hub.privateEndpointId] as const),
      ...accounts.map(({ backend, account }) => [backend.name, account.privateEndpointId] as const),
      ["redis", cacheEndpointId] as const,
      ["apiManagement", service.privateEndpointId] as const,
      ["monitoring", monitoring.privateEndpointId] as const,
      ...[...guards].map(([service, account]) => [service, account.privateEndpointId] as const),
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
      publicName: this.publicName,
      certificate: this.certificate,
      eventHubNames: this.eventHubNames,
      eventHubNamespaces: this.eventHubNamespaces,
      privateEndpoints: this.privateEndpoints,
      backendPlan: this.backendPlan,
      ...(this.hub ? { hub: this.hub } : {}),
      ...(this.toolPaths ? { toolPaths: this.toolPaths } : {}),
      ...(this.servicePaths ? { servicePaths: this.servicePaths } : {}),
    });
  }
}

function hasRpcKeys({ mcpServers, agents }: GatewayConfig): boolean {
  return [...mcpServers.map(({ from }) => from), ...agents].some(({ auth }) => auth?.apiKey);
}

/** In a resource group that is brought, the next gateway's ARM deployments may stand too. */
function deploymentPrefixOf({ existing, workload, environment }: GatewayConfig): string | undefined {
  const isShared = existing.apiManagementId !== undefined || existing.resourceGroupId !== undefined;
  return isShared ? `${workload}-${environment}-` : undefined;
}

/** Ids of what is declared and holds data, names, or capacity that may not be had again. */
function lockedIn(args: {
  readonly config: GatewayConfig;
  readonly sites: readonly Site[];
  readonly foundation: Foundation;
  readonly accounts: readonly DeclaredAccount[];
  readonly service: GatewayService;
}): Parameters<typeof declareLocks>[1] {
  const { config, sites, foundation, accounts, service } = args;
  const { existing } = config;
  const { keyVault, monitoring, eventHubs } = foundation;
  return {
    apim: service.declared?.service.id,
    "key-vault": existing.keyVaultId === undefined ? keyVault.vaultId : undefined,
    workspace: existing.logAnalyticsWorkspaceId === undefined ? monitoring.workspaceId : undefined,
    ...Object.fromEntries<pulumi.Output<string> | undefined>([
      ...accounts
        .filter(({ backend }) => !backend.existing)
        .map(({ backend, account }) => [`account-${backend.name}`, account.accountId] as const),
      ...sites.flatMap(({ suffix, network }, index): [string, pulumi.Output<string> | undefined][] => [
        [`event-hub${suffix}`, eventHubs[index]!.namespaceId],
        [
          `network${suffix}`,
          index === 0 && existing.virtualNetworkId !== undefined ? undefined : network?.virtualNetworkId,
        ],
      ]),
    ]),
  };
}

/** Seconds that API Management may take to begin an answer: every backend in turn, and some for itself. */
function longestAnswer({ apis }: GatewayConfig, { attempts }: BackendPlan): number {
  return Math.max(...Object.values(apis).map((api) => api.backendTimeoutSeconds)) * attempts + 30;
}
