import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { embeddingsOf, threshold } from "./semanticCache";
import { count } from "./texts";

const names = (what: string, example: string) =>
  z
    .array(z.string().meta(about(`Name of ${what}.`, { example })))
    .min(1, "Name at least one, or leave the key out for all")
    .optional();

/**
 * What a stack lets access contracts ask for, which are stacks of their own (docs/contracts.md). Off by default: a gateway
 * without contracts has nothing of it in its policies.
 */
export const contracts = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .meta(
        about(
          "Whether use cases may come on board by contracts of their own: the policies then serve products that this stack does not declare, and the output `hub` tells contracts what there is.",
        ),
      ),
    models: names("a deployment or an alias that contracts may ask for", "gpt-5.4").meta(
      about("Models that contracts may ask for.", { example: ["gpt-5.4"], otherwise: "all" }),
    ),
    apis: names("an API that contracts may ask for, as under `apis`", "openAiV1").meta(
      about("APIs that contracts may ask for.", {
        example: ["openAiV1"],
        otherwise: "all that are enabled",
      }),
    ),
    mcpServers: names("an MCP server that contracts may ask for, as under `mcpServers`", "orders").meta(
      about("MCP servers that contracts may ask for.", {
        example: ["orders"],
        otherwise: "all that name no `products`",
      }),
    ),
    agents: names("an agent that contracts may ask for, as under `agents`", "travel").meta(
      about("Agents that contracts may ask for.", {
        example: ["travel"],
        otherwise: "all that name no `products`",
      }),
    ),
    services: names("a service that contracts may ask for, as under `services`", "knowledge").meta(
      about("Services that contracts may ask for: Azure AI Search and Document Intelligence.", {
        example: ["knowledge"],
        otherwise: "all that name no `products`",
      }),
    ),
    highPriority: z
      .boolean()
      .default(false)
      .meta(about("Whether contracts may ask for priority `high`, where an API has a `priority`.")),
    chargePtu: z
      .array(
        z
          .enum(["share", "payg", "free"])
          .meta(about("A way to charge what provisioned throughput answers.", { example: "payg" })),
      )
      .min(1, "Name at least one: payg, share or free")
      .default(["payg"])
      .meta(
        about("How contracts may be charged for what provisioned throughput answers, the usual way first.", {
          example: ["payg", "share"],
        }),
      ),
    semanticCache: z
      .strictObject({
        embeddings: embeddingsOf,
        thresholds: z
          .array(threshold.meta(about("A threshold.", { unit: "cosine distance", example: 0.05 })))
          .min(1, "Write at least one threshold")
          .default([0.05])
          .meta(
            about(
              "The greatest distances of two prompts that contracts may choose among, the usual one first: API Management's policy takes no expression there.",
            ),
          ),
      })
      .optional()
      .meta(
        about("Answers that are kept for contracts which ask for it, as `products[].semanticCache`.", {
          otherwise: "none are kept",
          page: "https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching",
        }),
      ),
    mostTokensPerMinute: count("Write tokens per minute, 1 or more")
      .optional()
      .meta(
        about("What one contract may ask for at most, all of its grants together.", {
          unit: "tokens per minute",
          example: 200000,
          otherwise: "what the models have room for",
        }),
      ),
    mostDollars: z
      .number("Write US dollars")
      .min(0.01, "Write 0.01 dollars or more")
      .max(200_000, "Write 200000 dollars at most")
      .optional()
      .meta(
        about(
          "The largest budget that one contract may have, by the month of 30 days. One that grants models, or pages of Document Intelligence, has to have a budget then.",
          {
            unit: "US dollars",
            example: 2000,
            otherwise: "any",
          },
        ),
      ),
    alerts: z
      .boolean()
      .default(false)
      .meta(
        about(
          "Whether contracts may ask for alerts, of their budget and of what goes wrong with their calls: the gateway then tells Log Analytics what each call has cost, and looks after budgets. API Management's identity gets the role Log Analytics Reader on the workspace.",
        ),
      ),
    requires: z
      .array(
        z
          .enum(["budget", "tokensPerMinute", "owner", "costCenter", "guardrails", "identity"])
          .meta(about("A key that no contract may leave out.", { example: "budget" })),
      )
      .default([])
      .meta(about("What a contract has to have, beside what every contract has.", { example: ["budget"] })),
  })
  .prefault({})
  .meta(about("Access contracts: what use cases may ask for in files of their own."));
