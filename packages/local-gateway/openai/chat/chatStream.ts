import { filterResults, promptFilter, toolCallOf } from "./chatParts";
import { unfiltered } from "../wire/errors";
import type { Choice } from "../../answers/generate";
import { logprobsOf } from "./logprobs";
import { servedModel, type OperationContext } from "../operation";
import { sse, type Frame } from "../../answers/pacedStream";

export interface StreamedChat {
  readonly choices: readonly Choice[];
  /** The chunk before the end; undefined when the caller did not ask for it. */
  readonly usage: unknown;
  readonly topLogprobs: number | undefined;
}

const frame = (data: unknown, afterMs = 0, tokens = 0): Frame => ({ text: sse(data), afterMs, tokens });

/** Characters between two looks of the content filter at a stream that it does not hold back. */
const FILTER_STEP = 200;

/** A chat's chunks in the service's order: prompt filter, role, content, finish, usage, [DONE]. */
export function* chatFrames(chat: StreamedChat, context: OperationContext): Generator<Frame> {
  const { firstTokenMs } = context.latency;
  const { usage } = chat;
  yield frame(
    { ...chunk(undefined, chat, context), ...nameless, prompt_filter_results: promptFilter },
    firstTokenMs,
  );
  for (const [index, choice] of chat.choices.entries()) yield* choiceFrames(index, choice, chat, context);
  if (usage !== undefined) yield frame({ ...chunk(undefined, chat, context), usage });
  yield frame("[DONE]");
}

/** Chunks about filtering belong to no answer in particular. */
const nameless = { id: "", object: "", created: 0, model: "" };

function chunk(choice: unknown, { usage }: StreamedChat, context: OperationContext) {
  return {
    id: `chatcmpl-${context.id}`,
    object: "chat.completion.chunk",
    created: context.created,
    model: servedModel(context),
    system_fingerprint: `fp_${context.facts.name.replace(/\W/g, "")}`,
    choices: choice === undefined ? [] : [choice],
    ...(usage === undefined ? {} : { usage: null }),
  };
}

function* choiceFrames(
  index: number,
  choice: Choice,
  chat: StreamedChat,
  context: OperationContext,
): Generator<Frame> {
  const { perTokenMs } = context.latency;
  const { topLogprobs } = chat;
  const beside = context.behaviour.contentFilter === "asynchronous";
  const delta = (value: unknown, filter: unknown = {}, logprobs: unknown = null) =>
    chunk(
      { index, delta: value, finish_reason: null, logprobs, content_filter_results: filter },
      chat,
      context,
    );
  const call = choice.toolCall;
  // Thinking happens before the first word: its time and its tokens go with the role.
  yield frame(
    delta(
      call
        ? {
            role: "assistant",
            content: null,
            tool_calls: [{ index: 0, ...toolCallOf({ ...call, arguments: "" }) }],
          }
        : { role: "assistant", content: "", refusal: null },
    ),
    choice.reasoningTokens * perTokenMs,
    choice.reasoningTokens,
  );
  let counted = 0;
  let characters = 0;
  let looked = 0;
  for (const [at, piece] of choice.pieces.entries()) {
    const upTo = Math.round((choice.tokens * (at + 1)) / choice.pieces.length);
    yield frame(
      call
        ? delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] })
        : delta({ content: piece }, beside ? {} : unfiltered, logprobsOf([piece], topLogprobs)),
      (upTo - counted) * perTokenMs,
      upTo - counted,
    );
    counted = upTo;
    characters += piece.length;
    if (!beside || call || characters - looked < FILTER_STEP) continue;
    yield frame(filterChunk(index, looked, characters, unfiltered));
    looked = characters;
  }
  if (beside && !call && characters > looked)
    yield frame(filterChunk(index, looked, characters, filterResults(choice)));
  const filtered = choice.finishReason === "content_filter" && !beside;
  yield frame(
    chunk(
      {
        index,
        delta: {},
        finish_reason: choice.finishReason,
        logprobs: null,
        content_filter_results: filtered ? filterResults(choice) : {},
      },
      chat,
      context,
    ),
    0,
    choice.tokens - counted,
  );
}

/** What an asynchronous filter says of a part of the text, once that has been sent. */
function filterChunk(index: number, start: number, end: number, results: unknown): unknown {
  const offsets = { check_offset: end, start_offset: start, end_offset: end };
  return {
    ...nameless,
    choices: [
      { index, finish_reason: null, content_filter_results: results, content_filter_offsets: offsets },
    ],
  };
}
