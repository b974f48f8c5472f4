import type { Api } from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { loadCatalogue } from "@azure-genai-gateway/catalogue";
import { formatProblem, throwIfErrors, type Problem } from "@azure-genai-gateway/common/problem";
import type { NamedByPolicies } from "../apiManagement";
import type { BackendPlan } from "../backendPlan";
import { requireConfigPart } from "../config/part";
import { skuFacts, type ServiceSku } from "../apiManagement/skus";
import type { AnyApiName, ApiName, GatewayConfigInput } from "../config/schema";
import { entityNames } from "../policyNames";
import { declareRpc, declareRpcBackends } from "../mcp/declare";
import { metadataPath } from "../mcp/parameters";
import { planRpc, rpcSecrets } from "../mcp/plan";
import type { CallerKey } from "../providers/callerKeys";
import { declareServiceBackends, declareServices } from "../services/declare";
import { planServices } from "../services/plan";
import { readPolicyFiles } from "../policyFiles";
import type { ProviderDefinition } from "../providers";
import { providersWith } from "../providers/own";
import { declareApi } from "./api";
import { declareFragment } from "./armTemplates";
import { declareBackends } from "./backends";
import { declareEmbeddingsBackends } from "./semanticCache";
import { declareGuards, missingEndpoints } from "./guardEntities";
import type { GuardEndpoints } from "../guardAccounts";
import { declaredProducts } from "./callers";
import { planDocuments } from "./documents";
import { waitsFor, type Named } from "./named";
import { asksTheLog } from "./budgetWatch";
import { declareUsageWorkspace, usageWorkspaceOf } from "./logQuery";
import { declareProducts } from "./products";
import { declareRealtimeApi } from "./realtime";
import { declareProviderSecrets, providerSecrets } from "./signing";
import { accountUrl, declareStoredNamedValues } from "./stored";
import type { Sequence } from "./sequence";
import type { ServiceReference } from "./types";

export interface GenAiApiArgs extends ServiceReference {
  /** The config's `apis`. Default: both, as the config has them by default. */
  readonly apis?: GatewayConfigInput["apis"] | undefined;
  /** The config's `products`. */
  readonly products: GatewayConfigInput["products"];
  /** The config's `contracts`. Default: none are taken. */
  readonly contracts?: GatewayConfigInput["contracts"] | undefined;
  /** The config's `guardrails`. Default none. */
  readonly guardrails?: GatewayConfigInput["guardrails"] | undefined;
  /** Where the services are that {@link guardrails} of products ask: `https://NAME.cognitiveservices.azure.com`. */
  readonly guardEndpoints?: GuardEndpoints | undefined;
  /** The config's `alerts`, of which `categories` says what the policies count. Default: nothing. */
  readonly alerts?: GatewayConfigInput["alerts"] | undefined;
  /** The config's `entra`, where products are called with tokens. */
  readonly entra?: GatewayConfigInput["entra"] | undefined;
  /** The config's `mcpServers`. Default none. */
  readonly mcpServers?: GatewayConfigInput["mcpServers"] | undefined;
  /** The config's `agents`. Default none. */
  readonly agents?: GatewayConfigInput["agents"] | undefined;
  /** The config's `services`. Default none. */
  readonly services?: GatewayConfigInput["services"] | undefined;
  /** The config's `usage`. Default: callers are told nothing of their usage. */
  readonly usage?: GatewayConfigInput["usage"] | undefined;
  /** Id by which the query API knows the Log Analytics workspace (its `customerId`); needed for `usage.ownView` and alerts of budgets. */
  readonly usageWorkspace?: pulumi.Input<string> | undefined;
  /** What planBackends makes of backends. */
  readonly plan: BackendPlan;
  /** `https://HOST` of the account behind each backend, by the backend's name. Default: the plan's hosts. */
  readonly endpoints?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Named values and loggers of the service that the policies name: what ApiManagement and ExistingApiManagement have. */
  readonly named: NamedByPolicies;
  /** Stands in front of the names of ARM deployments, for resource groups that others make some in. Default none. */
  readonly deploymentPrefix?: string | undefined;
  /** What keys in Key Vault can be read after: the role that lets API Management do so. */
  readonly secretsReadable?: readonly pulumi.Resource[] | undefined;
  /**
   * The service's tier. The v2 tiers have no quota-by-key policy: a budget is a quota of tokens there, of as many as the
   * money buys at the dearest price that the product can meet. Default: a classic one.
   * https://learn.microsoft.com/azure/api-management/quota-by-key-policy
   */
  readonly sku?: ServiceSku | undefined;
  /** Folder of policy documents, laid over the package's own: a file takes the place of the one of its name. */
  readonly policies?: string | undefined;
  /** A program's own providers: those that {@link plan} was made with. Default none. */
  readonly providers?: readonly ProviderDefinition[] | undefined;
}

