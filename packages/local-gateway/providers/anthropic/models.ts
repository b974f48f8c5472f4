import { findModel, modelFacts, type ModelFacts } from "../../tokens/models";

/**
 * What a Claude model takes and writes at most, newest first, for those that no catalogue has.
 * https://platform.claude.com/docs/en/about-claude/models/overview; what has no row there is taken to be like the last
 * model that has one.
 */
const sizes: readonly (readonly [RegExp, { readonly contextWindow: number; readonly maxOutput: number }])[] =
  [
    [/^claude-3-haiku/, { contextWindow: 200_000, maxOutput: 4_096 }],
    [/^claude-3-5/, { contextWindow: 200_000, maxOutput: 8_192 }],
    [/^claude-3-7/, { contextWindow: 200_000, maxOutput: 64_000 }],
    [/^claude-3-/, { contextWindow: 200_000, maxOutput: 4_096 }],
    [/^claude-opus-4(-1)?(-20\d{6})?$/, { contextWindow: 200_000, maxOutput: 32_000 }],
    [/^claude-(sonnet|haiku|opus)-4(-5)?(-20\d{6})?$/, { contextWindow: 200_000, maxOutput: 64_000 }],
    [/./, { contextWindow: 1_000_000, maxOutput: 128_000 }],
  ];

/** Tokens that a prefix must have to be cached: https://platform.claude.com/docs/en/build-with-claude/prompt-caching */
const leastCached: readonly (readonly [RegExp, number])[] = [
  [/^claude-3(-5)?-haiku/, 2_048],
  [/^claude-haiku-4-5|^claude-opus-4-[5-9]/, 4_096],
  [/^claude-sonnet-4-6/, 2_048],
  [/./, 1_024],
];

/**
 * Names of Claude models: `claude-sonnet-4-5`, with a date or without, `claude-3-7-sonnet-latest`,
 * `claude-mythos-preview`. There is no list of them here, which would be old as soon as it is written: what is named as
 * models are is taken for one.
 */
const named =
  /^claude-(?:[a-z]+-\d{1,2}(?:-\d{1,2})?|\d(?:-\d)?-[a-z]+|[a-z]+)(?:-20\d{6}|-latest|-preview)?$/;

/** A model's facts; undefined for what is no Claude. */
export function claudeModel(name: string): ModelFacts | undefined {
  if (!named.test(name) || /^claude-[a-z]+$/.test(name)) return undefined;
  const known = findModel(name);
  if (known) return { ...known, name };
  const [, size] = sizes.find(([pattern]) => pattern.test(name))!;
  // The tokenizer is not public: its counts are taken to be those of a current model of another house.
  const { reasoning: _, ptu: __, ...base } = modelFacts("gpt-4.1");
  return { ...base, ...size, name };
}

/** The smallest prefix that is cached, in tokens. */
export function smallestCached(model: string): number {
  return leastCached.find(([pattern]) => pattern.test(model))![1];
}

/** Models that a list shows although nobody has called them. */
export const listedModels = [
  "claude-opus-4-6",
  "claude-sonnet-4-6",
  "claude-haiku-4-5-20251001",
  "claude-opus-4-5-20251101",
  "claude-sonnet-4-5-20250929",
] as const;
