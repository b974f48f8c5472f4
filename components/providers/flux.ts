import type { ProviderApiFactsOf } from "./types";

/** FLUX.2 of Black Forest Labs, which an account of Foundry has under its publisher's own path alone. */
export const flux: ProviderApiFactsOf<"flux"> = {
  name: "flux",
  id: "flux",
  path: "providers/blackforestlabs",
  displayName: "FLUX images",
  about:
    "FLUX.2 in Foundry, by its publisher's own API: what follows the resource's address there follows the gateway's here. FLUX.1 has OpenAI's images API.",
  // https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-flux
  key: { header: "api-key", query: "subscription-key" },
  secretHeaders: [],
  modelInPath: "model",
  answersAs: "mai",
  countedInV2: false,
};

/** Models that have this API alone; FLUX.1 has OpenAI's besides. */
export function isFlux2(model: string): boolean {
  return /^flux\.2\b/i.test(model);
}

/**
 * What stands in the path for a model: `flux-2-pro` for FLUX.2-pro. A model that is not on Microsoft's page yet is taken to
 * be written by the same rule. [Inferred from the two that are.]
 */
export function fluxPath(model: string): string {
  return model.toLowerCase().replaceAll(".", "-");
}
