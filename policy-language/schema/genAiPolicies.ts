import type { ElementRow } from "./facts";

const tokenLimit: ElementRow = {
  attributes: `counter-key! estimate-prompt-tokens!:boolean tokens-per-minute:int|x token-quota:long|x
    token-quota-period:TokenQuotaPeriod|x prompt-type ignore-prompt:boolean
    retry-after-header-name retry-after-variable-name remaining-tokens-header-name remaining-tokens-variable-name
    remaining-quota-tokens-header-name remaining-quota-tokens-variable-name
    tokens-consumed-header-name tokens-consumed-variable-name`,
  oneOf: "tokens-per-minute|token-quota",
  sections: "i",
};

const emitTokenMetric: ElementRow = {
  attributes: "namespace name value-type ignore-prompt:boolean",
  children: "dimension{10}",
  sections: "i",
};

const semanticCacheLookup: ElementRow = {
  // embeddings-deployment-id and max-message-count stand in documents of earlier releases. [E]
  attributes: `score-threshold!:number|x embeddings-backend-id! embeddings-backend-auth embeddings-deployment-id
    ignore-system-messages:boolean|x cache-id max-message-count:int|x`,
  children: "vary-by*",
  sections: "i",
};

const semanticCacheStore: ElementRow = { attributes: "duration!:int|x", sections: "o" };

/** Policies for language models: limits, metrics, semantic caching, content safety. */
export const genAiPolicies: Readonly<Record<string, ElementRow>> = {
  "llm-token-limit": tokenLimit,
  "azure-openai-token-limit": tokenLimit,
  "llm-emit-token-metric": emitTokenMetric,
  "azure-openai-emit-token-metric": emitTokenMetric,
  "llm-semantic-cache-lookup": semanticCacheLookup,
  "azure-openai-semantic-cache-lookup": semanticCacheLookup,
  "llm-semantic-cache-store": semanticCacheStore,
  "azure-openai-semantic-cache-store": semanticCacheStore,
  "llm-content-safety": {
    // The attributes on completions and windows are newer than the published XSD. [E]
    attributes: `backend-id! shield-prompt:boolean|x enforce-on-completions:boolean|x
      window-size:int|x window-overlap-size:int|x`,
    children: "categories blocklists",
    sections: "io",
  },
};
