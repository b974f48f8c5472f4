import { modelFacts, type ModelFacts } from "../../tokens/models";

interface Family {
  readonly name: RegExp;
  readonly contextWindow: number;
  readonly maxOutput: number;
  readonly embeds?: number;
}

/** https://ai.google.dev/gemini-api/docs/models, by the form of their names. */
const families: readonly Family[] = [
  {
    name: /^(gemini-embedding-[\w-]+|text-embedding-00\d)$/,
    contextWindow: 2_048,
    maxOutput: 1,
    embeds: 3_072,
  },
  { name: /^gemini-(1\.5|2\.0)-[\w-]+$/, contextWindow: 1_048_576, maxOutput: 8_192 },
  {
    name: /^gemini-(\d(\.\d)?-(pro|flash)|(pro|flash)(-lite)?-latest)[\w.-]*$/,
    contextWindow: 1_048_576,
    maxOutput: 65_536,
  },
  { name: /^gemma-3[\w-]*$/, contextWindow: 131_072, maxOutput: 8_192 },
];

/** @param name without `models/` */
export function geminiModel(name: string): ModelFacts | undefined {
  const family = families.find((one) => one.name.test(name));
  if (!family) return undefined;
  // The tokenizer is not public: its counts are taken to be those of a current model of another house.
  const { reasoning: _, ptu: __, ...base } = modelFacts(family.embeds ? "text-embedding-3-large" : "gpt-4.1");
  const { contextWindow, maxOutput, embeds } = family;
  return {
    ...{ ...base, name, contextWindow, maxOutput },
    ...(embeds ? { dimensions: { full: /^text-/.test(name) ? 768 : embeds, shrinks: true } } : {}),
  };
}

/** Models think by themselves from 2.5 on; the pro ones always do. https://ai.google.dev/gemini-api/docs/thinking */
export function thinks(name: string): "never" | "by default" | "always" {
  if (!/^gemini-(2\.5|[3-9])|latest/.test(name) || /lite/.test(name)) return "never";
  return /pro/.test(name) ? "always" : "by default";
}

/** Tokens that a prefix must have to be found in the cache: https://ai.google.dev/gemini-api/docs/caching */
export function smallestCached(name: string): number {
  if (/^gemini-(1|2\.0)|^gemma/.test(name)) return Infinity;
  return /pro/.test(name) ? 4_096 : 1_024;
}

export const listedModels = [
  "gemini-2.5-pro",
  "gemini-2.5-flash",
  "gemini-2.5-flash-lite",
  "gemini-embedding-001",
];
