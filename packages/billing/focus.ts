import type { Problem } from "@azure-genai-gateway/common/problem";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { csvText } from "./csv";
import type { Dimension } from "./dimensions";
import { decimalText, exactDecimal, places } from "./money";
import { totalUsage, type Bill, type BillLine, type BillOptions } from "./total";

export interface FocusOptions extends Omit<BillOptions, "by"> {
  /** `BillingAccountId` and its name: whose bill it is. Default `genai-gateway`. */
  readonly account?: string;
  /** `InvoiceIssuerName`: who charges the products, such as the platform team. Default the account. */
  readonly issuer?: string;
  /** `BillingCurrency`, an ISO 4217 code; default USD, which events are counted in. */
  readonly currency?: string;
  /** What a US dollar is in that currency, at most six places after the point: `0.92`. */
  readonly rate?: string;
}

const by = [
  ...(["day", "provider", "model", "product", "useCase", "businessUnit", "costCenter", "region"] as const),
] satisfies readonly Dimension[];

/**
 * The columns that FOCUS 1.2 demands of every data set, then those that it demands where a provider has what they say, then
 * our own. https://focus.finops.org/focus-specification/v1-2/
 */
export const focusColumns = {
  mandatory: [
    ...["BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd"],
    ...["BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd"],
    ...["ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost"],
    ...["PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "ServiceCategory", "ServiceName"],
  ],
  more: [
    ...["ChargeFrequency", "ConsumedQuantity", "ConsumedUnit", "PricingCurrency"],
    ...["PricingCurrencyEffectiveCost", "RegionId", "RegionName", "ServiceSubcategory"],
    ...["SubAccountId", "SubAccountName", "SubAccountType", "Tags"],
  ],
  own: [
    "x_Calls",
    "x_CallsAtBound",
    "x_CallsWithoutPrice",
    "x_CachedTokens",
    "x_CompletionTokens",
    "x_Model",
  ],
} as const;

/** Who sells the models, by the `provider` of events, and under what name. */
const sellers: Readonly<Record<string, readonly [provider: string, service: string]>> = {
  "azure-openai": ["Microsoft", "Azure OpenAI"],
  foundry: ["Microsoft", "Microsoft Foundry Models"],
  openai: ["OpenAI", "OpenAI API"],
  anthropic: ["Anthropic", "Claude API"],
  bedrock: ["AWS", "Amazon Bedrock"],
  gemini: ["Google", "Gemini API"],
};

/**
 * A bill as FOCUS 1.2, a line a day and product, use case, model, provider and region: a charge back within the company, so
 * the gateway's owner issues it. List, contracted, billed and effective cost are one sum, that of the call's own price, for
 * no discount comes between; unit prices are left out, since a line has tokens of several prices.
 * Calls that used no tokens and cost nothing are in no line.
 * @throws ProblemsError as totalUsage, BILL_CURRENCY
 */
export async function exportFocus(options: FocusOptions): Promise<string> {
  return (await focusBill(options)).text;
}

/**
 * The same with the bill that it is made of, which knows what is in no sum.
 * @throws ProblemsError as exportFocus
 */
export async function focusBill(
  options: FocusOptions,
): Promise<{ readonly text: string; readonly bill: Bill }> {
  const rate = rateOf(options);
  const bill = await totalUsage({ ...options, by });
  return { text: focusText(bill, options, rate), bill };
}

function focusText(bill: Bill, options: FocusOptions, rate: bigint | undefined): string {
  const { account = "genai-gateway", issuer = account, currency = "USD" } = options;
  const header = [...focusColumns.mandatory, ...focusColumns.more, ...focusColumns.own];
  const rows = bill.lines.filter(
    ({ promptTokens, completionTokens, cost, unpriced }) =>
      promptTokens + completionTokens > 0n || cost !== 0n || unpriced > 0,
  );
  return csvText(
    header,
    rows.map((line) => {
      const cells = cellsOf(line, { account, issuer, currency, rate });
      return header.map((name) => cells[name] ?? null);
    }),
  );
}

function cellsOf(
  line: BillLine,
  given: {
    readonly account: string;
    readonly issuer: string;
    readonly currency: string;
    readonly rate: bigint | undefined;
  },
): Readonly<Record<string, string | null>> {
  const { day, provider, model, product, useCase, businessUnit, costCenter, region } = line.of;
  const [seller, service] = sellers[provider ?? ""] ?? [
    provider ?? given.issuer,
    provider ?? "GenAI gateway",
  ];
  const cost =
    given.rate === undefined ? decimalText(line.cost) : decimalText(line.cost * given.rate, places + 6);
  const tokens = String(line.promptTokens + line.completionTokens);
  const tags = Object.fromEntries(
    Object.entries({ product, useCase, businessUnit, costCenter }).filter(([, value]) => value),
  );
  return {
    BilledCost: cost,
    EffectiveCost: cost,
    ContractedCost: cost,
    ListCost: cost,
    BillingAccountId: given.account,
    BillingAccountName: given.account,
    BillingCurrency: given.currency,
    ...periodsOf(day!),
    ChargeCategory: "Usage",
    ChargeClass: null,
    ChargeDescription: `${line.calls} ${line.calls === 1 ? "call" : "calls"} of ${model ?? "no model"} by ${useCase ?? product ?? "no product"}`,
    ChargeFrequency: "Usage-Based",
    ConsumedQuantity: tokens,
    ConsumedUnit: "Tokens",
    InvoiceIssuerName: given.issuer,
    PricingCurrency: "USD",
    PricingCurrencyEffectiveCost: decimalText(line.cost),
    PricingQuantity: tokens,
    PricingUnit: "Tokens",
    ProviderName: seller,
    PublisherName: seller,
    RegionId: region ?? null,
    RegionName: region ?? null,
    ServiceCategory: "AI and Machine Learning",
    ServiceName: service,
    ServiceSubcategory: "Generative AI",
    SubAccountId: product ?? null,
    SubAccountName: product ?? null,
    SubAccountType: product ? "Product" : null,
    Tags: JSON.stringify(tags),
    x_Calls: String(line.calls),
    x_CallsAtBound: String(line.atBound),
    x_CallsWithoutPrice: String(line.unpriced),
    x_CachedTokens: String(line.cachedTokens),
    x_CompletionTokens: String(line.completionTokens),
    x_Model: model ?? null,
  };
}

function periodsOf(day: string) {
  const start = new Date(`${day}T00:00:00Z`);
  const [year, month, date] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
  const text = (...of: readonly [number, number, number]) =>
    new Date(Date.UTC(...of)).toISOString().replace(".000Z", "Z");
  return {
    BillingPeriodStart: text(year, month, 1),
    BillingPeriodEnd: text(year, month + 1, 1),
    ChargePeriodStart: text(year, month, date),
    ChargePeriodEnd: text(year, month, date + 1),
  };
}

/** In millionths; undefined for US dollars. */
function rateOf({ currency = "USD", rate }: FocusOptions): bigint | undefined {
  const problems: Problem[] = [];
  const wrong = (message: string, hint: string) =>
    void problems.push({ code: "BILL_CURRENCY", severity: "error", message, hint });
  if (!/^[A-Z]{3}$/.test(currency))
    wrong(`${JSON.stringify(currency)} is no code of a currency`, "write it as EUR");
  const size = rate === undefined ? undefined : exactDecimal(rate, 6);
  if (rate !== undefined && (size === undefined || size <= 0n))
    wrong(`The rate ${JSON.stringify(rate)} is none`, "write it as 0.92, with at most six places");
  if (currency === "USD" && size !== undefined && size !== 1_000_000n)
    wrong("A US dollar is one US dollar", "name the currency that the rate leads to");
  if (currency !== "USD" && rate === undefined)
    wrong(`Events are counted in US dollars, and what one is in ${currency} is not said`, "give the rate");
  if (problems.length > 0) throw new ProblemsError("The bill cannot be exported", problems);
  return currency === "USD" ? undefined : size;
}
