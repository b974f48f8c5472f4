import type { Choice } from "../../answers/generate";

export function finalStatus(choice: Choice): "completed" | "incomplete" {
  return choice.finishReason === "length" || choice.finishReason === "content_filter"
    ? "incomplete"
    : "completed";
}

/** The one content part of a message item. */
export function textPart(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}
