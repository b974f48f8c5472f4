import { z } from "@azure-genai-gateway/schema";
import { about, pages } from "./about";
import { productAlertCategories } from "./alertCategories";
import { budgetAlerts } from "./budgetAlerts";
import { debugHeaders } from "./debugHeaders";
import { guardrailOfProduct } from "./guardrails";
import { semanticCache } from "./semanticCache";
import { identityWith } from "./identity";
import { count, entityName, text } from "./texts";

export const tokenQuota = (whose: string) =>
  z
    .strictObject({
      // A quota is a long in its policy, where limits are an Int32.
      tokens: z
        .int("Write a number of tokens, 1 or more")
        .min(1, "Write a number of tokens, 1 or more")
        .meta(about("How many tokens in one period.", { unit: "tokens", example: 500000000 })),
      period: z
        .enum(["Hourly", "Daily", "Weekly", "Monthly", "Yearly"])
        .meta(
          about("After what time the count begins again.", { example: "Monthly", page: pages.tokenLimit }),
        ),
    })
    .optional()
    .meta(
      about(`Tokens that ${whose} may use in a period; then 403 until it ends.`, {
        otherwise: "no quota",
        page: pages.tokenLimit,
      }),
    );

const price = (of: string) =>
  z
    .number("Write US dollars for a million tokens")
    .min(0, "Write 0 or more")
    .max(10_000, "Write 10000 at most")
    .optional()
    .meta(
      about(`What ${of} costs by your contract, whatever the model.`, {
        unit: "US dollars per million tokens",
        example: 1.25,
        otherwise: "the catalogue's price of the model",
      }),
    );

/** What each budget of money has, of products and of contracts. */
export const money = {
  dollars: z
    .number("Write US dollars")
    .min(0.01, "Write 0.01 dollars or more")
    .max(200_000, "Write 200000 dollars at most")
    .meta(about("How much may be spent in one period.", { unit: "US dollars", example: 500 })),
  period: z
    .enum(["Daily", "Weekly", "Monthly"])
    .default("Monthly")
    .meta(about("After what time the count begins again; a month is 30 days.")),
};

/** @param why what the reader has to know of it beside what it is */
export const boundOfStreams = (why = "") =>
  z
    .int("Write a whole number of tokens")
    .min(16, "Write 16 tokens or more")
    .max(1_000_000, "Write 1000000 tokens at most")
    .default(16_384)
    .meta(
      about(`Bound that the gateway writes into a stream that has none, and charges${why}.`, {
        unit: "tokens",
      }),
    );

/**
 * Money, in US dollars at the prices given here, which are the reader's own contract's. Checked with the precision of
 * https://learn.microsoft.com/azure/api-management/quota-by-key-policy: a month is 30 days.
 */
const budget = (whose: string) =>
  z
    .strictObject({
      ...money,
      promptPerMillion: price("a million tokens of prompts"),
      completionPerMillion: price("a million tokens of answers"),
      streamTokens: boundOfStreams(": what a stream has spent is not known to the policy"),
      alerts: budgetAlerts,
    })
    .optional()
    .meta(
      about(
        `Money that ${whose} may spend in a period; then 403 until it ends. In the v2 tiers a quota of tokens: as many as the money buys at the dearest price that the product can meet.`,
        {
          otherwise: "no budget",
          page: "https://learn.microsoft.com/azure/api-management/quota-by-key-policy",
        },
      ),
    );

export const tokensPerMinute = (whose: string) =>
  count("Write tokens per minute, 1 or more")
    .optional()
    .meta(
      about(`Tokens that ${whose} may use in a minute; then 429.`, {
        unit: "tokens per minute",
        example: 100000,
        otherwise: "no limit",
        page: pages.tokenLimit,
      }),
    );

export const generation = (which: string) =>
  z
    .int("Write a whole number from 1")
    .min(1, "Write a whole number from 1")
    .default(1)
    .meta(about(`Another number makes another ${which} key.`));

const subscription = z
  .strictObject({
    name: entityName.meta(about("Name of the subscription, once in the stack.", { example: "first-team" })),
    keyGeneration: z
      .strictObject({ primary: generation("primary"), secondary: generation("secondary") })
      .prefault({})
      .meta(about("For rotation: change one number, and the other key goes on working meanwhile.")),
  })
  .meta(about("A subscription with two keys of its own."));

const product = z
  .strictObject({
    name: entityName.meta(about("Id of the product.", { example: "standard" })),
    displayName: text("Write the name that developers see")
      .max(300, "Write at most 300 characters")
      .meta(about("The name that developers see.", { example: "Standard" })),
    priority: z
      .enum(["high", "low"])
      .default("low")
      .meta(about("Who is refused first while capacity is short, where an API has a `priority`.")),
    apis: z
      .array(z.string().meta(about("Name of an API, as under `apis`.", { example: "openAiV1" })))
      .min(1, "Name at least one API, or leave the key out for all")
      .optional()
      .meta(
        about("Names of the APIs that the product may call.", {
          example: ["openAiV1"],
          otherwise: "all that are enabled",
        }),
      ),
    models: z
      .array(
        z
          .string()
          .meta(about("Name of a deployment, as under `backends`, or of an alias.", { example: "gpt-5.4" })),
      )
      .min(1, "Name at least one deployment, or leave the key out for all")
      .optional()
      .meta(
        about(
          "Names of the deployments and aliases that the product may use. An alias is allowed without its deployments, and these without it.",
          {
            example: ["gpt-5.4"],
            otherwise: "all",
          },
        ),
      ),
    tokensPerMinute: tokensPerMinute("the whole product"),
    subscriptionTokensPerMinute: tokensPerMinute("each subscription of the product"),
    tokenQuota: tokenQuota("the whole product"),
    subscriptionTokenQuota: tokenQuota("each subscription of the product"),
    budget: budget("the whole product"),
    subscriptionBudget: budget("each subscription of the product"),
    identity: identityWith(budget("each user of the product")),
    chargePtu: z
      .enum(["share", "payg", "free"])
      .default("payg")
      .meta(
        about(
          "What calls that provisioned throughput answers cost the product, in usage events and budgets: `payg` what their tokens would cost by the token, `share` their part of a PTU's hour at full use, `free` nothing.",
          { page: pages.provisioned },
        ),
      ),
    guardrails: guardrailOfProduct,
    semanticCache,
    alertCategories: productAlertCategories,
    debugHeaders: debugHeaders("product"),
    subscriptions: z
      .array(subscription)
      .default([])
      .meta(about("Subscriptions to create; their keys are among the outputs.")),
  })
  .meta(about("What a group of callers may use."));

export const products = z
  .array(product)
  .min(1, "Describe at least one product")
  .meta(
    about(
      "Who may use how much: limits, priority and budget belong to a product, keys to its subscriptions.",
      {
        page: "https://learn.microsoft.com/azure/api-management/api-management-howto-add-products",
      },
    ),
  );
