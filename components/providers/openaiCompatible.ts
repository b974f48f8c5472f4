import type { DoorOf, ProviderFactsOf } from "./types";

/** Their SDK's base URL ends in /v1, to which the operation's path is added. */
const door: DoorOf<"openAiV1"> = {
  format: "openAiV1",
  suffix: "",
  path: "",
  keyHeader: "Authorization",
  keyPrefix: "Bearer ",
};

const rateLimits = ["requests", "tokens"].flatMap((what) =>
  ["limit", "remaining", "reset"].map((of) => `x-ratelimit-${of}-${what}`),
);

/** What an SDK adds to its base. */
const ownPaths = ["/chat/completions", "/completions", "/embeddings", "/responses", "/models"];

/** OpenAI itself. */
export const openAi: ProviderFactsOf<"openai", "openAiV1"> = {
  name: "openai",
  title: "OpenAI",
  endpoint: "https://api.openai.com/v1",
  auth: ["apiKey"],
  doors: [door],
  accountHeaders: ["openai-organization", "openai-project", ...rateLimits],
  ownPaths,
  page: "https://developers.openai.com/api/reference/overview",
};

/** Any server that speaks OpenAI's v1 form: vLLM, Ollama, LiteLLM, a company's own. */
export const openAiCompatible: ProviderFactsOf<"openai-compatible", "openAiV1"> = {
  name: "openai-compatible",
  title: "an OpenAI-compatible server",
  auth: ["none", "apiKey"],
  doors: [door],
  accountHeaders: rateLimits,
  ownPaths,
  page: "https://developers.openai.com/api/reference/overview",
};
