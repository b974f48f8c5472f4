import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { keyName, type ConfigPath } from "../config/source";
import type { ContractFile } from "./contract/read";
import type { Contract, Grant } from "./contract/schema";
import type { PlannedHub } from "./hub";
import { checkCache, checkIdentity } from "./hubCallers";
import { resolveServices, type ResolvedService } from "./hubServices";
import { resolveTools, type ResolvedTools } from "./hubTools";

/** A grant with the gateway's own names: what its calls are known by there. */
export interface ResolvedGrant extends Omit<Grant, "api" | "models"> {
  /** Its place among the contract's. */
  readonly index: number;
  readonly apiName: string;
  readonly api: PlannedHub["apis"][string];
  /** As the gateway spells them; never empty. */
  readonly models: readonly string[];
}

export interface AgreedContract {
  readonly contract: Contract;
  readonly grants: readonly ResolvedGrant[];
  /** MCP servers and agents. */
  readonly tools: readonly ResolvedTools[];
  /** That are no models. */
  readonly services: readonly ResolvedService[];
  readonly chargePtu: NonNullable<Contract["chargePtu"]>;
  /** Of the gateway. */
  readonly hubModels: PlannedHub["models"];
}

/** What a contract's product has access to, each once. */
export function linkedApis({
  grants,
  tools,
  services,
}: Pick<AgreedContract, "grants" | "tools" | "services">): readonly {
  /** The API's name in the contract; of others `mcp-NAME`, `a2a-NAME` and `service-NAME`. */
  readonly label: string;
  readonly id: string;
  /** Below the gateway's URL. */
  readonly path: string;
}[] {
  return [
    ...[...new Map(grants.map((grant) => [grant.apiName, grant.api]))].map(([label, { id, path }]) => ({
      ...{ label, id, path },
    })),
    ...[...tools, ...services].map(({ label, id, path }) => ({ label, id, path })),
  ];
}

type Report = (code: string, path: ConfigPath, message: string, hint: string) => void;

/** What a budget may come to in the month of 30 days that API Management counts by. */
export function dollarsAMonth({ dollars, period }: NonNullable<Contract["budget"]>): number {
  return (dollars * 30) / { Daily: 1, Weekly: 7, Monthly: 30 }[period];
}

/** Tokens per minute that a contract asks for: its own limit, or all of its grants'; undefined where that is no limit. */
export function tokensAsked({ tokensPerMinute, grants }: Contract): number | undefined {
  if (tokensPerMinute !== undefined) return tokensPerMinute;
  return grants.every((grant) => grant.tokensPerMinute !== undefined)
    ? grants.reduce((sum, grant) => sum + grant.tokensPerMinute!, 0)
    : undefined;
}

/**
 * Whether a gateway gives what a contract asks for: every reason why not, each with its place in the contract.
 * @param problems gets them; without an error among them, what is returned can be declared
 */
export function agree(file: ContractFile, hub: PlannedHub, problems: Problem[]): AgreedContract {
  const { contract, locate } = file;
  const report: Report = (code, path, message, hint) =>
    void problems.push({
      ...{ code, severity: "error", subject: keyName(path), message, hint },
      place: locate(path, "value"),
    });
  const grants = resolveGrants(contract, hub, report);
  const tools = resolveTools(contract, hub, report);
  const services = resolveServices(contract, hub, report);
  checkFloor(contract, services, hub, report);
  checkCapacity(contract, grants, hub, report);
  checkCounting(contract, grants, services, hub, report);
  checkIdentity(contract, hub, report);
  checkCache(contract, hub, report);
  const [usual] = hub.contracts.chargePtu;
  const chargePtu = contract.chargePtu ?? usual ?? "payg";
  if (!hub.contracts.chargePtu.includes(chargePtu))
    report(
      "CONTRACT_CHARGE",
      ["chargePtu"],
      `The gateway charges no contract by "${chargePtu}"`,
      `Write one of: ${hub.contracts.chargePtu.join(", ")}`,
    );
  if (!hub.contracts.alerts)
    for (const path of [
      ...(contract.budget?.alerts ? [["budget", "alerts"]] : []),
      ...(contract.identity?.perUser?.budget?.alerts ? [["identity", "perUser", "budget", "alerts"]] : []),
      ...(contract.alerts ? [["alerts"]] : []),
    ])
      report(
        "CONTRACT_ALERTS",
        path,
        "The gateway does not count what alerts of contracts look at",
        "Take the key out, or ask the platform team for contracts.alerts",
      );
  for (const [index, { api }] of contract.publish.foundries.entries())
    if (!grants.some(({ apiName }) => (api ? [api] : ["azureOpenAi", "openAiV1"]).includes(apiName)))
      report(
        "CONTRACT_FOUNDRY_API",
        ["publish", "foundries", index, ...(api ? ["api"] : [])],
        `Foundry calls ${api ?? "azureOpenAi or openAiV1"}, of which the contract has no grant`,
        `Add a grant of ${api ?? "azureOpenAi"}`,
      );
  if (contract.identity?.mode === "both" && contract.publish.foundries.length > 0)
    report(
      "CONTRACT_FOUNDRY_IDENTITY",
      ["publish", "foundries"],
      "A connection of Foundry's sends the key alone, and the contract asks for a token beside it, so every call would be 401",
      "Take foundries out, or give the project a contract by key",
    );
  return { contract, grants, tools, services, chargePtu, hubModels: hub.models };
}

