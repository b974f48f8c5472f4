import type { ProviderApiFactsOf } from "./types";

/** Microsoft's own image models, which an account of Foundry has behind `/mai` and in no form of OpenAI's. */
export const mai: ProviderApiFactsOf<"mai"> = {
  name: "mai",
  id: "mai",
  path: "mai",
  displayName: "MAI images",
  about:
    "Microsoft's MAI-Image models in Foundry, by their own API: what follows the resource's address there follows the gateway's here.",
  // https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-mai
  key: { header: "api-key", query: "subscription-key" },
  secretHeaders: [],
  countedInV2: false,
};

/** Models that have this API alone; MAI's others answer in OpenAI's form. */
export function isMaiImage(model: string): boolean {
  return /^mai-image\b/i.test(model);
}
