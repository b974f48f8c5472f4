import type { Problem } from "@azure-genai-gateway/common/problem";
import { list, record } from "../azure/arm";
import { problem, type PreflightCheck } from "./checks";
import { known, knownText, type PlannedResource } from "./planned";

/** What the stack's deployments would take more of one quota of one region than now. */
export interface QuotaNeed {
  readonly location: string;
  /** SKU of the deployments, such as `GlobalStandard`. */
  readonly sku: string;
  /** Absent of provisioned throughput, whose quota is one for all models. */
  readonly model?: string;
  /** Thousands of tokens per minute, or PTUs. */
  readonly more: number;
  /** Logical names of the deployments. */
  readonly deployments: readonly string[];
}

/**
 * Whether the quotas leave room for what the deployments take more than now.
 * https://learn.microsoft.com/rest/api/aiservices/accountmanagement/usages/list
 */
export const quotaCheck: PreflightCheck = {
  label: "the quotas of the models",
  applies: (planned) => quotaNeeds(planned).length > 0,
  run: async ({ arm, planned }) => {
    const needs = quotaNeeds(planned);
    const found = await Promise.all(
      [...new Set(needs.map(({ location }) => location))].map(async (location) => {
        const path = `/subscriptions/${arm.subscriptionId}/providers/Microsoft.CognitiveServices/locations/${location}/usages?api-version=2024-10-01`;
        const usages = (await list(arm, path)).map((usage) => ({
          name: textOf(record(usage["name"])["value"]),
          used: Number(usage["currentValue"] ?? 0),
          limit: Number(usage["limit"] ?? 0),
        }));
        return needs
          .filter((need) => need.location === location)
          .flatMap((need) => quotaProblem(need, usages));
      }),
    );
    return found.flat();
  },
};

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

interface Usage {
  readonly name: string;
  readonly used: number;
  readonly limit: number;
}

function quotaProblem(need: QuotaNeed, usages: readonly Usage[]): readonly Problem[] {
  const { sku, model, location, more, deployments } = need;
  const unit = model === undefined ? "PTUs" : "thousand tokens per minute";
  const what = model === undefined ? sku : `${sku} ${model}`;
  const subject = deployments.join(", ");
  // `OpenAI.GlobalStandard.gpt-5.4`, `OpenAI.GlobalProvisionedManaged`: what stands before names the family.
  const wanted = (model === undefined ? sku : `${sku}.${model}`).toLowerCase();
  const usage = usages.find(({ name }) => name.toLowerCase().replace(/^[^.]*\./, "") === wanted);
  if (!usage)
    return [
      problem(
        "PREFLIGHT_QUOTA_UNKNOWN",
        "warning",
        subject,
        `Azure lists no quota of ${what} in ${location}`,
        "see that the model is sold there to this subscription",
      ),
    ];
  const free = usage.limit - usage.used;
  if (more <= free) return [];
  return [
    problem(
      "PREFLIGHT_QUOTA",
      "error",
      subject,
      `needs ${more} ${unit} more of ${what} in ${location}, and ${Math.max(0, free)} of ${usage.limit} are free`,
      "write smaller capacities, another region or another subscription, or ask for quota at https://aka.ms/oai/stuquotarequest",
    ),
  ];
}

/** Grouped by region, SKU and model; what does not grow needs nothing. Pure. */
export function quotaNeeds(planned: readonly PlannedResource[]): readonly QuotaNeed[] {
  const regions = new Map(
    planned
      .filter(({ type }) => type === "cognitiveservices:Account")
      .map(({ inputs }) => [knownText(inputs, "accountName"), knownText(inputs, "location")]),
  );
  const needs = new Map<string, QuotaNeed>();
  for (const one of planned) {
    if (one.type !== "cognitiveservices:Deployment") continue;
    const location = regions.get(knownText(one.inputs, "accountName"))?.toLowerCase().replaceAll(" ", "");
    const sku = knownText(one.inputs, "sku.name");
    if (location === undefined || sku === undefined) continue;
    const provisioned = /provisioned/i.test(sku);
    const model = provisioned ? undefined : knownText(one.inputs, "properties.model.name");
    if (!provisioned && model === undefined) continue;
    const key = [location, sku, model].join(" ");
    const before = needs.get(key);
    const more = (before?.more ?? 0) + growth(one);
    const deployments = [...(before?.deployments ?? []), ...(growth(one) > 0 ? [one.name] : [])];
    needs.set(key, { location, sku, ...(model === undefined ? {} : { model }), more, deployments });
  }
  return [...needs.values()].filter(({ more }) => more > 0);
}

/** What a deployment of another SKU or account had is of another quota. */
function growth({ inputs, before, made }: PlannedResource): number {
  const capacity = (of: typeof before) => Number(known(of, "sku.capacity") ?? 0);
  const same = !made && knownText(before, "sku.name") === knownText(inputs, "sku.name");
  return capacity(inputs) - (same ? capacity(before) : 0);
}
