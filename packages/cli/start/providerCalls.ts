import type { ApiModel } from "@azure-genai-gateway/local-gateway/gateway/model/types";
import type { DemoResult } from "./demo";

/** One model behind an API in another provider's wire format. */
export interface ProviderTarget {
  /** As it stands in the line of the call. */
  readonly call: string;
  readonly model: string;
  /** Below the entrance's URL. */
  readonly path: string;
  /** The header that a key is looked for in. */
  readonly keyHeader: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Tokens of an answer: of the prompt and of the completion. */
  readonly tokens: (answer: Json) => readonly [unknown, unknown];
}

type Json = Record<string, Record<string, unknown> | undefined>;

interface WireFormat {
  readonly template: RegExp;
  readonly call: string;
  readonly of: (model: string) => Pick<ProviderTarget, "path" | "headers" | "body">;
  readonly tokens: ProviderTarget["tokens"];
}

const formats: readonly WireFormat[] = [
  {
    template: /^\/v1\/messages$/,
    call: "messages",
    of: (model) => ({
      path: "/v1/messages",
      headers: { "anthropic-version": "2023-06-01" },
      body: { model, max_tokens: 64, messages: [{ role: "user", content: "Say hello." }] },
    }),
    tokens: ({ usage }) => [usage?.["input_tokens"], usage?.["output_tokens"]],
  },
  {
    template: /^\/v1beta\/models\/\{[^}]+\}$/,
    call: "generateContent",
    of: (model) => ({
      path: `/v1beta/models/${model}:generateContent`,
      headers: {},
      body: {
        contents: [{ role: "user", parts: [{ text: "Say hello." }] }],
        generationConfig: { maxOutputTokens: 64 },
      },
    }),
    tokens: ({ usageMetadata: usage }) => [
      usage?.["promptTokenCount"],
      Number(usage?.["candidatesTokenCount"] ?? 0) + Number(usage?.["thoughtsTokenCount"] ?? 0),
    ],
  },
  {
    template: /^\/model\/\{[^}]+\}\/converse$/,
    call: "converse",
    of: (model) => ({
      path: `/model/${encodeURIComponent(model)}/converse`,
      headers: {},
      body: {
        messages: [{ role: "user", content: [{ text: "Say hello." }] }],
        inferenceConfig: { maxTokens: 64 },
      },
    }),
    tokens: ({ usage }) => [usage?.["inputTokens"], usage?.["outputTokens"]],
  },
];

/**
 * The models of the APIs in other wire formats, as their deployed policies name them.
 * @param may whether the key's product may use a model
 */
export function providerTargets(
  apis: readonly Pick<ApiModel, "path" | "keyHeader" | "operations" | "policy">[],
  may: (model: string) => boolean,
): readonly ProviderTarget[] {
  return apis.flatMap(({ path, keyHeader, operations, policy }) => {
    const format = formats.find(({ template }) =>
      operations.some(({ urlTemplate }) => template.test(urlTemplate)),
    );
    if (!format) return [];
    const named = /There are: (.*?)\.(?:"|&quot;)/.exec(policy?.text ?? "")?.[1] ?? "";
    return named
      .split(", ")
      .filter((model) => model !== "" && may(model))
      .map((model) => {
        const own = format.of(model);
        return {
          ...own,
          call: format.call,
          model,
          path: `/${path}${own.path}`,
          keyHeader,
          tokens: format.tokens,
        };
      });
  });
}

/** One call in the provider's own wire format. */
export async function callProvider(
  url: string,
  key: string,
  target: ProviderTarget,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<DemoResult> {
  const response = await fetch(`${url}${target.path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...target.headers, [target.keyHeader]: key },
    body: JSON.stringify(target.body),
  });
  const text = await response.text();
  const [prompt, completion] = response.ok ? target.tokens(JSON.parse(text) as Json) : [];
  return {
    call: target.call,
    status: response.status,
    expected: response.ok,
    backend: response.headers.get("x-gateway-backend") ?? "–",
    tokens: prompt === undefined ? "–" : `${Number(prompt)} + ${Number(completion)}`,
    note: response.ok ? `${target.model}, in its provider's own wire format` : text.slice(0, 200),
  };
}
