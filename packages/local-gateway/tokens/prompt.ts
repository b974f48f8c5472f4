import { asRecord } from "@azure-genai-gateway/common/records";
import { imageTokens } from "./vision";

/** Counts one text, for a model. */
export interface Count {
  (text: string): number;
  readonly model: string;
}

// https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken gives the frame of chat messages.
const PER_MESSAGE = 3;
const PER_NAME = 1;
const REPLY = 3;
/** What the service adds around a list of functions and around each of them; measured, not documented. */
const TOOLS_FRAME = 12;
const PER_TOOL = 8;

/** Prompt tokens of a chat request. */
export function chatPromptTokens(body: Readonly<Record<string, unknown>>, count: Count): number {
  let total = REPLY;
  for (const message of asArray(body.messages)) total += messageTokens(asRecord(message), count);
  total += toolTokens(body.tools, count);
  const format = asRecord(body.response_format);
  if (format.json_schema) total += count(JSON.stringify(format.json_schema));
  return total;
}

/** Prompt tokens of a request to the Responses API. */
export function responsesPromptTokens(body: Readonly<Record<string, unknown>>, count: Count): number {
  let total = REPLY;
  if (typeof body.instructions === "string")
    total += messageTokens({ role: "system", content: body.instructions }, count);
  if (typeof body.input === "string") total += messageTokens({ role: "user", content: body.input }, count);
  for (const item of asArray(body.input)) {
    const record = asRecord(item);
    const { arguments: args, output } = record;
    if (typeof args === "string") total += count(args) + PER_MESSAGE;
    else if (typeof output === "string") total += count(output) + PER_MESSAGE;
    else total += messageTokens(record, count);
  }
  total += toolTokens(body.tools, count);
  const { format } = asRecord(body.text);
  if (asRecord(format).schema) total += count(JSON.stringify(asRecord(format).schema));
  return total;
}

/** Tokens of what completions and embeddings take: a text, texts, a token array, or token arrays. */
export function inputTokens(input: unknown, count: Count): number {
  if (typeof input === "string") return count(input);
  if (typeof input === "number") return 1;
  return asArray(input).reduce<number>((total, one) => total + inputTokens(one, count), 0);
}

function messageTokens(message: Readonly<Record<string, unknown>>, count: Count): number {
  let total = PER_MESSAGE;
  if (typeof message.role === "string") total += count(message.role);
  if (typeof message.name === "string") total += count(message.name) + PER_NAME;
  total += contentTokens(message.content, count);
  for (const call of asArray(message.tool_calls)) {
    const made = asRecord(asRecord(call).function);
    for (const part of [made.name, made.arguments]) if (typeof part === "string") total += count(part);
    total += PER_MESSAGE;
  }
  return total;
}

function contentTokens(content: unknown, count: Count): number {
  if (typeof content === "string") return count(content);
  let total = 0;
  for (const part of asArray(content)) {
    const record = asRecord(part);
    if (typeof record.text === "string") total += count(record.text);
    else if (record.type === "image_url" || record.type === "input_image")
      total += imageTokens(
        asRecord(record.image_url).url ?? record.image_url,
        asRecord(record.image_url).detail ?? record.detail,
        count.model,
      );
  }
  return total;
}

function toolTokens(tools: unknown, count: Count): number {
  const list = asArray(tools);
  if (list.length === 0) return 0;
  return list.reduce<number>((total, tool) => {
    const record = asRecord(tool);
    const declared = record.function === undefined ? record : asRecord(record.function);
    const { name, description, parameters } = declared;
    for (const part of [name, description]) if (typeof part === "string") total += count(part);
    return total + PER_TOOL + (parameters === undefined ? 0 : count(JSON.stringify(parameters)));
  }, TOOLS_FRAME);
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
