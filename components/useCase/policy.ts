import type { Problem } from "@azure-genai-gateway/common/problem";
import type { GatewayConfig, ProductConfig } from "../config/schema";
import { tariffKeyOf } from "../genAiApi/callCost";
import { identityParameters } from "../genAiApi/callers";
import { DocumentMaker, type KnownNames } from "../genAiApi/documentMaker";
import { ownBudget } from "../genAiApi/ownUsage";
import { apiFacts, limitAttributes, standInLimits, tokenLimits } from "../genAiApi/parameters";
import type { PolicyFiles } from "../policyFiles";
import { entityNames } from "../policyNames";
import { csharpText, escapeXml, renderTemplate, type RenderedPolicy } from "../policyTemplates";
import { cardOfContract } from "../mcp/cardSecurity";
import { rateLimits } from "../mcp/parameters";
import type { PlannedHub } from "./hub";
import type { ResolvedTools } from "./hubTools";
import type { AgreedContract } from "./hubChecks";
import type { ResolvedGrant } from "./hubGrants";
import { contractNames } from "./names";
import { serviceGrants, serviceLimits, serviceRefusal } from "./servicePolicy";

/**
 * The policy of a contract's product. It names nothing of the gateway's, no fragment and no backend, but the secret that
 * callers are hashed with, where they bring tokens. Pure.
 */
export function contractPolicy(
  agreed: AgreedContract,
  hub: PlannedHub,
  files: PolicyFiles,
  problems: Problem[],
): RenderedPolicy {
  const { contract, grants, chargePtu } = agreed;
  const names = contractNames(contract);
  const subject = `contract ${names.useCase}`;
  const maker = new DocumentMaker({}, knownTo(hub), "", files, problems);
  const identity = callerOf(agreed, hub, files, maker);
  const found: Problem[] = [];
  const limits = [
    ...grants.flatMap((grant) => grantLimits(grant, hub, files, maker, found)),
    ...wholeLimits(agreed, hub, files, found),
  ];
  const { tools, services } = agreed;
  const ofServices = serviceLimits(agreed, hub, files, maker, found);
  maker.report(found, subject);
  const around = (parts: readonly (RenderedPolicy | string)[], ofCalls: readonly string[]) =>
    parts.length > 0 ? [maker.part(files.products, "contract-limits", { limits: parts, ofCalls })] : [];
  return maker.make(subject, "product", maker.required(files.products, "contract"), {
    contractsOff: [maker.part(files.products, "contracts-off", {})],
    costCenter: contract.useCase.costCenter ?? "",
    tariff: tariffKeyOf({ chargePtu }),
    guardrail:
      contract.guardrails === undefined
        ? []
        : [`<set-variable name="genai-guardrail" value="${escapeXml(contract.guardrails)}" />`],
    guardrailMissing:
      contract.guardrails === undefined ? [] : [escapeXml(guardrailMissing(contract.guardrails))],
    // Of a use case nobody else spends from its budget. A quota of tokens cannot be asked what is left.
    ownBudget:
      hub.ownView && hub.quotaByKey && contract.budget
        ? [
            `<set-variable name="genai-own-budget" value="${escapeXml(ownBudget("product", contract.budget))}" />`,
          ]
        : [],
    grantedCases: [...byApi(grants), ...serviceGrants(services)].map(([id, models]) =>
      escapeXml(`case ${csharpText(id)}: return ${csharpText(models.join(","))};`),
    ),
    identity,
    asked: [...cacheOf(agreed, hub), ...dimensionsOf(agreed)],
    serviceRefusal: serviceRefusal(services),
    refusedBefore: identity.length > 0 ? [escapeXml(refusedBefore)] : [],
    toolGrants: toolGrants(tools),
    debugHeaders: contract.debugHeaders ? [maker.part(files.products, "debug-headers", {})] : [],
    limits: [
      // Calls of tools cost no tokens, and limits of tokens would read their bodies as prompts.
      ...around(
        limits,
        notOf([
          ...(tools.length > 0 ? ["genai-rpc"] : []),
          ...(services.length > 0 ? ["genai-service"] : []),
        ]),
      ),
      ...around(tools.flatMap(toolLimits), []),
      ...ofServices,
    ],
  }).rendered;
}

