import { asRecord, textOf } from "../resources/inputs";
import type { Call, CallCompletion } from "./policy";
import { readJson } from "./readJson";
import { usageOf } from "./usage";

/** What a call asks of a model and what it has cost, for the policies that limit and measure tokens. */
export interface ModelRequest {
  /** The request's own `stream: true`. */
  readonly streamed: boolean;
  /** The body's model, or the deployment in the path; tokenizers are chosen by it. */
  readonly model: string | undefined;
  /** Prompt tokens by the gateway's own count; made once, however many policies ask. */
  promptTokens(): number;
}

/** Prompt and completion tokens, stated by the model or estimated by the gateway. */
export interface TokenCost {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

/** Bodies never change in place, so what was read of one holds for as long as it is the request's. */
const requests = new WeakMap<Uint8Array, ModelRequest>();

export function modelRequest(call: Call): ModelRequest {
  const bytes = call.context.request.body.bytes();
  if (!bytes) return { streamed: false, model: undefined, promptTokens: () => 0 };
  let request = requests.get(bytes);
  if (!request) requests.set(bytes, (request = readRequest(call, bytes)));
  return request;
}

function readRequest(call: Call, bytes: Uint8Array): ModelRequest {
  const body = asRecord(readJson(bytes));
  const model = textOf(body?.["model"]) ?? call.context.request.matchedParameters.get("deployment-id");
  const { tokens } = call.gateway;
  let counted: number | undefined;
  return {
    streamed: body?.["stream"] === true,
    model,
    promptTokens: () => (counted ??= body ? tokens.countPrompt(body, model) : 0),
  };
}

/**
 * What a call has cost once its body has passed. A whole answer's usage is exact. A streamed one is estimated, its
 * stated usage left aside, as Microsoft documents for both token policies. A refused or failed call cost nothing; a whole
 * answer without usage gives undefined: nothing is known of it.
 * https://learn.microsoft.com/azure/api-management/llm-token-limit-policy#considerations-for-token-counts-and-estimation
 */
export function tokenCost(
  call: Call,
  request: ModelRequest,
  completion: CallCompletion,
): TokenCost | undefined {
  if (completion.status >= 400) return { promptTokens: 0, completionTokens: 0, totalTokens: 0 };
  if (!request.streamed) return completion.usage;
  const promptTokens = request.promptTokens();
  const completionTokens = call.gateway.tokens.count(completion.completionText, request.model);
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}

/** By body, for every token policy of a call asks. */
const stated = new WeakMap<Uint8Array, { readonly usage: TokenCost | undefined }>();

/** The usage that the response in memory states; undefined for streams and anything but an answer of a model. */
export function statedUsage(call: Call): TokenCost | undefined {
  const bytes = call.response?.bytes();
  if (!bytes || bytes.length === 0) return undefined;
  let known = stated.get(bytes);
  if (!known) stated.set(bytes, (known = { usage: usageOf(readJson(bytes)) }));
  return known.usage;
}
