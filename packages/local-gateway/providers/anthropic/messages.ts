import { answerPieces } from "../../answers/answerText";
import { generate, type Choice, type Wanted } from "../../answers/generate";
import { pieceFrames } from "../../answers/pieceFrames";
import { sse, type Frame } from "../../answers/pacedStream";
import type { CallContext, Plan } from "../service/dialect";
import { asList, asRecord, type Json } from "../service/records";
import { checkRequest } from "./checks";
import { checkVersioned } from "./checkVersioned";
import { invalid } from "./errors";
import { smallestCached } from "./models";
import { promptBlocks } from "./prompt";
import type { CacheUse, PrefixCache } from "../service/prefixCache";

/** POST /v1/messages. https://platform.claude.com/docs/en/api/messages/create */
export function planMessage(body: Json, version: string, cache: PrefixCache, context: CallContext): Plan {
  const { facts } = context;
  checkRequest(body, facts);
  checkVersioned(body, version);
  const blocks = promptBlocks(body, context.tokens, facts.name);
  const promptTokens = blocks.reduce((sum, { tokens }) => sum + tokens, 0);
  if (promptTokens > facts.contextWindow)
    throw invalid(`prompt is too long: ${promptTokens} tokens > ${facts.contextWindow} maximum`);
  const use = cache.use(blocks, smallestCached(facts.name));
  const written = use.written5m + use.written1h;
  const imageTokens = blocks.reduce((sum, one) => sum + one.imageTokens, 0);
  return {
    promptTokens,
    cachedTokens: use.read,
    cacheWriteTokens: written,
    // What is read from the cache is not counted, and neither is max_tokens: output counts as it is made.
    // https://platform.claude.com/docs/en/api/rate-limits#cache-aware-itpm
    needs: { inputTokens: promptTokens - use.read },
    took: (outputTokens) => ({ outputTokens }),
    streamed: body.stream === true,
    charged: { promptImageTokens: imageTokens },
    make() {
      use.commit();
      const message = madeMessage(body, context, promptTokens, use);
      return {
        completionTokens: message.outputTokens,
        reasoningTokens: message.choice.reasoningTokens,
        body: () => wholeMessage(message, context),
        frames: () => frames(message, context),
      };
    },
  };
}

interface Message {
  readonly choice: Choice;
  readonly outputTokens: number;
  /** Undefined where the model was not asked to think; empty where it is not to be seen. */
  readonly thought?: readonly string[];
  readonly usage: Json;
}

function madeMessage(body: Json, context: CallContext, promptTokens: number, use: CacheUse): Message {
  const thoughtTokens = thoughtOf(body, context);
  const choice = generate(wantedOf(body, thoughtTokens), context, 0);
  const { display } = asRecord(body.thinking);
  const shown = display === "omitted" ? 0 : choice.reasoningTokens;
  const thought = choice.reasoningTokens > 0 ? { thought: answerPieces(shown, context.random) } : {};
  const usage = {
    input_tokens: promptTokens - use.read - use.written5m - use.written1h,
    cache_creation_input_tokens: use.written5m + use.written1h,
    cache_read_input_tokens: use.read,
    cache_creation: {
      ephemeral_5m_input_tokens: use.written5m,
      ephemeral_1h_input_tokens: use.written1h,
    },
    service_tier: "standard",
  };
  return { choice, outputTokens: choice.tokens + choice.reasoningTokens, ...thought, usage };
}

/** Of a budget a model uses a part; without one, adaptively, what its effort says. */
function thoughtOf({ thinking, output_config: output }: Json, { random }: CallContext): number {
  const { type, budget_tokens: budget } = asRecord(thinking);
  if (type === undefined || type === "disabled") return 0;
  const effort =
    { low: 1, medium: 3, high: 8, xhigh: 16, max: 32 }[
      String((asRecord(output).effort as string | null | undefined) ?? "high")
    ] ?? 8;
  const most = typeof budget === "number" ? budget : Infinity;
  return Math.min(most, 64 * (effort + Math.floor(random.next() * effort)));
}

function wantedOf(body: Json, thoughtTokens: number): Wanted {
  const tools = asList(body.tools).map(asRecord);
  const { type, name } = asRecord(body.tool_choice);
  // With tool_choice auto the simulated model always answers in text.
  const forced =
    type === "any" ? tools[0] : type === "tool" ? tools.find((one) => one.name === name) : undefined;
  const { schema } = asRecord(asRecord(body.output_config).format ?? body.output_format);
  return {
    maxTokens: Number(body.max_tokens),
    stop: asList(body.stop_sequences).map(String),
    reasoningEffort: undefined,
    thoughtTokens,
    ...(forced
      ? { tool: { name: String(forced.name), parameters: forced.input_schema ?? {}, named: type === "tool" } }
      : {}),
    ...(schema === undefined ? {} : { json: { schema } }),
  };
}