/** C#, after a condition: no call that has one of these variables. */
const notOf = (variables: readonly string[]) =>
  variables.map((name) => escapeXml(` && !context.Variables.ContainsKey("${name}")`));

/** The one named value is the secret that people are hashed with. */
const knownTo = ({ entityPrefix }: PlannedHub): KnownNames => ({
  fragments: new Set<string>(),
  backends: new Set<string>(),
  loggers: new Set<string>(),
  identityNamedValue: "",
  namedValues: new Map([[entityNames(entityPrefix).ownerNamedValue, "0".repeat(48)]]),
});

/** C#: who is refused for the token is not told of models. */
const refusedBefore =
  'if (context.Variables.GetValueOrDefault<JObject>("genai-refusal", new JObject()).Count > 0) { return (JObject)context.Variables["genai-refusal"]; }';

/**
 * C#: the gateway may have lost the guardrail since, or call it otherwise. Then no call goes on that would have been looked at;
 * calls of tools are not.
 */
const guardrailMissing = (name: string) =>
  `if (context.Request.Method != "GET" && !context.Variables.ContainsKey("genai-rpc") && !((string)context.Variables["genai-contract-guardrails"]).Split(',').Contains(${csharpText(name)})) { return new JObject(new JProperty("status", 503), new JProperty("code", "GuardrailUnavailable"), new JProperty("param", null), new JProperty("message", "The gateway no longer has the guardrail '" + ${csharpText(name)} + "' that this key's calls have to pass. Ask the platform team.")); }`;

/** What looks at a call's token, where the contract asks for one; as the gateway's own products have it. */
function callerOf(
  { contract, grants, tools, services }: AgreedContract,
  hub: PlannedHub,
  files: PolicyFiles,
  maker: DocumentMaker,
): readonly (RenderedPolicy | string)[] {
  const { identity } = contract;
  if (identity?.mode !== "both" || !hub.entra) return [];
  const product = { name: contractNames(contract).product, identity, apis: undefined };
  const granted = Object.fromEntries(grants.map(({ apiName, api }) => [apiName, [api.id]]));
  const linked = [...tools, ...services].map(({ id }) => ({ id }));
  return [
    ...(tools.some(({ kind }) => kind === "a2a") ? [cardOfContract(identity, hub.entra)] : []),
    maker.part(
      files.apis,
      "caller-token",
      identityParameters([product], hub.entra, entityNames(hub.entityPrefix), granted, linked),
    ),
  ];
}

/** Which answers are kept, as the gateway's fragment cache-key reads it. */
function cacheOf({ contract: { semanticCache } }: AgreedContract, hub: PlannedHub): readonly string[] {
  const [usual] = hub.contracts.semanticCache?.thresholds ?? [];
  if (!semanticCache || usual === undefined) return [];
  const { threshold = usual, ttl, varyBy } = semanticCache;
  return [
    variable(
      "genai-contract-cache",
      `new JObject(new JProperty("threshold", "${threshold}"), new JProperty("seconds", ${ttl}), new JProperty("byUser", ${String(varyBy === "user")}))`,
    ),
  ];
}

/** What stands in every usage event of the use case. */
function dimensionsOf({ contract: { dimensions = {} } }: AgreedContract): readonly string[] {
  const all = Object.entries(dimensions).map(
    ([name, value]) => `new JProperty(${csharpText(name)}, ${csharpText(value)})`,
  );
  return all.length === 0 ? [] : [variable("genai-dimensions", `new JObject(${all.join(", ")})`)];
}

const variable = (name: string, code: string) =>
  `<set-variable name="${name}" value="${escapeXml(`@(${code})`)}" />`;

/** The tools of each server that may be called: "" is all that it has. */
function toolGrants(all: readonly ResolvedTools[]): readonly string[] {
  const servers = all.filter(({ kind }) => kind === "mcp");
  if (servers.length === 0) return [];
  const cases = servers.map(
    ({ id, tools = [] }) => `case ${csharpText(id)}: return ${csharpText(tools.join(","))};`,
  );
  const code = escapeXml(`@{ switch (context.Api.Id) { ${cases.join(" ")} default: return ","; } }`);
  return [`<set-variable name="genai-allowed-tools" value="${code}" />`];
}

