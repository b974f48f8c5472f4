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

export const publish = z
  .strictObject({
    keyVaults: z
      .array(keyVault)
      .default([])
      .meta(
        about(
          "Vaults that the key and the URLs are written into. Whoever deploys needs the role Key Vault Secrets Officer there.",
          {
            page: "https://learn.microsoft.com/azure/key-vault/general/rbac-guide",
          },
        ),
      ),
  })
  .prefault({})
  .meta(about("Where the key and the URLs go."));
