import type { GatewayConfig, ProductConfig } from "../config/schema";
import { priceTables } from "../operations/priceTables";
import { ownCalls } from "../operations/queries";
import type { EntityNames } from "../policyNames";
import { csharpText, escapeXml, type RenderedPolicy, type TemplateParameters } from "../policyTemplates";
import { periodStart } from "./budgets";
import { secondsOf } from "./periods";
import type { TariffRows } from "./callCost";
import { isTokenOnly } from "./callers";
import { bareQuery, logQueryParameters } from "./logQuery";
import type { Whose } from "./parameters";

/**
 * What the operation get-usage is filled with. Pure.
 * @param part renders a document under policies/apis/
 * @param budgets whether budgets count money, as they do where the tier has quota-by-key; a quota of tokens cannot be asked
 * @param contracts whether contracts are taken, whose policies name their own budget
 */
export function ownUsageParameters(
  names: EntityNames,
  userAssigned: boolean,
  products: GatewayConfig["products"],
  tariffs: readonly TariffRows[],
  {
    part,
    budgets,
    contracts,
    productOfCall,
  }: {
    readonly part: (name: string, parameters: TemplateParameters) => RenderedPolicy;
    readonly budgets: boolean;
    readonly contracts: boolean;
    readonly productOfCall: string;
  },
): TemplateParameters {
  const log = logQueryParameters(names, userAssigned);
  const prices = priceTables(tariffs);
  const cases = budgets ? products.flatMap(ownBudgetCase) : [];
  const hasBudgets = budgets && (cases.length > 0 || contracts);
  return {
    ...log,
    ownMonth: bareQuery("own-month", { ...prices, ownCalls: ownCalls.byKey }),
    ownMonthByToken: bareQuery("own-month", { ...prices, ownCalls: ownCalls.byToken }),
    ownBudget: hasBudgets
      ? [
          part("own-budget", {
            ...{ ...log, periodStart, productOfCall, ownBudgetCases: cases },
            budgetQuery: bareQuery("budget"),
          }),
        ]
      : [],
    ownBudgetRead: hasBudgets ? [escapeXml(readBudget)] : [],
    ownLimitCases: products.flatMap((product) => {
      const limits = limitsOf(product);
      const text = JSON.stringify(limits).replaceAll('"', "'");
      return Object.keys(limits).length === 0
        ? []
        : [escapeXml(`case ${csharpText(product.name)}: limits = ${csharpText(text)}; break;`)];
    }),
  };
}

/** C# that adds `budget`; what is no answer throws, and the whole is not told. */
const readBudget = `if ((string)context.Variables["genai-own-budget"] != "")
{
    var own = ((string)context.Variables["genai-own-budget"]).Split('|');
    var period = ((string)context.Variables["genai-own-period"]).Split('/');
    var spentRows = (JArray)context.Variables.GetValueOrDefault<IResponse>("genai-own-spent", null)?.Body.As<JObject>()["tables"][0]["rows"];
    var spent = spentRows.Count == 0 ? 0L : (long?)spentRows[0][0] ?? 0L;
    made.Add("budget", new JObject(
        new JProperty("of", own[0]),
        new JProperty("dollars", double.Parse(own[1])),
        new JProperty("from", period[0]),
        new JProperty("to", period[1]),
        new JProperty("spent_micros", spent),
        new JProperty("left_micros", Math.Max(0L, (long)Math.Floor(double.Parse(own[1]) * 1000000) - spent))));
}`;

/** The budget that a caller of a product has alone, as policies/apis/own-budget.xml reads it. */
export function ownBudget(whose: Whose, { dollars, period }: NonNullable<ProductConfig["budget"]>): string {
  return `${whose}|${dollars}|${secondsOf[period]}`;
}

/** What others spend from as well says what they have spent, so it is nobody's own. */
function ownBudgetCase(product: ProductConfig): readonly string[] {
  const { name, identity, budget, subscriptionBudget, subscriptions } = product;
  const of = isTokenOnly(product)
    ? identity?.perUser?.budget && ownBudget("user", identity.perUser.budget)
    : subscriptionBudget
      ? ownBudget("subscription", subscriptionBudget)
      : budget && subscriptions.length === 1 && ownBudget("product", budget);
  return of ? [escapeXml(`case ${csharpText(name)}: return ${csharpText(of)};`)] : [];
}

/** As the config has them: of the product, of each of its subscriptions, and of each person. */
function limitsOf(product: ProductConfig): Readonly<Record<string, unknown>> {
  const { tokensPerMinute, subscriptionTokensPerMinute, budget, subscriptionBudget, identity } = product;
  const money = (of: ProductConfig["budget"]) => of && { dollars: of.dollars, period: of.period };
  return Object.fromEntries(
    Object.entries({
      product_tokens_per_minute: tokensPerMinute,
      subscription_tokens_per_minute: subscriptionTokensPerMinute,
      user_tokens_per_minute: identity?.perUser?.tokensPerMinute,
      product_budget: money(budget),
      subscription_budget: money(subscriptionBudget),
      user_budget: money(identity?.perUser?.budget),
    }).filter(([, value]) => value !== undefined),
  );
}
