import { z } from "@azure-genai-gateway/schema";
import { about, pages } from "./about";
import { existingAccount } from "./existing";
import { between, count, deploymentName, regionText, shortName, text } from "./texts";

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
    model: text("Write the model's name, for example gpt-5.1").meta(
      about("The model's name at its provider.", { example: "gpt-5.4" }),
    ),
    version: text('Write the model\'s version in quotes, for example "2025-11-13"').meta(
      about("The model's version, as text in quotes.", { example: "2026-03-05", page: pages.upgrades }),
    ),
    capacity: count("Write a whole number from 1").meta(
      about(
        "What the deployment may carry: PTUs where the backend's kind is `ptu`, thousands of tokens per minute otherwise.",
        { example: 50, unit: "PTUs, or 1,000 tokens per minute", page: pages.provisioned },
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

const backend = z
  .strictObject({
    name: shortName(24).meta(
      about("Name of the backend in policies, records and resources.", { example: "ptu-1" }),
    ),
    kind: z.enum(["ptu", "payg"]).meta(
      about(
        "`ptu`: provisioned throughput, asked first. `payg`: pay-as-you-go, for what has no room there.",
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
        about("Whose turn it is: 1 is asked before 2.", { example: 1, otherwise: "1 for PTU, 2 for PAYG" }),
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
    existing: existingAccount.optional().meta(
      about("An account that is there already, to use instead of declaring one.", {
        otherwise: "the stack declares an account",
      }),
    ),
  })
  .meta(about("One account: where a call can be answered."));

export const backends = z
  .array(backend)
  .min(1, "Describe at least one backend")
  .max(30, "Describe at most 30 backends")
  .meta(
    about(
      "The accounts that answer calls: provisioned throughput first, pay-as-you-go for what it has no room for.",
    ),
  );
