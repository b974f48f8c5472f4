import type { ConfigPath } from "../config/source";
import type { Contract } from "./contract/schema";
import type { PlannedHub } from "./hub";
import type { ResolvedGrant } from "./hubGrants";
import type { ResolvedService } from "./hubServices";
import type { Report } from "./report";

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

/** What the gateway asks of every contract, and gives at most to one. */
export function checkFloor(
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

/** More than backends have room for would be refused by them, and not by the limit. */
export function checkCapacity(
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
export function checkCounting(
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
