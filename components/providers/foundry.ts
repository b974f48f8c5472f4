import { fluxPath, isFlux2 } from "./flux";
import { isMaiImage } from "./mai";
import type { ProviderFactsOf } from "./types";

interface Deployed {
  readonly model: string;
  readonly format?: string | undefined;
}

/** Claude models are served under a path of their own. */
function isClaude({ model, format }: Deployed): boolean {
  return (format ?? formatOf(model)) === "Anthropic";
}

/** Publishers, in the words of Foundry's catalogue, that a model's name tells. */
const publishers: readonly (readonly [begins: RegExp, format: string])[] = [
  [/^claude/i, "Anthropic"],
  [/^mai-/i, "Microsoft"],
  [/^flux/i, "Black Forest Labs"],
];

/** Who publishes a model, in the words of Foundry's catalogue, where the config does not say. */
export function formatOf(model: string): string {
  return publishers.find(([begins]) => begins.test(model))?.[1] ?? "OpenAI";
}

/** Image models that no account answers for in OpenAI's form. They are sold by the call and by Global Standard alone. */
export function hasOwnImageApi(model: string): boolean {
  return isMaiImage(model) || isFlux2(model);
}

/** A Foundry resource: an account that serves models of many publishers, under one identity. */
export const foundry: ProviderFactsOf<"foundry", "azureOpenAi" | "anthropic" | "mai" | "flux"> = {
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
      serves: (deployment) => !isClaude(deployment) && !hasOwnImageApi(deployment.model),
    },
    {
      format: "anthropic",
      suffix: "-anthropic",
      path: "/anthropic",
      keyHeader: "x-api-key",
      keyPrefix: "",
      serves: isClaude,
    },
    {
      format: "mai",
      suffix: "-mai",
      path: "/mai",
      keyHeader: "api-key",
      keyPrefix: "",
      serves: ({ model }) => isMaiImage(model),
    },
    {
      format: "flux",
      suffix: "-flux",
      path: "/providers/blackforestlabs",
      keyHeader: "api-key",
      keyPrefix: "",
      serves: ({ model }) => isFlux2(model),
      pathOf: fluxPath,
    },
  ],
  accountHeaders: [],
  page: "https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-claude",
};
