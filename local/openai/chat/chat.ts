import { filterResults, promptFilter, toolCallOf } from "./chatParts";
import { chatFrames } from "./chatStream";
import { generate, jsonFormat, type Choice, type Wanted } from "../generate";
import { invalidRequest } from "../wire/errors";
import { logprobsOf, logprobsWanted } from "./logprobs";
import { servedModel, type Operation, type OperationContext, type RequestBody } from "../operation";
import { asRecord, fitsWindow, flag, isRecord, missing, stopSequences, wholeNumber } from "../wire/validate";

const roles = new Set(["system", "developer", "user", "assistant", "tool", "function"]);

/** Chat completions. https://learn.microsoft.com/azure/foundry/openai/reference#chat-completions */
export const chatCompletions: Operation = (body, context) => {
  checkMessages(body.messages);
  const { facts } = context;
  if (facts.reasoning && body.max_tokens !== undefined && body.max_tokens !== null)
    throw invalidRequest(
      "unsupported_parameter",
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      "max_tokens",
    );
  const maxTokens =
    wholeNumber(body, "max_completion_tokens", 1, facts.maxOutput) ??
    wholeNumber(body, "max_tokens", 1, facts.maxOutput);
  const n = wholeNumber(body, "n", 1, 128) ?? 1;
  const streamed = flag(body, "stream");
  if (!streamed && isRecord(body.stream_options))
    throw invalidRequest(
      "invalid_value",
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      "stream_options",
    );
  const wanted: Wanted = {
    maxTokens,
    stop: stopSequences(body),
    reasoningEffort: body.reasoning_effort,
    tool: forcedTool(body),
    json: jsonFormat(body.response_format, "response_format"),
  };
  const topLogprobs = logprobsWanted(body, facts);
  const promptTokens = context.tokens.countPrompt(body, facts.name);
  fitsWindow(promptTokens, undefined, facts.contextWindow);
  return {
    promptTokens,
    maxTokens: maxTokens === undefined ? undefined : maxTokens * n,
    promptText: () => JSON.stringify([body.tools, body.messages]),
    streamed,
    make(cachedTokens) {
      const choices = Array.from({ length: n }, (_, index) => generate(wanted, context, index));
      const reasoningTokens = choices.reduce((sum, choice) => sum + choice.reasoningTokens, 0);
      const completionTokens = choices.reduce((sum, choice) => sum + choice.tokens, reasoningTokens);
      const usage = usageOf(promptTokens, cachedTokens, completionTokens, reasoningTokens);
      const includeUsage = asRecord(body.stream_options).include_usage === true;
      return {
        completionTokens,
        reasoningTokens,
        body: () => wholeAnswer(choices, usage, topLogprobs, context),
        frames: () => chatFrames({ choices, usage: includeUsage ? usage : undefined, topLogprobs }, context),
      };
    },
  };
};

function checkMessages(messages: unknown): void {
  if (messages === undefined) throw missing("messages");
  if (!Array.isArray(messages))
    throw invalidRequest("invalid_type", "Invalid type for 'messages': expected an array.", "messages");
  if (messages.length === 0)
    throw invalidRequest(
      "empty_array",
      "Invalid 'messages': empty array. Expected an array with at least one message.",
      "messages",
    );
  messages.forEach((message: unknown, index) => {
    const { role } = asRecord(message);
    if (typeof role === "string" && roles.has(role)) return;
    throw invalidRequest(
      "invalid_value",
      `Invalid value for 'messages[${index}].role': expected one of ${[...roles].join(", ")}.`,
      `messages[${index}].role`,
    );
  });
}

/** The function a caller insists on; with tool_choice auto the simulated model always answers in text. */
function forcedTool(body: RequestBody): Wanted["tool"] {
  const choice = body.tool_choice;
  if (choice === undefined || choice === null || choice === "auto" || choice === "none") return undefined;
  const tools = (Array.isArray(body.tools) ? body.tools : []).map((tool) =>
    asRecord(asRecord(tool).function),
  );
  const name = asRecord(asRecord(choice).function).name;
  const tool = choice === "required" ? tools[0] : tools.find((one) => one.name === name);
  if (!tool || typeof tool.name !== "string")
    throw invalidRequest(
      "invalid_value",
      "Invalid value for 'tool_choice': 'tools' has no such function.",
      "tool_choice",
    );
  return {
    name: tool.name,
    parameters: tool.parameters ?? { type: "object" },
    named: choice !== "required",
  };
}

/** Usage in the shape of chat and completions. */
export function usageOf(prompt: number, cached: number, completion: number, reasoning: number) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function wholeAnswer(
  choices: readonly Choice[],
  usage: unknown,
  topLogprobs: number | undefined,
  context: OperationContext,
): unknown {
  return {
    id: `chatcmpl-${context.id}`,
    object: "chat.completion",
    created: context.created,
    model: servedModel(context),
    prompt_filter_results: promptFilter,
    choices: choices.map((choice, index) => ({
      index,
      message: {
        role: "assistant",
        content: choice.toolCall ? null : choice.text,
        refusal: null,
        annotations: [],
        ...(choice.toolCall ? { tool_calls: [toolCallOf(choice.toolCall)] } : {}),
      },
      finish_reason: choice.finishReason,
      logprobs: choice.toolCall ? null : logprobsOf(choice.pieces, topLogprobs),
      content_filter_results: filterResults(choice),
    })),
    usage,
    system_fingerprint: `fp_${context.facts.name.replace(/\W/g, "")}`,
  };
}
