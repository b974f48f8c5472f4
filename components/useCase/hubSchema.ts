import { z } from "@azure-genai-gateway/schema";
import { about } from "../config/schema/about";
import { armId } from "../config/schema/texts";

/** The format of a gateway's output `hub`. */
export const hubFormat = "genai-hub/1";

const dollars = z
  .number()
  .min(0)
  .meta(about("US dollars for a million tokens.", { example: 15 }));

const linkedApi = (kind: string, example: string, endpoint: string) => ({
  id: z.string().meta(about("Id in API Management.", { example: `${kind}-${example}` })),
  path: z.string().meta(about("Path below the gateway's URL.", { example: `${example}/${endpoint}` })),
});

/**
 * All that a contract knows of its gateway. What the gateway adds later is no mistake here, so that contracts need no newer
 * version to go on.
 */
export const hubSchema = z.object({
  format: z.literal(hubFormat).meta(about("Format of what follows.", { example: hubFormat })),
  serviceId: armId("Microsoft.ApiManagement/service").meta(
    about("Id of the API Management service.", {
      example:
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-genai/providers/Microsoft.ApiManagement/service/apim-genai",
    }),
  ),
  gatewayUrl: z
    .string()
    .meta(about("Where clients send their calls.", { example: "https://genai.example.com" })),
  workspace: z
    .object({
      id: z.string().meta(about("Id of the Log Analytics workspace.", { example: "/subscriptions/..." })),
      location: z.string().meta(about("Its region.", { example: "swedencentral" })),
    })
    .optional()
    .meta(
      about("What alerts of contracts look at, where the gateway has `contracts.alerts`.", {
        otherwise: "there are none",
      }),
    ),
  entityPrefix: z
    .string()
    .default("")
    .meta(about("Stands in front of the ids of APIs and fragments, on a service that others use too.")),
  quotaByKey: z
    .boolean()
    .default(true)
    .meta(about("Whether the tier has quota-by-key; else budgets are quotas of tokens.")),
  ownView: z
    .boolean()
    .default(false)
    .meta(
      about("Whether callers are told of their own month, as `usage.ownView` of the gateway's config says."),
    ),
  apis: z
    .record(
      z.string(),
      z
        .object({
          id: z.string().meta(about("Id in API Management.", { example: "openai-v1" })),
          path: z.string().meta(about("Path below the gateway's URL.", { example: "openai/v1" })),
          keyHeader: z
            .string()
            .default("api-key")
            .meta(about("The header that a key goes in.", { example: "api-key" })),
          models: z
            .array(z.string().meta(about("Name of a deployment or an alias.", { example: "gpt-5.4" })))
            .meta(about("What contracts may ask for there.", { example: ["gpt-5.4"] })),
          counted: z
            .boolean()
            .default(true)
            .meta(about("Whether API Management's own limits of tokens count its calls.")),
          priority: z
            .object({
              capacityTokensPerMinute: z.number().meta(about("As in the gateway's config.")),
              reservedTokensPerMinute: z.number().meta(about("As in the gateway's config.")),
            })
            .optional()
            .meta(about("How capacity is shared, where it is.", { otherwise: "it is not" })),
        })
        .meta(about("An API.")),
    )
    .meta(about("The APIs that contracts may ask for, by their names in the gateway's config.")),
  models: z
    .record(
      z.string(),
      z
        .object({
          model: z.string().meta(about("What stands behind the name.", { example: "gpt-5.4" })),
          version: z.string().default("").meta(about("Its version, where there is one.")),
          format: z
            .string()
            .default("OpenAI")
            .meta(about("Who publishes it, in the words of Foundry's catalogue.")),
          tokensPerMinute: z
            .number()
            .optional()
            .meta(
              about("What all of its backends have room for.", {
                unit: "tokens per minute",
                otherwise: "nobody knows",
              }),
            ),
          priced: z.boolean().default(true).meta(about("Whether there is a price of it, as budgets need.")),
          dearest: z
            .object({ share: dollars.optional(), payg: dollars.optional(), free: dollars.optional() })
            .default({})
            .meta(about("The dearest token that a call can be charged, by how PTUs are charged.")),
        })
        .meta(about("A deployment or an alias.")),
    )
    .meta(about("The models of these APIs, by the names that clients call.")),
  mcpServers: z
    .record(
      z.string(),
      z
        .object({
          ...linkedApi("mcp", "orders", "mcp"),
          tools: z
            .array(z.string().meta(about("Name of a tool.", { example: "get_order" })))
            .optional()
            .meta(about("Its tools.", { otherwise: "nobody knows, for the server answers for itself" })),
          denied: z
            .array(z.string().meta(about("Name of a tool.", { example: "delete_order" })))
            .default([])
            .meta(about("Tools that nobody may call.")),
        })
        .meta(about("An MCP server.")),
    )
    .default({})
    .meta(about("The MCP servers that contracts may ask for.")),
  agents: z
    .record(z.string(), z.object(linkedApi("a2a", "travel", "a2a")).meta(about("An agent.")))
    .default({})
    .meta(about("The agents that contracts may ask for.")),
  services: z
    .record(
      z.string(),
      z
        .object({
          id: z.string().meta(about("Id in API Management.", { example: "service-knowledge" })),
          kind: z
            .enum(["search", "documentIntelligence"])
            .meta(about("As in the gateway's config.", { example: "search" })),
          path: z.string().meta(
            about("Path below the gateway's URL that clients write as the service's endpoint.", {
              example: "knowledge",
            }),
          ),
          offered: z
            .array(z.string().meta(about("An index, or a model.", { example: "hotels" })))
            .meta(about("Its indexes, or models, that contracts may ask for.", { example: ["hotels"] })),
          callsPerMinute: z
            .number()
            .optional()
            .meta(
              about("Calls that any one subscription may make.", {
                unit: "calls per minute",
                otherwise: "no limit",
              }),
            ),
          priced: z
            .boolean()
            .default(true)
            .meta(about("Whether there are prices of its calls, as budgets need.")),
        })
        .meta(about("A service that is no model.")),
    )
    .default({})
    .meta(about("The services that contracts may ask for.")),
  entra: z
    .object({
      tenants: z
        .array(z.string().meta(about("Id of a tenant.", { example: "11111111-1111-1111-1111-111111111111" })))
        .meta(about("As in the gateway's config.")),
      audiences: z
        .array(z.string().meta(about("What a token is for.", { example: "api://genai-gateway" })))
        .meta(about("As in the gateway's config.")),
      authority: z.string().meta(about("As in the gateway's config.")),
    })
    .optional()
    .meta(about("Whose tokens contracts may ask for.", { otherwise: "nobody's" })),
  contracts: z
    .object({
      highPriority: z.boolean().default(false).meta(about("As in the gateway's config.")),
      chargePtu: z
        .array(z.enum(["share", "payg", "free"]).meta(about("As in the gateway's config.")))
        .min(1)
        .default(["payg"])
        .meta(about("As in the gateway's config.")),
      mostTokensPerMinute: z.number().optional().meta(about("As in the gateway's config.")),
      mostDollars: z.number().optional().meta(about("As in the gateway's config.")),
      alerts: z.boolean().default(false).meta(about("As in the gateway's config.")),
      guardrails: z
        .array(z.string().meta(about("A guardrail's name.")))
        .default([])
        .meta(about("The gateway's guardrails, of which a contract may name one.")),
      semanticCache: z
        .object({
          thresholds: z
            .array(z.number().meta(about("A threshold.", { unit: "cosine distance", example: 0.05 })))
            .min(1)
            .meta(about("As in the gateway's config.")),
        })
        .optional()
        .meta(about("What contracts may ask for of kept answers.", { otherwise: "none are kept" })),
      requires: z
        .array(z.string().meta(about("A key.")))
        .default([])
        .meta(about("As in the gateway's config.")),
    })
    .prefault({})
    .meta(about("What contracts may ask for.")),
});

export type Hub = z.output<typeof hubSchema>;
export type HubInput = z.input<typeof hubSchema>;
