import type { GatewayConfigInput } from "../../../components";
import type { HttpResponse } from "../../../packages/common/http";
import { DevStack } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "../providers/providerStack";

type Backend = GatewayConfigInput["backends"][number];

/** A wire format, by what its services and its bodies have of their own. */
export type Format = "openai" | "anthropic" | "gemini" | "bedrock";

const key = (name: string) => ({ apiKey: inVault(name) });

/**
 * One backend of each provider; every one has a model `shared`, beside one of its own. One name is one model in a config, so
 * all say that it is the same, whatever they call it: nothing but the format keeps them apart.
 */
const backends: readonly Backend[] = [
  {
    name: "azure",
    kind: "payg",
    deployments: [
      { name: "shared", model: "gpt-4.1", version: "2025-04-14", capacity: 900 },
      { name: "gpt-azure", model: "gpt-4.1", version: "2025-04-14", capacity: 900 },
    ],
  },
  {
    name: "openai-direct",
    provider: "openai",
    kind: "external",
    auth: key("openai-key"),
    deployments: [
      { name: "shared", model: "gpt-4.1", as: "gpt-4.1-2025-04-14" },
      { name: "gpt-direct", model: "gpt-4.1" },
    ],
  },
  {
    name: "ours",
    provider: "openai-compatible",
    kind: "external",
    endpoint: "https://llm.example.com/v1",
    auth: { apiKey: { ...inVault("ours-key"), header: "x-own-key" } },
    deployments: [{ name: "llama", model: "llama" }],
  },
  {
    name: "foundry",
    provider: "foundry",
    kind: "payg",
    // After Anthropic itself, so that a call of the model reaches both where the first fails.
    priority: 4,
    deployments: [
      { name: "claude", model: "claude-sonnet-5", version: "1", capacity: 10, format: "Anthropic" },
    ],
  },
  {
    name: "claude-direct",
    provider: "anthropic",
    kind: "external",
    auth: key("anthropic-key"),
    deployments: [
      { name: "shared", model: "gpt-4.1", as: "claude-sonnet-5" },
      { name: "claude", model: "claude-sonnet-5", as: "claude-sonnet-5-1" },
    ],
  },
  {
    name: "google",
    provider: "gemini",
    kind: "external",
    auth: key("gemini-key"),
    deployments: [
      { name: "shared", model: "gpt-4.1", as: "gemini-2.5-flash" },
      { name: "gemini", model: "gemini-2.5-flash" },
    ],
  },
  {
    name: "aws",
    provider: "bedrock",
    kind: "external",
    auth: {
      sigv4: { region: "eu-central-1", accessKeyId: inVault("aws-id"), secretKey: inVault("aws-secret") },
    },
    deployments: [
      { name: "shared", model: "gpt-4.1", as: "eu.amazon.nova-lite-v1:0" },
      { name: "nova", model: "amazon.nova-lite", as: "eu.amazon.nova-lite-v1:0" },
    ],
  },
];

export const models = [
  "shared",
  "gpt-azure",
  "gpt-direct",
  "llama",
  "claude",
  "gemini",
  "nova",
  "smart",
] as const;

export const config = withBackends(backends, {
  aliases: [{ name: "smart", models: ["gpt-azure", "gpt-direct"] }],
  products: [{ name: "all", displayName: "All", subscriptions: [{ name: "team" }] }],
});

/** Hosts by their ends, and the format that each of them speaks. */
export const hosts: readonly (readonly [host: string, format: Format])[] = [
  [".openai.azure.com", "openai"],
  ["api.openai.com", "openai"],
  ["llm.example.com", "openai"],
  [".services.ai.azure.com", "anthropic"],
  ["api.anthropic.com", "anthropic"],
  ["generativelanguage.googleapis.com", "gemini"],
  [".amazonaws.com", "bedrock"],
];

const text = (content: unknown) => [{ role: "user", content }];
const say = "Say hello, 2026-01-01T00:00:00Z.";

/** The gateway's APIs: how a model is called in each, and what a body of its format looks like. */
export const apis: readonly {
  readonly name: string;
  readonly format: Format;
  readonly header: string;
  readonly path: (model: string) => string;
  readonly body: (model: string) => Readonly<Record<string, unknown>>;
}[] = [
  {
    name: "Azure OpenAI",
    format: "openai",
    header: "api-key",
    path: (model) => `/openai/deployments/${model}/chat/completions?api-version=2024-10-21`,
    body: (model) => ({ model, messages: text(say), max_completion_tokens: 20 }),
  },
  {
    name: "OpenAI v1",
    format: "openai",
    header: "api-key",
    path: () => "/openai/v1/chat/completions",
    body: (model) => ({ model, messages: text(say), max_completion_tokens: 20 }),
  },
  {
    name: "Anthropic",
    format: "anthropic",
    header: "x-api-key",
    path: () => "/anthropic/v1/messages",
    body: (model) => ({ model, max_tokens: 20, system: [{ type: "text", text: say }], messages: text(say) }),
  },
  {
    name: "Gemini",
    format: "gemini",
    header: "x-goog-api-key",
    path: (model) => `/gemini/v1beta/models/${model}:generateContent`,
    body: () => ({ contents: [{ role: "user", parts: [{ text: say }] }] }),
  },
  {
    name: "Bedrock",
    format: "bedrock",
    header: "api-key",
    path: (model) => `/bedrock/model/${model}/converse`,
    body: () => ({ messages: text([{ text: say }]), inferenceConfig: { maxTokens: 20 } }),
  },
];

/** @param answers what a provider answers, by the end of its host; undefined breaks the connection off */
export async function startAll(
  answers: (host: string) => HttpResponse | undefined,
): Promise<{ readonly stack: DevStack; readonly providers: ReadonlyMap<string, FakeProvider> }> {
  const providers = new Map(
    hosts.map(([host]) => [host, new FakeProvider(() => answers(host) ?? answer({}))]),
  );
  const stack = await DevStack.start(config, (request, ask) => {
    const { hostname } = new URL(request.url);
    const [host, provider] = [...providers].find(([end]) => hostname.endsWith(end)) ?? [];
    if (host === undefined || !provider) return ask();
    const heard = provider.handle(request);
    return answers(host) === undefined ? Promise.reject(new Error("the connection broke")) : heard;
  });
  return { stack, providers };
}

/** A call of one of {@link apis}' headers. */
export const headersOf = (stack: DevStack, header: string) => ({
  [header]: stack.key("team"),
  "anthropic-version": "2023-06-01",
});
