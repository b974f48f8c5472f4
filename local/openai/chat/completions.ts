import { usageOf } from "./chat";
import { invalidRequest, unfiltered, unfilteredPrompt } from "../wire/errors";
import { generate, type Choice, type Wanted } from "../generate";
import { servedModel, type Operation, type OperationContext } from "../operation";
import { sse, type Frame } from "../wire/pacedStream";
import { asRecord, fitsWindow, flag, missing, stopSequences, wholeNumber } from "../wire/validate";

/** The API's default for max_tokens here, unlike in chat. */
const DEFAULT_MAX_TOKENS = 16;

/** Legacy completions: every prompt of the request is answered n times. */
export const completions: Operation = (body, context) => {
  const { prompt } = body;
  if (prompt === undefined || prompt === null || prompt === "") throw missing("prompt");
  const { facts } = context;
  const many = Array.isArray(prompt) && typeof prompt[0] !== "number" ? prompt.length : 1;
  if (many === 0) throw invalidRequest("empty_array", "Invalid 'prompt': empty array.", "prompt");
  const maxTokens = wholeNumber(body, "max_tokens", 1, facts.maxOutput) ?? DEFAULT_MAX_TOKENS;
  const count = many * (wholeNumber(body, "n", 1, 128) ?? 1);
  const wanted: Wanted = { maxTokens, stop: stopSequences(body), reasoningEffort: "none" };
  const promptTokens = context.tokens.countPrompt(body, facts.name);
  fitsWindow(promptTokens, maxTokens, facts.contextWindow * many);
  return {
    promptTokens,
    maxTokens: maxTokens * count,
    streamed: flag(body, "stream"),
    make() {
      const choices = Array.from({ length: count }, (_, index) => generate(wanted, context, index));
      const completionTokens = choices.reduce((sum, choice) => sum + choice.tokens, 0);
      const usage = usageOf(promptTokens, 0, completionTokens, 0);
      const includeUsage = asRecord(body.stream_options).include_usage === true;
      return {
        completionTokens,
        reasoningTokens: 0,
        body: () => ({
          ...head(context),
          choices: choices.map((choice, index) => ({
            index,
            text: choice.text,
            finish_reason: choice.finishReason,
            logprobs: null,
            content_filter_results: unfiltered,
          })),
          prompt_filter_results: [{ prompt_index: 0, content_filter_results: unfilteredPrompt }],
          usage,
        }),
        frames: () => chunks(choices, includeUsage ? usage : undefined, context),
      };
    },
  };
};

function head(context: OperationContext) {
  return {
    id: `cmpl-${context.id}`,
    object: "text_completion",
    created: context.created,
    model: servedModel(context),
  };
}

function* chunks(choices: readonly Choice[], usage: unknown, context: OperationContext): Generator<Frame> {
  const { firstTokenMs, perTokenMs } = context.latency;
  let afterMs = firstTokenMs;
  for (const [index, choice] of choices.entries()) {
    let counted = 0;
    for (const [at, piece] of choice.pieces.entries()) {
      const upTo = Math.round((choice.tokens * (at + 1)) / choice.pieces.length);
      const part = { index, text: piece, finish_reason: null, logprobs: null };
      const text = sse({ ...head(context), choices: [part] });
      yield { text, afterMs: afterMs + (upTo - counted) * perTokenMs, tokens: upTo - counted };
      afterMs = 0;
      counted = upTo;
    }
    const last = { index, text: "", finish_reason: choice.finishReason, logprobs: null };
    yield { text: sse({ ...head(context), choices: [last] }), afterMs: 0, tokens: choice.tokens - counted };
  }
  if (usage !== undefined)
    yield { text: sse({ ...head(context), choices: [], usage }), afterMs: 0, tokens: 0 };
  yield { text: sse("[DONE]"), afterMs: 0, tokens: 0 };
}