/** https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons */
function stopOf({ choice }: Message): {
  readonly stop_reason: string;
  readonly stop_sequence: string | null;
} {
  const { finishReason, stoppedBy, toolCall } = choice;
  if (finishReason === "length") return { stop_reason: "max_tokens", stop_sequence: null };
  if (finishReason === "content_filter") return { stop_reason: "refusal", stop_sequence: null };
  if (toolCall) return { stop_reason: "tool_use", stop_sequence: null };
  if (stoppedBy !== undefined) return { stop_reason: "stop_sequence", stop_sequence: stoppedBy };
  return { stop_reason: "end_turn", stop_sequence: null };
}

function headOf({ id, facts }: CallContext) {
  return { id: `msg_01${id.slice(0, 22)}`, type: "message", role: "assistant", model: facts.name };
}

function wholeMessage(message: Message, context: CallContext): unknown {
  const { choice, thought, usage, outputTokens } = message;
  return {
    ...headOf(context),
    content: [
      ...(thought ? [{ type: "thinking", thinking: thought.join(""), signature: signatureOf(context) }] : []),
      ...(choice.toolCall
        ? [{ ...toolUse(choice, context), input: inputOf(choice) }]
        : choice.text === ""
          ? []
          : [{ type: "text", text: choice.text }]),
    ],
    ...stopOf(message),
    usage: { ...usage, output_tokens: outputTokens },
  };
}

function toolUse({ toolCall }: Choice, { id }: CallContext) {
  return { type: "tool_use", id: `toolu_01${id.slice(0, 22)}`, name: toolCall!.name };
}

/** Arguments that max_tokens has cut are no JSON; the service then gives what could be read. */
function inputOf({ toolCall }: Choice): unknown {
  try {
    return JSON.parse(toolCall!.arguments) as unknown;
  } catch {
    return {};
  }
}

/** Tells the service that a thought is its own; of no meaning here. */
function signatureOf({ id }: CallContext): string {
  return Buffer.from(`thought ${id}`).toString("base64");
}

/** The events of a stream in their order. https://platform.claude.com/docs/en/build-with-claude/streaming */
function* frames(message: Message, context: CallContext): Generator<Frame> {
  const { choice, thought, usage, outputTokens } = message;
  const { firstTokenMs, perTokenMs } = context.latency;
  const start = {
    ...headOf(context),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
  };
  yield frame({ type: "message_start", message: start }, firstTokenMs);
  let index = 0;
  if (thought) {
    yield* block(index, { type: "thinking", thinking: "", signature: "" }, function* () {
      if (thought.length === 0)
        yield {
          text: "",
          afterMs: choice.reasoningTokens * perTokenMs,
          tokens: choice.reasoningTokens,
          reasoning: choice.reasoningTokens,
        };
      const told = { pieces: thought, tokens: choice.reasoningTokens };
      for (const one of pieceFrames(told, perTokenMs, (thinking) =>
        delta(0, { type: "thinking_delta", thinking }),
      ))
        yield { ...one, reasoning: one.tokens };
      yield {
        text: delta(0, { type: "signature_delta", signature: signatureOf(context) }),
        afterMs: 0,
        tokens: 0,
      };
    });
    index += 1;
  }
  const call = choice.toolCall;
  const begun = call ? { ...toolUse(choice, context), input: {} } : { type: "text", text: "" };
  const place = index;
  if (call || choice.pieces.length > 0)
    yield* block(place, begun, () =>
      pieceFrames(choice, perTokenMs, (piece) =>
        delta(
          place,
          call ? { type: "input_json_delta", partial_json: piece } : { type: "text_delta", text: piece },
        ),
      ),
    );
  // Counts are those of the whole message, not of what is new.
  const total = { ...usage, output_tokens: outputTokens };
  const counted = choice.pieces.length > 0 ? 0 : choice.tokens;
  yield { ...frame({ type: "message_delta", delta: stopOf(message), usage: total }), tokens: counted };
  yield frame({ type: "message_stop" });
}

function* block(index: number, begun: unknown, deltas: () => Iterable<Frame>): Generator<Frame> {
  yield frame({ type: "content_block_start", index, content_block: begun });
  if (index === 0) yield frame({ type: "ping" });
  for (const one of deltas()) yield one;
  yield frame({ type: "content_block_stop", index });
}

function delta(index: number, change: unknown): string {
  return sse({ type: "content_block_delta", index, delta: change }, "content_block_delta");
}

function frame(data: { readonly type: string } & Json, afterMs = 0): Frame {
  return { text: sse(data, data.type), afterMs, tokens: 0 };
}
