import { asRecord, at, numberOf, records, textOf } from "../resources/inputs";
import type { TokenUsage } from "./policy";

/** Reads what answers of Azure OpenAI say of themselves, whole bodies and stream chunks alike. */

/**
 * The usage object of chat, completions and embeddings (`prompt_tokens`), or of the Responses API (`input_tokens`),
 * whose streams carry it inside `response`, as the events of realtime sessions do. Undefined where the value states none.
 */
export function usageOf(value: unknown): TokenUsage | undefined {
  const usage =
    asRecord(asRecord(value)?.["usage"]) ?? asRecord(asRecord(asRecord(value)?.["response"])?.["usage"]);
  const promptTokens = numberOf(usage?.["prompt_tokens"]) ?? numberOf(usage?.["input_tokens"]);
  if (!usage || promptTokens === undefined) return undefined;
  const completionTokens = numberOf(usage["completion_tokens"]) ?? numberOf(usage["output_tokens"]) ?? 0;
  const detail = (name: string, ...kinds: readonly string[]) => {
    for (const kind of kinds) {
      const count = numberOf(asRecord(usage[kind])?.[name]);
      if (count !== undefined) return count;
    }
    return 0;
  };
  return {
    promptTokens,
    completionTokens,
    totalTokens: numberOf(usage["total_tokens"]) ?? promptTokens + completionTokens,
    cachedTokens: detail(
      "cached_tokens",
      "prompt_tokens_details",
      "input_tokens_details",
      "input_token_details",
    ),
    reasoningTokens: detail("reasoning_tokens", "completion_tokens_details", "output_tokens_details"),
  };
}

/** The text that the model made, tool calls' arguments included, of a body or of one chunk of a stream. */
export function completionTextOf(value: unknown, streamed: boolean): string {
  const body = asRecord(value);
  if (!body) return "";
  if (streamed && typeof body["type"] === "string") {
    // Of the Responses API's events only deltas; the events that close an item repeat its whole text.
    return body["type"].endsWith(".delta") ? (textOf(body["delta"]) ?? "") : "";
  }
  const choices = records(body["choices"]).map((choice) => {
    const message = asRecord(choice["delta"]) ?? asRecord(choice["message"]);
    const calls = records(message?.["tool_calls"]).map(
      (call) => textOf(at(call, "function.arguments")) ?? "",
    );
    return [textOf(message?.["content"]) ?? textOf(choice["text"]) ?? "", ...calls].join("");
  });
  const output = records(body["output"]).flatMap((item) => [
    ...records(item["content"]).map((part) => textOf(part["text"]) ?? ""),
    textOf(item["arguments"]) ?? "",
  ]);
  return [...choices, ...output].join("");
}

/** The model's name; undefined in chunks that leave it empty. */
export function modelOf(value: unknown): string | undefined {
  return textOf(asRecord(value)?.["model"]) ?? textOf(asRecord(asRecord(value)?.["response"])?.["model"]);
}
