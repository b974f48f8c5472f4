import type * as pulumi from "@pulumi/pulumi";
import { provisionedOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { aliasesUnder } from "../aliases";
import type { BackendPlan } from "../backendPlan";
import type { AnyApiName, ApiName, EntraConfig, GatewayConfig } from "../config/schema";
import { apiNames } from "../config/schema";
import { allModels } from "../genAiApi/modelFacts";
import { apiFacts, isServed } from "../genAiApi/parameters";
import { dearestFor } from "../genAiApi/tokenBudgets";
import { priceRows } from "../genAiApi/tokenPrices";
import { agentEndpoint, mcpEndpoint, planRpc } from "../mcp/plan";
import { entityNames } from "../policyNames";
import { usualKey } from "../providers/callerKeys";
import { planServices } from "../services/plan";
import { pricesOf, unitPrice } from "../services/prices";
import { defaultSku, isBatchSku } from "../skus";
import { hubFormat, type Hub } from "./hubSchema";

/** What is known of a gateway before it is there. */
export type PlannedHub = Omit<Hub, "serviceId" | "gatewayUrl" | "workspace">;

/** A gateway as contracts may be given it: its own stack's outputs, or their values. */
export type GivenHub = PlannedHub & {
  readonly serviceId: pulumi.Input<string>;
  readonly gatewayUrl: pulumi.Input<string>;
  readonly workspace?: { readonly id: pulumi.Input<string>; readonly location: string } | undefined;
};

type HubConfig = Pick<GatewayConfig, "apis" | "backends" | "contracts" | "guardrails"> &
  Partial<Pick<GatewayConfig, "entra" | "usage" | "mcpServers" | "agents" | "services">>;

/** What a stack that takes contracts tells them of itself. Pure. */
export function planHub(
  config: HubConfig,
  plan: BackendPlan,
  catalogue: Catalogue,
  facts: { readonly entityPrefix: string; readonly quotaByKey: boolean },
): PlannedHub {
  const { contracts } = config;
  const offered = (name: string) =>
    contracts.models?.some((model) => model.toLowerCase() === name.toLowerCase()) ?? true;
  const apis = Object.fromEntries(
    declaredApis(config, plan)
      .filter(({ name }) => contracts.apis?.includes(name) ?? true)
      .map(({ name, ...api }) => [name, { ...api, models: api.models.filter(offered) }] as const)
      .filter(([, { models }]) => models.length > 0)
      .map(([name, api]) => [name, { ...api, id: `${facts.entityPrefix}${api.id}` }]),
  );
  const names = [...new Set(Object.values(apis).flatMap(({ models }) => models))];
  const { alerts, highPriority, chargePtu, mostTokensPerMinute, mostDollars, requires } = contracts;
  return {
    format: hubFormat,
    ...facts,
    ownView: config.usage?.ownView === true,
    apis,
    models: Object.fromEntries(names.map((name) => [name, modelOf(name, config, plan, catalogue)])),
    ...linkedApis(config, facts.entityPrefix),
    services: servicesOf(config, facts.entityPrefix, catalogue),
    ...(config.entra ? { entra: entraOf(config.entra) } : {}),
    contracts: {
      alerts,
      highPriority,
      chargePtu: [...chargePtu] as PlannedHub["contracts"]["chargePtu"],
      requires: [...requires],
      ...(contracts.semanticCache
        ? { semanticCache: { thresholds: [...contracts.semanticCache.thresholds] } }
        : {}),
      guardrails: config.guardrails.map(({ name }) => name),
      ...(mostTokensPerMinute === undefined ? {} : { mostTokensPerMinute }),
      ...(mostDollars === undefined ? {} : { mostDollars }),
    },
  };
}

type Named = { readonly config: { readonly name: string; readonly products?: unknown } };

/** What is for some products only is for contracts where the config says so. */
const offeredTo =
  (names: readonly string[] | undefined) =>
  ({ config: { name, products } }: Named) =>
    names?.includes(name) ?? products === undefined;

/** MCP servers and agents. */
function linkedApis(config: HubConfig, entityPrefix: string): Pick<PlannedHub, "mcpServers" | "agents"> {
  const { servers, agents } = planRpc(config, entityNames(entityPrefix));
  return {
    mcpServers: Object.fromEntries(
      servers.filter(offeredTo(config.contracts.mcpServers)).map(({ id, path, tools, config: own }) => {
        const { allow, deny } = own.tools;
        const known = tools?.map(({ name }) => name) ?? allow;
        return [
          own.name,
          { id, path: `${path}${mcpEndpoint}`, denied: [...deny], ...(known ? { tools: [...known] } : {}) },
        ];
      }),
    ),
    agents: Object.fromEntries(
      agents
        .filter(offeredTo(config.contracts.agents))
        .map(({ id, path, config: own }) => [own.name, { id, path: `${path}${agentEndpoint}` }]),
    ),
  };
}

/** Services that are no models. What products are left of one (`productIndexes`) says nothing of contracts. */
function servicesOf(
  { services, contracts }: HubConfig,
  entityPrefix: string,
  catalogue: Catalogue,
): PlannedHub["services"] {
  return Object.fromEntries(
    planServices(services, entityNames(entityPrefix))
      .filter(offeredTo(contracts.services))
      .map(({ id, endpointPath, config: own }) => {
        const { name, kind, indexes, models, callsPerMinute } = own;
        const offered = [...((kind === "search" ? indexes : models) ?? [])];
        const priced = pricesOf(own).every((entry) => unitPrice(catalogue, entry) !== undefined);
        const limit = callsPerMinute === undefined ? {} : { callsPerMinute };
        return [name, { ...{ id, kind, path: endpointPath, offered, priced }, ...limit }];
      }),
  );
}

const entraOf = ({ tenants, audiences, authority }: EntraConfig): NonNullable<PlannedHub["entra"]> => ({
  tenants: [...tenants],
  audiences: [...audiences],
  authority,
});

function declaredApis({ apis }: HubConfig, plan: BackendPlan) {
  const named = (api: AnyApiName, routes: Readonly<Record<string, unknown>>) => [
    ...new Set([...Object.keys(routes), ...Object.keys(aliasesUnder(api, plan.aliases))]),
  ];
  const own = apiNames
    .filter((name) => apis[name].enabled && isServed(name, plan))
    .map((name: ApiName) => {
      const { path, priority } = apis[name];
      const routes =
        (name === "openAiV1" ? plan.providers?.routes.openAiV1?.latencyRoutes : undefined) ??
        plan.latencyRoutes;
      return {
        ...{ name: name, id: apiFacts[name].id, path, keyHeader: usualKey.header },
        ...{ models: named(name, routes), counted: true },
        ...(priority ? { priority } : {}),
      };
    });
  const others = Object.values(plan.providers?.apis ?? {})
    .filter(({ name }) => apis[name].enabled)
    .map(({ name, id, key }) => ({
      ...{ name: name, id, path: apis[name].path, keyHeader: key.header },
      models: named(name, plan.providers?.routes[name]?.latencyRoutes ?? {}),
      counted: false,
    }));
  return [...own, ...others];
}

function modelOf(
  name: string,
  config: HubConfig,
  plan: BackendPlan,
  catalogue: Catalogue,
): PlannedHub["models"][string] {
  const all = allModels(plan);
  const members = memberNames(name, plan);
  const { model, version, format } = all[members[0]!] ?? { model: name, version: "" };
  const tokensPerMinute = sumOf(members.map((member) => roomOf(member, config, catalogue)));
  const wanted = new Set(members.map((member) => member.toLowerCase()));
  const rows = priceRows(plan, catalogue, { chargePtu: "payg" }).filter(({ deployment }) =>
    wanted.has(deployment.toLowerCase()),
  );
  return {
    ...{ model, version, format: format ?? "OpenAI" },
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
    priced: rows.length > 0 && rows.every(({ prices }) => prices !== undefined),
    dearest: Object.fromEntries(
      config.contracts.chargePtu.flatMap((chargePtu) => {
        const budget = { dollars: 1, period: "Monthly" as const, streamTokens: 16 };
        const dearest = dearestFor({ name, models: [...members], budget, chargePtu }, plan, catalogue);
        return dearest === undefined ? [] : [[chargePtu, dearest]];
      }),
    ),
  };
}

/** The deployments behind a name, in the spelling of the plan. */
function memberNames(name: string, { aliases }: BackendPlan): readonly string[] {
  const alias = Object.entries(aliases).find(([one]) => one.toLowerCase() === name.toLowerCase());
  return alias ? alias[1].members.map(({ deployment }) => deployment) : [name];
}

/**
 * Tokens per minute of all backends that have a deployment; undefined where one of them does not say, or where the
 * catalogue does not know what a PTU of it carries.
 */
function roomOf(name: string, { backends }: HubConfig, catalogue: Catalogue): number | undefined {
  return sumOf(
    backends
      .filter(({ sku, kind }) => !isBatchSku(sku ?? defaultSku(kind)))
      .flatMap(({ kind, deployments }) =>
        deployments
          .filter((deployment) => deployment.name.toLowerCase() === name.toLowerCase())
          .map(({ capacity, model }) => {
            const unit = kind === "ptu" ? provisionedOf(catalogue, model)?.inputTpmPerPtu : 1000;
            return capacity === undefined || unit === undefined ? undefined : capacity * unit;
          }),
      ),
  );
}

function sumOf(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce<number | undefined>(
    (sum, part) => (sum === undefined || part === undefined ? undefined : sum + part),
    0,
  );
}
