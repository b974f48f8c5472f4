import { filterResults, promptFilter, toolCallOf } from "./chatParts";
import { chatFrames } from "./chatStream";
import { jsonFormat } from "../jsonFormat";
import { generate, type Choice, type Wanted } from "../../answers/generate";
import { invalidRequest } from "../wire/errors";
import { logprobsOf, logprobsWanted } from "./logprobs";
import { servedModel, type Operation, type OperationContext, type RequestBody } from "../operation";
import { checkTools } from "../tools";
import { asRecord, fitsWindow, stopSequences } from "../wire/validate";
import { checkMessages } from "./messages";
import { checkChat } from "./parameters";

/** Chat completions. https://learn.microsoft.com/azure/foundry/openai/reference#chat-completions */
export const chatCompletions: Operation = (body, context) => {
  const { facts } = context;
  checkChat(body, facts);
  checkMessages(body.messages, facts);
  checkTools(body.tools, "tools");
  const bound = body.max_completion_tokens ?? body.max_tokens;
  const maxTokens = typeof bound === "number" ? bound : undefined;
  const n = typeof body.n === "number" ? body.n : 1;
  const streamed = body.stream === true;
  const wanted: Wanted = {
    maxTokens,
    stop: stopSequences(body),
    reasoningEffort: body.reasoning_effort,
    tool: forcedTool(body),
    json: jsonFormat(body.response_format, "response_format"),
  };
  mentionsJson(body);
  const topLogprobs = logprobsWanted(body);
  const promptTokens = context.tokens.countPrompt(body, facts.name);
  fitsWindow(promptTokens, facts.reasoning ? undefined : maxTokens, facts.contextWindow);
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

/** A caller who wants any JSON must tell the model so. */
function mentionsJson({ response_format: format, messages }: RequestBody): void {
  if (asRecord(format).type !== "json_object" || /json/i.test(JSON.stringify(messages))) return;
  throw invalidRequest(
    null,
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    "messages",
  );
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
      `Invalid value for 'tool_choice': no function named '${typeof name === "string" ? name : ""}' was specified in the 'tools' parameter.`,
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
