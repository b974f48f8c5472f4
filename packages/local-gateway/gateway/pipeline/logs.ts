import type { TokenCounter } from "../../tokens/tokenCounter";
import type { GatewayLogRow, LlmLogRow } from "../policy";
import { readJson } from "../readJson";
import { requestOf } from "../request";
import { GatewayResponse } from "../response";
import { queryValue, splitUrl } from "../../http/url";
import type { GatewayCall } from "./call";
import type { BodyObserver } from "./completion";
import type { SessionObserver } from "./session";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewaylogs */
export function gatewayLogRow(call: GatewayCall, status: number): GatewayLogRow {
  const { context } = call;
  const { origin, path } = splitUrl(context.request.originalUrl);
  const servedBy = call.response instanceof GatewayResponse ? call.response.servedBy : undefined;
  return {
    TimeGenerated: call.gateway.clock.now(),
    CorrelationId: context.requestId,
    Method: context.request.originalMethod,
    Url: origin + path,
    ResponseCode: status,
    BackendId: servedBy ?? call.backend.backendId ?? "",
    ApiId: call.api?.id ?? "",
    OperationId: call.operation?.id ?? "",
    ProductId: context.product?.id ?? "",
    ApimSubscriptionId: context.subscription?.id ?? "",
    TotalTime: context.elapsedMs(),
    LastErrorReason: context.lastError?.reason ?? "",
  };
}

/**
 * A row for a call of a model; undefined for answers that spent no tokens.
 * Azure writes exact counts even where a stream has no usage chunk, for the service counts what it lets through. Here
 * the gateway does the counting: the completion's text with the model's own tokenizer, and the prompt as Azure OpenAI
 * counts prompts. https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewayllmlog
 */
export function llmLogRow(
  call: GatewayCall,
  observed: BodyObserver | SessionObserver,
  sent: Uint8Array,
  tokens: TokenCounter,
): LlmLogRow | undefined {
  const isSession = observed.status === 101;
  if (!isSession && (observed.status < 200 || observed.status >= 300)) return undefined;
  const body = readJson(sent);
  const model = observed.model ?? "";
  // A session has one row, with the sum of its responses; one that asked for none has none. [Inferred: Azure documents
  // that realtime APIs are logged, and not in how many rows.]
  const usage = observed.usage ?? (isSession ? undefined : counted(observed, body, model, tokens));
  if (!usage) return undefined;
  return {
    TimeGenerated: call.gateway.clock.now(),
    CorrelationId: call.context.requestId,
    OperationName: call.operation?.id ?? "",
    ModelName: model,
    DeploymentName: deploymentName(call, body),
    IsStreamCompletion: observed.streamed,
    PromptTokens: usage.promptTokens,
    CompletionTokens: usage.completionTokens,
    TotalTokens: usage.totalTokens,
    SequenceNumber: 0,
  };
}

function counted(
  observed: Pick<BodyObserver, "completionText" | "streamed">,
  body: unknown,
  model: string,
  tokens: TokenCounter,
) {
  const text = observed.completionText;
  const promptTokens = tokens.countPrompt(body, model || undefined);
  // Without a prompt nothing was asked of a model; with one, an answer that cannot be read has cost all the same.
  if (text === "" && !observed.streamed && promptTokens === 0) return undefined;
  const completionTokens = tokens.count(text, model || undefined);
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}

/** The deployment stands in the URL that went out, or in the body of the v1 API; of a session, in its query. */
function deploymentName(call: GatewayCall, body: unknown): string {
  const match = /\/deployments\/([^/?]+)/.exec(requestOf(call).path);
  if (match) return decodeURIComponent(match[1]!);
  if (call.api?.webSocket) {
    const { query } = requestOf(call);
    return queryValue(query, "deployment") ?? queryValue(query, "model") ?? "";
  }
  const model = (body as { model?: unknown } | undefined)?.model;
  return typeof model === "string" ? model : "";
}