/**
 * The GenAI part of an API Management service: backends, fragments, the two APIs with their policies, products and
 * subscriptions. A policy waits for everything that it names, and the parts of one API come one after another.
 * Throws a ProblemsError, before anything is declared, when an argument or a policy document has a mistake.
 */
export class GenAiApi extends pulumi.ComponentResource {
  /** Path of each API below the gateway's URL. */
  readonly apiPaths: Readonly<Partial<Record<AnyApiName, string>>>;
  /** Path of each MCP server and agent below the gateway's URL, by its name; an MCP server is called at PATH/mcp. */
  readonly toolPaths: Readonly<Record<string, string>>;
  /** What clients of each service write as its endpoint, below the gateway's URL, by its name; empty for that URL itself. */
  readonly servicePaths: Readonly<Record<string, string>>;
  /** Where clients of a service put their key, by the path of its API. @internal */
  readonly serviceKeys: Readonly<Record<string, CallerKey>>;
  /** Paths that an ingress has to let through beside those of APIs. */
  readonly openPaths: readonly string[];
  readonly productIds: readonly string[];
  /** Primary key of each subscription, by its name. Secret. */
  readonly subscriptionKeys: pulumi.Output<Record<string, string>>;
  /** Secondary key of each subscription, by its name: for rotation. Secret. */
  readonly secondaryKeys: pulumi.Output<Record<string, string>>;
  /**
   * Depends on the last change to each API and to the subscriptions. API Management takes one at a time: whoever changes one
   * of them from outside comes after it. @internal
   */
  readonly settled: pulumi.Output<undefined>;

