import type { OperationContext } from "../operation";
import { sse, type Frame } from "../../answers/pacedStream";
import { isRecord } from "../wire/validate";
import { finalStatus, textPart } from "./parts";
import type { ResponseAnswer } from "./responses";

/**
 * The events of a streamed response in their order; the last one carries the usage. There is no `[DONE]`.
 * @param background the work waits for its turn first, as long as a first token takes.
 */
export function* responseEvents(
  answer: ResponseAnswer,
  context: OperationContext,
  background = false,
): Generator<Frame> {
  const { choice } = answer;
  const { firstTokenMs, perTokenMs } = context.latency;
  let sequence = 0;
  const event = (type: string, data: Readonly<Record<string, unknown>>, afterMs = 0, tokens = 0): Frame => ({
    text: sse({ type, ...data, sequence_number: sequence++ }, type),
    afterMs,
    tokens,
    ...(isRecord(data.response) ? { snapshot: data.response } : {}),
  });

  const begins = { response: answer.response(background ? "queued" : "in_progress", [], false) };
  yield event("response.created", begins);
  if (background) yield event("response.queued", begins);
  const working = { response: answer.response("in_progress", [], false) };
  yield event("response.in_progress", working, background ? firstTokenMs : 0);
  const output: unknown[] = [];
  if (answer.reasoningItem) {
    const item = answer.reasoningItem;
    yield event("response.output_item.added", { output_index: 0, item }, firstTokenMs);
    const thought = choice.reasoningTokens;
    yield {
      ...event("response.output_item.done", { output_index: 0, item }, thought * perTokenMs, thought),
      reasoning: thought,
    };
    output.push(item);
  }
  const item = answer.item(finalStatus(choice));
  const at = { output_index: output.length };
  const begun = answer.item("in_progress");
  yield event("response.output_item.added", { ...at, item: begun }, answer.reasoningItem ? 0 : firstTokenMs);
  yield* choice.toolCall ? argumentEvents() : textEvents();
  yield event("response.output_item.done", { ...at, item });
  output.push(item);
  const status = finalStatus(choice);
  yield event(`response.${status}`, { response: answer.response(status, output, true) });

  function* pieces(type: string, place: Readonly<Record<string, unknown>>): Generator<Frame> {
    let counted = 0;
    for (const [index, delta] of choice.pieces.entries()) {
      const upTo = Math.round((choice.tokens * (index + 1)) / choice.pieces.length);
      yield event(type, { ...place, delta }, (upTo - counted) * perTokenMs, upTo - counted);
      counted = upTo;
    }
  }

  function* textEvents(): Generator<Frame> {
    const place = { item_id: item.id, ...at, content_index: 0 };
    yield event("response.content_part.added", { ...place, part: textPart("") });
    yield* pieces("response.output_text.delta", { ...place, logprobs: [] });
    yield event("response.output_text.done", { ...place, text: choice.text, logprobs: [] });
    yield event("response.content_part.done", { ...place, part: textPart(choice.text) });
  }

  function* argumentEvents(): Generator<Frame> {
    const place = { item_id: item.id, ...at };
    yield* pieces("response.function_call_arguments.delta", place);
    yield event("response.function_call_arguments.done", {
      ...place,
      name: choice.toolCall?.name,
      arguments: choice.toolCall?.arguments,
    });
  }
}
