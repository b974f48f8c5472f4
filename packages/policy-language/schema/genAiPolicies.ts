import type { ElementRow } from "./facts";

const tokenLimit: ElementRow = {
  attributes: `counter-key!|x estimate-prompt-tokens!:boolean tokens-per-minute:int|x token-quota:long|x
    token-quota-period:TokenQuotaPeriod|x prompt-type ignore-prompt:boolean
    retry-after-header-name|n retry-after-variable-name|n
    remaining-tokens-header-name|n remaining-tokens-variable-name|n
    remaining-quota-tokens-header-name|n remaining-quota-tokens-variable-name|n
    tokens-consumed-header-name|n tokens-consumed-variable-name|n`,
  oneOf: "tokens-per-minute|token-quota",
  // The XSD lets a quota be for good, which the page does not know: a period of its own is asked for.
  together: "token-quota|token-quota-period",
  sections: "i",
};

const emitTokenMetric: ElementRow = {
  // The page has a value, which the XSD does not know and which means nothing for counts of tokens.
  attributes: "namespace|n name value:number|x value-type ignore-prompt:boolean",
  children: "dimension{10}",
  sections: "i",
};

const semanticCacheLookup: ElementRow = {
  // embeddings-deployment-id stands in documents of earlier releases. [E]
  attributes: `score-threshold!:score|x embeddings-backend-id! embeddings-backend-auth:BackendAuth|n
    embeddings-deployment-id ignore-system-messages:boolean|x cache-id max-message-count:int|x`,
  children: "vary-by*",
  sections: "i",
};

const semanticCacheStore: ElementRow = {
  attributes: "duration!:int|x cache-response:boolean|x",
  sections: "o",
};

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
    // The attributes on completions and windows are newer than the published XSD.
    attributes: `backend-id!|x shield-prompt:boolean|x enforce-on-completions:boolean|x
      window-size:int|x window-overlap-size:int|x`,
    children: "categories blocklists",
    sections: "io",
  },
};
