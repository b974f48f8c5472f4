import type { ModelFacts } from "../../tokens/models";
import type { RequestBody } from "../operation";
import { cacheRetention, efforts, serviceTiers } from "../responses/parameters";
import { invalidRequest } from "../wire/errors";
import {
  anything,
  boolean,
  checkParameters,
  decimal,
  either,
  integer,
  list,
  metadata,
  object,
  oneOf,
  text,
  unrecognizedArguments,
  wrongType,
  type Check,
  type Parameters,
} from "../wire/parameters";
import { isRecord } from "../wire/validate";

/** Messages, and functions, of one chat: https://learn.microsoft.com/azure/foundry/openai/quotas-limits */
const MOST_MESSAGES = 2_048;
const MOST_FUNCTIONS = 128;
const MOST_STOPS = 4;

export const stop = either(
  { string: text(), array: list(text(), MOST_STOPS) },
  "one of an array of strings or string",
);

/** From -100 to 100 for the number of a token. */
export const logitBias: Check = (value, path) => {
  if (!isRecord(value)) throw wrongType(path, "an object", value);
  for (const [token, bias] of Object.entries(value)) {
    if (!/^\d+$/.test(token))
      throw invalidRequest(
        "invalid_value",
        `Invalid key in '${path}': ${token.slice(0, 40)}. You should only be submitting non-negative integers.`,
        path,
      );
    decimal(-100, 100)(bias, `${path}.${token}`);
  }
};

export const streamOptions = object({ include_usage: boolean, include_obfuscation: boolean });

const voices = list(oneOf("text", "audio"), 2, 1);

/** What POST /chat/completions takes. https://learn.microsoft.com/azure/foundry/openai/reference#chat-completions */
export const chatParameters: Parameters = {
  audio: object(),
  data_sources: list(object()),
  frequency_penalty: decimal(-2, 2),
  function_call: either({ string: oneOf("none", "auto"), object: object() }, "a string or an object"),
  functions: list(object(), MOST_FUNCTIONS, 1),
  logit_bias: logitBias,
  logprobs: boolean,
  max_completion_tokens: integer(1),
  max_tokens: integer(1),
  messages: list(anything, MOST_MESSAGES, 1),
  metadata,
  modalities: voices,
  model: text(),
  n: integer(1, 128),
  parallel_tool_calls: boolean,
  prediction: object(),
  presence_penalty: decimal(-2, 2),
  prompt_cache_key: text(64),
  prompt_cache_retention: cacheRetention,
  reasoning_effort: oneOf(...efforts),
  response_format: object(),
  safety_identifier: text(64),
  seed: integer(-(2 ** 63), 2 ** 63),
  service_tier: serviceTiers,
  stop,
  store: boolean,
  stream: boolean,
  stream_options: streamOptions,
  temperature: decimal(0, 2),
  tool_choice: either(
    { string: oneOf("none", "auto", "required"), object: object() },
    "one of a string or an object",
  ),
  tools: list(object(), MOST_FUNCTIONS, 1),
  top_logprobs: integer(0, 20),
  top_p: decimal(0, 1),
  user: text(),
  user_security_context: object(),
  verbosity: oneOf("low", "medium", "high"),
};

/** Checks all that can be said of parameters without the messages. */
export function checkChat(body: RequestBody, facts: ModelFacts): void {
  checkParameters(body, chatParameters, unrecognizedArguments);
  checkReasoning(body, facts);
  if (given(body.max_tokens) && given(body.max_completion_tokens))
    throw invalidRequest(
      "invalid_parameter_combination",
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      "max_tokens",
    );
  for (const name of ["max_completion_tokens", "max_tokens"]) checkBound(body, name, facts);
  const needs: readonly (readonly [string, string, boolean])[] = [
    ["stream_options", "'stream' is enabled", body.stream === true],
    ["top_logprobs", "'logprobs' is enabled", body.logprobs === true],
    ["tool_choice", "'tools' are specified", given(body.tools)],
    ["parallel_tool_calls", "'tools' are specified", given(body.tools)],
    ["metadata", "'store' is enabled", body.store === true],
  ];
  for (const [name, condition, met] of needs)
    if (given(body[name]) && !met)
      throw invalidRequest(
        "invalid_value",
        `The '${name}' parameter is only allowed when ${condition}.`,
        name,
      );
}

/** A cap that is above what the model can write. */
export function checkBound(body: RequestBody, name: string, { maxOutput }: ModelFacts): void {
  const asked = body[name];
  if (typeof asked !== "number" || asked <= maxOutput) return;
  throw invalidRequest(
    "invalid_value",
    `${name} is too large: ${asked}. This model supports at most ${maxOutput} completion tokens, whereas you provided ${asked}.`,
    name,
  );
}

/** Models that always think take neither sampling parameters nor max_tokens; the others no effort. */
function checkReasoning(body: RequestBody, facts: ModelFacts): void {
  const { reasoning } = facts;
  if (!reasoning) {
    if (given(body.reasoning_effort)) throw unrecognizedArguments(["reasoning_effort"]);
    return;
  }
  checkEffort(body.reasoning_effort, facts, "reasoning_effort");
  if (given(body.max_tokens)) throw unsupported("max_tokens", " Use 'max_completion_tokens' instead.");
  if (!reasoning.byDefault) return;
  for (const name of ["temperature", "top_p", "presence_penalty", "frequency_penalty"] as const) {
    const usual = name.endsWith("penalty") ? 0 : 1;
    if (given(body[name]) && body[name] !== usual)
      throw invalidRequest(
        "unsupported_value",
        `Unsupported value: '${name}' does not support ${String(body[name])} with this model. Only the default (${usual}) value is supported.`,
        name,
      );
  }
  for (const name of ["logit_bias", "top_logprobs", "stop"]) if (given(body[name])) throw unsupported(name);
  if (body.logprobs === true) throw unsupported("logprobs");
}

function unsupported(name: string, more = "") {
  return invalidRequest(
    "unsupported_parameter",
    `Unsupported parameter: '${name}' is not supported with this model.${more}`,
    name,
  );
}

/** How hard a model can be asked to think: https://learn.microsoft.com/azure/foundry/openai/how-to/reasoning */
export function checkEffort(effort: unknown, { name, reasoning }: ModelFacts, param: string): void {
  if (typeof effort !== "string") return;
  const known = !reasoning?.byDefault
    ? ["none", "low", "medium", "high", "xhigh"]
    : name.startsWith("gpt-5")
      ? ["minimal", "low", "medium", "high"]
      : ["low", "medium", "high"];
  if (known.includes(effort)) return;
  const shown = known.map((one) => `'${one}'`);
  throw invalidRequest(
    "unsupported_value",
    `Unsupported value: '${effort}' is not supported with the '${name}' model. Supported values are: ${shown.slice(0, -1).join(", ")}, and ${shown.at(-1)}.`,
    param,
  );
}

export function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
