import { asList, asRecord, records, textOf } from "../../resources/inputs";

/** One piece of a prompt's text. */
export interface PromptPart {
  /** As the message states it; `user` for prompts that are no messages. */
  readonly role: string;
  readonly text: string;
}

/**
 * The text of a request to a model, in order: messages (chat), `prompt` (completions), `instructions` and `input`
 * (Responses, embeddings). Images, tokens and anything else that is no text is left out.
 */
export function promptParts(body: unknown): readonly PromptPart[] {
  const request = asRecord(body);
  if (!request) return [];
  const instructions = textOf(request["instructions"]);
  return [
    ...(instructions === undefined ? [] : [{ role: "system", text: instructions }]),
    ...messages(request["messages"]),
    ...plain(request["prompt"]),
    ...plain(request["input"]),
    ...messages(request["input"]),
  ];
}

/** The body of a request or an answer as JSON; undefined when it is none. */
export function parseBody(bytes: Uint8Array | undefined): unknown {
  if (!bytes || bytes.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return undefined;
  }
}

function plain(value: unknown): readonly PromptPart[] {
  const texts = typeof value === "string" ? [value] : asList(value);
  return texts.flatMap((text) => (typeof text === "string" ? [{ role: "user", text }] : []));
}

function messages(value: unknown): readonly PromptPart[] {
  return records(value).flatMap((message) => {
    const role = textOf(message["role"]) ?? "user";
    const { content } = message;
    if (typeof content === "string") return [{ role, text: content }];
    return records(content).flatMap(({ text }) => (typeof text === "string" ? [{ role, text }] : []));
  });
}
