import { modelFacts, type ModelFacts } from "../../tokens/models";

interface Family {
  readonly id: RegExp;
  readonly contextWindow: number;
  readonly maxOutput: number;
  /** Called through an inference profile alone, not by its own id. */
  readonly profiled?: boolean;
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html, by the form of their ids. */
const families: readonly Family[] = [
  { id: /^anthropic\.claude-3-haiku-\d{8}-v1:0$/, contextWindow: 200_000, maxOutput: 4_096 },
  { id: /^anthropic\.claude-3-5-(sonnet|haiku)-\d{8}-v[12]:0$/, contextWindow: 200_000, maxOutput: 8_192 },
  {
    id: /^anthropic\.claude-3-7-sonnet-\d{8}-v1:0$/,
    contextWindow: 200_000,
    maxOutput: 64_000,
    profiled: true,
  },
  {
    id: /^anthropic\.claude-[a-z]+-4(-[015])?-\d{8}-v1:0$/,
    ...{ contextWindow: 200_000, maxOutput: 64_000, profiled: true },
  },
  {
    id: /^anthropic\.claude-[a-z]+-\d(-\d{1,2})?(-\d{8})?(-v\d)?(:0)?$/,
    ...{ contextWindow: 1_000_000, maxOutput: 128_000, profiled: true },
  },
  { id: /^amazon\.nova-(micro|lite|pro)-v1:0$/, contextWindow: 300_000, maxOutput: 10_000 },
  {
    id: /^amazon\.nova-(premier-v1|2-[a-z]+-v1):0$/,
    contextWindow: 1_000_000,
    maxOutput: 64_000,
    profiled: true,
  },
  { id: /^meta\.llama[34](-\d)?-[\w-]+-v1:0$/, contextWindow: 128_000, maxOutput: 8_192 },
  {
    id: /^(mistral|cohere|ai21|deepseek|qwen|openai|google|minimax|moonshot(ai)?|nvidia|zai|writer)\.[\w.:-]+$/,
    contextWindow: 128_000,
    maxOutput: 16_384,
  },
];

/** Prefixes of inference profiles, and the regions in which they can be called. */
const profiles: readonly (readonly [RegExp, RegExp])[] = [
  [/^global\./, /./],
  [/^us\./, /^(us|ca)-(?!gov)/],
  [/^us-gov\./, /^us-gov-/],
  [/^eu\./, /^eu-/],
  [/^(apac|jp|au)\./, /^ap-/],
];

/**
 * What an id of a model, an inference profile or an ARN stands for: its facts, or what is wrong with it.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
export function bedrockModel(id: string, region: string): ModelFacts | "unknown" | "profile needed" {
  const arn = /^arn:aws[\w-]*:bedrock:([a-z0-9-]+):\d*:([a-z-]+)\/(.+)$/.exec(id);
  if (arn) {
    const [, where, kind, name] = arn;
    if (where !== region) return "unknown";
    // Of a profile or a provisioned model of one's own nothing is known but that it is there.
    if (kind === "application-inference-profile" || kind === "provisioned-model")
      return factsOf(id, families[4]!);
    return bedrockModel(name!, region);
  }
  const profile = profiles.find(([prefix]) => prefix.test(id));
  if (profile && !profile[1].test(region)) return "unknown";
  const bare = profile ? id.replace(profile[0], "") : id;
  const family = families.find(({ id: pattern }) => pattern.test(bare));
  if (!family) return "unknown";
  return family.profiled && !profile ? "profile needed" : factsOf(id, family);
}

function factsOf(name: string, { contextWindow, maxOutput }: Family): ModelFacts {
  // The tokenizers are not public: counts are taken to be those of a current model of another house.
  const { reasoning: _, ptu: __, ...base } = modelFacts("gpt-4.1");
  return { ...base, name, contextWindow, maxOutput };
}

/** Tokens that a prefix must have to be cached: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html */
export function smallestCached(model: string): number {
  return /claude-(haiku-4-5|opus-4-[5-9])/.test(model)
    ? 4_096
    : /claude-3-5-haiku/.test(model)
      ? 2_048
      : 1_024;
}
