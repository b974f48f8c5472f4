import {
  anything,
  boolean,
  decimal,
  either,
  integer,
  list,
  metadata,
  object,
  oneOf,
  text,
  type Parameters,
} from "../wire/parameters";

const includable = [
  "code_interpreter_call.outputs",
  "computer_call_output.output.image_url",
  "file_search_call.results",
  "message.input_image.image_url",
  "message.output_text.logprobs",
  "reasoning.encrypted_content",
  "web_search_call.action.sources",
  "web_search_call.results",
];

export const include = list(oneOf(...includable));
export const efforts = ["none", "minimal", "low", "medium", "high", "xhigh"];
export const serviceTiers = oneOf("auto", "default", "flex", "scale", "priority");
export const cacheRetention = oneOf("in_memory", "in-memory", "24h");

/** Tokens that an answer must be allowed at least. */
const LEAST_OUTPUT = 16;

/** What POST /responses takes. https://learn.microsoft.com/azure/foundry/openai/latest#create-response */
export const responseParameters: Parameters = {
  background: boolean,
  // On no page: Codex CLI sends its installation's id in it to any provider, and Microsoft documents Codex with Azure.
  client_metadata: object(),
  context_management: list(object()),
  conversation: either({ string: text(), object: object({ id: text() }) }, "a string or an object"),
  include,
  input: anything,
  instructions: either({ string: text(), array: list(object()) }, "a string or an array of objects"),
  max_output_tokens: integer(LEAST_OUTPUT),
  max_tool_calls: integer(1),
  metadata,
  model: text(),
  parallel_tool_calls: boolean,
  previous_response_id: text(),
  prompt: object(),
  prompt_cache_key: text(64),
  prompt_cache_retention: cacheRetention,
  reasoning: object({
    effort: oneOf(...efforts),
    summary: oneOf("auto", "concise", "detailed"),
    generate_summary: oneOf("auto", "concise", "detailed"),
  }),
  safety_identifier: text(64),
  service_tier: serviceTiers,
  store: boolean,
  stream: boolean,
  stream_options: object({ include_obfuscation: boolean }),
  temperature: decimal(0, 2),
  text: object({
    format: object(),
    verbosity: oneOf("low", "medium", "high"),
  }),
  tool_choice: either(
    { string: oneOf("none", "auto", "required"), object: object() },
    "a string or an object",
  ),
  tools: list(object(), 128),
  top_logprobs: integer(0, 20),
  top_p: decimal(0, 1),
  truncation: oneOf("auto", "disabled"),
  user: text(),
};

/** What POST /responses/compact takes. */
export const compactParameters: Parameters = {
  input: anything,
  instructions: text(),
  model: text(),
  previous_response_id: text(),
  prompt_cache_key: text(64),
  prompt_cache_retention: cacheRetention,
  service_tier: serviceTiers,
};

/** What POST /responses/input_tokens takes. */
export const inputTokenParameters: Parameters = Object.fromEntries(
  "conversation input instructions model parallel_tool_calls previous_response_id reasoning text tool_choice tools truncation"
    .split(" ")
    .map((name) => [name, responseParameters[name]!]),
);
