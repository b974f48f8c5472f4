import { generate, type Choice } from "../../answers/generate";
import type { Job } from "../job";
import { servedModel, type Operation, type OperationContext, type RequestBody } from "../operation";
import { asRecord, flag } from "../wire/validate";
import type { Item } from "./items";
import { inputTokenParameters, compactParameters, responseParameters } from "./parameters";
import { readRequest, wantedOf, type ResponseRequest } from "./request";
import { finalStatus, textPart } from "./parts";
import { responseEvents } from "./responseEvents";

/**
 * The Responses API. What a response goes on from is part of its prompt, and billed as such.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/responses
 */
export const responses: Operation = (body, context) => {
  const request = readRequest(body, responseParameters, context);
  const wanted = wantedOf(body);
  const { promptTokens, history, input, conversation } = request;
  const { state } = context;
  const background = flag(body, "background");
  const keeps = flag(body, "store", true);
  const streamed = flag(body, "stream");
  return {
    promptTokens,
    maxTokens: wanted.maxTokens,
    promptText: () => JSON.stringify([body.tools, body.instructions, history, input]),
    streamed,
    make(cachedTokens) {
      const choice = generate(wanted, context, 0);
      const completionTokens = choice.tokens + choice.reasoningTokens;
      const usage = responseUsage(promptTokens, cachedTokens, completionTokens, choice.reasoningTokens);
      const answer = answerOf(request, choice, usage, context);
      const keep = (job?: Job) => {
        const id = `resp_${context.id}`;
        const whole = answer.response(finalStatus(choice), answer.output, true);
        const queued = answer.response("queued", [], false);
        state.responses.add({
          id,
          response: () => (job ? (lastSnapshot(job) ?? queued) : whole),
          inputItems: [...history, ...input],
          output: () => (job && !job.ended ? [] : answer.output),
          ...(job ? { job, streamed } : {}),
        });
        return queued;
      };
      return {
        completionTokens,
        reasoningTokens: choice.reasoningTokens,
        body: () => answer.response(finalStatus(choice), answer.output, true),
        frames: () => responseEvents(answer, context, background),
        finished() {
          if (keeps && !background) keep();
          if (keeps) state.keepItems(answer.output);
          if (conversation !== undefined) state.conversations.add(conversation, [...input, ...answer.output]);
        },
        ...(background ? { inBackground: keep } : {}),
      };
    },
  };
};

function lastSnapshot(job: Job): Readonly<Record<string, unknown>> | undefined {
  return job.done.findLast(({ snapshot }) => snapshot !== undefined)?.snapshot;
}

/**
 * Compaction: what was said becomes one item that only this account can read, and what the user wrote stays. [I]: how
 * many tokens the model writes for it.
 */
export const compact: Operation = (body, context) => {
  const { promptTokens, history, input } = readRequest(body, compactParameters, context);
  const completionTokens = Math.min(400, 64 + Math.floor(promptTokens / 10));
  return {
    promptTokens,
    maxTokens: undefined,
    streamed: false,
    make: (cachedTokens) => ({
      completionTokens,
      reasoningTokens: 0,
      body: () => ({
        id: `resp_${context.id}`,
        object: "response.compaction",
        created_at: context.created,
        output: [
          ...[...history, ...input].filter(({ type, role }) => type === "message" && role === "user"),
          {
            id: `cmp_${context.id}`,
            type: "compaction",
            encrypted_content: context.state.cipher.seal(`cmp_${context.id}`),
          },
        ],
        usage: responseUsage(promptTokens, cachedTokens, completionTokens, 0),
      }),
      frames: () => [][Symbol.iterator](),
    }),
  };
};

/** Counts the tokens of an input. Nothing is generated, and nothing billed. */
export const inputTokens: Operation = (body, context) => {
  const { promptTokens } = readRequest(body, inputTokenParameters, context);
  return {
    promptTokens: 0,
    maxTokens: 0,
    streamed: false,
    make: () => ({
      completionTokens: 0,
      reasoningTokens: 0,
      body: () => ({ object: "response.input_tokens", input_tokens: promptTokens }),
      frames: () => [][Symbol.iterator](),
    }),
  };
};

export function responseUsage(prompt: number, cached: number, completion: number, reasoning: number) {
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: completion,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: prompt + completion,
  };
}

export type ResponseStatus = "queued" | "in_progress" | "completed" | "incomplete";

/** The parts of a response that both the whole answer and the stream are made of. */
export interface ResponseAnswer {
  readonly choice: Choice;
  readonly reasoningItem: Item | undefined;
  /** All that was written, in its order. */
  readonly output: readonly Item[];
  item(status: ResponseStatus): Item;
  response(
    status: ResponseStatus,
    output: readonly unknown[],
    withUsage: boolean,
  ): Readonly<Record<string, unknown>>;
}

function answerOf(
  request: ResponseRequest,
  choice: Choice,
  usage: unknown,
  context: OperationContext,
): ResponseAnswer {
  const reasoningItem = choice.reasoningTokens > 0 ? thought(request.body, context) : undefined;
  const item = outputItem(choice, "completed", context);
  const output = reasoningItem ? [reasoningItem, item] : [item];
  return {
    choice,
    reasoningItem,
    output,
    item: (status) => outputItem(choice, status, context),
    response: (status, shown, withUsage) =>
      responseObject(request, status, shown, withUsage ? usage : null, context, choice),
  };
}

function thought(body: RequestBody, context: OperationContext): Item {
  const id = `rs_${context.id}`;
  const wanted = Array.isArray(body.include) && body.include.includes("reasoning.encrypted_content");
  const summarised = typeof asRecord(body.reasoning).summary === "string";
  return {
    id,
    type: "reasoning",
    summary: summarised ? [{ type: "summary_text", text: "**Reading the question**" }] : [],
    ...(wanted ? { encrypted_content: context.state.cipher.seal(id) } : {}),
  };
}

function outputItem(choice: Choice, status: ResponseStatus, context: OperationContext): Item {
  const begun = status === "in_progress";
  if (choice.toolCall) {
    const { id, name, arguments: args } = choice.toolCall;
    return {
      id: `fc_${context.id}`,
      type: "function_call",
      status: begun ? status : finalStatus(choice),
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
  { body, conversation }: ResponseRequest,
  status: ResponseStatus,
  output: readonly unknown[],
  usage: unknown,
  context: OperationContext,
  choice: Choice,
) {
  const filtered = choice.finishReason === "content_filter";
  return {
    id: `resp_${context.id}`,
    object: "response",
    created_at: context.created,
    status,
    background: body.background ?? false,
    error: null,
    incomplete_details:
      status === "incomplete" ? { reason: filtered ? "content_filter" : "max_output_tokens" } : null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    model: servedModel(context),
    output,
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    ...(conversation === undefined ? {} : { conversation: { id: conversation } }),
    prompt_cache_key: body.prompt_cache_key ?? null,
    reasoning: {
      effort: asRecord(body.reasoning).effort ?? (choice.reasoningTokens > 0 ? "medium" : null),
      summary: asRecord(body.reasoning).summary ?? null,
    },
    safety_identifier: body.safety_identifier ?? null,
    service_tier: body.service_tier === "auto" ? "default" : (body.service_tier ?? "default"),
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: body.text ?? { format: { type: "text" } },
    tool_choice: body.tool_choice ?? "auto",
    tools: body.tools ?? [],
    top_logprobs: body.top_logprobs ?? 0,
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? "disabled",
    usage,
    user: body.user ?? null,
    metadata: body.metadata ?? {},
  };
}
