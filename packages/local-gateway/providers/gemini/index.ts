import type { Clock } from "@azure-genai-gateway/common/clock";
import type { ModelFacts } from "../../tokens/models";
import { createCompatible } from "../compatible";
import { jsonBody } from "../service/body";
import {
  createSimulatedProvider,
  type PlayedProvider,
  type ProviderOptions,
} from "../service/createProvider";
import type { Access, Dialect, Incoming, Route } from "../service/dialect";
import { joined } from "../service/joined";
import type { LimitKind, LimitStates } from "../service/limits";
import { prefixCaches, type PrefixCache } from "../service/prefixCache";
import { asList, asRecord } from "../service/records";
import { checkContents } from "./checks";
import { planEmbed } from "./embed";
import { failure, invalid, refused, retryInfo } from "./errors";
import { planGenerate } from "./generate";
import { member } from "./members";
import { geminiModel, listedModels } from "./models";
import { promptBlocks } from "./prompt";

/** The Gemini API: its own format, and OpenAI's behind `/v1beta/openai`. https://ai.google.dev/gemini-api/docs/openai */
export function createGemini(options: ProviderOptions): PlayedProvider {
  const own: PlayedProvider = createSimulatedProvider(gemini, options);
  const base = /^\/v1(?:beta)?\/openai(?=\/|$)/;
  const openAi = createCompatible({
    ...options,
    ...{ flavour: "compatible", base, names: /^(?:models\/)?(?:gemini|gemma|text-embedding)-[\w.-]+$/ },
  });
  return joined(own, [{ takes: (path) => base.test(path), provider: openAi }]);
}

/** The Gemini API at generativelanguage.googleapis.com, in its own format: https://ai.google.dev/api */
export function gemini(clock: Clock): Dialect {
  const cacheOf = prefixCaches(clock);
  return {
    authenticate,
    route: (incoming) => route(incoming, cacheOf),
    model: geminiModel,
    unknownModel: (name) =>
      failure(
        404,
        `models/${name} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
      ),
    listed: listedModels,
    // https://ai.google.dev/gemini-api/docs/rate-limits, the highest tier that has figures
    defaultLimits: { requests: 10_000, inputTokens: 8_000_000 },
    limited: quotaExceeded,
    // Google tells nobody what is left.
    limitHeaders: () => ({}),
    headers: () => ({}),
    refused,
    unavailable: () => failure(503, "The model is overloaded. Please try again later."),
    filtered: () => invalid("The prompt was blocked by a content filter."),
    status: (status, retryAfterMs) =>
      failure(
        status,
        status === 503
          ? "The model is overloaded. Please try again later."
          : "The simulated model has been told to refuse this call.",
        retryAfterMs === undefined ? [] : [retryInfo(retryAfterMs)],
      ),
  };
}

/** https://ai.google.dev/gemini-api/docs/api-key; a token of Google's is taken as it is. */
function authenticate({ request, url }: Incoming, { keys }: Access): void {
  const key = request.headers.get("x-goog-api-key") ?? url.searchParams.get("key") ?? undefined;
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const shown = key ?? bearer;
  if (shown === undefined || shown === "")
    throw failure(
      403,
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    );
  if (keys === undefined || keys.includes(shown)) return;
  throw failure(400, "API key not valid. Please pass a valid API key.", [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: "generativelanguage.googleapis.com" },
    },
    {
      "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
      locale: "en-US",
      message: "API key not valid. Please pass a valid API key.",
    },
  ]);
}

const operations = [
  "generateContent",
  "streamGenerateContent",
  "countTokens",
  "embedContent",
  "batchEmbedContents",
] as const;

function route({ request, url }: Incoming, cacheOf: (model: string) => PrefixCache): Route {
  const path = /^\/v1(?:beta|alpha)?\/models(?:\/([^/:]+))?(?::(\w+))?$/.exec(decodeURI(url.pathname));
  const operation = operations.find((one) => one === path?.[2]);
  if (!path || (path[2] !== undefined && !operation)) throw failure(404, "Requested entity was not found.");
  const model = path[1];
  if (operation === undefined) {
    if (request.method !== "GET") throw failure(404, "Requested entity was not found.");
    return modelRoute(model);
  }
  if (request.method !== "POST") throw failure(404, "Requested entity was not found.");
  const { json } = jsonBody(request, (reason) => {
    throw invalid(`Invalid JSON payload received. ${reason}`);
  });
  const name = model ?? "";
  const common = { name: operation, model: name, text: JSON.stringify([name, json]) };
  switch (operation) {
    case "generateContent":
      return { ...common, plan: (context) => planGenerate(json, undefined, cacheOf(name), context) };
    case "streamGenerateContent": {
      const framing = url.searchParams.get("alt") === "sse" ? "sse" : "array";
      return { ...common, plan: (context) => planGenerate(json, framing, cacheOf(name), context) };
    }
    case "countTokens":
      return {
        name: operation,
        answer({ tokens, facts }) {
          const known = facts(name).name;
          const body = asRecord(member(json, "generateContentRequest") ?? json);
          checkContents(body);
          const blocks = promptBlocks(body, tokens, known);
          const totalTokens = blocks.reduce((sum, one) => sum + one.tokens, 0);
          return { totalTokens, promptTokensDetails: [{ modality: "TEXT", tokenCount: totalTokens }] };
        },
      };
    default:
      return {
        ...common,
        plan: (context) => planEmbed(json, operation === "batchEmbedContents", embedding(context)),
      };
  }
}

/** A model that does not embed has no such method. */
function embedding<T extends { readonly facts: ModelFacts }>(context: T): T {
  if (context.facts.kind === "embeddings") return context;
  throw failure(
    404,
    `models/${context.facts.name} is not found for API version v1beta, or is not supported for embedContent. Call ListModels to see the list of available models and their supported methods.`,
  );
}

/** https://ai.google.dev/api/models */
function modelRoute(asked: string | undefined): Route {
  const shown = ({ name, contextWindow, maxOutput, kind }: ModelFacts) => ({
    name: `models/${name}`,
    version: "001",
    displayName: name,
    inputTokenLimit: contextWindow,
    outputTokenLimit: maxOutput,
    supportedGenerationMethods:
      kind === "embeddings" ? ["embedContent", "countTokens"] : ["generateContent", "countTokens"],
  });
  if (asked !== undefined) return { name: "models.get", answer: ({ facts }) => shown(facts(asked)) };
  return {
    name: "models.list",
    answer: ({ models }) => ({ models: asList(models).map((one) => shown(one as ModelFacts)) }),
  };
}

/** https://ai.google.dev/gemini-api/docs/rate-limits, with what clients read of it: the quota, and when to come back */
function quotaExceeded(kind: LimitKind, retryAfterMs: number, states: LimitStates, model: string) {
  const what =
    kind === "requests"
      ? ["generate_requests_per_model", "GenerateRequestsPerMinutePerProjectPerModel"]
      : [
          "generate_content_paid_tier_input_token_count",
          "GenerateContentPaidTierInputTokensPerModelPerMinute",
        ];
  const seconds = retryAfterMs / 1_000;
  const metric = `generativelanguage.googleapis.com/${what[0]}`;
  const limit = states[kind]!.limit;
  return failure(
    429,
    `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n* Quota exceeded for metric: ${metric}, limit: ${limit}, model: ${model}\nPlease retry in ${seconds}s.`,
    [
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [
          {
            quotaMetric: metric,
            quotaId: what[1],
            quotaDimensions: { location: "global", model },
            quotaValue: String(limit),
          },
        ],
      },
      retryInfo(retryAfterMs),
    ],
  );
}
