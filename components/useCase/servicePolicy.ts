import type { Problem } from "@azure-genai-gateway/common/problem";
import type { GatewayConfig, ProductConfig } from "../config/schema";
import type { DocumentMaker } from "../genAiApi/documentMaker";
import { apiFacts, tokenLimits } from "../genAiApi/parameters";
import type { PolicyFiles } from "../policyFiles";
import { entityNames } from "../policyNames";
import { csharpText, escapeXml, type RenderedPolicy } from "../policyTemplates";
import type { PlannedHub } from "./hub";
import type { AgreedContract } from "./hubChecks";
import type { ResolvedService } from "./hubServices";
import { contractNames } from "./names";

/** What may be asked of each service, by its API's id. */
export function serviceGrants(
  services: readonly ResolvedService[],
): readonly (readonly [id: string, allowed: readonly string[]])[] {
  return services.map(({ id, allowed }) => [id, allowed]);
}

/**
 * C#: the refusal of what a service was not granted for, reading by GET too. Whose a result is the gateway looks at by
 * itself, by the result's own id.
 */
export function serviceRefusal(services: readonly ResolvedService[]): readonly string[] {
  if (services.length === 0) return [];
  const search = services.filter(({ kind }) => kind === "search").map(({ id }) => csharpText(id));
  const [index, model] =
    search.length === services.length
      ? ["true", ""]
      : [`new string[] { ${search.join(", ")} }.Contains(context.Api.Id)`, "ModelNotAllowed"];
  const code = model === "" ? '"IndexNotAllowed"' : `${index} ? "IndexNotAllowed" : "ModelNotAllowed"`;
  const verb = model === "" ? '"ask"' : `(${index} ? "ask" : "use")`;
  return [
    escapeXml(
      [
        'if (context.Variables.ContainsKey("genai-service"))',
        "{",
        "    if (context.Operation.Id.Contains(\"result\") || allowed.Split(',').Contains(asked)) { return new JObject(); }",
        `    return new JObject(new JProperty("status", 403), new JProperty("code", ${code}), new JProperty("message", "This key may not " + ${verb} + " '" + (asked.Length > 64 ? asked.Substring(0, 64) + "..." : asked) + "'. It may " + ${verb} + ": " + allowed.Replace(",", ", ") + "."));`,
        "}",
      ].join("\n"),
    ),
  ];
}

/** The use case's own limits of calls, and its budgets, for calls of services. */
export function serviceLimits(
  { contract, services }: Pick<AgreedContract, "contract" | "services">,
  hub: PlannedHub,
  files: PolicyFiles,
  maker: DocumentMaker,
  problems: Problem[],
): readonly RenderedPolicy[] {
  if (services.length === 0) return [];
  const limits = [...services.flatMap(callLimits), ...budgets(contract, hub, files, problems)];
  return limits.length === 0 ? [] : [maker.part(files.products, "contract-services", { limits })];
}

/** Looking for a result is no call that a limit counts: clients do it every few seconds. */
function callLimits({ id, name, callsPerMinute }: ResolvedService): readonly string[] {
  if (callsPerMinute === undefined) return [];
  const condition = `context.Api.Id == ${csharpText(id)} && !context.Operation.Id.Contains("result")`;
  const key = `@(${csharpText(`service:contract/${name}:`)} + context.Product.Id)`;
  return [
    "<choose>",
    `<when condition="${escapeXml(`@(${condition})`)}">`,
    '<set-variable name="genai-limit" value="grant_calls" />',
    '<set-variable name="genai-limit-tokens" value="@(0)" />',
    `<rate-limit-by-key calls="${callsPerMinute}" renewal-period="60" counter-key="${escapeXml(key)}" retry-after-header-name="Retry-After" />`,
    "</when>",
    "</choose>",
  ];
}

/** Those that calls of models count into as well: what services cost comes by a page or a query, and reading a result too. */
function budgets(
  { budget, identity, ...contract }: AgreedContract["contract"],
  hub: PlannedHub,
  files: PolicyFiles,
  problems: Problem[],
): readonly (RenderedPolicy | string)[] {
  const product = {
    name: contractNames(contract).product,
    budget,
    identity: identity && { ...identity, perUser: { budget: identity.perUser?.budget } },
  } as ProductConfig;
  const none = Object.fromEntries(
    Object.keys(apiFacts).map((name) => [name, { enabled: false }]),
  ) as unknown as GatewayConfig["apis"];
  const { entityPrefix, quotaByKey } = hub;
  const setting = { names: entityNames(entityPrefix), userAssigned: true, quotaByKey };
  return tokenLimits(product, none, files, problems, [], undefined, setting);
}
