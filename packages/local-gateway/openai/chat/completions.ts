import { usageOf } from "./chat";
import { invalidRequest, unfiltered, unfilteredPrompt } from "../wire/errors";
import { generate, type Choice, type Wanted } from "../../answers/generate";
import { servedModel, type Operation, type OperationContext } from "../operation";
import { sse, type Frame } from "../../answers/pacedStream";
import { asRecord, fitsWindow, isRecord, stopSequences } from "../wire/validate";
import {
  anything,
  boolean,
  checkParameters,
  decimal,
  integer,
  list,
  text,
  unrecognizedArguments,
  type Parameters,
} from "../wire/parameters";
import { logprobOf } from "./logprobs";
import { logitBias, stop, streamOptions } from "./parameters";

/** The API's default for max_tokens here, unlike in chat. */
const DEFAULT_MAX_TOKENS = 16;

const MOST_LOGPROBS = 5;

const completionParameters: Parameters = {
  best_of: integer(1, 20),
  echo: boolean,
  frequency_penalty: decimal(-2, 2),
  logit_bias: logitBias,
  logprobs: integer(0, MOST_LOGPROBS),
  max_tokens: integer(0),
  model: text(),
  n: integer(1, 128),
  presence_penalty: decimal(-2, 2),
  prompt: anything,
  seed: integer(-(2 ** 63), 2 ** 63),
  stop,
  stream: boolean,
  stream_options: streamOptions,
  suffix: text(),
  temperature: decimal(0, 2),
  top_p: decimal(0, 1),
  user: text(),
};

/** One text of an answer, with its prompt when that is echoed. */
interface Completion {
  readonly choice: Choice;
  readonly echoed: string;
}

/**
 * Legacy completions: every prompt of the request is answered n times, the best of `best_of` tries, all of which are
 * billed. https://learn.microsoft.com/azure/foundry/openai/reference#completions
 */
export const completions: Operation = (body, context) => {
  checkParameters(body, completionParameters, unrecognizedArguments);
  const { facts, tokens } = context;
  const number = (name: string, absent: number) => (typeof body[name] === "number" ? body[name] : absent);
  const n = number("n", 1);
  const tries = number("best_of", n);
  if (tries < n)
    throw invalidRequest(
      null,
      "You requested that the server return more choices than it will generate (n > best_of).",
      "best_of",
    );
  const streamed = body.stream === true;
  if (streamed && tries > n)
    throw invalidRequest(null, "You cannot stream with best_of > 1 results.", "best_of");
  if (!streamed && isRecord(body.stream_options))
    throw invalidRequest(
      "invalid_value",
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      "stream_options",
    );
  const prompts = promptsOf(body.prompt);
  const maxTokens = number("max_tokens", DEFAULT_MAX_TOKENS);
  const wanted: Wanted = { maxTokens, stop: stopSequences(body), reasoningEffort: "none" };
  const promptTokens = tokens.countPrompt({ prompt: prompts }, facts.name);
  for (const prompt of prompts)
    fitsWindow(tokens.countPrompt({ prompt }, facts.name), maxTokens, facts.contextWindow);
  return {
    promptTokens,
    maxTokens: maxTokens * prompts.length * tries,
    streamed,
    make() {
      // The tries that were not the best are made, and paid, and not shown.
      const made = Array.from({ length: prompts.length * tries }, (_, index) =>
        generate(wanted, context, index),
      );
      const shown = prompts.flatMap((prompt, index) =>
        made.slice(index * tries, index * tries + n).map((choice): Completion => {
          const text = typeof prompt === "string" ? prompt : "";
          return { choice, echoed: body.echo === true ? text : "" };
        }),
      );
      const completionTokens = made.reduce((sum, choice) => sum + choice.tokens, 0);
      const usage = usageOf(promptTokens, 0, completionTokens, 0);
      const logprobs = typeof body.logprobs === "number" ? body.logprobs : undefined;
      return {
        completionTokens,
        reasoningTokens: 0,
        body: () => ({
          ...head(context),
          choices: shown.map(({ choice, echoed }, index) => ({
            index,
            text: `${echoed}${choice.text}`,
            finish_reason: choice.finishReason,
            logprobs: legacyLogprobs(choice.pieces, logprobs),
            content_filter_results: unfiltered,
          })),
          prompt_filter_results: prompts.map((_, index) => ({
            prompt_index: index,
            content_filter_results: unfilteredPrompt,
          })),
          usage,
        }),
        frames: () =>
          chunks(shown, asRecord(body.stream_options).include_usage === true ? usage : undefined, context),
      };
    },
  };
};

/** A text, texts, a token array or token arrays; by default what a text begins with. */
function promptsOf(prompt: unknown): readonly (string | readonly number[])[] {
  if (prompt === undefined || prompt === null) return ["<|endoftext|>"];
  const isTokens = (value: unknown): value is number[] =>
    Array.isArray(value) && value.length > 0 && value.every((one) => Number.isInteger(one) && one >= 0);
  if (typeof prompt === "string") return [prompt];
  if (isTokens(prompt)) return [prompt];
  list(anything, 2_048, 1)(prompt, "prompt");
  const all = prompt as readonly unknown[];
  if (all.every((one): one is string => typeof one === "string")) return all;
  if (all.every(isTokens)) return all;
  throw invalidRequest(
    null,
    "'$.prompt' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
  );
}

/** Log probabilities as completions have them: side by side, with the alternatives by their text. */
function legacyLogprobs(pieces: readonly string[], top: number | undefined): unknown {
  if (top === undefined) return null;
  let at = 0;
  const offsets = pieces.map((piece) => (at += piece.length) - piece.length);
  const logprobs = pieces.map(logprobOf);
  return {
    tokens: pieces,
    token_logprobs: logprobs,
    top_logprobs: pieces.map((piece, index) => (top === 0 ? {} : { [piece]: logprobs[index] })),
    text_offset: offsets,
  };
}

function head(context: OperationContext) {
  return {
    id: `cmpl-${context.id}`,
    object: "text_completion",
    created: context.created,
    model: servedModel(context),
  };
}

function* chunks(shown: readonly Completion[], usage: unknown, context: OperationContext): Generator<Frame> {
  const { firstTokenMs, perTokenMs } = context.latency;
  let afterMs = firstTokenMs;
  for (const [index, { choice, echoed }] of shown.entries()) {
    if (echoed !== "") {
      const part = { index, text: echoed, finish_reason: null, logprobs: null };
      yield { text: sse({ ...head(context), choices: [part] }), afterMs, tokens: 0 };
      afterMs = 0;
    }
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
