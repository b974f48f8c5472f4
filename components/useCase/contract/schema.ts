import { z } from "@azure-genai-gateway/schema";
import { about, pages } from "../../config/schema/about";
import { contractAlertCategories } from "../../config/schema/alertCategories";
import { contractBudgetAlerts, email } from "../../config/schema/budgetAlerts";
import { debugHeaders } from "../../config/schema/debugHeaders";
import { identityWith } from "../../config/schema/identity";
import { boundOfStreams, generation, money, tokenQuota, tokensPerMinute } from "../../config/schema/products";
import { kept, threshold } from "../../config/schema/semanticCache";
import { count, text } from "../../config/schema/texts";
import { hubSchema } from "../hubSchema";
import { agents, mcpServers, services } from "./linked";
import { apiCenter, publish } from "./publish";

/** A part of the product's id: hyphens between the parts would say nothing if the parts had them too. */
const part = (what: string, longest: number) =>
  z
    .string(`Write ${what}`)
    .regex(/^[A-Za-z][A-Za-z0-9]*$/, "Write letters and digits, beginning with a letter")
    .max(longest, `Write at most ${longest} characters`);

const useCase = z
  .strictObject({
    businessUnit: part("the business unit", 20).meta(
      about("Who answers for the use case. Letters and digits; the first folder of the file.", {
        example: "hr",
      }),
    ),
    name: z
      .string("Write the name of the use case")
      .regex(
        /^[A-Za-z](?:-?[A-Za-z0-9])*$/,
        "Write letters, digits and single hyphens, beginning with a letter",
      )
      .max(32, "Write at most 32 characters")
      .meta(about("What it is. The second folder of the file.", { example: "chatbot" })),
    environment: part("the environment", 12).meta(
      about("Where it runs; each environment has a contract of its own. The name of the file.", {
        example: "dev",
      }),
    ),
    owner: text("Write who is asked about the use case")
      .max(200, "Write at most 200 characters")
      .optional()
      .meta(
        about("Who is asked about the use case: a person, or better a group's address.", {
          example: "hr-chatbot@example.com",
          otherwise: "nobody is named",
        }),
      ),
    costCenter: z
      .string("Write the cost center")
      .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, "Write letters, digits, dots, hyphens, slashes and underscores")
      .max(64, "Write at most 64 characters")
      .optional()
      .meta(
        about("Whom its calls are charged to, as usage events say it.", {
          example: "CC-4711",
          otherwise: "events name none",
        }),
      ),
  })
  .meta(about("Which use case the contract is of."));

export const gateway = z
  .union(
    [
      z
        .strictObject({
          stack: text("Write a stack such as ORGANIZATION/azure-genai-gateway/prod").meta(
            about("The gateway's stack, whose output `hub` is read.", {
              example: "organization/azure-genai-gateway/prod",
              page: "https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences",
            }),
          ),
        })
        .meta(about("The gateway by its stack.")),
      hubSchema.meta(about("The gateway's output `hub`, written out.")),
    ],
    "Write { stack: ORGANIZATION/PROJECT/STACK }, or what the gateway's output `hub` is",
  )
  .optional();

const grant = z
  .strictObject({
    api: text("Write the name of an API").meta(
      about("Name of an API of the gateway.", { example: "openAiV1" }),
    ),
    models: z
      .array(
        text("Write the name of a model").meta(
          about("Name of a deployment or an alias.", { example: "gpt-5.4" }),
        ),
      )
      .min(1, "Name at least one model, or leave the key out for all that contracts may ask for")
      .optional()
      .meta(
        about("What the grant is for. A model stands in one grant of an API.", {
          example: ["gpt-5.4"],
          otherwise: "every model of the API that contracts may ask for and no other grant names",
        }),
      ),
    tokensPerMinute: tokensPerMinute("the grant"),
    quota: tokenQuota("the grant"),
    requestsPerMinute: count("Write calls per minute, 1 or more")
      .optional()
      .meta(
        about("Calls of the grant in a minute; then 429.", {
          unit: "calls per minute",
          example: 60,
          otherwise: "no limit",
          page: "https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy",
        }),
      ),
  })
  .meta(about("An API, the models that may be called there, and how much of them."));

const budget = (whose: string) =>
  z
    .strictObject({
      ...money,
      streamTokens: boundOfStreams(),
      alerts: contractBudgetAlerts,
    })
    .optional()
    .meta(
      about(`Money that ${whose} may spend in a period, at the gateway's prices; then 403 until it ends.`, {
        otherwise: "no budget",
        page: "https://learn.microsoft.com/azure/api-management/quota-by-key-policy",
      }),
    );

