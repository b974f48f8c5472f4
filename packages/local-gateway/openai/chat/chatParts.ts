import { filteredAnswer, unfiltered, unfilteredPrompt } from "../wire/errors";
import type { Choice } from "../../answers/generate";

/** What the content filter says of a prompt that nothing is wrong with. */
export const promptFilter = [{ prompt_index: 0, content_filter_results: unfilteredPrompt }];

/** What the content filter says of a whole answer. */
export function filterResults(choice: Choice): unknown {
  if (choice.toolCall) return {};
  return choice.finishReason === "content_filter" ? filteredAnswer : unfiltered;
}

export function toolCallOf(call: NonNullable<Choice["toolCall"]>) {
  return { id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } };
}
