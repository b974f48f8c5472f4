import type { Wanted } from "../../answers/generate";
import { jsonFormat } from "../jsonFormat";
import type { OperationContext, RequestBody } from "../operation";
import { invalidRequest } from "../wire/errors";
import { checkParameters, wrongType, type Parameters } from "../wire/parameters";
import { asRecord, contextExceeded, missing } from "../wire/validate";
import { checkCalls, readItems, tokensOfItems, type Item } from "./items";
import { checkTools } from "../tools";
import { checkBound, checkEffort, given } from "../chat/parameters";

/** What a call to the Responses API asks, checked. */
export interface ResponseRequest {
  readonly body: RequestBody;
  /** Everything before this call's own input. */
  readonly history: readonly Item[];
  readonly input: readonly Item[];
  readonly conversation: string | undefined;
  readonly promptTokens: number;
}

/** @throws ServiceError what is wrong with the parameters, the input, or what the call goes on from. */
export function readRequest(
  body: RequestBody,
  parameters: Parameters,
  context: OperationContext,
): ResponseRequest {
  checkParameters(body, parameters);
  const { facts, state, tokens } = context;
  checkEffort(asRecord(body.reasoning).effort, facts, "reasoning.effort");
  if (!facts.reasoning && given(asRecord(body.reasoning).effort))
    throw invalidRequest(
      "unsupported_parameter",
      "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
      "reasoning.effort",
    );
  checkBound(body, "max_output_tokens", facts);
  if (facts.reasoning?.byDefault)
    for (const name of ["temperature", "top_p", "top_logprobs"])
      if (body[name] !== undefined && body[name] !== null && body[name] !== 1)
        throw invalidRequest(
          "unsupported_parameter",
          `Unsupported parameter: '${name}' is not supported with this model.`,
          name,
        );
  const conversation = conversationOf(body);
  const { previous_response_id: previous } = body;
  if (conversation !== undefined && typeof previous === "string")
    // [I]: the wording and the code.
    throw invalidRequest(
      "mutually_exclusive_parameters",
      "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Ensure you are only providing one of them.",
    );
  if (body.background === true && body.store === false)
    throw invalidRequest(
      "invalid_value",
      "Background responses must be stored: 'store' may not be false.",
      "store",
    );
  checkTools(body.tools, "tools");
  const before = typeof previous === "string" ? state.responses.historyOf(previous) : undefined;
  const history = before ?? (conversation === undefined ? [] : state.conversations.items(conversation));
  const input = inputOf(body, history.length > 0, context);
  checkCalls([...history, ...input]);
  const rest = tokens.countPrompt({ ...body, input: [] }, facts.name);
  const promptTokens = rest + tokensOfItems(history, context) + tokensOfItems(input, context);
  if (promptTokens >= facts.contextWindow && body.truncation !== "auto")
    throw contextExceeded(
      "Your input exceeds the context window of this model. Please adjust your input and try again.",
      "input",
    );
  return { body, history, input, conversation, promptTokens: Math.min(promptTokens, facts.contextWindow) };
}

function inputOf(body: RequestBody, goesOn: boolean, context: OperationContext): readonly Item[] {
  const { input } = body;
  if (input === undefined || input === null) {
    if (goesOn || body.prompt !== undefined) return [];
    throw missing("input");
  }
  if (typeof input === "string") {
    if (input === "") throw invalidRequest("invalid_value", "Invalid 'input': empty string.", "input");
    return readItems([{ role: "user", content: input }], "input", context.state, context.id);
  }
  if (!Array.isArray(input)) throw wrongType("input", "one of an array of objects or string", input);
  if (input.length === 0 && !goesOn)
    throw invalidRequest(
      "empty_array",
      "Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      "input",
    );
  return readItems(input, "input", context.state, context.id);
}

function conversationOf({ conversation }: RequestBody): string | undefined {
  if (typeof conversation === "string") return conversation;
  const { id } = asRecord(conversation);
  return typeof id === "string" ? id : undefined;
}

/** What the model is to write. */
export function wantedOf(body: RequestBody): Wanted {
  return {
    maxTokens: typeof body.max_output_tokens === "number" ? body.max_output_tokens : undefined,
    stop: [],
    reasoningEffort: asRecord(body.reasoning).effort,
    tool: forcedTool(body),
    json: jsonFormat(asRecord(body.text).format, "text.format"),
  };
}

function forcedTool(body: RequestBody): Wanted["tool"] {
  const choice = body.tool_choice;
  const named = asRecord(choice).type === "function" ? asRecord(choice).name : undefined;
  if (choice !== "required" && named === undefined) return undefined;
  const functions = (Array.isArray(body.tools) ? body.tools : [])
    .map(asRecord)
    .filter((tool) => tool.type === "function");
  const tool = named === undefined ? functions[0] : functions.find((one) => one.name === named);
  if (!tool || typeof tool.name !== "string") {
    // Some tool of the service's own satisfies a caller who requires any.
    if (named === undefined && Array.isArray(body.tools) && body.tools.length > 0) return undefined;
    throw invalidRequest(
      "invalid_value",
      named === undefined
        ? "Tool choice 'required' must be specified with 'tools' parameter."
        : `Tool choice '${named as string}' not found in 'tools' parameter.`,
      "tool_choice",
    );
  }
  return { name: tool.name, parameters: tool.parameters ?? { type: "object" }, named: true };
}
