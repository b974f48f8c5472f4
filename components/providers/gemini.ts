import type { ProviderDefinition } from "./types";

/** Gemini by Google's own API, and by the form of OpenAI's that Google has beside it. */
export const gemini = {
  name: "gemini",
  title: "Google Gemini",
  endpoint: "https://generativelanguage.googleapis.com",
  auth: ["apiKey"],
  keyHeader: "x-goog-api-key",
  accountHeaders: ["x-gemini-service-tier"],
  ownPaths: ["/v1beta", "/v1beta/models", "/v1beta/openai", "/v1"],
  names: { form: /^(gemini|gemma|learnlm|text-embedding|embedding)-/, example: "gemini-2.5-flash" },
  page: "https://ai.google.dev/api/generate-content",
  api: {
    displayName: "Google Gemini",
    about:
      "Gemini's own API, which Google's GenAI SDK calls; the key goes in `x-goog-api-key`, or in the query as `key`.",
    // https://ai.google.dev/gemini-api/docs/api-key
    key: { header: "x-goog-api-key", query: "key" },
    modelInPath: "call",
    countedInV2: true,
  },
} as const satisfies ProviderDefinition;
