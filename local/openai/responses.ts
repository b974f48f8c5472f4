import { invalidRequest } from "./errors";
import { generate, jsonFormat, type Choice, type Wanted } from "./generate";
import { servedModel, type Operation, type OperationContext, type RequestBody } from "./operation";
import { responseEvents } from "./responseEvents";
import { asRecord, fitsWindow, flag, missing, wholeNumber } from "./validate";

/**
 * The Responses API. What a response goes on from is part of its prompt, and billed as such.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/responses
 */
export const responses: Operation = (body, context) => {
  checkInput(body);
  const { facts } = context;
  const maxTokens = wholeNumber(body, "max_output_tokens", 1, facts.maxOutput);
  const wanted: Wanted = {
    maxTokens,
    stop: [],
    reasoningEffort: asRecord(body.reasoning).effort,
    tool: forcedTool(body),
    json: jsonFormat(asRecord(body.text).format),
  };
  const { previous_response_id: previousId } = body;
  const previous = typeof previousId === "string" ? context.stored.previous(previousId) : undefined;
  const keeps = flag(body, "store", true);
  const ownTokens = context.tokens.countPrompt(body, facts.name);
  const carriedTokens = previous?.historyTokens() ?? 0;
  const promptTokens = ownTokens + carriedTokens;
  fitsWindow(promptTokens, undefined, facts.contextWindow);
  return {
    promptTokens,
    maxTokens,
    promptText: () => JSON.stringify([body.tools, body.instructions, previous?.history, body.input]),
    streamed: flag(body, "stream"),
    make(cachedTokens) {
      const choice = generate(wanted, context, 0);
      const completionTokens = choice.tokens + choice.reasoningTokens;
      const usage = {
        input_tokens: promptTokens,
        input_tokens_details: { cached_tokens: cachedTokens },
        output_tokens: completionTokens,
        output_tokens_details: { reasoning_tokens: choice.reasoningTokens },
        total_tokens: promptTokens + completionTokens,
      };
      const answer: ResponseAnswer = {
        choice,
        reasoningItem: choice.reasoningTokens > 0 ? { ...reasoningItem(context) } : undefined,
        item: (status) => outputItem(choice, status, context),
        response: (status, output, withUsage) =>
          responseObject(body, status, output, withUsage ? usage : null, context, choice),
      };
      return {
        completionTokens,
        reasoningTokens: choice.reasoningTokens,
        body: () => answer.response(finalStatus(choice), outputOf(answer), true),
        frames: () => responseEvents(answer, context),
        ...(keeps ? { finished: () => keep(choice, answer) } : {}),
      };
    },
  };

  function keep(choice: Choice, answer: ResponseAnswer): void {
    const inputItems = [...(previous?.history ?? []), ...inputItemsOf(body.input, context.id)];
    context.stored.add({
      id: `resp_${context.id}`,
      response: answer.response(finalStatus(choice), outputOf(answer), true),
      inputItems,
      history: [...inputItems, answer.item("completed")],
      historyTokens() {
        // Only when it is gone on from: what the prompt has besides its input is not carried over.
        const rest = context.tokens.countPrompt({ ...body, input: [] }, facts.name);
        return carriedTokens + ownTokens - rest + choice.tokens + PER_ITEM;
      },
    });
  }
};

/** Tokens that frame the answer once it is part of a prompt. */
const PER_ITEM = 4;

function outputOf(answer: ResponseAnswer): readonly unknown[] {
  return answer.reasoningItem ? [answer.reasoningItem, answer.item("completed")] : [answer.item("completed")];
}

/** A request's input as items with ids, which a text alone does not have. */
function inputItemsOf(input: unknown, id: string): readonly Readonly<Record<string, unknown>>[] {
  const items: readonly unknown[] = Array.isArray(input) ? input : [{ role: "user", content: input }];
  return items.map((one, index) => {
    const item = asRecord(one);
    const content =
      typeof item.content === "string" ? { content: [{ type: "input_text", text: item.content }] } : {};
    return { id: `msg_${index}_${id}`, type: "message", ...item, ...content };
  });
}

export type ResponseStatus = "in_progress" | "completed" | "incomplete";

/** The parts of a response that both the whole answer and the stream are made of. */
export interface ResponseAnswer {
  readonly choice: Choice;
  readonly reasoningItem: Readonly<Record<string, unknown>> | undefined;
  item(status: ResponseStatus): Readonly<Record<string, unknown>>;
  response(
    status: ResponseStatus,
    output: readonly unknown[],
    withUsage: boolean,
  ): Readonly<Record<string, unknown>>;
}

export function finalStatus(choice: Choice): "completed" | "incomplete" {
  return choice.finishReason === "length" ? "incomplete" : "completed";
}

/** The one content part of a message item. */
export function textPart(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function checkInput(body: RequestBody): void {
  const { input, previous_response_id: previous } = body;
  if (previous !== undefined && previous !== null && typeof previous !== "string")
    throw invalidRequest(
      "invalid_type",
      "Invalid type for 'previous_response_id': expected a string.",
      "previous_response_id",
    );
  if (input === undefined || input === null) throw missing("input");
  if (typeof input !== "string" && !Array.isArray(input))
    throw invalidRequest(
      "invalid_type",
      "Invalid type for 'input': expected a string or an array of items.",
      "input",
    );
  if (input.length === 0) throw invalidRequest("invalid_value", "Invalid 'input': it is empty.", "input");
}

function forcedTool(body: RequestBody): Wanted["tool"] {
  const choice = body.tool_choice;
  const named = asRecord(choice).name;
  if (choice !== "required" && named === undefined) return undefined;
  const tools = (Array.isArray(body.tools) ? body.tools : []).map(asRecord);
  const functions = tools.filter((tool) => tool.type === "function");
  const tool = named === undefined ? functions[0] : functions.find((one) => one.name === named);
  if (!tool || typeof tool.name !== "string")
    throw invalidRequest(
      "invalid_value",
      "Invalid value for 'tool_choice': 'tools' has no such function.",
      "tool_choice",
    );
  return { name: tool.name, parameters: tool.parameters ?? { type: "object" }, named: true };
}

function reasoningItem(context: OperationContext) {
  return { id: `rs_${context.id}`, type: "reasoning", summary: [] };
}

function outputItem(choice: Choice, status: ResponseStatus, context: OperationContext) {
  const begun = status === "in_progress";
  if (choice.toolCall) {
    const { id, name, arguments: args } = choice.toolCall;
    return {
      id: `fc_${context.id}`,
      type: "function_call",
      status,
      call_id: id,
      name,
      arguments: begun ? "" : args,
    };
  }
  return {
    id: `msg_${context.id}`,
    type: "message",
    status: begun ? status : finalStatus(choice),
    role: "assistant",
    content: begun ? [] : [textPart(choice.text)],
  };
}

function responseObject(
  body: RequestBody,
  status: ResponseStatus,
  output: readonly unknown[],
  usage: unknown,
  context: OperationContext,
  choice: Choice,
) {
  return {
    id: `resp_${context.id}`,
    object: "response",
    created_at: context.created,
    status,
    background: false,
    error: null,
    incomplete_details: status === "incomplete" ? { reason: "max_output_tokens" } : null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    model: servedModel(context),
    output,
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: {
      effort: asRecord(body.reasoning).effort ?? (choice.reasoningTokens > 0 ? "medium" : null),
      summary: null,
    },
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: body.text ?? { format: { type: "text" } },
    tool_choice: body.tool_choice ?? "auto",
    tools: body.tools ?? [],
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? "disabled",
    usage,
    user: body.user ?? null,
    metadata: body.metadata ?? {},
  };
}
