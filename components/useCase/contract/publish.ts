import { z } from "@azure-genai-gateway/schema";
import { about } from "../../config/schema/about";
import { armId } from "../../config/schema/texts";

/** https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning */
const secretName = z
  .string()
  .regex(/^[a-z0-9](?:-?[a-z0-9])*$/, "Write lower-case letters, digits and single hyphens")
  .max(127, "Write at most 127 characters");

const keyVault = z
  .strictObject({
    id: armId("Microsoft.KeyVault/vaults").meta(
      about("Id of the vault, in whatever subscription.", {
        example:
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hr/providers/Microsoft.KeyVault/vaults/kv-hr",
      }),
    ),
    keySecret: secretName.optional().meta(
      about("Name of the secret that holds the active key.", {
        example: "genai-key",
        otherwise: "BU-NAME-ENVIRONMENT-key, in lower case",
      }),
    ),
    endpointSecrets: z
      .record(z.string(), secretName.meta(about("Name of the secret.", { example: "genai-openai-endpoint" })))
      .default({})
      .meta(
        about("Names of the secrets that hold the URL of each API granted, by the API's name.", {
          otherwise: "BU-NAME-ENVIRONMENT-API-endpoint, in lower case",
        }),
      ),
  })
  .meta(about("A vault that gets one secret with the key, and one with the URL of each API."));

const foundry = z
  .strictObject({
    projectId: armId("Microsoft.CognitiveServices/accounts", "projects").meta(
      about("Id of the project, in whatever subscription.", {
        example:
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hr/providers/Microsoft.CognitiveServices/accounts/ai-hr/projects/chatbot",
      }),
    ),
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{2,32}$/, "Write 3 to 33 letters, digits, hyphens and underscores")
      .optional()
      .meta(
        about("Name of the connection: agents name a model as NAME/MODEL.", {
          example: "genai-gateway",
          otherwise: "genai-gateway",
        }),
      ),
    api: z
      .enum(["azureOpenAi", "openAiV1"])
      .optional()
      .meta(
        about("The API that the project calls; the contract has to have a grant of it.", {
          otherwise: "azureOpenAi where it is granted, else openAiV1",
        }),
      ),
    models: z
      .enum(["discover", "list"])
      .default("discover")
      .meta(
        about(
          "Whether the project asks the gateway which models there are, or has the contract's written into the connection.",
        ),
      ),
    shared: z
      .boolean()
      .default(false)
      .meta(about("Whether everybody in the project may use the connection, or only who made it.")),
  })
  .meta(about("A project of Foundry's that gets a connection to the gateway, with the active key."));

export const publish = z
  .strictObject({
    keyVaults: z
      .array(keyVault)
      .default([])
      .meta(
        about(
          "Vaults that the key and the URLs are written into. Whoever deploys needs two roles there: Key Vault Contributor to write secrets, which goes by Azure Resource Manager, and Key Vault Secrets Officer to delete them, which goes by the vault.",
          {
            page: "https://learn.microsoft.com/azure/key-vault/general/rbac-guide",
          },
        ),
      ),
    foundries: z
      .array(foundry)
      .default([])
      .meta(
        about(
          "Projects of Foundry's that get a connection. Whoever deploys needs a role there that may write connections, such as Azure AI Project Manager.",
          { page: "https://learn.microsoft.com/azure/foundry/agents/how-to/ai-gateway" },
        ),
      ),
  })
  .prefault({})
  .meta(about("Where the key and the URLs go."));

export const apiCenter = z
  .strictObject({
    serviceId: armId("Microsoft.ApiCenter/services").meta(
      about("Id of the API Center.", {
        example:
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-apis/providers/Microsoft.ApiCenter/services/apic",
      }),
    ),
    environment: z
      .string()
      .regex(/^[A-Za-z0-9-]{3,90}$/, "Write 3 to 90 letters, digits and hyphens")
      .meta(about("Name of an environment that is there, in its workspace default.", { example: "dev" })),
    lifecycle: z
      .enum(["design", "development", "testing", "preview", "production", "deprecated", "retired"])
      .default("development")
      .meta(about("Stage of what is registered.")),
  })
  .optional()
  .meta(
    about("An API Center that each API of the contract is registered in, with the URL that clients call.", {
      otherwise: "none",
      page: "https://learn.microsoft.com/azure/api-center/key-concepts",
    }),
  );