function resolveGrants(contract: Contract, hub: PlannedHub, report: Report): readonly ResolvedGrant[] {
  return contract.grants.flatMap((grant, index) => {
    const path = ["grants", index];
    const api = Object.hasOwn(hub.apis, grant.api) ? hub.apis[grant.api] : undefined;
    if (!api) {
      const names = Object.keys(hub.apis);
      const near = nearestWord(grant.api, names);
      report(
        "CONTRACT_UNKNOWN_API",
        [...path, "api"],
        `The gateway has no API "${grant.api}" for contracts`,
        near ? `Did you mean ${near}?` : `APIs: ${names.join(", ") || "none"}`,
      );
      return [];
    }
    const models = grant.models
      ? grant.models.flatMap((model, at) => {
          const found = api.models.find((one) => one.toLowerCase() === model.toLowerCase());
          if (found !== undefined) return [found];
          const near = nearestWord(model, api.models);
          report(
            "CONTRACT_UNKNOWN_MODEL",
            [...path, "models", at],
            `The gateway has no model "${model}" for contracts under ${grant.api}`,
            near ? `Did you mean ${near}?` : `Models there: ${api.models.join(", ")}`,
          );
          return [];
        })
      : unnamed(api.models, grant.api, contract);
    if (models.length > 0) return [{ ...grant, index, apiName: grant.api, api, models }];
    if (!grant.models)
      report(
        "CONTRACT_NO_MODEL",
        [...path, "api"],
        `Other grants name every model of ${grant.api}, so that none is left for this one`,
        "Take the grant out, or name its models",
      );
    return [];
  });
}

/** The models of an API that no grant names. */
function unnamed(models: readonly string[], api: string, { grants }: Contract): readonly string[] {
  const named = new Set(
    grants
      .filter((grant) => grant.api === api)
      .flatMap((grant) => (grant.models ?? []).map((model) => model.toLowerCase())),
  );
  return models.filter((model) => !named.has(model.toLowerCase()));
}

function checkFloor(
  contract: Contract,
  services: readonly ResolvedService[],
  { contracts }: PlannedHub,
  report: Report,
): void {
  if (contract.priority === "high" && !contracts.highPriority)
    report(
      "CONTRACT_PRIORITY",
      ["priority"],
      "The gateway gives no contract priority high",
      "Write low, or ask the platform team for contracts.highPriority",
    );
  const most = contracts.mostTokensPerMinute;
  const asked = tokensAsked(contract);
  if (most !== undefined && (asked === undefined || asked > most))
    report(
      "CONTRACT_ABOVE_FLOOR",
      contract.tokensPerMinute === undefined ? ["grants"] : ["tokensPerMinute"],
      asked === undefined
        ? `A contract may have ${most} tokens per minute at most, and this one has no limit`
        : `${asked} tokens per minute, and a contract may have ${most} at most`,
      `Write tokensPerMinute: ${most} or less`,
    );
  const { budget } = contract;
  if (budget && contracts.mostDollars !== undefined && dollarsAMonth(budget) > contracts.mostDollars)
    report(
      "CONTRACT_ABOVE_FLOOR",
      ["budget", "dollars"],
      `The budget comes to ${rounded(dollarsAMonth(budget))} dollars in 30 days, and a contract may have ${contracts.mostDollars} at most`,
      "Write less, or ask the platform team for contracts.mostDollars",
    );
  // Tools, agents and searches cost nothing that a budget counts; pages do.
  if (
    !budget &&
    contracts.mostDollars !== undefined &&
    (contract.grants.length > 0 || services.some(({ kind }) => kind === "documentIntelligence")) &&
    !contracts.requires.includes("budget")
  )
    report(
      "CONTRACT_ABOVE_FLOOR",
      ["budget"],
      `A contract may spend ${contracts.mostDollars} dollars in 30 days at most, and this one has no budget`,
      `Write budget: { dollars: ${contracts.mostDollars}, period: Monthly } or less`,
    );
  const has: Readonly<Record<string, boolean>> = {
    budget: budget !== undefined,
    tokensPerMinute: asked !== undefined,
    owner: contract.useCase.owner !== undefined,
    costCenter: contract.useCase.costCenter !== undefined,
    guardrails: contract.guardrails !== undefined,
    identity: (contract.identity?.mode ?? "key") !== "key",
  };
  const { guardrails } = contract;
  if (guardrails !== undefined && !contracts.guardrails.includes(guardrails))
    report(
      "CONTRACT_UNKNOWN_GUARDRAIL",
      ["guardrails"],
      `The gateway has no guardrail ${guardrails}`,
      contracts.guardrails.length === 0
        ? "Take guardrails out, or ask the platform team for one"
        : `It has: ${contracts.guardrails.join(", ")}`,
    );
  for (const key of contracts.requires)
    if (has[key] !== true)
      report(
        "CONTRACT_REQUIRED",
        ["owner", "costCenter"].includes(key) ? ["useCase", key] : [key],
        Object.hasOwn(has, key)
          ? `The gateway takes no contract without ${key}`
          : `The gateway requires ${key}, which this version of contracts does not know`,
        Object.hasOwn(has, key) ? `Write ${key}` : "Install the gateway's version of azure-genai-gateway",
      );
}

