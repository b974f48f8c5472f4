import type { Budget, ProductConfig } from "../config/schema";
import type { EntityNames } from "../policyNames";
import { escapeCsharpString, escapeXml, type TemplateParameters } from "../policyTemplates";
import type { TokenPrices } from "./tokenPrices";

const secondsOf = { Daily: 86_400, Weekly: 604_800, Monthly: 2_592_000 } as const;

/** As far as a counter of API Management may count; it is an int. */
const largestCount = 2_000_000_000;

/**
 * What the counter of a budget counts, to a dollar: millionths, so that the shortest embedding costs what it costs, or
 * as fine a part as the counter has room for.
 */
export function unitsPerDollar(dollars: number): number {
  return [1_000_000, 100_000, 10_000].find((units) => dollars * units <= largestCount) ?? 1_000;
}

/**
 * The parameters of policies/products/budget.xml.
 * @param whose whose money it is; part of the counter's key, as the counter's unit is: another unit is another counter
 * @param id a C# expression
 * @param prices by deployment; the budget's own prices come before them, for prompts and answers each
 */
export function budgetParameters(
  { dollars, period, promptPerMillion, completionPerMillion }: Budget,
  whose: "product" | "subscription",
  id: string,
  prices: Readonly<Record<string, TokenPrices | undefined>>,
): TemplateParameters {
  const units = unitsPerDollar(dollars);
  const own = (listed: TokenPrices): TokenPrices => ({
    ...listed,
    ...(promptPerMillion === undefined
      ? {}
      : {
          prompt: promptPerMillion,
          cached: promptPerMillion,
          cacheWrite: promptPerMillion,
          promptAudio: promptPerMillion,
          promptImage: promptPerMillion,
        }),
    ...(completionPerMillion === undefined
      ? {}
      : { completion: completionPerMillion, completionAudio: completionPerMillion }),
  });
  const cases = Object.entries(prices).flatMap(([name, listed]) =>
    listed ? [`case "${escapeCsharpString(name.toLowerCase())}": ${assignments(own(listed))} break;`] : [],
  );
  return {
    counterKey: `@("budget:${whose}:" + ${id}${units === 1_000_000 ? "" : ` + ":${units}"`})`,
    calls: Math.round(dollars * units),
    renewalPeriod: secondsOf[period],
    unitsPerDollar: units,
    priceCases: [...cases, `default: ${assignments(own(dearest(prices)))} break;`].map(escapeXml),
  };
}

/** For a deployment without a price, which `check` refuses: never nothing. */
function dearest(prices: Readonly<Record<string, TokenPrices | undefined>>): TokenPrices {
  const of = (kind: keyof TokenPrices) =>
    Math.max(0, ...Object.values(prices).map((listed) => listed?.[kind] ?? 0));
  return {
    prompt: of("prompt"),
    cached: of("cached"),
    cacheWrite: of("cacheWrite"),
    promptAudio: of("promptAudio"),
    promptImage: of("promptImage"),
    completion: of("completion"),
    completionAudio: of("completionAudio"),
  };
}

function assignments(prices: TokenPrices): string {
  const { prompt, cached, cacheWrite, promptAudio, promptImage, completion, completionAudio } = prices;
  return `prompt = ${prompt}; cached = ${cached}; written = ${cacheWrite}; heard = ${promptAudio}; seen = ${promptImage}; completion = ${completion}; spoken = ${completionAudio};`;
}

/** What the APIs' policy has for products with a budget, where there are any. */
export function budgetIncludes(
  products: readonly Pick<ProductConfig, "budget" | "subscriptionBudget">[],
  names: Pick<EntityNames, "prefix">,
): TemplateParameters {
  const any = products.some(({ budget, subscriptionBudget }) => budget ?? subscriptionBudget);
  return {
    boundStreamInclude: any ? [`<include-fragment fragment-id="${names.prefix}bound-stream" />`] : [],
  };
}
