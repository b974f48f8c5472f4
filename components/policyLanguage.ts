/**
 * The policy language, loaded when the first policy or regular expression is looked at: two fifths of what importing the
 * package would take, which a program that reads configuration alone, or names types, need not wait for.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

/** Reads documents and says what they refer to. */
export const documents = () =>
  require("@azure-genai-gateway/policy-language/document") as typeof import("@azure-genai-gateway/policy-language/document");

/** Looks for what is allowed and is likely a mistake. */
export const lint = () =>
  require("@azure-genai-gateway/policy-language/lint") as typeof import("@azure-genai-gateway/policy-language/lint");

/** Regular expressions as .NET has them. */
export const regularExpressions = () =>
  require("@azure-genai-gateway/policy-language/expressions/library/regex") as typeof import("@azure-genai-gateway/policy-language/expressions/library/regex");

/** The budget of steps that an expression has. */
export const steps = () =>
  require("@azure-genai-gateway/policy-language/expressions/values/runtime") as typeof import("@azure-genai-gateway/policy-language/expressions/values/runtime");
