import type { ProviderApiFacts, ProviderFacts } from "./types";

/** Gemini by Google's own API, and by the form of OpenAI's that Google has beside it. */
export const gemini: ProviderFacts = {
  name: "gemini",
  title: "Google Gemini",
  endpoint: "https://generativelanguage.googleapis.com",
  auth: ["apiKey"],
  doors: [{ format: "gemini", suffix: "", path: "", keyHeader: "x-goog-api-key", keyPrefix: "" }],
  accountHeaders: ["x-gemini-service-tier"],
  ownPaths: ["/v1beta", "/v1beta/models", "/v1beta/openai", "/v1"],
  names: { form: /^(gemini|gemma|learnlm|text-embedding|embedding)-/, example: "gemini-2.5-flash" },
  page: "https://ai.google.dev/api/generate-content",
};

export const geminiApi: ProviderApiFacts = {
  name: "gemini",
  id: "gemini",
  displayName: "Google Gemini",
  // https://ai.google.dev/gemini-api/docs/api-key
  key: { header: "x-goog-api-key", query: "key" },
  backendPrefix: "",
  modelInPath: "call",
  countedInV2: true,
};
