import { z } from "@azure-genai-gateway/schema";
import { providerNamesOf, type Providers } from "../../providers";
import { about, pages } from "./about";
import { existingAccount } from "./existing";
import { backendAuth } from "./providers";
import { baseUrl, between, count, deploymentName, modelName, regionText, shortName, text } from "./texts";

export const provisionedSkus = [
  "ProvisionedManaged",
  "GlobalProvisionedManaged",
  "DataZoneProvisionedManaged",
] as const;
export const standardSkus = ["Standard", "GlobalStandard", "DataZoneStandard"] as const;
/** Deployments for batch jobs, which take no calls. https://learn.microsoft.com/azure/foundry/openai/how-to/batch */
export const batchSkus = ["GlobalBatch", "DataZoneBatch"] as const;

/** https://learn.microsoft.com/azure/foundry/openai/how-to/working-with-models#update-strategy */
export const versionUpgradeOptions = [
  "NoAutoUpgrade",
  "OnceCurrentVersionExpired",
  "OnceNewDefaultVersionAvailable",
] as const;

const deployment = z
  .strictObject({
    name: deploymentName.meta(
      about("What clients call it. A name on several backends stands for one model on all of them.", {
        example: "gpt-5.4",
      }),
    ),
    model: modelName("Write the model's name, for example gpt-5.1").meta(
      about("The model's name at its provider.", { example: "gpt-5.4" }),
    ),
    version: text('Write the model\'s version in quotes, for example "2025-11-13"')
      .optional()
      .meta(
        about("The model's version, as text in quotes. Needed in Azure, and only there.", {
          example: "2026-03-05",
          page: pages.upgrades,
          otherwise: "not on backends of kind `external`",
        }),
      ),
    capacity: count("Write a whole number from 1")
      .optional()
      .meta(
        about(
          "What the deployment may carry: PTUs where the backend's kind is `ptu`, thousands of tokens per minute otherwise. Needed in Azure, and only there.",
          {
            example: 50,
            unit: "PTUs, or 1,000 tokens per minute",
            page: pages.provisioned,
            otherwise: "not on backends of kind `external`",
          },
        ),
      ),
    as: modelName("Write the name that the provider knows the model by")
      .optional()
      .meta(
        about(
          "What an external provider calls the model, where that is not `model`: an inference profile of Bedrock, for one.",
          { example: "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", otherwise: "`model`" },
        ),
      ),
    format: text("Write the publisher's name as Foundry has it, for example Mistral AI")
      .optional()
      .meta(
        about(
          "Who publishes the model, in the words of Foundry's catalogue. Only where `provider` is `foundry`.",
          {
            example: "Mistral AI",
            otherwise:
              "`Anthropic`, `Microsoft` and `Black Forest Labs` for models whose names begin with claude, MAI- and FLUX, `OpenAI` for others",
            page: pages.foundryModels,
          },
        ),
      ),
    timeoutSeconds: between(1, 240)
      .optional()
      .meta(
        about("Longest wait for this deployment to begin its answer; then the next backend is asked.", {
          unit: "seconds",
          example: 30,
          otherwise: "the API's `backendTimeoutSeconds`",
          page: "https://learn.microsoft.com/azure/api-management/forward-request-policy",
        }),
      ),
    versionUpgradeOption: z
      .enum(versionUpgradeOptions)
      .default("OnceCurrentVersionExpired")
      .meta(
        about(
          "What Azure does with the version. With `NoAutoUpgrade` calls fail from the day that it retires.",
          { page: pages.upgrades },
        ),
      ),
  })
  .meta(about("A model that the account serves under a name."));

const backend = (providers: Providers) =>
  z
    .strictObject({
      name: shortName(24).meta(
        about("Name of the backend in policies, records and resources.", { example: "ptu-1" }),
      ),
      provider: z
        .enum(providerNamesOf(providers))
        .default("azure-openai")
        .meta(
          about(
            'Whose models they are. Each provider is called in its own wire format, under its own API; see docs/configure.md, "Other providers".',
          ),
        ),
      kind: z.enum(["ptu", "payg", "external"]).meta(
        about(
          "`ptu`: provisioned throughput, asked first. `payg`: pay-as-you-go, for what has no room there. `external`: outside Azure, asked last.",
          {
            example: "ptu",
            page: pages.deploymentTypes,
          },
        ),
      ),
      location: regionText("swedencentral")
        .optional()
        .meta(
          about("Azure region of the account.", {
            example: "swedencentral",
            otherwise: "the stack's `location`",
            page: pages.regions,
          }),
        ),
      sku: z
        .enum([...provisionedSkus, ...standardSkus, ...batchSkus])
        .optional()
        .meta(
          about(
            "SKU of the account's deployments: where calls may be worked on, and how they are paid for. Those for batch jobs take no calls.",
            {
              example: "DataZoneStandard",
              otherwise: "`GlobalProvisionedManaged` for PTU, `GlobalStandard` for PAYG",
              page: pages.deploymentTypes,
            },
          ),
        ),
      priority: between(1, 5)
        .optional()
        .meta(
          about("Whose turn it is: 1 is asked before 2.", {
            example: 1,
            otherwise: "1 for PTU, 2 for PAYG, 3 for external",
          }),
        ),
      weight: between(1, 100)
        .default(1)
        .meta(about("Share of the calls among backends of one priority: 2 gets twice as many as 1.")),
      deployments: z
        .array(deployment)
        .min(1, "Name at least one deployment")
        .meta(about("The models that the account serves.")),
      accountKind: z
        .enum(["OpenAI", "AIServices"])
        .default("OpenAI")
        .meta(
          about(
            "Kind of the account that is declared. `AIServices` is a Foundry resource, which serves models of other providers besides.",
            { page: "https://learn.microsoft.com/azure/foundry/how-to/upgrade-azure-openai" },
          ),
        ),
      endpoint: baseUrl("https://llm.example.com/v1")
        .optional()
        .meta(
          about("Where an external provider answers: the URL that its own SDK takes as its base.", {
            example: "https://llm.example.com/v1",
            otherwise: "the provider's public endpoint",
          }),
        ),
      auth: backendAuth.optional().meta(
        about("How the gateway signs on. Keys stay in Key Vault.", {
          otherwise: "the gateway's managed identity in Azure, no key for an `openai-compatible` server",
        }),
      ),
      existing: existingAccount.optional().meta(
        about("An account that is there already, to use instead of declaring one.", {
          otherwise: "the stack declares an account",
        }),
      ),
    })
    .meta(about("One account: where a call can be answered."));

/** @param providers those that a backend may name */
export const backendsOf = (providers: Providers) =>
  z
    .array(backend(providers))
    .min(1, "Describe at least one backend")
    .max(30, "Describe at most 30 backends")
    .meta(
      about(
        "The accounts that answer calls: provisioned throughput first, pay-as-you-go for what it has no room for.",
      ),
    );
