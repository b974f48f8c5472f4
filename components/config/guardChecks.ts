import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { regularExpressions, steps } from "../policyLanguage";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/** Guardrails: their names, those that products name, and what of them can have no effect. */
export function guardChecks(config: SalvagedConfig, report: Report): void {
  const guardrails = config.guardrails ?? [];
  const names = new Map<string, number>();
  for (const [index, guardrail] of guardrails.entries()) {
    if (!guardrail) continue;
    const { name } = guardrail;
    const first = name === undefined ? undefined : names.get(name);
    if (first !== undefined)
      report(
        "CONFIG_DUPLICATE_GUARDRAIL",
        ["guardrails", index, "name"],
        `guardrails[${first}] has the name "${name}" too`,
        "Give each guardrail a name of its own",
      );
    else if (name !== undefined) names.set(name, index);
    checkSafety(guardrail, index, report);
    checkPii(guardrail, index, report);
    const { contentSafety, pii, maxPromptTokens, denyTools = [] } = guardrail;
    if (!contentSafety && !pii && maxPromptTokens === undefined && denyTools.length === 0)
      report(
        "CONFIG_GUARDRAIL_EMPTY",
        ["guardrails", index],
        "The guardrail looks at nothing",
        "Write contentSafety, pii, maxPromptTokens or denyTools",
      );
    const forContracts = config.contracts?.enabled === true;
    if (
      name !== undefined &&
      config.products &&
      !forContracts &&
      !config.products.some((one) => one?.guardrails === name)
    )
      report(
        "CONFIG_GUARDRAIL_UNUSED",
        ["guardrails", index, "name"],
        `No product has the guardrail "${name}": nothing passes it, and nothing is declared for it`,
        `Write guardrails: ${name} at a product, or take it out`,
        "warning",
      );
  }
  // Of a component that is given products alone, the guardrails are somebody else's to check.
  const isPart =
    config.guardrails === undefined && config.backends === undefined && config.apis === undefined;
  for (const [index, product] of isPart ? [] : (config.products ?? []).entries()) {
    const asked = product?.guardrails;
    if (asked === undefined) continue;
    reportUnseen(config, product?.name, index, report);
    if (names.has(asked)) continue;
    const near = nearestWord(asked, [...names.keys()]);
    report(
      "CONFIG_UNKNOWN_GUARDRAIL",
      ["products", index, "guardrails"],
      `There is no guardrail "${asked}"`,
      near
        ? `Did you mean ${near}?`
        : names.size > 0
          ? `Guardrails: ${[...names.keys()].join(", ")}`
          : "Describe it under guardrails",
    );
  }
}

/** A guardrail looks at calls of models. What else a product's key opens is looked at by nobody, which is told and not forbidden. */
function reportUnseen(
  config: SalvagedConfig,
  product: string | undefined,
  index: number,
  report: Report,
): void {
  const opened = (["mcpServers", "agents", "services"] as const).flatMap((key) =>
    (config[key] ?? [])
      .filter((one) => product !== undefined && (one?.products?.includes(product) ?? one !== undefined))
      .map((one) => `${key} "${one?.name ?? ""}"`),
  );
  if (opened.length > 0)
    report(
      "CONFIG_GUARDRAIL_UNSEEN",
      ["products", index, "guardrails"],
      `Keys of the product also open ${opened.join(", ")}, and no guardrail looks at calls of tools, agents and services`,
      "Name the products that may call them, under products, without this one; or leave it where that is meant",
      "warning",
    );
}

type Guardrail = NonNullable<NonNullable<SalvagedConfig["guardrails"]>[number]>;