/** What a use case may do, in one file: BU/USECASE/ENVIRONMENT.yaml. */
export const contractSchema = z
  .strictObject({
    useCase,
    gateway: gateway.meta(
      about("The gateway that the contract is with.", {
        otherwise: "the one that the program of contracts names",
      }),
    ),
    grants: z
      .array(grant)
      .default([])
      .meta(
        about("The models that the use case may call.", {
          otherwise: "none, of a use case that calls tools, agents or services alone",
        }),
      ),
    mcpServers,
    agents,
    services,
    tokensPerMinute: tokensPerMinute("the use case, all grants together,"),
    quota: tokenQuota("the use case, all grants together,"),
    budget: budget("the use case"),
    priority: z
      .enum(["high", "low"])
      .default("low")
      .meta(about("Who is refused first while capacity is short, where an API has a `priority`.")),
    guardrails: text("Write the name of one of the gateway's guardrails")
      .optional()
      .meta(
        about("One of the gateway's guardrails, which every call of a model by the use case passes.", {
          example: "personal-data",
          otherwise: "none",
        }),
      ),
    alerts: z
      .strictObject({
        emails: z
          .array(email)
          .min(1, "Write at least one address, or leave the key out")
          .optional()
          .meta(
            about("Whom they go to.", { example: ["hr-chatbot@example.com"], otherwise: "`useCase.owner`" }),
          ),
        categories: contractAlertCategories,
      })
      .optional()
      .meta(
        about(
          "Tells people what goes wrong with the use case's calls: `{}` for refusals with 429, by budgets and quotas, and failures. Needs a gateway with `contracts.alerts`.",
          { otherwise: "nobody is told" },
        ),
      ),
    semanticCache: z
      .strictObject({
        threshold: threshold
          .optional()
          .meta(
            about(
              "The greatest cosine distance of two prompts that are taken for one: one of the gateway's `contracts.semanticCache.thresholds`.",
              { unit: "cosine distance", example: 0.05, otherwise: "the one that the gateway names first" },
            ),
          ),
        ...kept,
      })
      .optional()
      .meta(
        about(
          "Answers that are given again to prompts of the same meaning, of the same key alone. See docs/guardrails.md.",
          { otherwise: "none are kept" },
        ),
      ),
    dimensions: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z][A-Za-z0-9]{0,31}$/, "Write letters and digits, beginning with a letter")
          .meta(about("Name of a dimension.")),
        text("Write a text")
          .regex(/^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}$/, "Write up to 64 letters, digits, blanks and . _ / -")
          .meta(about("Its value.", { example: "eu" })),
      )
      .refine((all) => Object.keys(all).length <= 2, "Write two dimensions at most")
      .optional()
      .meta(
        about("Up to two texts of one's own that stand in every usage event of the use case.", {
          otherwise: "none",
        }),
      ),
    debugHeaders: debugHeaders("use case"),
    identity: identityWith(budget("each user of the use case")).meta(
      about(
        "Who may call, beside having the key: with `both` a call brings a token of Microsoft Entra too, of the tenants in the gateway's `entra`. `entra` alone is for the gateway's own products.",
        { otherwise: "whoever has a key of the use case" },
      ),
    ),
    chargePtu: z
      .enum(["share", "payg", "free"])
      .optional()
      .meta(
        about("What calls cost that provisioned throughput answers, as the gateway's products have it.", {
          example: "payg",
          otherwise: "the way that the gateway's `contracts.chargePtu` names first",
          page: pages.provisioned,
        }),
      ),
    keys: z
      .strictObject({
        active: z
          .enum(["primary", "secondary"])
          .default("primary")
          .meta(about("The key that is published. Both are valid all the time.")),
        generation: z
          .strictObject({ primary: generation("primary"), secondary: generation("secondary") })
          .prefault({})
          .meta(about("For rotation: raise the number of the key that is not active.")),
      })
      .prefault({})
      .meta(about("The two keys of the use case.")),
    publish,
    mirror: z
      .array(
        z
          .strictObject({ gateway: gateway.meta(about("Another gateway that takes contracts.")) })
          .refine(({ gateway: other }) => other !== undefined, {
            error: "Write gateway: { stack: ORGANIZATION/PROJECT/STACK }",
            path: ["gateway"],
          })
          .meta(about("A further gateway.")),
      )
      .default([])
      .meta(
        about(
          "Further gateways that take the contract too, with the same keys: clients go on elsewhere by another URL alone.",
        ),
      ),
    apiCenter,
  })
  .meta(about("An access contract: what one use case may do in one environment."));

export type Contract = z.output<typeof contractSchema>;
export type ContractInput = z.input<typeof contractSchema>;
export type Grant = Contract["grants"][number];
export type McpServerGrant = Contract["mcpServers"][number];
export type AgentGrant = Contract["agents"][number];
export type ServiceGrant = Contract["services"][number];
