import type { ProviderApiFacts, ProviderFacts } from "./types";

/** Claude at Anthropic itself. */
export const anthropic: ProviderFacts = {
  name: "anthropic",
  title: "Anthropic",
  endpoint: "https://api.anthropic.com",
  auth: ["apiKey"],
  doors: [{ format: "anthropic", suffix: "", path: "", keyHeader: "x-api-key", keyPrefix: "" }],
  accountHeaders: [
    "anthropic-organization-id",
    ...["requests", "tokens", "input-tokens", "output-tokens"].flatMap((what) =>
      ["limit", "remaining", "reset"].map((of) => `anthropic-ratelimit-${what}-${of}`),
    ),
  ],
  ownPaths: ["/v1", "/v1/messages"],
  names: { form: /^claude-/, example: "claude-sonnet-4-5" },
  page: "https://platform.claude.com/docs/en/api/messages",
};

export const anthropicApi: ProviderApiFacts = {
  name: "anthropic",
  id: "anthropic",
  displayName: "Anthropic Messages",
  // https://platform.claude.com/docs/en/api/overview#authentication
  key: { header: "x-api-key", query: "subscription-key" },
  backendPrefix: "",
  countedInV2: true,
};
