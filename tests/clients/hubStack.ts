import type { GatewayConfigInput } from "../../components";
import { startFullStack, type FullStack } from "./fullStack";

const auth = { apiKey: { keyVaultSecretId: "https://kv-shared.vault.azure.net/secrets/provider-key" } };

/** A model of each wire format, at simulated providers. */
export const hubBackends: GatewayConfigInput["backends"] = [
  {
    ...{ name: "claude", provider: "anthropic", kind: "external", auth },
    deployments: ["claude-sonnet-4-6", "claude-haiku-4-5"].map((name) => ({ name, model: name })),
  },
  {
    ...{ name: "gemini", provider: "gemini", kind: "external", auth },
    deployments: [{ name: "gemini-2.5-flash", model: "gemini-2.5-flash" }],
  },
  {
    ...{ name: "aws", provider: "bedrock", kind: "external" },
    auth: {
      sigv4: {
        region: "us-east-1",
        accessKeyId: { keyVaultSecretId: "https://kv-shared.vault.azure.net/secrets/aws-id" },
        secretKey: { keyVaultSecretId: "https://kv-shared.vault.azure.net/secrets/aws-secret" },
      },
    },
    deployments: [
      {
        name: "us.anthropic.claude-sonnet-4-6",
        model: "claude-sonnet-4-6",
        as: "us.anthropic.claude-sonnet-4-6",
      },
    ],
  },
];

/** The stack of the other clients with those backends besides, or with others. */
export function startHubStack(
  more: Partial<GatewayConfigInput> = {},
  backends: GatewayConfigInput["backends"] = hubBackends,
): Promise<FullStack> {
  return startFullStack((config) => ({
    ...config,
    ...more,
    backends: [...config.backends, ...backends],
    products: config.products.map(({ models: _, ...product }) => product),
  }));
}
