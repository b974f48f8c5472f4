import type { ProviderFactsOf } from "./types";

/** Claude models are served under a path of their own, all others in OpenAI's wire format. */
function isClaude({
  model,
  format,
}: {
  readonly model: string;
  readonly format?: string | undefined;
}): boolean {
  return (format ?? formatOf(model)) === "Anthropic";
}

/** Who publishes a model, in the words of Foundry's catalogue, where the config does not say. */
export function formatOf(model: string): string {
  return model.toLowerCase().startsWith("claude") ? "Anthropic" : "OpenAI";
}

/** A Foundry resource: an account that serves models of many publishers, under one identity. */
export const foundry: ProviderFactsOf<"foundry", "azureOpenAi" | "anthropic"> = {
  name: "foundry",
  title: "Microsoft Foundry",
  auth: ["managedIdentity"],
  doors: [
    {
      format: "azureOpenAi",
      suffix: "",
      path: "/openai",
      keyHeader: "api-key",
      keyPrefix: "",
      serves: (deployment) => !isClaude(deployment),
    },
    {
      format: "anthropic",
      suffix: "-anthropic",
      path: "/anthropic",
      keyHeader: "x-api-key",
      keyPrefix: "",
      serves: isClaude,
    },
  ],
  accountHeaders: [],
  page: "https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-claude",
};
