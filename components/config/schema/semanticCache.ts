import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { between } from "./texts";

const page = "https://learn.microsoft.com/azure/api-management/azure-openai-enable-semantic-caching";

export const embeddingsOf = z
  .string()
  .min(1, "Name a deployment")
  .meta(
    about(
      "Name of a deployment of an embeddings model, as under `backends`: it makes the vectors that prompts are compared by.",
      { example: "text-embedding-3-small" },
    ),
  );

export const threshold = z
  .number("Write a number between 0 and 1")
  .min(0, "Write 0 or more")
  .max(1, "Write 1 or less");

/** How long an answer is kept, and who shares it. */
export const kept = {
  ttl: between(1, 604_800)
    .default(3_600)
    .meta(about("How long an answer is kept.", { unit: "seconds" })),
  varyBy: z
    .enum(["subscription", "user"])
    .default("subscription")
    .meta(
      about(
        "Who shares answers: `subscription` is whoever has its key, and of calls with a token that caller alone; `user` is one whom a token names, and nothing is kept for calls that name nobody.",
      ),
    ),
};

/** Of a product. */
export const semanticCache = z
  .strictObject({
    embeddings: embeddingsOf,
    threshold: threshold.default(0.05).meta(
      about("The greatest cosine distance of two prompts that are taken for one: lower is stricter.", {
        unit: "cosine distance",
        page: "https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy",
      }),
    ),
    ...kept,
  })
  .optional()
  .meta(
    about(
      "Answers of chats and unstored responses that are given again to prompts of the same meaning. An Azure Managed Redis with a vector index is declared for them. See docs/guardrails.md.",
      { otherwise: "none are kept", page },
    ),
  );
