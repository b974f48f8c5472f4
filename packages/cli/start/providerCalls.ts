import type { ApiModel } from "@azure-genai-gateway/local-gateway/gateway/model/types";
import type { DemoResult } from "./demo";
import type { DeployedRoute } from "./deployedRoutes";
import { anthropicClient, bedrockClient, geminiClient, type ProviderClient } from "./providerClients";

/** One model behind an API in another provider's wire format. */
export interface ProviderTarget {
  readonly model: string;
  /** Path of the API, without slashes at its ends. */
  readonly api: string;
  /** The header that a key is looked for in. */
  readonly keyHeader: string;
  readonly format: WireFormat;
  /** That have the model, in the order in which they are asked. */
  readonly backends: readonly string[];
}

/** How to reach an API of the gateway. */
export interface Connection {
  /** Of the API, without a trailing slash. */
  readonly url: string;
  readonly key: string;
  readonly keyHeader: string;
  /** That trusts the certificate. */
  readonly fetch?: typeof globalThis.fetch;
  /** That the entrance speaks HTTPS with, PEM; undefined: it speaks HTTP. */
  readonly certificate?: string;
}

export interface Reply {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** Of the prompt and of the answer, as the answer states them. */
  readonly tokens: readonly (number | undefined)[];
  /** Of the answer, or what is wrong. */
  readonly text: string;
}

type Json = Record<string, Record<string, number | undefined> | undefined>;

export interface WireFormat {
  /** The operation that is called. */
  readonly template: RegExp;
  readonly call: string;
  /** What the routes of the API's models begin with. */
  readonly routes: string;
  readonly client: ProviderClient;
  /** The same call without the package. */
  readonly plain: (model: string) => {
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly tokens: (answer: Json) => Reply["tokens"];
}

const formats: readonly WireFormat[] = [
  {
    template: /^\/v1\/messages$/,
    call: "messages",
    routes: "anthropic",
    client: anthropicClient,
    plain: (model) => ({
      path: "/v1/messages",
      headers: { "anthropic-version": "2023-06-01" },
      body: { model, max_tokens: 64, messages: [{ role: "user", content: "Say hello." }] },
    }),
    tokens: ({ usage }) => [usage?.["input_tokens"], usage?.["output_tokens"]],
  },
  {
    template: /^\/v1beta\/models\/\{[^}]+\}$/,
    call: "generateContent",
    routes: "gemini",
    client: geminiClient,
    plain: (model) => ({
      path: `/v1beta/models/${model}:generateContent`,
      body: {
        contents: [{ role: "user", parts: [{ text: "Say hello." }] }],
        generationConfig: { maxOutputTokens: 64 },
      },
    }),
    tokens: ({ usageMetadata: usage }) => [
      usage?.["promptTokenCount"],
      (usage?.["candidatesTokenCount"] ?? 0) + (usage?.["thoughtsTokenCount"] ?? 0),
    ],
  },
  {
    template: /^\/model\/\{[^}]+\}\/converse$/,
    call: "converse",
    routes: "bedrock",
    client: bedrockClient,
    plain: (model) => ({
      path: `/model/${encodeURIComponent(model)}/converse`,
      body: {
        messages: [{ role: "user", content: [{ text: "Say hello." }] }],
        inferenceConfig: { maxTokens: 64 },
      },
    }),
    tokens: ({ usage }) => [usage?.["inputTokens"], usage?.["outputTokens"]],
  },
];

/**
 * The models of the APIs in other wire formats.
 * @param may whether the key's product may use a model, and it takes such calls
 */
export function providerTargets(
  apis: readonly Pick<ApiModel, "path" | "keyHeader" | "operations">[],
  routes: readonly DeployedRoute[],
  may: (model: string) => boolean,
): readonly ProviderTarget[] {
  return apis.flatMap(({ path, keyHeader, operations }) => {
    const format = formats.find(({ template }) =>
      operations.some(({ urlTemplate }) => template.test(urlTemplate)),
    );
    if (!format) return [];
    return routes
      .filter((route) => route.format === format.routes && may(route.name))
      .map(({ name, steps }) => ({
        ...{ model: name, api: path, keyHeader, format },
        backends: steps.flatMap(({ backends }) => backends),
      }));
  });
}

/** One call, with the provider's own package where it is installed, else in plain HTTP. */
export async function callProvider(
  entrance: Pick<Connection, "url" | "key" | "fetch" | "certificate">,
  { model, api, keyHeader, format }: ProviderTarget,
): Promise<DemoResult> {
  const connection: Connection = { ...entrance, keyHeader, url: `${entrance.url}/${api}` };
  const byPackage = await withPackage(format.client, connection, model);
  const reply = byPackage ?? (await plainly(format, connection, model));
  const answered = reply.status >= 200 && reply.status < 300;
  return {
    call: format.call,
    status: reply.status,
    expected: answered,
    backend: reply.header("x-gateway-backend") ?? "",
    requestId: reply.header("x-gateway-request-id") ?? "",
    tokens: answered ? reply.tokens : undefined,
    note: answered ? (byPackage ? "" : "plain HTTP") : reply.text.slice(0, 300),
  };
}

/** @returns undefined where the package is not there, or cannot call as the entrance is set up */
async function withPackage(
  { call }: ProviderClient,
  connection: Connection,
  model: string,
): Promise<Reply | undefined> {
  try {
    return await call(connection, model);
  } catch (error) {
    if (isMissing(error)) return undefined;
    const refused = refusalOf(error);
    if (!refused) throw error;
    return refused;
  }
}

function isMissing(error: unknown): boolean {
  return /MODULE_NOT_FOUND$/.test((error as { code?: string }).code ?? "");
}

/** What the packages throw for an answer that is an error; undefined for anything else. */
function refusalOf(error: unknown): Reply | undefined {
  const { status, headers, $metadata, $response, message } = error as {
    status?: number;
    headers?: Headers;
    $metadata?: { httpStatusCode?: number };
    $response?: { headers?: Readonly<Record<string, string>> };
    message?: string;
  };
  const answered = status ?? $metadata?.httpStatusCode;
  if (answered === undefined) return undefined;
  const header = (name: string) => headers?.get(name) ?? $response?.headers?.[name];
  return { status: answered, header, tokens: [], text: message ?? "" };
}

async function plainly(format: WireFormat, connection: Connection, model: string): Promise<Reply> {
  const { path, headers, body } = format.plain(model);
  const response = await (connection.fetch ?? globalThis.fetch)(`${connection.url}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers, [connection.keyHeader]: connection.key },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    tokens: response.ok ? format.tokens(JSON.parse(text) as Json) : [],
    text,
  };
}

/** The same call as somebody types it. */
export function asCurl(
  url: string,
  key: string,
  { model, api, keyHeader, format }: ProviderTarget,
): { readonly url: string; readonly headers: readonly string[]; readonly body: string } {
  const { path, headers, body } = format.plain(model);
  const all = Object.entries({ [keyHeader]: key, ...headers });
  return {
    url: `${url}/${api}${path}`,
    headers: all.map(([name, value]) => `${name}: ${value}`),
    body: JSON.stringify(body),
  };
}
