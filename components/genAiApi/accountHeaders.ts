import { escapeXml } from "../policyTemplates";

/**
 * What an account's answer says of the account: its limits, its deployment, how full it is. None of it is the caller's
 * business, and what is left of an account is not what is left of the caller's own limit.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/provisioned-get-started
 */
const accountHeaders = [
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
];

/** The steps that take them off, for `$[xml:withoutAccountHeaders]`. */
export const withoutAccountHeaders: readonly string[] = accountHeaders.map(
  (name) => `<set-header name="${escapeXml(name)}" exists-action="delete" />`,
);