function checkCapacity(
  contract: Contract,
  grants: readonly ResolvedGrant[],
  hub: PlannedHub,
  report: Report,
): void {
  const room = (models: readonly string[]) =>
    [...new Set(models)].reduce<number | undefined>((sum, model) => {
      const own = hub.models[model]?.tokensPerMinute;
      return sum === undefined || own === undefined ? undefined : sum + own;
    }, 0);
  for (const [index, grant] of contract.grants.entries()) {
    const models = grants.find((one) => one.index === index)?.models ?? [];
    const has = models.length === 0 ? undefined : room(models);
    if (grant.tokensPerMinute !== undefined && has !== undefined && grant.tokensPerMinute > has)
      report(
        "CONTRACT_ABOVE_CAPACITY",
        ["grants", index, "tokensPerMinute"],
        `${grant.tokensPerMinute} tokens per minute, and ${models.join(", ")} ${models.length === 1 ? "has" : "have"} room for ${has}`,
        `Write ${has} or less, or ask the platform team for capacity`,
      );
  }
  const all = room(grants.flatMap(({ models }) => models));
  if (
    contract.tokensPerMinute !== undefined &&
    grants.length > 0 &&
    all !== undefined &&
    contract.tokensPerMinute > all
  )
    report(
      "CONTRACT_ABOVE_CAPACITY",
      ["tokensPerMinute"],
      `${contract.tokensPerMinute} tokens per minute, and all models granted together have room for ${all}`,
      `Write ${all} or less, or ask the platform team for capacity`,
    );
}

/** Money and quotas need what counts them. */
function checkCounting(
  contract: Contract,
  grants: readonly ResolvedGrant[],
  services: readonly ResolvedService[],
  hub: PlannedHub,
  report: Report,
): void {
  const uncounted = [...new Set(grants.filter(({ api }) => !api.counted).map(({ apiName }) => apiName))];
  const perUser: ConfigPath = ["identity", "perUser", "budget"];
  const budgets: readonly ConfigPath[] = [
    ...(contract.budget ? [["budget"]] : []),
    ...(contract.identity?.perUser?.budget ? [perUser] : []),
  ];
  for (const path of budgets) {
    const models = [...new Set(grants.flatMap((grant) => grant.models))];
    const unpriced = [
      ...models.filter((model) => hub.models[model]?.priced === false),
      ...services.filter(({ name }) => hub.services[name]?.priced === false).map(({ label }) => label),
    ];
    if (unpriced.length > 0)
      report(
        "CONTRACT_BUDGET_UNPRICED",
        path,
        `The gateway has no price of ${unpriced.join(", ")}, which the contract may call`,
        "Leave them out, or ask the platform team to add the price to the gateway's catalogue",
      );
    const unseen = [...uncounted, ...services.map(({ label }) => label)];
    if (!hub.quotaByKey && unseen.length > 0)
      report(
        "CONTRACT_BUDGET_UNCOUNTED",
        path,
        `In the gateway's tier budgets are quotas of tokens, and nothing counts those of ${unseen.join(", ")}`,
        `Leave ${uncounted.length > 0 ? "the API" : "the service"} out, or the budget`,
      );
  }
  if (hub.quotaByKey || uncounted.length === 0) return;
  if (contract.quota)
    report(
      "CONTRACT_QUOTA_UNCOUNTED",
      ["quota"],
      `The gateway's tier counts no quota of ${uncounted.join(", ")}`,
      "Leave the API out, or the quota",
    );
  for (const [index, grant] of contract.grants.entries())
    if (grant.quota && uncounted.includes(grant.api))
      report(
        "CONTRACT_QUOTA_UNCOUNTED",
        ["grants", index, "quota"],
        `The gateway's tier counts no quota of ${grant.api}`,
        "Write tokensPerMinute or requestsPerMinute alone",
      );
}

const rounded = (dollars: number) => Math.round(dollars * 100) / 100;
