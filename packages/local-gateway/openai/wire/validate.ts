import { invalidRequest, type ServiceError } from "./errors";
import type { RequestBody } from "../operation";

export { asRecord, isRecord } from "@azure-genai-gateway/common/records";

/** A whole number of at least `least`, or undefined when absent; anything else is a 400. */
export function wholeNumber(
  body: RequestBody,
  name: string,
  least: number,
  most?: number,
): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value))
    throw invalidRequest("invalid_type", `Invalid type for '${name}': expected an integer.`, name);
  if (value < least)
    throw invalidRequest(
      "integer_below_min_value",
      `Invalid '${name}': expected a value of at least ${least}, but got ${value}.`,
      name,
    );
  if (most !== undefined && value > most)
    throw invalidRequest(
      "integer_above_max_value",
      `Invalid '${name}': expected a value of at most ${most}, but got ${value}.`,
      name,
    );
  return value;
}

export function flag(body: RequestBody, name: string, absent = false): boolean {
  const value = body[name];
  if (value === undefined || value === null) return absent;
  if (typeof value !== "boolean")
    throw invalidRequest("invalid_type", `Invalid type for '${name}': expected a boolean.`, name);
  return value;
}

/** The texts that end an answer, of a parameter that is checked. */
export function stopSequences({ stop }: RequestBody): readonly string[] {
  const list: readonly unknown[] = Array.isArray(stop) ? stop : [stop];
  return list.filter((one) => typeof one === "string" && one !== "") as string[];
}

export function missing(name: string): ServiceError {
  return invalidRequest("missing_required_parameter", `Missing required parameter: '${name}'.`, name);
}

/** A prompt that is longer than the model can read. */
export function contextExceeded(message: string, param: string): ServiceError {
  return invalidRequest("context_length_exceeded", message, param);
}

/** Refuses a prompt that leaves no room in the context window. */
export function fitsWindow(promptTokens: number, maxTokens: number | undefined, window: number): void {
  if (promptTokens + (maxTokens ?? 0) <= window && promptTokens < window) return;
  throw contextExceeded(
    maxTokens === undefined
      ? `This model's maximum context length is ${window} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`
      : `This model's maximum context length is ${window} tokens. However, you requested ${promptTokens + maxTokens} tokens (${promptTokens} in the messages, ${maxTokens} in the completion). Please reduce the length of the messages or completion.`,
    "messages",
  );
}
