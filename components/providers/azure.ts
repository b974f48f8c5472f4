import type { ProviderFactsOf } from "./types";

/** Accounts of kind OpenAI in Azure: what the gateway was made for. */
export const azureOpenAi: ProviderFactsOf<"azure-openai", "azureOpenAi"> = {
  name: "azure-openai",
  title: "Azure OpenAI",
  auth: ["managedIdentity"],
  doors: [{ format: "azureOpenAi", suffix: "", path: "/openai", keyHeader: "api-key", keyPrefix: "" }],
  accountHeaders: [],
  page: "https://learn.microsoft.com/azure/foundry/openai/reference",
};
