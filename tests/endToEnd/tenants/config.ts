import type { ContractInput, GatewayConfigInput } from "../../../components";
import { devConfigWithFiles } from "../devStack";
import { ordersServer } from "../mcp/mcpStack";
import { apps, audience, tenant } from "../tokenStack";

const vault = (name: string) => ({
  apiKey: { keyVaultSecretId: `https://kv-shared.vault.azure.net/secrets/${name}` },
});

/**
 * Tenants with keys, of which two have two teams each, and two users of one application without any: nothing of one is
 * ever another's, within a product or across. What the first tenant writes is masked, and put back. Contracts come beside them.
 */
export const townConfig: GatewayConfigInput = {
  ...devConfigWithFiles,
  backends: [
    ...devConfigWithFiles.backends,
    {
      name: "painters",
      kind: "payg",
      deployments: [{ name: "pictures", model: "gpt-image-1.5", version: "2025-12-16", capacity: 500 }],
    },
    {
      name: "hub",
      provider: "foundry",
      kind: "payg",
      deployments: [
        { name: "mai", model: "MAI-Image-2.5", version: "2026-06-02", capacity: 500 },
        { name: "flux", model: "FLUX.2-pro", version: "1", capacity: 500 },
      ],
    },
    {
      name: "claude-direct",
      provider: "anthropic",
      kind: "external",
      auth: vault("anthropic-key"),
      deployments: [{ name: "claude", model: "claude-sonnet-5" }],
    },
    {
      name: "google",
      provider: "gemini",
      kind: "external",
      auth: vault("gemini-key"),
      deployments: [{ name: "gemini", model: "gemini-2.5-flash" }],
    },
  ],
  contracts: { semanticCache: { embeddings: "text-embedding-3-small" } },
  usage: { ownView: true },
  entra: { tenants: [tenant], audiences: [audience] },
  guardrails: [
    {
      name: "masked",
      contentSafety: {},
      pii: { categories: [], regex: [{ pattern: "zq[a-z]+-[a-z]q\\d+qz", category: "Canary" }] },
    },
  ],
  mcpServers: [ordersServer],
  services: [
    { name: "knowledge", kind: "search", endpoint: "https://srch.search.windows.net", indexes: ["hotels"] },
    {
      name: "papers",
      kind: "documentIntelligence",
      endpoint: "https://papers.cognitiveservices.azure.com",
      models: ["prebuilt-read"],
    },
  ],
  products: [
    {
      name: "one",
      displayName: "One",
      guardrails: "masked",
      subscriptionTokensPerMinute: 2_000_000,
      subscriptions: [{ name: "one-a" }, { name: "one-b" }],
    },
    { name: "two", displayName: "Two", budget: { dollars: 100_000 }, subscriptions: [{ name: "two-a" }] },
    // Nobody counts what jobs spend, so they are for products without limits.
    {
      name: "three",
      displayName: "Three",
      semanticCache: { embeddings: "text-embedding-3-small" },
      subscriptions: [{ name: "three-a" }, { name: "three-b" }],
    },
    {
      name: "users",
      displayName: "Users",
      semanticCache: { embeddings: "text-embedding-3-small" },
      identity: {
        mode: "entra",
        applications: [apps.coding],
        perUser: { tokensPerMinute: 2_000_000, budget: { dollars: 100_000 } },
      },
    },
  ],
};

const everything = (businessUnit: string, name: string): ContractInput => ({
  useCase: { businessUnit, name, environment: "dev" },
  grants: (["openAiV1", "azureOpenAi", "anthropic", "gemini", "mai", "flux"] as const).map((api) => ({
    api,
  })),
  mcpServers: [{ name: "orders" }],
  services: [{ name: "knowledge" }, { name: "papers" }],
  budget: { dollars: 100_000 },
});

/** Two teams whose use cases are called the same, and one that two people call with one key and a token each. */
export const townContracts: readonly ContractInput[] = [
  { ...everything("hr", "deal"), semanticCache: {} },
  { ...everything("law", "deal"), semanticCache: {}, guardrails: "masked", dimensions: { team: "law" } },
  {
    ...everything("it", "staff"),
    semanticCache: { varyBy: "user" },
    identity: { mode: "both", applications: [apps.chat] },
  },
];