  constructor(name: string, args: GenAiApiArgs, options?: pulumi.ComponentResourceOptions) {
    const problems: Problem[] = [];
    const config = requireConfigPart(
      [
        ...(["apis", "products", "guardrails", "entra", "mcpServers", "agents", "services"] as const),
        ...(["contracts", "usage", "alerts"] as const),
      ],
      {
        apis: args.apis,
        products: args.products,
        guardrails: args.guardrails,
        entra: args.entra,
        mcpServers: args.mcpServers,
        agents: args.agents,
        services: args.services,
        contracts: args.contracts,
        usage: args.usage,
        alerts: args.alerts,
      },
      providersWith(args.providers),
    );
    const { entityPrefix, userAssigned } = args.named;
    const names = entityNames(entityPrefix);
    const files = readPolicyFiles(args.policies);
    const setting = { names, userAssigned, quotaByKey: skuFacts[args.sku ?? "Developer"].quotaByKey };
    const documents = planDocuments(config, args.plan, files, problems, setting, loadCatalogue());
    problems.push(...missingEndpoints(config, args.guardEndpoints ?? {}));
    if (asksTheLog(config) && args.usageWorkspace === undefined)
      problems.push({
        code: "USAGE_WORKSPACE_MISSING",
        severity: "error",
        subject: config.usage.ownView ? "usage.ownView" : "budget.alerts",
        message: "The workspace that usage is read from is not known, as one that is brought is not",
        hint: "Take usage.ownView and the alerts of budgets out, or existing.logAnalyticsWorkspaceId",
      });
    throwIfErrors("The policies have mistakes", problems);
    super("azure-genai-gateway:index:GenAiApi", name, {}, options);
    for (const warning of problems) void pulumi.log.warn(formatProblem(warning), this);

    const own = { parent: this };
    const service = { resourceGroupName: args.resourceGroupName, serviceName: args.serviceName };
    const rpcPlan = planRpc(config, names);
    const servicePlans = planServices(config.services, names);
    const secrets = declareProviderSecrets(
      name,
      service,
      new Map([...providerSecrets(args.plan.providers?.backends ?? [], names), ...rpcSecrets(rpcPlan)]),
      names.providerNamedValue,
      { ...own, dependsOn: [...(args.secretsReadable ?? [])] },
    );
    const models = declareBackends(name, service, args.plan, args.endpoints ?? {}, own, accountUrl, names, [
      ...secrets.values(),
    ]);
    const embeddings = declareEmbeddingsBackends(
      name,
      service,
      config,
      args.plan,
      names,
      args.endpoints ?? {},
      own,
    );
    const guards = declareGuards(name, service, config, names, args.guardEndpoints ?? {}, args, own);
    const backends = new Map([
      ...models,
      ...declareRpcBackends(name, service, rpcPlan, [...secrets.values()], own),
      ...declareServiceBackends(name, service, servicePlans, own),
    ]);
    const named: Named = {
      ...args.named,
      services: new Map([...guards.backends, ...embeddings]),
      namedValues: new Map<string, pulumi.Resource>([
        ...args.named.namedValues,
        ...secrets,
        ...guards.namedValues,
        ...(asksTheLog(config) && args.usageWorkspace !== undefined
          ? [
              [
                usageWorkspaceOf(names),
                declareUsageWorkspace(name, service, names, args.usageWorkspace, own),
              ] as const,
            ]
          : []),
        ...declareStoredNamedValues(name, service, args.plan, names, args.endpoints ?? {}, own),
      ]),
      backends,
      fragments: new Map(),
      deploymentPrefix: args.deploymentPrefix ?? "",
    };
    const fragments = new Map(
      [...documents.fragments].map(([id, document]) => [
        `${entityPrefix}${id}`,
        declareFragment(`${name}-fragment-${id}`, service, `${entityPrefix}${id}`, document, named, {
          ...own,
          dependsOn: waitsFor(document, named),
        }),
      ]),
    );
    const complete: Named = { ...named, fragments };
    const sequences = new Map<AnyApiName, Sequence>();
    const realtime = new Map<ApiName, ReturnType<typeof declareRealtimeApi>>();
    const apis = documents.apis.map((api) => {
      const declared = declareApi(name, service, config.apis[api.name], api, complete, own);
      sequences.set(api.name, declared.sequence);
      if (api.realtime)
        realtime.set(
          api.name,
          declareRealtimeApi(name, service, api.name, config.apis[api.name], api.realtime, complete, own),
        );
      return [api.name, declared.api] as const;
    });
    const providerApis = documents.providerApis.map((api) => {
      const declared = declareApi(name, service, config.apis[api.name], api, complete, own);
      sequences.set(api.name, declared.sequence);
      return [api.name, declared.api] as const;
    });
    const linked = [
      ...declareRpc(name, service, documents.rpc, complete, own),
      ...declareServices(name, service, documents.services, complete, own),
    ];
    const { subscriptionKeys, secondaryKeys, lastSubscription } = declareProducts(
      name,
      service,
      config,
      documents,
      {
        named: complete,
        apis: new Map<AnyApiName, Api>([...apis, ...providerApis]),
        sequences,
        realtime,
        linked,
      },
      names,
      own,
    );
    this.apiPaths = Object.fromEntries(
      [...documents.apis, ...documents.providerApis].map((api) => [api.name, config.apis[api.name].path]),
    );
    this.toolPaths = Object.fromEntries(
      [...rpcPlan.servers, ...rpcPlan.agents].map(({ config: { name: of }, path }) => [of, path]),
    );
    this.servicePaths = Object.fromEntries(
      servicePlans.map(({ config: { name: of }, endpointPath }) => [of, endpointPath]),
    );
    this.serviceKeys = Object.fromEntries(servicePlans.map(({ path, kind }) => [path, kind.key]));
    this.openPaths = [
      ...Object.values(this.toolPaths),
      ...servicePlans.map(({ path }) => path),
      ...(documents.rpc.hasMetadata ? [metadataPath] : []),
    ];
    this.productIds = declaredProducts(config.products, names).map((product) => product.name);
    this.subscriptionKeys = subscriptionKeys;
    this.secondaryKeys = secondaryKeys;
    const last = [...[...sequences.values()].flatMap(({ before }) => before), ...lastSubscription];
    this.settled = pulumi.all(last.map(({ urn }) => urn)).apply(() => undefined);
    this.registerOutputs({
      apiPaths: this.apiPaths,
      productIds: this.productIds,
      subscriptionKeys: this.subscriptionKeys,
      secondaryKeys: this.secondaryKeys,
    });
  }
}