function checkSafety({ contentSafety }: Guardrail, index: number, report: Report): void {
  if (!contentSafety) return;
  const path = ["guardrails", index, "contentSafety"];
  const { shieldPrompt = true, categories, blocklists = [], completions } = contentSafety;
  const { windowSize = 1000, windowOverlapSize = 100 } = contentSafety;
  const rules = (categories?.length ?? 1) + blocklists.length;
  if (windowOverlapSize >= windowSize)
    report(
      "CONFIG_GUARDRAIL_WINDOW",
      [...path, "windowOverlapSize"],
      `Windows of ${windowSize} characters cannot have ${windowOverlapSize} in common`,
      `Write less than ${windowSize}`,
    );
  if (!shieldPrompt && rules === 0)
    report(
      "CONFIG_GUARDRAIL_EMPTY",
      path,
      "Content Safety is asked for nothing",
      "Write categories or blocklists, or leave shieldPrompt on",
    );
  else if (completions && rules === 0)
    report(
      "CONFIG_GUARDRAIL_EMPTY",
      [...path, "completions"],
      "Answers are looked at for nothing: attacks are looked for in prompts alone",
      "Write categories or blocklists, or take completions out",
    );
  const seen = new Set<string>();
  for (const [at, category] of (categories ?? []).entries()) {
    if (category?.name === undefined) continue;
    if (seen.has(category.name))
      report(
        "CONFIG_DUPLICATE_CATEGORY",
        [...path, "categories", at, "name"],
        `${category.name} is named twice`,
        "Name each category once",
      );
    seen.add(category.name);
  }
}

function checkPii({ pii }: Guardrail, index: number, report: Report): void {
  if (!pii || pii.mode === "off") return;
  const path = ["guardrails", index, "pii"];
  const { mode = "mask", categories, exclude = [], regex = [], restore = true, streams = "mask" } = pii;
  if (categories?.length === 0 && regex.length === 0)
    report(
      "CONFIG_GUARDRAIL_EMPTY",
      path,
      "Nothing counts as personal: there is no category and no expression",
      "Write categories or regex, or leave categories out for all",
    );
  for (const [at, one] of regex.entries()) {
    if (one?.pattern === undefined) continue;
    const why = regexProblem(one.pattern);
    if (why !== undefined)
      report(
        "CONFIG_GUARDRAIL_REGEX",
        [...path, "regex", at, "pattern"],
        `The expression cannot be read: ${why}`,
        "Write a regular expression of .NET that matches one character or more",
      );
    else if (isSlow(one.pattern))
      report(
        "CONFIG_GUARDRAIL_REGEX_SLOW",
        [...path, "regex", at, "pattern"],
        "On 10,000 letters, digits or blanks the expression takes too many steps: the local gateway ends it there, and API Management after 250 milliseconds, where the call is refused or passes unseen by onFailure",
        "Begin it with \\b, and bound what it repeats: \\w{1,64} in place of \\w+",
        "warning",
      );
  }
  const both = exclude.findIndex((one) => one !== undefined && categories?.includes(one));
  if (both >= 0)
    report(
      "CONFIG_GUARDRAIL_CATEGORY",
      [...path, "exclude", both],
      `${exclude[both]} counts by categories, and does not by exclude`,
      "Take it out of one of them",
    );
  if (mode === "mask" && restore && streams === "mask")
    report(
      "CONFIG_GUARDRAIL_STREAMS",
      path,
      "Streams come masked, and not restored: a policy cannot change a stream without holding it back to its end",
      "Write streams: refuse where placeholders may not reach a caller, or streams: mask and restore: false to say that it is meant",
      "warning",
    );
}

/** Prompts on which an expression tries most. */
const probes = ["a".repeat(10_000), "1".repeat(10_000), " ".repeat(10_000), "word ".repeat(2_000)];

function isSlow(pattern: string): boolean {
  const { Regex } = regularExpressions();
  const { BudgetError, limited } = steps();
  try {
    const regex = new Regex(pattern, 0);
    for (const probe of probes) limited(() => [...regex.matches(probe)]);
    return false;
  } catch (error) {
    if (error instanceof BudgetError) return true;
    throw error;
  }
}

/** What is wrong with an expression: by the regular expressions of the policy language, which are .NET's. */
function regexProblem(pattern: string): string | undefined {
  try {
    const { Regex } = regularExpressions();
    const regex = new Regex(pattern, 0);
    return regex.match("")?.success === true ? "it matches an empty text" : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "it is none";
  }
}
