import type { ProviderDefinition } from "./types";

/** Claude at Anthropic itself. */
export const anthropic = {
  name: "anthropic",
  title: "Anthropic",
  endpoint: "https://api.anthropic.com",
  auth: ["apiKey"],
  keyHeader: "x-api-key",
  accountHeaders: [
    "anthropic-organization-id",
    ...["requests", "tokens", "input-tokens", "output-tokens"].flatMap((what) =>
      ["limit", "remaining", "reset"].map((of) => `anthropic-ratelimit-${what}-${of}`),
    ),
  ],
  ownPaths: ["/v1", "/v1/messages"],
  names: { form: /^claude-/, example: "claude-sonnet-4-5" },
  page: "https://platform.claude.com/docs/en/api/messages",
  api: {
    displayName: "Anthropic Messages",
    about: "Anthropic's Messages API, which its SDKs and Claude Code call; the key goes in `x-api-key`.",
    // https://platform.claude.com/docs/en/api/overview#authentication
    key: { header: "x-api-key", query: "subscription-key" },
    countedInV2: true,
  },
} as const satisfies ProviderDefinition;
