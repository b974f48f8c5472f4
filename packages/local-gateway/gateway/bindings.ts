import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { PolicyExpressionError } from "@azure-genai-gateway/policy-language/expressions/compile";
import type { PolicyValue } from "@azure-genai-gateway/policy-language/expressions/host";
import {
  fromText,
  toBool,
  toNumber,
  toText,
} from "@azure-genai-gateway/policy-language/expressions/values/values";
import { type Call, PolicyFailure } from "./policy";

/**
 * Bindings are evaluated without a promise wherever the bodies they read are in memory, which is nearly always:
 * a policy of twenty steps then runs in one go.
 */

/** Runs `action` at once when every body that the bindings read is in memory, otherwise once it has been read. */
export function whenReady<T>(
  call: Call,
  bindings: readonly (PolicyBinding | undefined)[],
  action: () => T | Promise<T>,
): T | Promise<T> {
  const { response } = call;
  if (response === undefined || !response.streaming) return action();
  return bindings.some((binding) => binding && readsResponse(binding))
    ? response.buffer().then(action)
    : action();
}

function readsResponse(binding: PolicyBinding): boolean {
  return binding.kind === "expression" && binding.expression.reads.responseBody;
}

/** The binding's value; what it reads must be in memory (see {@link whenReady}). */
export function valueNow(call: Call, binding: PolicyBinding): PolicyValue {
  if (binding.kind === "literal") return fromText(binding.value);
  try {
    const value = binding.expression.evaluate(call.context, call.gateway);
    if (call.trace.enabled) call.trace.expression(binding, { value });
    return value;
  } catch (error) {
    if (call.trace.enabled) call.trace.expression(binding, { error });
    throw asExpressionFailure(error);
  }
}

/** The binding's value as text, as API Management writes it into an attribute. */
export function textNow(call: Call, binding: PolicyBinding): string {
  return binding.kind === "literal" ? binding.value : toText(valueNow(call, binding));
}

/** A condition; anything but a boolean fails the call. */
export function conditionNow(call: Call, binding: PolicyBinding): boolean {
  const value = binding.kind === "literal" ? literalFlag(binding.value) : toBool(valueNow(call, binding));
  if (value === undefined) throw badValue(binding, "a boolean");
  return value;
}

export function numberNow(call: Call, binding: PolicyBinding): number;
export function numberNow(call: Call, binding: PolicyBinding | undefined, fallback: number): number;
export function numberNow(call: Call, binding: PolicyBinding | undefined, fallback = 0): number {
  if (!binding) return fallback;
  const value = binding.kind === "literal" ? literalNumber(binding.value) : toNumber(valueNow(call, binding));
  if (value === undefined || Number.isNaN(value)) throw badValue(binding, "a number");
  return value;
}

export function flagNow(call: Call, binding: PolicyBinding | undefined, fallback: boolean): boolean {
  return binding ? conditionNow(call, binding) : fallback;
}

function literalFlag(text: string): boolean | undefined {
  const lower = text.trim().toLowerCase();
  // As the XSD's booleans are written, and the schema takes them.
  return lower === "true" || lower === "1" ? true : lower === "false" || lower === "0" ? false : undefined;
}

function literalNumber(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

function badValue(binding: PolicyBinding, wanted: string): PolicyFailure {
  const { file, line } = binding.place;
  return expressionFailure(`The value at ${file}:${line} is not ${wanted}`);
}

function asExpressionFailure(error: unknown): unknown {
  return error instanceof PolicyExpressionError ? expressionFailure(error.message) : error;
}

/**
 * Reason and wording of a failed expression.
 * https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies#predefined-errors-for-policies
 */
export function expressionFailure(message: string): PolicyFailure {
  return new PolicyFailure({
    source: "",
    reason: "ExpressionValueEvaluationFailure",
    message: `Expression evaluation failed. ${message}`,
  });
}
