import type { EncodingName } from "../tokens/encodings";

/** What Microsoft documents of a model. Token limits are in tokens, all of it changes: the pages are named below. */
export interface ModelFacts {
  readonly name: string;
  readonly kind: "chat" | "completions" | "embeddings" | "images";
  readonly encoding: EncodingName;
  readonly contextWindow: number;
  readonly maxOutput: number;
  /** Thinks before it answers: takes max_completion_tokens only, and bills reasoning tokens as completion. */
  readonly reasoning?: { readonly byDefault: boolean };
  readonly ptu?: ProvisionedFacts;
  /** Requests per minute that come with each 1,000 tokens per minute of a Standard deployment. */
  readonly requestsPer1kTokens: number;
  /** Length of an embedding when the caller does not ask for fewer; `shrinks` when he may. */
  readonly dimensions?: { readonly full: number; readonly shrinks: boolean };
  /** The day (YYYY-MM-DD) before which the newest version is not retired, as announced; they move, and mostly back. */
  readonly retirement?: string;
}

export interface ProvisionedFacts {
  /** Input tokens per minute that one PTU carries. */
  readonly inputTpmPerPtu: number;
  /** Input tokens that one output token weighs: from gpt-4.1 on the ratio of their prices, 3 before. */
  readonly outputWeight: number;
  /** Smallest deployment in PTUs. */
  readonly minimum: { readonly global: number; readonly regional: number };
}

const ptu = (inputTpmPerPtu: number, outputWeight: number, regional: number): ProvisionedFacts => ({
  inputTpmPerPtu,
  outputWeight,
  minimum: { global: 15, regional },
});

const chat = (
  name: string,
  contextWindow: number,
  maxOutput: number,
  requestsPer1kTokens: number,
  more: Partial<ModelFacts> = {},
): ModelFacts => ({
  name,
  kind: "chat",
  encoding: "o200k_base",
  contextWindow,
  maxOutput,
  requestsPer1kTokens,
  ...more,
});

const thinks = { reasoning: { byDefault: true } };
const thinksIfAsked = { reasoning: { byDefault: false } };

/**
 * Throughput per PTU, output weight and minimum: https://learn.microsoft.com/azure/foundry/openai/how-to/provisioned-throughput-onboarding
 * (March 2026). Windows and outputs: https://learn.microsoft.com/azure/foundry/openai/concepts/models. Requests per
 * token: https://learn.microsoft.com/azure/foundry/openai/quotas-limits (for example 5,000 RPM with 5M TPM of
 * gpt-4.1). Retirement: https://learn.microsoft.com/azure/foundry/openai/concepts/model-retirements.
 */
const table: readonly ModelFacts[] = [
  chat("gpt-5.4", 400_000, 128_000, 1, { ...thinksIfAsked, ptu: ptu(2_400, 6, 50) }),
  chat("gpt-5.2", 400_000, 128_000, 1, {
    ...thinksIfAsked,
    ptu: ptu(3_400, 8, 50),
    retirement: "2027-05-12",
  }),
  chat("gpt-5.1", 400_000, 128_000, 1, {
    ...thinksIfAsked,
    ptu: ptu(4_750, 8, 50),
    retirement: "2027-05-15",
  }),
  chat("gpt-5", 400_000, 128_000, 1, { ...thinks, ptu: ptu(4_750, 8, 50), retirement: "2027-01-17" }),
  chat("gpt-5-mini", 400_000, 128_000, 1, { ...thinks, ptu: ptu(23_750, 8, 25), retirement: "2027-02-06" }),
  chat("gpt-5-nano", 400_000, 128_000, 1, { ...thinks, retirement: "2027-02-06" }),
  chat("gpt-4.1", 1_047_576, 32_768, 1, { ptu: ptu(3_000, 4, 50), retirement: "2026-10-14" }),
  chat("gpt-4.1-mini", 1_047_576, 32_768, 1, { ptu: ptu(14_900, 4, 25), retirement: "2026-10-14" }),
  chat("gpt-4.1-nano", 1_047_576, 32_768, 1, { ptu: ptu(59_400, 4, 25), retirement: "2026-10-14" }),
  chat("gpt-4o", 128_000, 16_384, 6, { ptu: ptu(2_500, 3, 50), retirement: "2026-10-01" }),
  chat("gpt-4o-mini", 128_000, 16_384, 6, { ptu: ptu(37_000, 3, 25), retirement: "2026-10-01" }),
  chat("o3", 200_000, 100_000, 1, { ...thinks, ptu: ptu(3_000, 4, 50), retirement: "2026-10-16" }),
  chat("o3-mini", 200_000, 100_000, 1, { ...thinks, ptu: ptu(2_500, 3, 25), retirement: "2026-08-02" }),
  chat("o4-mini", 200_000, 100_000, 1, { ...thinks, ptu: ptu(5_400, 4, 25), retirement: "2026-10-16" }),
  chat("o1", 200_000, 100_000, 1, { ...thinks, ptu: ptu(230, 3, 25), retirement: "2026-07-15" }),
  chat("gpt-4", 8_192, 8_192, 6, { encoding: "cl100k_base" }),
  chat("gpt-35-turbo", 16_385, 4_096, 6, { encoding: "cl100k_base" }),
  chat("gpt-35-turbo-instruct", 4_097, 4_097, 6, { kind: "completions", encoding: "cl100k_base" }),
  // Sold by requests a minute: one comes with each unit of capacity.
  chat("gpt-image-1", 32_000, 0, 1, { kind: "images" }),
  chat("gpt-image-1-mini", 32_000, 0, 1, { kind: "images" }),
  chat("gpt-image-1.5", 32_000, 0, 1, { kind: "images" }),
  embeddings("text-embedding-3-large", 3_072, true),
  embeddings("text-embedding-3-small", 1_536, true),
  embeddings("text-embedding-ada-002", 1_536, false),
];

function embeddings(name: string, full: number, shrinks: boolean): ModelFacts {
  return {
    name,
    kind: "embeddings",
    encoding: "cl100k_base",
    contextWindow: 8_192,
    maxOutput: 0,
    requestsPer1kTokens: 6,
    dimensions: { full, shrinks },
  };
}

const byName = new Map(table.map((facts) => [facts.name, facts]));

/** Names of all models in the table. */
export const knownModels: readonly string[] = table.map(({ name }) => name);

/**
 * A model's facts by its Azure name, OpenAI's spelling of it (`gpt-3.5-turbo`) or a dated version of it
 * (`gpt-4o-2024-11-20`); undefined for what the table does not hold.
 */
export function findModel(name: string): ModelFacts | undefined {
  const plain = name.toLowerCase().replace(/^gpt-3\.5/, "gpt-35");
  return byName.get(plain) ?? byName.get(plain.replace(/-\d{4}(-\d{2}-\d{2})?$/, ""));
}

/** The facts of a model, or those of a current chat (or embeddings) model under its name when it is unknown. */
export function modelFacts(name: string): ModelFacts {
  const known = findModel(name);
  if (known) return known;
  const stand = /embedding/i.test(name)
    ? "text-embedding-3-small"
    : /image/i.test(name)
      ? "gpt-image-1"
      : "gpt-4.1";
  return { ...byName.get(stand)!, name };
}
