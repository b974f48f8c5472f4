/** PTU sizes of a model: the smallest deployment, and the steps above it. */
export interface ProvisionedSizes {
  readonly global: { readonly minimum: number; readonly step: number };
  readonly regional: { readonly minimum: number; readonly step: number };
}

const sizes = (regional: number): ProvisionedSizes => ({
  global: { minimum: 15, step: 5 },
  regional: { minimum: regional, step: regional },
});

/**
 * https://learn.microsoft.com/azure/foundry/openai/how-to/provisioned-throughput-onboarding
 * Global sizes hold for data zones too. A model that is not listed is not checked.
 */
const byModel: ReadonlyMap<string, ProvisionedSizes> = new Map([
  ["gpt-5.4", sizes(50)],
  ["gpt-5.2", sizes(50)],
  ["gpt-5.1", sizes(50)],
  ["gpt-5", sizes(50)],
  ["gpt-5-mini", sizes(25)],
  ["gpt-4.1", sizes(50)],
  ["gpt-4.1-mini", sizes(25)],
  ["gpt-4.1-nano", sizes(25)],
  ["gpt-4o", sizes(50)],
  ["gpt-4o-mini", sizes(25)],
  ["o3", sizes(50)],
  ["o3-mini", sizes(25)],
  ["o4-mini", sizes(25)],
]);

/** The sizes of a model under a provisioned SKU; undefined when the model is not known. */
export function provisionedSize(
  model: string,
  sku: string,
): { readonly minimum: number; readonly step: number } | undefined {
  const known = byModel.get(model.toLowerCase());
  return sku === "ProvisionedManaged" ? known?.regional : known?.global;
}
