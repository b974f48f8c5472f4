import * as pulumi from "@pulumi/pulumi";
import { formatProblem } from "../common/problem";
import { regionName } from "../common/region";
import { ApiManagement, type EventHubReference, type ServiceNetwork } from "./apiManagement";
import { defaultSku, planBackends, type BackendPlan } from "./backendPlan";
import {
  requireGatewayConfig,
  type ConfigSource,
  type GatewayConfig,
  type GatewayConfigInput,
} from "./config";
import type { ApiName, BackendConfig } from "./config/schema";
import { declareEntrance } from "./entrance";
import { UsageEventHub } from "./eventHub";
import { GenAiApi } from "./genAiApi";
import { Identity } from "./identity";
import { GatewayKeyVault } from "./keyVault";
import { Monitoring } from "./monitoring";
import { azureName, type NameKind } from "./naming";
import type { ZoneRole } from "./network/zones";
import { OpenAiAccount } from "./openAi";
import { Operations } from "./operations";
import type { PrivateAccess } from "./privateEndpoint";
import { declareSites, type Site } from "./sites";

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
  /**
   * What `ingress.hostName` has to be a CNAME of, or what clients call where there is none: Traffic Manager's name where
   * the gateway stands in several regions, else the Application Gateway's. Absent without an ingress.
   */
  readonly publicName?: pulumi.Output<string>;
  /**
   * PEM of the certificate that the ingress made for itself: clients have to trust it. Absent where
   * `ingress.certificateSecretId` names another, and without an ingress.
   */
  readonly certificate?: pulumi.Output<string>;
  /** Of each region, the first location first. */
  readonly eventHubNames: readonly pulumi.Output<string>[];
  /** `NAMESPACE.servicebus.windows.net`, by location: each region writes its usage events to its own. */
  readonly eventHubNamespaces: Readonly<Record<string, pulumi.Output<string>>>;
  /** Ids of the private endpoints, by what they lead to. */
  readonly privateEndpoints: Readonly<Record<string, pulumi.Output<string>>>;
  readonly backendPlan: BackendPlan;

  constructor(name: string, args: GenAiGatewayArgs, options?: pulumi.ComponentResourceOptions) {
    const config = requireGatewayConfig(
      args.config,
      args.source,
      (warning) => void pulumi.log.warn(formatProblem(warning)),
    );
    super("azure-genai-gateway:index:GenAiGateway", name, {}, options);
    const own = { parent: this };
    const nameOf = namesOf(config);
    const sites = declareSites(name, config, nameOf, own);
    const [first, ...others] = sites;
    const group = first.resourceGroupName;
    const shared = { resourceGroupName: group, location: config.location, tags: config.tags };

    const identity = new Identity(`${name}-identity`, { ...shared, identityName: nameOf("identity") }, own);
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
        privateAccess: privateAccess(first, "keyVault"),
        readerPrincipalId: identity.principalId,
        logAnalyticsWorkspaceId: monitoring.workspaceId,
        existingVaultId: config.existing.keyVaultId,
        protect: config.protect,
        secrets: { [connectionStringSecret]: monitoring.connectionString },
      },
      own,
    );
    const eventHubs = sites.map(
      (site) =>
        new UsageEventHub(
          `${name}-event-hub${site.suffix}`,
          {
            resourceGroupName: site.resourceGroupName,
            location: site.location,
            tags: config.tags,
            namespaceName: nameOf("eventHubNamespace", site.region),
            capacity: config.eventHub.capacity,
            retentionDays: config.eventHub.retentionDays,
            partitions: config.eventHub.partitions,
            privateAccess: privateAccess(site, "eventHub"),
            senderPrincipalId: identity.principalId,
            logAnalyticsWorkspaceId: monitoring.workspaceId,
          },
          own,
        ),
    );
    const accountName = (backend: Pick<BackendConfig, "name">) => nameOf("openAi", backend.name);
    this.backendPlan = planBackends(config.backends, {
      location: config.location,
      additionalLocations: others.map(({ location }) => location),
      hostOf: (backend) => `${accountName(backend)}.openai.azure.com`,
    });
    const accounts = config.backends.map((backend): [string, OpenAiAccount] => {
      const accountLocation = backend.location ?? config.location;
      // An account is reached in its own region's network where there is one, so that its loss is nobody else's.
      const site = others.find(({ region }) => region === regionName(accountLocation)) ?? first;
      const account = new OpenAiAccount(
        `${name}-${backend.name}`,
        {
          ...shared,
          location: site.location,
          accountName: accountName(backend),
          accountLocation,
          sku: backend.sku ?? defaultSku(backend.kind),
          deployments: backend.deployments,
          privateAccess: privateAccess(site, "openAi"),
          userPrincipalId: identity.principalId,
          logAnalyticsWorkspaceId: monitoring.workspaceId,
          protect: config.protect,
        },
        own,
      );
      return [backend.name, account];
    });
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
        network: serviceNetwork(first),
        additionalLocations: others.map((site) => ({
          ...site,
          region: site.region!,
          network: serviceNetwork(site),
        })),
        applicationInsightsId: monitoring.applicationInsightsId,
        connectionStringSecretId: keyVault.secretIds[connectionStringSecret]!,
        logAnalyticsWorkspaceId: monitoring.workspaceId,
        eventHub: hubReference(eventHubs[0]!),
        eventHubs: Object.fromEntries(
          others.map(({ region }, index) => [region!, hubReference(eventHubs[index + 1]!)]),
        ),
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
    const entrance = config.ingress.enabled
      ? declareEntrance(
          name,
          {
            config,
            sites,
            nameOf,
            keyVaultId: keyVault.vaultId,
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

    this.gatewayUrl = entrance?.url ?? apiManagement.gatewayUrl;
    this.publicName = entrance?.publicName;
    this.certificate = entrance?.certificate;
    this.apiPaths = api.apiPaths;
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
      publicName: this.publicName,
      certificate: this.certificate,
      eventHubNames: this.eventHubNames,
      eventHubNamespaces: this.eventHubNamespaces,
      privateEndpoints: this.privateEndpoints,
      backendPlan: this.backendPlan,
    });
  }
}

/** How what is private is reached in a region; undefined where the stack has no private networking. */
function privateAccess({ network }: Site, zone: ZoneRole): PrivateAccess | undefined {
  return (
    network && {
      subnetId: network.subnetIds.privateEndpoints,
      privateDnsZoneId: network.privateDnsZoneIds[zone],
    }
  );
}

function serviceNetwork({ network }: Site): ServiceNetwork | undefined {
  return network && { subnetId: network.subnetIds.apiManagement, virtualNetworkId: network.virtualNetworkId };
}

function hubReference(hub: UsageEventHub): EventHubReference {
  return { endpointAddress: hub.endpointAddress, name: hub.eventHubName };
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
