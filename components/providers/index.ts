import type { ProviderApiName, ProviderName } from "../config/schema";
import { anthropic, anthropicApi } from "./anthropic";
import { bedrock, bedrockApi } from "./bedrock";
import { foundry } from "./foundry";
import { gemini, geminiApi } from "./gemini";
import { openAi, openAiCompatible } from "./openaiCompatible";
import type { ProviderApiFacts, ProviderFacts } from "./types";

export type { AuthKind, Door, ProviderApiFacts, ProviderFacts, WireFormat } from "./types";

/** Accounts of kind OpenAI in Azure: what the gateway was made for. */
const azureOpenAi: ProviderFacts = {
  name: "azure-openai",
  title: "Azure OpenAI",
  auth: ["managedIdentity"],
  doors: [{ format: "azureOpenAi", suffix: "", path: "/openai", keyHeader: "api-key", keyPrefix: "" }],
  accountHeaders: [],
  page: "https://learn.microsoft.com/azure/foundry/openai/reference",
};

/** To add a provider: docs/extend.md. */
export const providerFacts: Readonly<Record<ProviderName, ProviderFacts>> = {
  "azure-openai": azureOpenAi,
  foundry,
  openai: openAi,
  anthropic,
  bedrock,
  gemini,
  "openai-compatible": openAiCompatible,
};

export const providerApiFacts: Readonly<Record<ProviderApiName, ProviderApiFacts>> = {
  anthropic: anthropicApi,
  gemini: geminiApi,
  bedrock: bedrockApi,
};

/** Whether a provider's models run in accounts of Azure's, which a stack declares or brings. */
export function isInAzure(provider: ProviderName): boolean {
  return provider === "azure-openai" || provider === "foundry";
}
