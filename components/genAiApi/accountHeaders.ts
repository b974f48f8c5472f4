import type { ProviderBackend } from "../providerPlan";
import { escapeXml } from "../policyTemplates";

/**
 * What an account's answer says of the account: its limits, its deployment, how full it is. None of it is the caller's
 * business, and what is left of an account is not what is left of the caller's own limit.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/provisioned-get-started
 */
export const accountHeaders: readonly string[] = [
  "x-ratelimit-limit-tokens",
  "x-ratelimit-limit-requests",
  "x-ratelimit-remaining-tokens",
  "x-ratelimit-remaining-requests",
  "x-ratelimit-reset-tokens",
  "x-ratelimit-reset-requests",
  "azure-openai-deployment-utilization",
  "azureml-model-session",
  "x-ms-deployment-name",
  "x-ms-spillover-from-deployment",
  "x-ms-spillover-error",
  // Where a backend would send the caller, and what it would have the caller keep for it: API Management follows no redirect of
  // its own accord, and a client that does takes the gateway's key to wherever it is sent.
  // https://learn.microsoft.com/azure/api-management/forward-request-policy
  "Location",
  "Set-Cookie",
];

/** The same of other providers' backends. */
export function accountHeadersOf(
  backends: readonly Pick<ProviderBackend, "accountHeaders">[],
): readonly string[] {
  return backends.flatMap(({ accountHeaders: own }) => own);
}

/** The steps that take headers off an answer, each once: names are compared without case. */
export function withoutHeaders(names: readonly string[]): readonly string[] {
  const each = new Map(names.map((name) => [name.toLowerCase(), name]));
  return [...each.values()].map((name) => `<set-header name="${escapeXml(name)}" exists-action="delete" />`);
}

/**
 * The step that asks for an answer as it is, of whatever policies read. API Management hands a compressed body to policies as
 * it is, so nothing of it could be read, and every call would be charged by its estimate, or not at all. Azure OpenAI
 * compresses nothing; others do for whoever takes it, and every SDK does.
 */
export const plainAnswer =
  '<set-header name="Accept-Encoding" exists-action="override"><value>identity</value></set-header>';
