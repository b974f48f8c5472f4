/**
 * Why a call got no answer from a model, in a line that whoever is on duty reads. The dashboard and the workbook have the
 * same lines. Causes are, in this order: what the usage event says (`refusal`: the code of the answer, or the limit that
 * refused), API Management's LastErrorReason, or the status alone.
 * https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies
 */
export const refusals: Readonly<Record<string, string>> = {
  backends: "every backend of the model was full",
  shared_capacity: "the capacity that all products share was used up",
  product_tokens: "the product's tokens a minute, or its token quota, were used up",
  subscription_tokens: "the subscription's tokens a minute, or its token quota, were used up",
  user_tokens: "the user's tokens a minute were used up",
  grant_tokens: "the tokens a minute that a contract grants, or their quota, were used up",
  grant_calls: "the calls a minute that a contract grants were used up",
  tool_calls: "the calls a minute of a tool were used up",
  product_budget: "the product's budget was spent",
  subscription_budget: "the subscription's budget was spent",
  user_budget: "the user's budget was spent",
  ModelNotAllowed: "the product may not use the model",
  ModelMissing: "the call named no model",
  DeploymentNotFound: "no backend has a deployment of that name",
  OperationNotOffered: "the operation is not offered",
  PromptExceedsLimit: "the prompt alone was larger than the limit of a minute",
  ContentSafetyViolation: "a guardrail found the text harmful",
  PII_DETECTED: "a guardrail found personal data",
  PromptTooLong: "the prompt was longer than a guardrail lets pass",
  ToolNotAllowed: "a guardrail forbids a tool that the call offered",
  StreamsNotAllowed: "a guardrail forbids streams",
  GuardrailUnavailable: "the service that looks at prompts did not answer",
  token_missing: "the call had no token",
  invalid_token: "the token was not valid",
  caller_not_allowed: "the caller is none of the product's",
  insufficient_role: "the token lacks the role",
  TokenLimitExceeded: "a limit of tokens a minute was used up",
  RateLimitExceeded: "a limit of calls a minute was used up",
  QuotaExceeded: "a quota or a budget was used up",
  TokenQuotaExceeded: "a token quota or a budget was used up",
  SubscriptionKeyNotFound: "the call had no key",
  SubscriptionKeyInvalid: "the key is unknown or not active",
  OperationNotFound: "there is no such operation",
  Timeout: "a backend did not answer in time",
  BackendConnectionFailure: "no connection to a backend",
  ClientConnectionFailure: "the caller has left",
  BackendUnavailable: "no backend gave an answer",
  400: "the call cannot be what it is",
  401: "the call had no key or token that is known",
  403: "the call may not do that",
  404: "there is no such thing",
  405: "the method is not offered",
  429: "a limit was met",
  499: "the caller has left",
};

/** What `refusalCause` reads. */
export interface EndedCall {
  readonly status: number;
  /** `refusal` of the usage event; empty where it has none. */
  readonly refusal: string;
  /** LastErrorReason of API Management's log; empty for none. */
  readonly lastError: string;
  /** Who was asked; empty for nobody. */
  readonly backend: string;
}

/** A key of {@link refusals}, or a word of a policy's or a service's own; empty for a call that was answered. */
export function refusalCause({ status, refusal, lastError, backend }: EndedCall): string {
  if (status < 400) return "";
  if (refusal !== "") return refusal;
  if (lastError !== "") return lastError;
  return status === 429 && backend !== "" ? "backends" : String(status);
}

/** The line of a cause; what nobody has written a line for is told by its own word. */
export function refusalText(cause: string): string {
  return Object.hasOwn(refusals, cause) ? refusals[cause]! : cause;
}
