import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { keyHeader } from "./keyHeader";
import { keyVaultSecretId } from "./texts";

const inVault = (what: string) =>
  z
    .strictObject(
      {
        keyVaultSecretId: keyVaultSecretId.meta(
          about("Id of the secret. API Management reads it as its system-assigned identity.", {
            example: "https://kv-shared.vault.azure.net/secrets/anthropic-key",
            page: "https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets",
          }),
        ),
      },
      "Put the key into Key Vault and write { keyVaultSecretId: https://VAULT.vault.azure.net/secrets/NAME }",
    )
    .meta(about(what));

export const backendAuth = z.strictObject({
  managedIdentity: z
    .boolean()
    .optional()
    .meta(
      about("The gateway's managed identity, in Azure.", {
        otherwise: "so it is in Azure",
        page: "https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy",
      }),
    ),
  apiKey: z
    .strictObject(
      {
        keyVaultSecretId: keyVaultSecretId.meta(
          about(
            "Id of the secret that holds the key. API Management reads it as its system-assigned identity.",
            {
              example: "https://kv-shared.vault.azure.net/secrets/anthropic-key",
              page: "https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets",
            },
          ),
        ),
        header: keyHeader.optional().meta(
          about(
            "The header that the key is sent in, as it is; in `Authorization` with `Bearer ` before it.",
            {
              example: "x-api-key",
              otherwise: "as the provider's own SDK sends it",
            },
          ),
        ),
      },
      "Put the key into Key Vault and write { keyVaultSecretId: https://VAULT.vault.azure.net/secrets/NAME }",
    )
    .optional()
    .meta(about("A key of the provider.", { otherwise: "no key" })),
  sigv4: z
    .strictObject({
      region: z
        .string()
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "Write a region of AWS, for example eu-central-1")
        .meta(about("Region of AWS.", { example: "eu-central-1" })),
      accessKeyId: inVault("The access key's id."),
      secretKey: inVault("The access key's secret."),
      sessionToken: inVault(
        "The token of temporary keys, which is signed and sent with each call. Whoever makes the keys anew writes all three secrets; API Management reads them again within four hours.",
      )
        .optional()
        .meta({ otherwise: "the keys are lasting ones" }),
    })
    .optional()
    .meta(
      about("An access key of AWS, for Bedrock: each call is signed with Signature Version 4.", {
        otherwise: "no signature",
        page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html",
      }),
    ),
});