/** The use case's own limits of calls, in counters of its own beside the gateway's. */
function toolLimits({ kind, name, id, callsPerMinute, perTool }: ResolvedTools): readonly string[] {
  const limits = rateLimits(kind, `contract/${name}`, callsPerMinute, perTool, "context.Product.Id");
  if (limits.length === 0) return [];
  return [
    "<choose>",
    `    <when condition="${escapeXml(`@(context.Api.Id == ${csharpText(id)})`)}">`,
    ...limits.map((line) => `        ${line}`),
    "    </when>",
    "</choose>",
  ];
}

function byApi(grants: readonly ResolvedGrant[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { api, models } of grants) found.set(api.id, [...(found.get(api.id) ?? []), ...models]);
  return found;
}

/** The narrower limits come first, so that what they refuse the wider ones have not counted. */
function grantLimits(
  grant: ResolvedGrant,
  hub: PlannedHub,
  files: PolicyFiles,
  maker: DocumentMaker,
  problems: Problem[],
): readonly RenderedPolicy[] {
  const { api, models, requestsPerMinute, tokensPerMinute, quota } = grant;
  // By what it grants, and not by its place: counters stay when others come and go.
  const key = `:${api.id}:${models[0]!.toLowerCase()}`;
  const limits: RenderedPolicy[] = [];
  const put = (name: string, parameters: Parameters<typeof renderTemplate>[1]) =>
    limits.push(renderTemplate(maker.required(files.products, name), parameters, problems));
  if (requestsPerMinute !== undefined)
    put("grant-calls", {
      calls: requestsPerMinute,
      counterKey: `@("grant-calls:" + context.Product.Id + ${csharpText(key)})`,
    });
  const told = { limitName: "grant_tokens", limitTokens: tokensPerMinute ?? 0 };
  if (api.counted) {
    const attributes = limitAttributes(tokensPerMinute, quota, "grant");
    const counterKey = `@("grant:" + context.Product.Id + ${csharpText(key)})`;
    if (attributes) put("token-limit", { counterKey, limits: attributes, ...told });
  } else {
    const own = standInLimits(
      `grant:" + context.Product.Id + ${csharpText(key)}`,
      tokensPerMinute,
      hub.quotaByKey ? quota : undefined,
    );
    if (own.length > 0) put("provider-token-limit", { limits: own, ...told });
  }
  if (limits.length === 0) return [];
  const names = models.map((name) => csharpText(name.toLowerCase())).join(", ");
  return [
    renderTemplate(
      maker.required(files.products, "grant"),
      { apiId: api.id, models: [escapeXml(names)], limits },
      problems,
    ),
  ];
}

/** What holds for the use case as a whole, as for any product of the gateway's own. */
function wholeLimits(
  { contract, grants, chargePtu }: AgreedContract,
  hub: PlannedHub,
  files: PolicyFiles,
  problems: Problem[],
): readonly (RenderedPolicy | string)[] {
  const granted = new Set(grants.map(({ apiName }) => apiName));
  const apis = Object.fromEntries(
    Object.keys(apiFacts).map((name) => [
      name,
      { enabled: granted.has(name), priority: hub.apis[name]?.priority },
    ]),
  ) as unknown as GatewayConfig["apis"];
  const dearest = Math.max(
    0,
    ...grants.flatMap(({ models }) => models.map((model) => hub.models[model]?.dearest[chargePtu] ?? 0)),
  );
  // Tokens that cost nothing have no price to count a budget's by.
  const money = hub.quotaByKey || dearest > 0;
  const { identity } = contract;
  const perUser = identity?.perUser && {
    ...identity.perUser,
    budget: money ? identity.perUser.budget : undefined,
  };
  const product = {
    name: contractNames(contract).product,
    priority: contract.priority,
    tokensPerMinute: contract.tokensPerMinute,
    tokenQuota: contract.quota,
    identity: identity && { ...identity, perUser },
    budget: money ? contract.budget : undefined,
  } as ProductConfig;
  const standIn = [...new Set(grants.filter(({ api }) => !api.counted).map(({ api }) => api.id))];
  return tokenLimits(
    product,
    apis,
    files,
    problems,
    standIn,
    undefined,
    { names: entityNames(hub.entityPrefix), userAssigned: true, quotaByKey: hub.quotaByKey },
    hub.quotaByKey || dearest === 0 ? undefined : dearest,
  );
}
